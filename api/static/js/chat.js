// The talk on an order's page: words are sent without leaving the page, and come while it is open.
// Everything works without this script, after a reload.

import { hears } from "./stream.js";

const talk = () => document.getElementById("talk");

function toTheEnd() {
  const said = talk()?.querySelector(".talked");
  if (said) said.scrollTop = said.scrollHeight;
}

/** Something new; it may stand there already, when it is our own. */
function heard(event) {
  const { id, html } = JSON.parse(event.data);
  const said = talk()?.querySelector(".talked");
  if (!said || document.getElementById(`m-${id}`)) return;
  said.hidden = false;
  said.firstElementChild.insertAdjacentHTML("beforeend", html);
  toTheEnd();
}

const listen = hears(() => talk()?.dataset.live, heard);

async function send(form) {
  const button = form.querySelector("button");
  const body = new URLSearchParams(new FormData(form));
  body.set("part", "yes");
  button.disabled = true;
  try {
    const response = await fetch(form.action, { method: "POST", body });
    const next = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("talk");
    if (!next) throw new Error(String(response.status));
    talk().replaceWith(next);
    begin();
    document.getElementById("talk-words").focus();
    listen();
  } catch {
    button.disabled = false;
    const fault = document.getElementById("talk-fault");
    fault.textContent = form.dataset.lost;
    fault.hidden = false;
  }
}

function begin() {
  const form = talk()?.querySelector("form");
  if (!form) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
  form.elements.words.addEventListener("keydown", (event) => {
    const isSending = event.ctrlKey || event.metaKey || matchMedia("(pointer: fine)").matches;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !isSending) return;
    event.preventDefault();
    form.requestSubmit();
  });
  toTheEnd();
}

begin();
listen();
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
