// The floor page's one script: scans and taps go to the server in order, none lost, none doubled.
//
// Each scan gets its scan_id here, before it is sent; a retry repeats the id and the server answers
// what it answered first. The queue is kept on the device (unsent.js), so neither a dead Wi-Fi nor a
// closed tab nor an empty battery loses it.
// The server is the judge and its answer is a whole page: the script only puts it in place. On a walk
// the handheld judges by itself first (walking.js) and is answered in facts.

import { isOurs, keep, live, newScanId, settle, takeOver, written } from "./unsent.js";
import { listen } from "./wedge.js";

// a badge opens the door: its digits are not shown to whoever looks on
const BADGE = /^\d{40}$/, HIDDEN = "• • • •";
const RETRY_MS = [500, 1000, 2000, 3000, 5000];
const ANSWER_TIMEOUT_MS = 10_000;
const NOT_NOW = new Set([408, 425, 429, 502, 503, 504]); // nobody judged: the same scan goes again
const FAULTS_MAX = 5; // so often an error of the server is asked about again
const FLASH_MS = 160;
const ECHO_MS = 1400, READ_MS = 6000, LINE_CHARS = 40; // a code stays on one line
const UNREAD_MS = 700; // what was drawn so short a time ago nobody has read: no scan answers it

const $ = (selector) => document.querySelector(selector);
const main = () => $("#work");
const operator = () => main().dataset.operator;
const device = () => main().dataset.device;
const refused = () => $("[data-refusal]");

let tones = null;
import("./tones.js").then((loaded) => { tones = loaded; }, () => {});
const play = (tone) => tones?.play(tone);

// --- the queue: [{id, device, operator, made, here, code}; once addressed also {action, body, page}] ---
// Items of a walk are {…, walk, action, body, doing, told} from the first: see walking.js.

let queue = [], lastMade = 0;

const mine = () => queue.filter((item) => item.operator === operator() && item.device === device());

async function add(item) {
  lastMade = Math.max(Date.now(), lastMade + 0.01); // no two are of the same moment
  Object.assign(item, {
    device: device(), operator: operator(), made: lastMade, here: location.pathname,
  });
  queue.push(item);
  showLink();
  await (item.keeping = keep(item));
  drain();
}

/** They are judged. */
function settled(items) {
  queue = queue.filter((other) => items.every((item) => item.id !== other.id));
}

function remove(item) {
  settled([item]);
  return settle([item]);
}

/** Scans that a closed tab has left come before ours, and begin on the screen where they were made. */
async function adopt() {
  const found = await takeOver(device(), operator());
  const left = found.filter((item) => queue.every((other) => other.id !== item.id));
  left.forEach((item) => { item.goBack = !item.action; item.tried = true; });
  queue = [...left, ...queue].sort((a, b) => a.made - b.made);
  return left.length > 0;
}

/** To the screen that the closed tab showed. False: it cannot be had just now. */
async function goBack(item) {
  if (item.here !== location.pathname) {
    const answer = await page(item.here).catch(() => null);
    if (!answer?.work) return false;
    show(answer.next, answer.url, "replaceState");
  }
  queue.forEach((other) => { delete other.goBack; });
  return true;
}

let sending = false, visiting = "", failures = 0, retry = 0, goOn = "", wanted = "", drawn = 0, judged = "";

/** What walking.js has of us. */
let walking = null, starting = null;
const host = {
  add, ask, clear, drain, flash, main, mine, play: (tone) => play(tone), refused, settled,
  isDown: () => failures > 0 || !navigator.onLine,
  show: (next, tone) => {
    main().dataset.tone = tone;
    main().replaceChildren(...next.childNodes);
    shown();
  },
  say: (sentence) => { if (sentence && refused()) $(".refusal-sentence").textContent = sentence; },
  addAction: (form) => $(".actions")?.prepend(form),
  visit: (url) => visit(url, "replaceState"),
};

function clear() {
  refused()?.remove();
}

async function drain() {
  if (sending || visiting) return;
  sending = true;
  clearTimeout(retry);
  try {
    while (!visiting && await sendNext());
  } finally {
    sending = false;
    showLink();
  }
  if (goOn && !mine().length) visit(goOn);
}

/** Send the first that waits. False: none does, or it cannot be sent just now. */
async function sendNext() {
  if (starting) await starting; // an answer finds what is kept of the walk
  if (!mine()[0]?.tried && await walking?.renew() === false && !mine().length) return later();
  const item = mine()[0];
  if (!item && failures) return isBack();
  if (!item || visiting || (refused() && !item.walk)) return false;
  await item.keeping; // what the server has heard of, a reload must not forget
  if (!await isOurs(item)) {
    queue = queue.filter((other) => other !== item); // another tab has it
    return true;
  }
  if (item.walk) return sendStep(item);
  const isThere = !item.goBack || await goBack(item);
  if (isThere && mine()[0] !== item) return true; // somebody has to log in first
  if (isThere && !item.action && !address(item)) return true;
  const answer = isThere && await patient(page, item.action, posted(item));
  if (!answer) return later();
  failures = 0;
  showLink();
  return take(item, answer);
}

