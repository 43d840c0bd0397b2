// A part of a floor page that changes by itself (papers on their way out of the printer):
// <section id="papers" data-fresh="2000"> is asked for again after so many milliseconds, and goes on
// doing so while the new one says data-fresh too. Only that part is put in place: no sound, no scan
// and no typing is disturbed. data-from names another address than the page's own path (a list with
// its filters); while nobody looks at the page, it is left as it is. A new one with data-turn means that the page is another one by now.

let timer = 0;

export function watch() {
  clearTimeout(timer);
  const part = document.querySelector("[data-fresh]");
  if (part) timer = setTimeout(() => renew(part), Number(part.dataset.fresh));
}

async function renew(part) {
  if (document.hidden) return watch();
  try {
    const response = await fetch(part.dataset.from ?? location.pathname, { headers: { Accept: "text/html" } });
    const next = new DOMParser().parseFromString(await response.text(), "text/html").getElementById(part.id);
    if (next && part.isConnected && !part.querySelector("[data-sent], select:focus, input:focus, details[open]")) {
      if (next.hasAttribute("data-turn")) return location.replace(location.pathname);
      part.replaceWith(next);
    }
  } catch {
    // Wi-Fi is away: later
  }
  watch();
}
