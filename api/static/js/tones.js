// What the handheld sounds like. Each meaning has its own melody and its own buzz, so that it is
// understood with the screen in the pocket. Browsers stay silent until the first key or touch.

const PEAK = 0.5; // loudness, 0…1
const FADE_S = 0.012; // a soft edge instead of a click
const LATE_MS = 400; // a tone that could not start within this is not played any more

// [frequency in Hz, length in s, pause after in s, shape, frequency at the end in Hz]
const MELODIES = {
  tick: [[2093, 0.03, 0, "sine"]],
  ok: [[1568, 0.12, 0, "sine"]],
  done: [[1047, 0.11, 0.02, "triangle"], [1319, 0.11, 0.02, "triangle"],
    [1568, 0.11, 0.02, "triangle"], [2093, 0.28, 0, "triangle"]],
  wrong_item: [[220, 0.26, 0.09, "square"], [220, 0.34, 0, "square"]],
  wrong_place: [[330, 0.3, 0.06, "square", 165], [330, 0.42, 0, "square", 110]],
  stop: [[131, 0.22, 0.05, "sawtooth"], [131, 0.22, 0.05, "sawtooth"], [92, 0.6, 0, "sawtooth"]],
};

// vibrate, rest, vibrate … in ms
const BUZZES = {
  tick: [12],
  ok: [40],
  done: [40, 60, 40, 60, 160],
  wrong_item: [450, 120, 450],
  wrong_place: [450, 120, 150, 120, 450],
  stop: [1100],
};

let audio = null;

function unlock() {
  audio ??= new (window.AudioContext || window.webkitAudioContext)();
  if (audio.state === "suspended") audio.resume();
}
// Not on keydown: opening the sound card takes a while, in the middle of a scanner's burst of keys.
// The first key lets `sing` open it, once the code is complete.
for (const gesture of ["pointerdown", "touchend"]) {
  document.addEventListener(gesture, unlock, { capture: true, passive: true });
}
const touched = () => navigator.userActivation?.hasBeenActive ?? true;

function note(at, [hertz, seconds, , shape, end]) {
  const voice = audio.createOscillator();
  const loudness = audio.createGain();
  voice.type = shape;
  voice.frequency.setValueAtTime(hertz, at);
  if (end) voice.frequency.linearRampToValueAtTime(end, at + seconds);
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(PEAK, at + FADE_S);
  loudness.gain.setValueAtTime(PEAK, at + seconds - FADE_S);
  loudness.gain.linearRampToValueAtTime(0, at + seconds);
  voice.connect(loudness).connect(audio.destination);
  voice.start(at);
  voice.stop(at + seconds);
}

async function sing(name) {
  if (!touched()) return false;
  const asked = performance.now();
  unlock();
  if (audio.state === "suspended") await audio.resume();
  if (performance.now() - asked > LATE_MS) return false;
  let at = audio.currentTime + 0.005;
  for (const part of MELODIES[name]) {
    note(at, part);
    at += part[1] + part[2];
  }
  return true;
}

/** Play the tone and the vibration of `name`; unknown names and "none" are silent. */
export function play(name) {
  if (!(name in MELODIES)) return Promise.resolve(false);
  // a vibration before the first gesture is refused with a console error: ask first
  if (touched()) navigator.vibrate?.(BUZZES[name]);
  // counted for the self-test and for tests with ears of silicon
  document.documentElement.dataset.lastTone = name;
  return sing(name);
}
