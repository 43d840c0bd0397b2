// A label or code that its courier is asked for: it shows as soon as it is there, without a reload.
// Everything works without this script, by the button "Look again".

const LOOK_EVERY_MS = 2_000;
const LOOKS_MAX = 60;

async function look(left) {
  const shown = document.getElementById("labels");
  if (!shown?.dataset.waits || !left) return;
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    const next = new DOMParser().parseFromString(await response.text(), "text/html");
    const labels = next.getElementById("labels");
    if (response.ok && labels && !labels.dataset.waits) {
      document.getElementById("page").replaceWith(next.getElementById("page"));
      document.getElementById("labels").setAttribute("aria-live", "polite");
      return;
    }
  } catch {
    // away for a moment: the next look tells
  }
  setTimeout(look, LOOK_EVERY_MS, left - 1);
}

setTimeout(look, LOOK_EVERY_MS, LOOKS_MAX);
