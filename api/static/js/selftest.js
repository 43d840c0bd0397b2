// The self-test of a device: does this scanner arrive as it should, is the device heard and felt?
//
// The page (scanner/selftest.html) carries what the two set-up barcodes must read as; each row of the
// list shows one finding. The result is kept on the device and, when the person is done, posted.

import { keepScannerSettings, scannerSettings } from "./wedge.js";
import { play } from "./tones.js";
import { say as speak, speech, switchSpeech, voiceFor } from "./speech.js";

const GS = "\x1d";
const SLOW_GAP_MS = 30; // slower than this is worth telling: 40 digits take more than a second

const root = document.querySelector("[data-selftest]");
const found = { ...scannerSettings() };

function tell(row, good, words) {
  const item = root.querySelector(`[data-row="${row}"]`);
  item.dataset.state = good ? "good" : "bad";
  item.querySelector("[data-words]").textContent = words;
}

const say = (key, facts = {}) => Object.entries(facts).reduce(
  (words, [name, value]) => words.replace(`{${name}}`, value), root.dataset[key],
);

/** "good", "layout" (keys mean other letters here), "capitals" or "other". */
export function compareLayout(read, expected) {
  if (read === expected) return "good";
  if (read.toLowerCase() === expected.toLowerCase()) return "capitals";
  return read.length === expected.length ? "layout" : "other";
}

/** "good", "missing" (fields run together), "replaced" (another character stands for it) or "other". */
export function compareSeparator(read, expected) {
  const bare = read.replace(/^\](?:C1|d2|Q3|e0)/, ""); // the symbology identifier is welcome
  if (bare === expected) return "good";
  if (bare === expected.replaceAll(GS, "")) return "missing";
  return bare.length === expected.length ? "replaced" : "other";
}

function judge({ code, suffix, gap_ms: gap }) {
  if (suffix !== "typed") {
    Object.assign(found, { suffix, gap_ms: gap });
    tell("suffix", true, suffix === "none" ? say("none") : suffix);
    tell("speed", gap <= SLOW_GAP_MS, say("speed", { ms: gap }));
  }
  // no digit of the GS1 code can be typed as a letter, so its length of digits tells the two apart
  if (/^\]?[A-Za-z]?[\dA-Z]?01\d{14}/.test(code)) {
    found.separator = compareSeparator(code, root.dataset.gs1);
    tell("separator", found.separator === "good", say(found.separator));
  } else {
    found.layout = compareLayout(code, root.dataset.layout);
    tell("layout", found.layout === "good", found.layout === "good" ? say("good") : `${say(found.layout === "layout" ? "keys" : found.layout)} ${code}`);
  }
  keep();
}

function keep() {
  keepScannerSettings(found);
  root.querySelector("[name=result]").value = JSON.stringify(found);
}

const language = () => document.documentElement.lang;

async function turnSpeech(word) {
  const canSpeak = word === "off" || await speak(root.dataset.sample, language());
  switchSpeech(canSpeak ? word : "off");
  showSpeech(canSpeak ? word : "no_voice");
}

function showSpeech(word) {
  found.speech = word;
  tell("speech", word !== "no_voice", say(word));
  for (const button of root.querySelectorAll("[data-speech]")) button.hidden = (button.dataset.speech === "off") !== (word === "on");
  keep();
}

document.addEventListener("wms:scan", (event) => {
  if (!root.isConnected) return;
  event.preventDefault();
  judge(event.detail);
  play("ok");
});

root.addEventListener("click", async (event) => {
  const { check, answer, speech: word } = event.target.closest("button")?.dataset ?? {};
  if (word) await turnSpeech(word);
  if (check === "sound") await play("done");
  if (check === "vibration") navigator.vibrate?.([300, 100, 300]);
  if (check) root.querySelector(`[data-answers="${check}"]`).hidden = false;
  if (answer) {
    const [row, word] = answer.split(":");
    found[row] = word;
    tell(row, word === "yes", say(word));
    root.querySelector(`[data-answers="${row}"]`).hidden = true;
    keep();
  }
});

if (speech() === "on") voiceFor(language()).then((voice) => showSpeech(voice ? "on" : "no_voice"));
keep();