function later() {
  failures += 1;
  retry = setTimeout(drain, RETRY_MS[Math.min(failures, RETRY_MS.length) - 1]);
  return false;
}

/** Nothing waits, but a page could not be had: the strip says so until there is Wi-Fi again. */
async function isBack() {
  try {
    await fetch("/healthz", { cache: "no-store" });
    failures = 0;
    return false;
  } catch {
    return later();
  }
}

async function sendStep(item) {
  item.tried = true;
  const answer = await ask(item.action, posted(item));
  item.faults = (item.faults ?? 0) + (answer?.status >= 500);
  if (!answer || (answer.status >= 500 && item.faults < FAULTS_MAX)) return later();
  failures = 0;
  if (answer.status === 401) { // the page says who has to log in; the scan waits for them
    await visit(location.href, "replaceState");
    return false;
  }
  walking ??= await import("./walking.js");
  await walking.answered(item, answer, host);
  showLink();
  return true;
}

/** What `read(address, options)` brings, or null when nobody answers in time. */
async function patient(read, address, options) {
  const impatience = new AbortController();
  const timer = setTimeout(() => impatience.abort(), ANSWER_TIMEOUT_MS);
  try {
    return await read(address, { signal: impatience.signal, ...options });
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** Facts instead of a page: {status, said}, or null when nobody answered. */
function ask(address, options) {
  return patient(facts, address, options);
}

async function facts(address, options) {
  const response = await fetch(address, { headers: { Accept: "application/json" }, ...options });
  if (NOT_NOW.has(response.status)) return null;
  return { status: response.status, said: await response.json() };
}

/** A scan is for the screen that shows when its turn comes; from the first try on it is fixed. */
function address(item) {
  const form = $("form[data-scan]");
  const question = $("[data-answer]"), answer = question?.dataset.answer || judged;
  const isUnread = question && item.code === answer && !isRead(item.began ?? item.made);
  if (!form || isUnread) {
    remove(item);
    if (form) play("stop"); // the question has come behind it: it still waits for its answer
    else nothingHere();
    return false;
  }
  const data = new FormData(form);
  data.set("code", item.code);
  data.set("scan_id", item.id);
  Object.assign(item, { action: target(form), body: [...data], page: location.pathname });
  keep(item);
  return true;
}

/** Where a form posts to; read from the attribute, for a field called "action" hides the property. */
function target(form, submitter) {
  const address = submitter?.getAttribute("formaction") || form.getAttribute("action") || "";
  return new URL(address, location.href).href;
}

/** What is posted of an item. */
const posted = ({ body }) => ({ method: "POST", body: new URLSearchParams(body) });

/** The answer {status, url, redirected, next: the page, work: its screen}, or null when nobody judged. */
async function page(address, options) {
  const response = await fetch(address, { headers: { Accept: "text/html" }, ...options });
  if (NOT_NOW.has(response.status)) return null;
  const { status, url, redirected } = response;
  const next = new DOMParser().parseFromString(await response.text(), "text/html");
  return { status, url, redirected, next, work: next.querySelector("#work") };
}

/** Put the answer on the screen. False: the scan stays, its person has to log in again first. */
function take(item, { status, url, redirected, next, work }) {
  const loggedOut = item.operator && (status === 401 || work?.hasAttribute("data-locked"));
  if (!loggedOut) remove(item);
  judged = item.code;
  const stillHere = item.page === location.pathname;
  if (work && (stillHere || loggedOut || work.querySelector("[data-refusal]"))) {
    show(next, redirected ? url : location.href, "replaceState");
  } else if (!work && stillHere) {
    trouble();
  }
  return !loggedOut;
}

// --- the screen ---

function show(next, url, how) {
  if (next.querySelector("#work").hasAttribute("data-whole")) return location.assign(url);
  next.querySelectorAll("noscript").forEach((element) => element.remove());
  history[how](null, "", url);
  document.title = next.title;
  document.documentElement.lang = next.documentElement.lang;
  document.body.className = next.body.className;
  for (const id of ["strip", "work"]) {
    document.getElementById(id).replaceWith(next.getElementById(id));
  }
  scrollTo(0, 0);
  arrived();
}

function arrived() {
  for (const item of mine()) {
    if (item.action || item.goBack || item.here === location.pathname) continue;
    item.here = location.pathname; // the screen that it will be for, also after the battery is empty
    keep(item);
  }
  shown();
  const { walk, locked } = main().dataset;
  if (locked !== undefined) self.caches?.delete("wms-page");
  if (walk) starting = walkOn(walk).catch(() => {}).then(() => { starting = null; });
  else walking?.leave();
  if ($("[data-sign]")) import("./sign.js").then((made) => made.sign($("[data-sign]")), () => {});
  if ($("[data-fresh]")) import("./fresh.js").then((fresh) => fresh.watch(), () => {});
}

/** From here on the handheld judges by itself, also after a reload without Wi-Fi. */
async function walkOn(walk) {
  walking = await import("./walking.js"); // without it the server judges, as elsewhere
  await walking.enter(host);
  import("./shell.js").then((shell) => shell.keepPage(walk), () => {});
}

/** Something new is on the screen: it is heard, and keys are caught. */
function shown() {
  drawn = Date.now();
  play(main().dataset.tone);
  speak();
  document.querySelectorAll(".refusal-sentence").forEach(keepWhole);
  refused()?.querySelector("[data-ack]")?.focus({ preventScroll: true });
  showLink();
  catchKeys();
}

/** A place is read at a glance: "A-03-17-2" never breaks at its hyphens; what is longer has to. */
function keepWhole(sentence) {
  sentence.replaceChildren(...sentence.textContent.split(/(\S+-\S+)/).map((text, nth) => {
    const part = document.createElement("span");
    if (nth % 2 && text.length < 19) part.className = "whole";
    part.textContent = text;
    return part;
  }));
}

/** Aloud, where this device is set to it (self-test); else not even the module is loaded. */
function speak() {
  if (written("wms.speech") !== "on") return;
  const work = main();
  import("./speech.js").then((speech) => speech.say(speech.words(work), document.documentElement.lang), () => {});
}

function trouble() {
  main().append($("#trouble").content.cloneNode(true));
  refused().querySelector("[data-ack]").href = location.href;
  drawn = Date.now();
  play("stop");
  speak();
}

async function visit(url, how = "pushState") {
  if (visiting) {
    if (how === "pushState" && url !== visiting) wanted = url; // the page was only drawn anew by itself
    return;
  }
  goOn = "";
  if (walking?.isBehind(url)) { // the page would show a step that is done here already
    goOn = walking.needsWifi() ? "" : url;
    return;
  }
  visiting = url;
  try {
    const answer = await page(url);
    if (!answer.work) throw new TypeError("not a floor page");
    show(answer.next, answer.url, how);
  } catch {
    if (how === "pushState" && walking?.stays()) failures += 1;
    else if (how === "pushState" && navigator.onLine) location.assign(url);
    else failures += 1;
  } finally {
    visiting = "";
    showLink();
    const next = wanted;
    wanted = "";
    if (next) visit(next); // before what was scanned after the tap
    drain();
  }
}

function showLink() {
  const link = $("#link"), waiting = mine().length;
  const state = host.isDown() ? "offline" : waiting > 1 ? "waiting" : waiting ? "sending" : "online";
  if (link.dataset.state !== state || waiting) {
    link.dataset.state = state;
    link.querySelector(".link-words").textContent = link.dataset[state].replace("{n}", waiting);
  }
}

function flash(words, milliseconds = ECHO_MS) {
  const root = document.documentElement, echo = $("#echo");
  root.classList.remove("flash");
  void root.offsetWidth; // restarts the animation
  root.classList.add("flash");
  setTimeout(() => root.classList.remove("flash"), FLASH_MS);
  echo.textContent = words;
  echo.classList.toggle("is-long", words.length > LINE_CHARS);
  echo.classList.add("is-on");
  clearTimeout(flash.timer);
  flash.timer = setTimeout(() => echo.classList.remove("is-on"), milliseconds);
}

function nothingHere() {
  flash($("#no-scan-here").content.textContent);
  play("stop");
}

// --- what comes in: codes, taps, links ---

function scanned(code, how) {
  const event = new CustomEvent("wms:scan", { detail: { code, ...how }, cancelable: true });
  if (!document.dispatchEvent(event)) return; // the self-test page takes them all
  const no = refused();
  const began = Date.now() - (how.age_ms ?? 0);
  if (no && code === main().dataset.confirm && isRead(began)) return acknowledge(no.querySelector("[data-ack]"));
  if (no) { // not read yet: say it again, and let nobody scan on over it
    no.classList.remove("again");
    void no.offsetWidth;
    no.classList.add("again");
    play(main().dataset.tone === "none" ? "stop" : main().dataset.tone);
    return;
  }
  if (!$("form[data-scan]") && !sending && !visiting) return nothingHere();
  if (starting) return void starting.then(() => scanned(code, how)); // what waits is known in a moment
  flash(BADGE.test(code) ? HIDDEN : code);
  if (walking?.scanned(code)) return;
  play("tick");
  add({ id: newScanId(), code, began });
}

/** Whether what stands on the screen was there long enough when a scan began. */
const isRead = (began) => began - drawn >= UNREAD_MS;

const acknowledge = (link) => walking?.acknowledged() || visit(link.href, "replaceState");

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.id === "typing") return typed(event);
  if (form.method !== "post" || form.enctype !== "application/x-www-form-urlencoded") return;
  if (form.hasAttribute("data-whole")) return;
  event.preventDefault();
  if (form.dataset.sent) return; // the second tap of a double tap
  form.dataset.sent = "yes";
  event.submitter?.classList.add("is-sent");
  const data = new FormData(form), where = target(form, event.submitter);
  if (event.submitter?.name) data.append(event.submitter.name, event.submitter.value);
  if (where.endsWith("/scanner/logout") && mine().length && !asked(form)) return;
  if (walking?.tapped(new URL(where).pathname, Object.fromEntries(data))) {
    delete form.dataset.sent; // the screen is another one, or says that this needs Wi-Fi
    return;
  }
  const id = data.get("scan_id") || newScanId();
  if (data.has("scan_id")) data.set("scan_id", id);
  play("tick");
  add({
    id, action: where, body: [...data], page: location.pathname,
    secret: form.querySelector("[type=password]") !== null,
  });
});

