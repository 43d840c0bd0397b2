// The walk as a handheld judges it: pure functions of its work pack and of what was done since.
//
// A walk is {at, steps, done, total, undo}; a scan becomes an action ({kind, task, …}) that `apply`
// carries out, here at once and on the server when it is sent. The rules are those of
// wms/picking/sql/pick_scan.sql, which has the last word.

/**
 * A step of the walk, as the work pack has it (wms/picking/work_pack.py).
 * @typedef {{task: string, goods: string, skipped: boolean, rank: number, quantity: number,
 *   picked: number, place: string, place_code: string, said: string, code: string,
 *   container: string | null, labels: string[], not_enough: string | null, slot: number,
 *   tote: string | null, tote_id: string | null, lot: string | null, expires_on: string | null,
 *   lot_told: [string | null, string | null], lots: string[]}} Step
 * @typedef {{sku: string, name: string, shop: string, codes: Record<string, number>,
 *   end: string | null, photo: string | null}} Goods
 * @typedef {Record<string, Goods>} AllGoods
 * @typedef {{id: string | undefined, pieces: number, step: Step}} Taken
 * @typedef {{at: string | null, steps: Step[], done: number, total: number, undo: Taken[]}} Walk
 * @typedef {{at: string | null, steps: Step[], done: number, total: number}} Pack
 * @typedef {{kind: string, task?: string, pieces?: number, of?: string, id?: string, at?: string,
 *   lot?: string}} Action
 * @typedef {import("./codes.js").Read} Read
 * @typedef {{action?: Action, no?: string, facts?: Record<string, unknown>, isUnknown?: boolean,
 *   lots?: string[], ask?: boolean, undo?: boolean}} Verdict
 */

const UNDO_KEPT = 20;

/**
 * The walk of a fresh work pack.
 * @type {(pack: Pack, undo?: Taken[]) => Walk}
 */
export const begin = (pack, undo = []) => structuredClone({
  at: pack.at, done: pack.done, total: pack.total, steps: pack.steps, undo,
});

/**
 * The step in hand; undefined: the walk is over.
 * @type {(walk: Walk) => Step | undefined}
 */
export const inHand = (walk) => {
  /** @type {Step | undefined} */
  let first;
  for (const step of walk.steps) {
    if (!first || Number(step.skipped) < Number(first.skipped)
      || (step.skipped === first.skipped && step.rank < first.rank)) first = step;
  }
  return first;
};

/** @type {(walk: Walk, step: Step) => boolean} */
export const isThere = (walk, step) => walk.at === step.place;

/** @type {(goods: Goods, codes: string[]) => number | undefined} */
const of = (goods, codes) => codes.map((code) => goods.codes[code]).find((pieces) => pieces);

/**
 * What was scanned instead: a product or a place of this walk, or what only the server knows.
 * @type {(walk: Walk, goods: AllGoods, read: Read, code: string, needed: string) => Verdict}
 */
const wrong = (walk, goods, read, code, needed) => {
  const item = Object.values(goods).find((each) => of(each, read.codes));
  if (item) return { no: `${code}.item`, facts: { scanned: item.sku, shop: item.shop, needed } };
  const { label } = read, place = label && walk.steps.find((each) => each.labels.includes(label));
  if (place) return { no: `${code}.place`, facts: { scanned: place.place_code, needed } };
  return { no: code, facts: { needed }, isUnknown: true };
};

/**
 * Whether the lot was told and is the right one; null: it was not told (is_lot_told.sql).
 * @type {(step: Step, lot?: string, expires?: string) => boolean | null}
 */
const isLotTold = (step, lot, expires) => {
  if (step.lot === step.expires_on) {
    return lot === step.lot || (expires ? expires === step.expires_on : null);
  }
  return lot ? lot === step.lot : null;
};

/**
 * What a scan means here: {action}, or {no, facts} with the code of a refusal, or {lots} to choose
 * from, or {ask: true} when only the server can tell. `lot`: which one the person said it is.
 * @param {Walk} walk
 * @param {AllGoods} goods
 * @param {Read} read
 * @param {string} [lot]
 * @returns {Verdict}
 */
export function judge(walk, goods, read, lot) {
  const step = inHand(walk);
  if (!step || read.unsure) return { ask: true };
  if (read.command === "undo") return { undo: true };
  const { task } = step;
  if (!isThere(walk, step)) {
    if (read.label && step.labels.includes(read.label)) return { action: { kind: "arrive", task, at: read.label } };
    if (read.command) return { no: "card.nothing_to_confirm", facts: {} };
    if (read.label && read.label === step.not_enough) {
      return { no: "pick.which_container", facts: { needed: step.place_code } };
    }
    return wrong(walk, goods, read, "pick.wrong_place", step.said);
  }
  const mine = goods[step.goods], left = step.quantity - step.picked;
  if (read.command) {
    return step.picked ? { action: { kind: "rest", task, pieces: left } }
      : { no: "pick.scan_item_first", facts: { sku: mine.sku } };
  }
  const pack = of(mine, read.codes);
  if (!pack) return wrong(walk, goods, read, "pick.wrong_item", mine.sku);
  const pieces = pack * (read.count ?? 1);
  if (pieces > left) return { no: "pick.too_many", facts: { in_pack: pieces, left } };
  if (step.lots.length) {
    const said = lot ?? read.lot, told = isLotTold(step, said, read.expires);
    if (told === false) {
      const scanned = step.lot === step.expires_on ? read.expires ?? said : said;
      return { no: "pick.wrong_lot", facts: { needed: step.lot, scanned } };
    }
    if (told === null && step.lots.length > 1) return { lots: step.lots };
  }
  return { action: { kind: "take", task, pieces, ...(lot === undefined ? {} : { lot }) } };
}

/** @type {(walk: Walk, step: Step) => void} */
const close = (walk, step) => {
  walk.steps = walk.steps.filter((other) => other !== step);
  walk.done += 1;
};

/**
 * Carry an action out. One whose step is gone changes nothing: the server will say why.
 * @param {Walk} walk
 * @param {Action} action
 * @returns {Walk}
 */
export function apply(walk, { kind, task, pieces = 0, of: meant, id }) {
  if (kind === "undo") {
    const last = walk.undo.at(-1);
    if (!last || last.id !== meant) return walk;
    walk.undo.pop();
    const there = walk.steps.find((step) => step.task === last.step.task);
    if (there) Object.assign(there, { picked: there.picked - last.pieces, skipped: false, rank: last.step.rank });
    else {
      walk.steps.push({ ...last.step, skipped: false });
      walk.done -= 1;
    }
    walk.at = last.step.place;
    return walk;
  }
  const step = walk.steps.find((each) => each.task === task);
  if (!step) return walk;
  if (kind === "arrive") walk.at = step.place;
  else if (kind === "skip") {
    step.rank = 1 + Math.max(...walk.steps.map((each) => each.rank));
    step.skipped = true;
  } else if (kind === "short") close(walk, step);
  else if (kind === "damaged") {
    step.quantity -= 1;
    if (step.quantity <= step.picked) close(walk, step);
  } else if (kind === "take" || kind === "rest") {
    walk.undo = [...walk.undo, { id, pieces, step: { ...step } }].slice(-UNDO_KEPT);
    walk.at = step.place;
    step.picked += pieces;
    if (step.picked >= step.quantity) close(walk, step);
  }
  return walk;
}

/**
 * The walk as it is when everything that waits has been sent.
 * @type {(walk: Walk, actions: Action[]) => Walk}
 */
export const after = (walk, actions) => actions.reduce(apply, structuredClone(walk));
