// The mail beside its words follows what is typed; nothing is saved. Without this script "Show" does it.

const PAUSE_MS = 400;
const form = document.getElementById("notice-form");
const show = document.querySelector("[data-frame]");
let pause = 0;

function renew() {
  form.requestSubmit(show);
}

document.addEventListener("input", (event) => {
  if (event.target.form !== form || event.target.name === "to") return;
  clearTimeout(pause);
  pause = setTimeout(renew, PAUSE_MS);
});

show.hidden = true;
renew();