/** Logging out with unsent scans: the first tap says what becomes of them, the second goes on. */
function asked(form) {
  const words = $("#log-out-unsent").content.textContent.replace("{n}", mine().length);
  const isAsked = form.dataset.asked === words;
  form.dataset.asked = words;
  if (!isAsked) {
    delete form.dataset.sent;
    flash(words, READ_MS);
    play("stop");
  }
  return isAsked;
}

document.addEventListener("click", (event) => {
  const tapped = event.target.closest("a, [data-type], [data-close], [data-close-typing], [data-letters], [data-camera]");
  if (!tapped) return;
  const has = tapped.dataset;
  if ("close" in has) tapped.closest("details").open = false;
  else if ("type" in has) typing(true);
  else if ("closeTyping" in has) typing(false);
  else if ("letters" in has) letters(tapped);
  else if ("camera" in has) camera();
  else if (tapped.matches("a[data-ack]")) {
    event.preventDefault();
    acknowledge(tapped);
  } else if (tapped.origin === location.origin && !tapped.target && tapped.closest("#work, #strip")
    && !tapped.matches("[data-whole], [download]") && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    visit(tapped.href);
  }
});

document.addEventListener("change", (event) => { // a picture is sent as soon as it is taken
  if (!event.target.matches("[data-sends]") || !event.target.files[0]) return;
  event.target.closest("label").classList.add("is-sent");
  event.target.form.requestSubmit();
});

