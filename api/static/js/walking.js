// A walk on the handheld: every scan is judged here at once (walk.js), kept, and sent when its turn
// comes (scan.js). The server is the judge: what it says no to afterwards is shown as a conflict, one by
// one, with where the goods in the hand go.
//
// `base` is the walk as the server is known to have it, `view` the same with everything that waits
// done. A fresh work pack is asked for only between two scans, when no answer is outstanding, so it
// never tells of a scan that is still counted as waiting.

import { read } from "./codes.js";
import { drawDone, drawEmptyNow, drawLots, drawRefusal, drawStep, fill } from "./frame.js";
import { keep, newScanId, recall, remember, settle, write, written } from "./unsent.js";
import { after, apply, begin, inHand, isThere, judge } from "./walk.js";

const VERSION = 2, FRAME = "frame", LAST_USE = "wms.last-use";
const RENEW_MS = 30_000, MINUTE_MS = 60_000;
const QUEUED = new Set(["short", "skip", "damaged", "count", "not-empty"]); // others need the server
const PATHS = { take: "/scan", arrive: "/scan", wrong: "/scan", rest: "/rest", undo: "/undo" };
const TAKES = new Set(["take", "rest"]);

let host = null; // what scan.js does for us
let address = "", owner = "", pack = null, frame = null, base = null, view = null;
let isStale = false, shown = "", ended = "", blocked = "", closing = "", conflicts = [], known = null;

const named = (what, walk = address) => `${what}/${owner}${walk}`;
const waiting = () => host.mine().filter((item) => item.walk === address).map((item) => item.doing);

// --- when the handheld judges, and when only the server can ---

const touch = () => write(LAST_USE, Date.now());

/** Nobody used it for so long that the server would have locked it: then it does not go on by itself. */
const isLocked = () => Date.now() - (written(LAST_USE) ?? 0) > pack.locks_after_minutes * MINUTE_MS;

const isReady = () => view && frame && host.mine().every((item) => item.walk);

/** A page of a walk was opened, or shown anew by the server. */
export async function enter(with_) {
  const { walk, operator, device } = with_.main().dataset;
  await know(device, operator, with_);
  if (walk !== address) {
    [address, pack, base, view] = [walk, null, null, null];
    [pack, base, frame] = await Promise.all(
      [recall(named("pack")), recall(named("base")), recall(FRAME)]);
    if (pack?.version !== VERSION) pack = base = null;
  }
  if (host.main().dataset.walk !== walk) return leave(); // it was left meanwhile
  shown = blocked = "";
  view = null;
  isStale = true;
  if (base && waiting().length) activate();
  host.drain();
}

/** Whose scans they are, and which conflicts they have not read yet. */
async function know(device, operator, with_) {
  host = with_;
  const who = `${device}/${operator}`;
  if (owner !== who) {
    [owner, address] = [who, ""];
    known = recall(named("conflicts", "")).then((kept) => { conflicts = kept ?? []; });
  }
  await known; // once, whoever asks first: a conflict that comes meanwhile must not be forgotten
}

/** Another page is shown. */
export function leave() {
  view = null;
  address = blocked = "";
}

function activate() {
  const goesOn = pack.is_mine && pack.status === "picking" && !pack.totes_missing;
  view = goesOn && base ? after(base, waiting()) : null;
  redraw();
}

/** Between two scans: the walk may have changed. False: the network is away. */
export async function renew() {
  if (!isStale || !address) return true;
  const asked = address, told = await host.ask(`${address}/pack`);
  if (asked !== address) return true;
  if (!told) {
    if (!view && base) activate();
    return false;
  }
  isStale = false;
  if (told.status !== 200) {
    leave();
    return true;
  }
  const fresh = told.said;
  if (frame?.tag !== fresh.frame) {
    const screens = await host.ask("/scanner/pick/frame");
    if (screens?.status !== 200) return false;
    frame = { ...screens.said, tag: fresh.frame };
  }
  pack = { ...fresh, goods: { ...pack?.goods, ...fresh.goods } }; // what was done can be taken back
  base = begin(pack, base?.undo);
  touch();
  await remember({ [named("pack")]: pack, [named("base")]: base, [FRAME]: frame });
  activate();
  return true;
}

setInterval(() => {
  if (!document.hidden && host && isReady() && !host.mine().length) {
    isStale = true;
    host.drain();
  }
}, RENEW_MS);

// --- the screen ---

