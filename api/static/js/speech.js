// Says aloud what to do, for eyes and hands that are busy; each device has its own switch (the
// self-test page). It is loaded only where it is switched on.

import { write, written } from "./unsent.js";

const SWITCH = "wms.speech";

/** "on" or "off". */
export const speech = () => (written(SWITCH) === "on" ? "on" : "off");
export const switchSpeech = (word) => write(SWITCH, word);

/** A voice for the language; null: this device has none, and another one would not be understood. */
export async function voiceFor(language) {
  if (!("speechSynthesis" in window)) return null;
  const known = speechSynthesis.getVoices();
  const voices = known.length ? known : await heard();
  const mine = voices.filter((voice) => voice.lang.toLowerCase().startsWith(language));
  return mine.find((voice) => voice.localService) ?? mine[0] ?? null; // without Wi-Fi it goes on
}

const LATE_MS = 1500; // some browsers tell their voices only a while after they were asked

const heard = () => new Promise((resolve) => {
  const tell = () => resolve(speechSynthesis.getVoices());
  speechSynthesis.addEventListener("voiceschanged", tell, { once: true });
  setTimeout(tell, LATE_MS);
});

/** What a person would read out from this screen: why not, else where and how many, else what to do. */
export function words(work) {
  const read = (selector) => work.querySelector(selector)?.textContent.trim().replace(/\s+/g, " ");
  if (work.dataset.say) return work.dataset.say;
  if (work.querySelector("[data-refusal]")) {
    return [read(".refusal-sentence"), read(".refusal-next")].filter(Boolean).join(" ");
  }
  const place = read(".location:not(.is-done) .location-code")?.replaceAll("-", ", ");
  const count = read(".quantity-now")?.replace("×", "");
  const unit = read(".quantity-words b");
  const facts = [place, count && `${count} ${unit ?? ""}`.trim()].filter(Boolean);
  return facts.length ? `${facts.join(". ")}.` : read(".prompt") ?? read(".done h1") ?? "";
}

/** Say it instead of whatever is still being said. False: this device cannot. */
export async function say(sentence, language) {
  const voice = await voiceFor(language);
  if (!voice) return false;
  const spoken = new SpeechSynthesisUtterance(sentence);
  Object.assign(spoken, { voice, lang: voice.lang });
  speechSynthesis.cancel();
  if (sentence) speechSynthesis.speak(spoken);
  return true;
}