// --- typing by hand ---

function typing(open) {
  $("#typing").hidden = !open;
  $("#typed").value = "";
  if (open) $("#typed").focus();
  else catchKeys();
}

function letters(button) {
  const field = $("#typed"), words = button.textContent;
  field.inputMode = field.inputMode === "text" ? "numeric" : "text";
  button.textContent = button.dataset.other;
  button.dataset.other = words;
  field.blur(); // the keyboard changes only when the field is entered anew
  field.focus();
}

function typed(event) {
  event.preventDefault();
  const code = $("#typed").value.trim();
  typing(false);
  if (code) scanned(code, { suffix: "typed" });
}

/** The camera instead of a scanner that is broken or was never there. */
function camera() {
  typing(false);
  import("./camera.js").then((eye) => eye.look((code) => scanned(code, { suffix: "camera" })), () => play("stop"));
}

/** Touch devices whose scanner types through the input method need something focused. */
function catchKeys() {
  const idle = document.activeElement === document.body || document.activeElement === null;
  if (idle && matchMedia("(pointer: coarse)").matches) $("#catch").focus({ preventScroll: true });
}

document.addEventListener("pointerup", () => setTimeout(catchKeys));
document.addEventListener("visibilitychange", () => { if (!document.hidden) drain(); });
addEventListener("online", () => { failures = 0; showLink(); drain(); });
addEventListener("offline", showLink);
addEventListener("popstate", () => visit(location.href, "replaceState"));
addEventListener("pageshow", (event) => { if (event.persisted) visit(location.href, "replaceState"); });

listen(scanned);
live(async () => { if (await adopt()) drain(); });
await adopt();
arrived();
drain();