/** The server's page still asks for a step of a walk that has none. */
const isBeyond = () => pack && pack.status !== "picking" && !host.main().querySelector(".done");

function redraw(tone = "none") {
  if (blocked || host.refused()) return;
  const conflict = nextConflict();
  if (conflict) return showConflict(conflict);
  if (!view) {
    // the walk ended elsewhere: while its screens were drawn here, or between the server's page and its pack
    if (shown) host.visit(pack.is_mine ? address : "/scanner/pick");
    else if (isBeyond() && ended !== address) host.visit(ended = address);
    return;
  }
  if (!frame) return;
  host.main().dataset.judges = view.undo.length; // scans are judged here; so many can be taken back
  const step = inHand(view), there = step && isThere(view, step);
  const now = JSON.stringify([step, there, view.done, view.total]);
  if (now === shown) return;
  shown = now;
  if (step) host.show(drawStep(frame, pack, view, step, there), tone);
  else host.show(drawDone(frame, pack), tone);
}

function refuse(no, facts, more = {}) {
  const [sentence, tone] = frame.sentences[no] ?? [frame.words.look, "stop"];
  shown = "";
  host.show(drawRefusal(frame, pack, { tone, sentence: fill(sentence, facts), code: no, ...more }),
    more.tone ?? tone);
}

/** The person has read it. False: it is not ours. */
export function acknowledged() {
  if (!blocked) return false;
  if (closing !== blocked) close(closing = blocked);
  return true;
}

/** It stays on the screen until the device knows that it was read: a reload must not tell it again. */
async function close(id) {
  if (conflicts[0]?.id === id) {
    conflicts.shift();
    await remember({ [named("conflicts", "")]: conflicts });
  }
  closing = "";
  if (blocked !== id) return; // another page came meanwhile
  blocked = "";
  host.clear();
  shown = "read";
  redraw();
}

// --- what comes in ---

/** A code was scanned. False: the server judges it. */
export function scanned(code) {
  if (blocked) return true; // what is wrong is about to be told
  if (!isReady() || isElsewhere()) return false;
  if (blocked) return true;
  const said = judge(view, pack.goods, read(code));
  return !said.ask && !said.undo ? did(said, code) : said.undo ? undo() : needsWifi();
}

/** Locked without Wi-Fi: nobody can log in here, so nobody goes on. */
function isElsewhere() {
  if (!isLocked()) {
    touch();
    return false;
  }
  if (host.isDown()) {
    blocked = "locked";
    refuse("locked", {}, { sentence: frame.words.locked, tone: "stop" });
  }
  return !host.isDown();
}

export const needsWifi = () => host.isDown() && stays();

/** A page of this walk, while scans wait: it has to wait too. */
export const isBehind = (url) => isReady() && host.mine().length > 0
  && new URL(url, location.href).pathname.startsWith(`${address}/`);

/** A page could not be had: the walk goes on here. */
export const stays = () => {
  if (!isReady()) return false;
  host.flash(frame.words.needs_wifi);
  host.play("stop");
  return true;
};

function did({ action, no, facts, lots, isUnknown }, code) {
  const step = inHand(view);
  if (action) act(action, { code, ...(action.lot === undefined ? {} : { lot: action.lot }) });
  else if (lots) {
    shown = "";
    host.show(drawLots(frame, pack, step, lots, code), "ok");
  } else {
    const unknown = no === "pick.wrong_place" ? frame.words.not_there : frame.words.not_it;
    const id = newScanId();
    blocked = id;
    keepIt({ kind: "wrong", id, task: step.task, isUnknown }, { code, wrong: no }, () => refuse(no, facts,
      { scanned: code, ...(isUnknown && { sentence: fill(unknown, facts) }) }));
  }
  return true;
}

/** Do it here, keep it, show what is next. */
function act(action, body = {}) {
  const step = view.steps.find((each) => each.task === action.task);
  const told = step && { sku: pack.goods[step.goods].sku, place: step.said, tote: step.tote };
  const of = TAKES.has(action.kind) ? { at: step.labels[0], tote: step.tote_id } : {};
  if (action.kind === "rest") of.pieces = action.pieces; // another handheld may leave more, or fewer
  const doing = { ...action, id: newScanId() };
  apply(view, doing);
  const tone = inHand(view) ? "ok" : "done";
  if (doing.kind === "note") shown = ""; // what was asked has its answer
  keepIt(doing, { ...of, ...body }, () => redraw(tone), told);
  return true;
}

