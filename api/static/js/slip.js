// The slip beside its form follows what is typed; nothing is saved. Without this script "Show" does it.

const PAUSE_MS = 250;
const form = document.getElementById("slip-form");
let pause = 0;
let asked = null;

function facts() {
  const fields = new FormData(form);
  fields.delete("picture");
  return new URLSearchParams(fields);
}

async function renew() {
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body: facts(), signal: asked.signal });
    if (!answer.ok) return;
    const made = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("slip-preview");
    if (!made) return;
    const shown = document.getElementById("slip-preview");
    const place = shown.scrollTop;
    shown.replaceWith(made);
    made.scrollTop = place;
    tellFields(made);
  } catch {
    // the next key asks again
  }
}

/** What is wrong stands at its field, too, and goes when it is put right. */
function tellFields(made) {
  const wrong = new Map([...made.querySelectorAll("[data-error-of]")].map((each) => [each.dataset.errorOf, each.textContent.trim()]));
  for (const field of form.querySelectorAll("textarea, input[name=return_url], input[name=accent]")) {
    const label = field.closest(".field");
    const sentence = wrong.get(field.name);
    label.classList.toggle("has-error", Boolean(sentence));
    field.toggleAttribute("aria-invalid", Boolean(sentence));
    let said = label.querySelector("em.error");
    if (sentence && !said) {
      said = document.createElement("em");
      said.className = "error";
      label.append(said);
    }
    if (sentence) said.textContent = sentence;
    else said?.remove();
  }
}

form.addEventListener("input", (event) => {
  if (event.target.name === "accent") form.querySelector("[data-colour]").textContent = event.target.value;
  clearTimeout(pause);
  pause = setTimeout(renew, PAUSE_MS);
});
document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.name === "picture" && target.files.length) form.requestSubmit(form.querySelector("[data-take-in]"));
  else if (target.name === "paper") {
    document.querySelector("[name=show_paper]").value = target.value;
    renew();
  } else if (target.form === form && target.name.startsWith("show_")) renew();
});

for (const button of document.querySelectorAll("[data-look], [data-take-in]")) button.hidden = true;
