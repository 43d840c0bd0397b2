// The desk's messages as they come, drafts that survive a reload, and keys: j and k walk the list, r
// writes, Ctrl+Enter sends. Everything works without this script, after a reload.

import { hears } from "./stream.js";

const DRAFT_PAUSE_MS = 800;

const live = () => document.querySelector("[data-live]");

async function renew() {
  const part = live();
  if (!part || document.hidden) return;
  try {
    const response = await fetch(part.dataset.from ?? location.pathname, { headers: { Accept: "text/html" } });
    const next = new DOMParser().parseFromString(await response.text(), "text/html").getElementById(part.id);
    if (next && part.isConnected) part.replaceWith(next);
  } catch {
    // the network is away: the next ring, or the next beat
  }
}

let isFirst = live()?.id === "board";
const listen = hears(() => live()?.dataset.live, () => {
  if (!isFirst) renew();
  isFirst = false;
});

/** While this page is open and looked at, consumers can chat. */
function beHere() {
  const part = live();
  if (!part) return;
  const say = () => { if (!document.hidden) fetch(part.dataset.here, { method: "POST" }).catch(() => {}); };
  say();
  setInterval(say, Number(part.dataset.beat));
}

function answerBox() {
  const form = document.getElementById("answer");
  if (!form) return;
  const words = form.elements.words;
  let timer = 0;
  const keep = () => {
    clearTimeout(timer);
    timer = setTimeout(() => fetch(form.dataset.draft, {
      method: "POST",
      body: new URLSearchParams({ words: words.value, channel: form.elements.channel.value }),
    }).catch(() => {}), DRAFT_PAUSE_MS);
  };
  words.addEventListener("input", keep);
  form.elements.channel.addEventListener("change", keep);
  form.addEventListener("submit", () => clearTimeout(timer));
  form.querySelector("[data-reply]")?.addEventListener("change", (event) => {
    const said = event.target.value;
    if (!said) return;
    words.setRangeText(said, words.selectionStart, words.selectionEnd, "end");
    event.target.value = "";
    words.focus();
    keep();
  });
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
}

function undoWhileItCan() {
  const form = document.querySelector("[data-undo]");
  if (form) setTimeout(() => form.remove(), Math.max(0, new Date(form.dataset.undo) - Date.now()));
}

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const links = [...document.querySelectorAll(".threads td.name a")];
  const at = links.indexOf(document.activeElement);
  if (event.key === "j") links[Math.min(at + 1, links.length - 1)]?.focus();
  else if (event.key === "k") links[Math.max(at - 1, 0)]?.focus();
  else if (event.key === "r") document.getElementById("answer")?.elements.words.focus();
  else return;
  event.preventDefault();
});

listen();
beHere();
answerBox();
undoWhileItCan();
