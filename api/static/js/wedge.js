// Keys become codes. A wedge scanner is a keyboard that types fast; no field needs the focus.
//
// A code ends with Enter, with Tab, or, on scanners set to send no suffix, with silence. Inside a
// field the keys belong to the person, unless they come faster than hands: then the field gets its
// old value back and the code is a scan (a barcode must never become a quantity).

import { stored, write } from "./unsent.js";

// The longest pause within one code, in ms, by what is known of this device's scanner.
const SILENCE_MS = 100; // it sends no suffix: only silence tells that a code is complete
const SILENCE_FIRST_MS = 400; // this is its first code
const SILENCE_SUFFIX_MS = 1500; // it sends Enter or Tab: a busy page must not cut a code in two
const SILENCE_GAPS = 4; // slow scanners, measured by the self-test: so many of their own gaps
const SHORTEST_CODE = 3; // characters; less is a hand on the keyboard
const SHORTEST_IN_FIELD = 8; // an EAN-8; PINs are shorter
const HAND_GAP_MS = 35; // hands are slower than this on average
const SLOWEST_GAP_MS = 90; // scanners are faster than this on average, outside of fields
const LATE_SUFFIX_MS = 250; // an Enter this soon after a code belongs to it, also a second one
const BUSY_MS = 25; // a timer this late means that the page could not look at its keys
const GS = "\x1d"; // the GS1 separator, FNC1 on the wire

const SETTINGS = "wms.scanner";

/** What the self-test found out about this device's scanner: {gap_ms, suffix, …} or {}. */
export const scannerSettings = () => stored((storage) => JSON.parse(storage.getItem(SETTINGS)), 0) || {};

/** Keep what the self-test found. */
export const keepScannerSettings = (found) => write(SETTINGS, JSON.stringify(found));

function silenceFor({ suffix, gap_ms: gap }) {
  const usual = suffix === "none" ? SILENCE_MS : suffix ? SILENCE_SUFFIX_MS : SILENCE_FIRST_MS;
  return Math.min(SILENCE_SUFFIX_MS, Math.max(usual, SILENCE_GAPS * (gap || 0)));
}

const editable = (target) =>
  target instanceof Element && target.matches("input:not([type=hidden]), textarea, select")
    && !target.matches("#catch, [type=checkbox], [type=radio], [type=button], [type=submit]")
    ? target : null;

/** The character a key stands for, or "" for Shift, arrows and the like. */
function character(event) {
  if (event.key === "F8") return GS; // how some scanners send FNC1
  if (event.getModifierState("AltGraph")) return event.key.length === 1 ? event.key : "";
  if (event.ctrlKey && !event.altKey) {
    return event.key === "]" || event.key === GS || event.code === "BracketRight" ? GS : "";
  }
  if (event.altKey || event.metaKey) return "";
  return [...event.key].length === 1 ? event.key : "";
}

/**
 * Calls onCode(text, {suffix, gap_ms, age_ms}) for every code that a scanner types into this
 * document. suffix is "Enter", "Tab" or "none"; gap_ms is the mean pause between its keys, age_ms how
 * long ago the first one was.
 */
export function listen(onCode) {
  let settings = scannerSettings(), silence = silenceFor(settings);
  let text = "", first = 0, last = 0, timer = 0, field = null, before = "", endedAt = -Infinity, how = "";
  let altDigits = "";

  const gap = () => (text.length > 1 ? (last - first) / (text.length - 1) : 0);
  const isScan = () => (field
    ? text.length >= SHORTEST_IN_FIELD && gap() <= HAND_GAP_MS
    : text.length >= SHORTEST_CODE && gap() <= Math.max(SLOWEST_GAP_MS, 2 * (settings.gap_ms || 0)));

  function finish(suffix) {
    clearTimeout(timer);
    const code = text, pause = gap(), scanned = isScan(), from = field;
    text = ""; field = null;
    if (!scanned) return false;
    if (from) {
      from.value = before;
      from.dispatchEvent(new Event("input", { bubbles: true }));
    }
    learn(suffix);
    endedAt = performance.now();
    how = suffix;
    onCode(code, { suffix, gap_ms: Math.round(pause), age_ms: Math.round(endedAt - first) });
    return true;
  }

  function learn(suffix) { // every code says what this scanner sends
    if (settings.suffix === suffix) return;
    settings = { ...scannerSettings(), suffix };
    silence = silenceFor(settings);
    keepScannerSettings(settings);
  }

  function append(char, at, target) {
    if (text && at - last > silence) finish("none");
    if (!text) {
      first = at;
      field = editable(target);
      before = field ? field.value : "";
    }
    text += char;
    last = at;
    clearTimeout(timer);
    timer = setTimeout(silent, silence, performance.now() + silence);
  }

  function silent(due) {
    const now = performance.now();
    // the page was busy: keys may be waiting behind this timer
    if (now - due > BUSY_MS || navigator.scheduling?.isInputPending?.()) {
      timer = setTimeout(silent, silence, Infinity);
    } else if (isScan()) finish("none"); // else the time of the next key tells if it belongs here
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    if (event.key === "Enter" || event.key === "Tab") {
      const late = !text && event.timeStamp - endedAt < LATE_SUFFIX_MS
        && (how === "none" || !editable(event.target));
      if (text && event.timeStamp - last > silence) finish("none");
      if (late || (text && finish(event.key))) event.preventDefault();
      return;
    }
    if (event.altKey && /^Numpad\d$/.test(event.code)) { // Alt+0029, as Windows drivers send GS
      altDigits += event.code.slice(-1);
      return;
    }
    const char = character(event);
    if (!char) return;
    const presses = char === " " && !text && event.target.closest?.("button, summary, a");
    if (presses) return;
    append(char, event.timeStamp, event.target);
    if (!field) event.preventDefault();
  });

  document.addEventListener("keyup", (event) => {
    if (event.key !== "Alt" || !altDigits) return;
    append(String.fromCharCode(Number(altDigits)), event.timeStamp, event.target);
    altDigits = "";
  });

  // Some handhelds type through the input method: no keys, only text in whatever has the focus.
  document.addEventListener("input", (event) => {
    if (event.target.id !== "catch") return;
    for (const char of event.target.value) {
      if (char === "\n" || char === "\t") finish(char === "\n" ? "Enter" : "Tab");
      else append(char, event.timeStamp, event.target);
    }
    event.target.value = "";
  });
}