async function keepIt(doing, body, then, told) {
  const { id, task, kind } = doing;
  const fields = Object.entries({ ...body, ...(task && { task }), scan_id: id });
  await host.add({
    id, walk: address, action: location.origin + address + (PATHS[kind] ?? `/${doing.path}`),
    body: fields.filter(([, value]) => value !== undefined && value !== null), doing, told,
  });
  document.dispatchEvent(new CustomEvent("wms:judged", { detail: { ...doing, ...told } }));
  then();
}

function undo() {
  const last = view.undo.at(-1);
  if (!last) return needsWifi();
  const { sku } = pack.goods[last.step.goods], { said: place, tote } = last.step;
  const doing = { kind: "undo", id: newScanId(), of: last.id, pieces: last.pieces };
  apply(view, doing);
  keepIt(doing, { of: last.id }, () => redraw("ok"), { sku, place, tote });
  return true;
}

/** A button was tapped. False: the server does it. */
export function tapped(where, data) {
  if (!address || !where.startsWith(`${address}/`) || !isReady() || isElsewhere()) return false;
  if (blocked) return true;
  const verb = where.slice(address.length + 1);
  if (verb === "undo") return undo();
  if (verb === "rest") return did(judge(view, pack.goods, { command: "confirm", codes: [] }), "");
  if (verb === "scan") return did(judge(view, pack.goods, read(data.code), data.lot), data.code);
  if (!QUEUED.has(verb)) return needsWifi();
  const kind = verb === "count" || verb === "not-empty" ? "note" : verb;
  const { reason, task } = data;
  return act({ kind, task, path: verb }, { reason });
}

// --- what the server says ---

/** The server has judged an item of a walk: {status, said}. */
export async function answered(item, { status, said }, with_) {
  await know(item.device, item.operator, with_);
  const { doing } = item, isHere = item.walk === address;
  const isOk = status === 200 && said.outcome === "ok";
  touch();
  const taken = !isOk && host.mine().find((other) => other.doing?.of === item.id);
  if (taken) taken.doing.isVoid = true; // it was taken back meanwhile: nothing is in the hand
  else if (!isOk && doing.kind !== "wrong" && !doing.isVoid) conflict(item, said);
  host.settled([item]);
  if (isOk && isHere && base) apply(base, doing);
  if (!isOk || said.elsewhere) isStale ||= isHere && doing.kind !== "wrong";
  if (taken) await keep(taken);
  await settle([item], {
    [named("conflicts", "")]: conflicts,
    ...(isHere ? { [named("base")]: base } : { [named("pack", item.walk)]: null }),
  });
  if (isHere && view) view = after(base, waiting());
  if (isHere && view && !inHand(view) && !host.mine().length) isStale = true; // the server shows the end
  if (doing.isUnknown && doing.id === blocked) host.say(said.sentence);
  if (isOk && (said.emptied || said.did === "count_wanted") && isHere && view) host.addAction(drawEmptyNow(frame, pack, said));
  if (frame && pack) redraw();
}

function conflict({ id, doing, told }, said) {
  const { kind, task, pieces = 0 } = doing;
  const sentence = said.sentence ?? said.detail ?? said.title ?? "";
  const what = TAKES.has(kind) ? "put_back" : kind === "undo" ? "lay_in"
    : kind === "short" || kind === "damaged" ? "look" : "";
  if (!what) return;
  const same = conflicts.find((each) => each.what === what && what === "put_back" && each.task === task
    && each.id !== blocked);
  if (same) same.pieces += pieces;
  else conflicts.push({ id, what, task, pieces, told, sentence, code: said.code ?? "client.answer" });
}

/** What is shown next: not while more of the same step waits to be judged. */
const nextConflict = () => (frame && pack && conflicts[0]
  && !host.mine().some(({ doing }) => doing?.task === conflicts[0].task && TAKES.has(doing.kind))
  ? conflicts[0] : null);

function showConflict({ id, what, pieces, told, sentence, code }) {
  blocked = id;
  shown = "";
  const place = told?.place.replaceAll("-", "\u2011"); // no line ends within it
  const next = fill(frame.words[what], { ...told, place, pieces });
  const main = drawRefusal(frame, pack, { tone: "stop", sentence, next, code });
  Object.assign(main.querySelector("[data-refusal]").dataset, { conflict: what, pieces, ...told });
  host.show(main, "stop");
}
