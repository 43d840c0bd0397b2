// The desk's few conveniences; every page works without them.

import { watch } from "./fresh.js";

const FILTER_PAUSE_MS = 350;

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent);
  } catch { // no clipboard on plain http: select it, so that Ctrl+C does it
    getSelection().selectAllChildren(source);
    return;
  }
  button.lastElementChild.textContent = button.dataset.copied;
  button.classList.add("is-done");
}

const rows = (name) => [...document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`)];

/** Buttons that need a selection (data-needs="ids") are usable only with one, and show how many. */
function countTicks() {
  for (const button of document.querySelectorAll("[data-needs]")) {
    const ticked = rows(button.dataset.needs).filter((box) => box.checked).length;
    button.disabled = ticked === 0;
    const shown = button.querySelector("[data-count]");
    if (shown) shown.textContent = ticked || "";
  }
  for (const all of document.querySelectorAll("[data-check-all]")) {
    const boxes = rows(all.dataset.checkAll);
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }
}

function ask(form, submitter) {
  const dialog = document.getElementById("ask");
  document.getElementById("ask-question").textContent = form.dataset.confirm;
  document.getElementById("ask-yes").textContent = form.dataset.yes;
  document.getElementById("ask-no").textContent = form.dataset.no;
  dialog.returnValue = "";
  dialog.showModal();
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "yes") return;
    form.dataset.confirmed = "yes";
    form.requestSubmit(submitter);
  }, { once: true });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-print], [data-print-page]");
  if (!button) return;
  if (button.dataset.copy) copy(button);
  else if ("printPage" in button.dataset) print();
  else button.closest(".preview").querySelector("iframe").contentWindow.print();
});

document.addEventListener("change", (event) => {
  const { checkAll } = event.target.dataset;
  if (checkAll) rows(checkAll).forEach((box) => { box.checked = event.target.checked; });
  countTicks();
});

let pause = 0;
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.hasAttribute("data-auto")) return;
  clearTimeout(pause);
  pause = setTimeout(() => form.requestSubmit(), event.target.type === "search" ? FILTER_PAUSE_MS : 0);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.confirm && !form.dataset.confirmed) {
    event.preventDefault();
    ask(form, event.submitter);
    return;
  }
  if (form.method !== "post" || form.target) return;
  if (form.dataset.sent) event.preventDefault(); // a double click sends once
  form.dataset.sent = "yes";
});

addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
  countTicks();
});

// a search that sent itself keeps the cursor where the person was typing
const search = document.querySelector(".filters input[type=search]");
if (search?.value) {
  search.focus();
  search.setSelectionRange(search.value.length, search.value.length);
}
countTicks();
watch();

// on a narrow screen the chosen tab may stand beyond the edge
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

// a paper that exists only in this page shows itself
document.querySelectorAll("form[data-at-once]").forEach((form) => form.submit());
