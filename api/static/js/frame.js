// The screens of a walk, drawn on the handheld: the server's own templates (api/scanner/pick_pack.py),
// with marks where the facts go.

const WALK = "/scanner/pick/-", TASK = "00000000-0000-0000-0000-000000000000";
const CODE = "<span>§code§</span>", LONG_CODE = 10; // characters of a place that need smaller letters

const plain = (text) => String(text ?? "").replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** A sentence with its {facts} or %(facts)s. */
export const fill = (sentence, facts) => sentence.replace(/\{(\w+)\}|%\((\w+)\)s/g,
  (_, ours, gettexts) => facts[ours ?? gettexts] ?? "–");

/** The forms of a sentence by its number, as the language has them (CLDR). */
const counted = (frame, forms, num) => fill(
  forms[new Intl.PluralRules(frame.language).select(num)] ?? Object.values(forms).at(-1), { num });

const number = (frame, n) => n.toLocaleString(frame.language);

/** A screen or a piece of one: its <main>, or the first thing in it. */
function draw(frame, name, address, facts = {}) {
  const parts = String(facts.code ?? "").split("-").map(plain);
  const html = frame.screens[name].replaceAll(WALK, address).replaceAll(TASK, facts.task ?? TASK)
    .replace(CODE, `<span>${parts.join("-</span><wbr><span>")}</span>`)
    .replace(/§(\w+)§/g, (_, mark) => plain(facts[mark]));
  const drawn = new DOMParser().parseFromString(html, "text/html");
  return drawn.querySelector("#work") ?? drawn.body.firstElementChild;
}

/** The step in hand. */
export function drawStep(frame, pack, walk, step, isThere) {
  const goods = pack.goods[step.goods], left = step.quantity - step.picked;
  const { words } = frame, address = `/scanner/pick/${pack.run}`;
  const name = isThere ? "item" : step.container ? "container" : "place";
  const main = draw(frame, name, address, { ...goods, ...step });
  const $ = (selector) => main.querySelector(selector);
  if (!step.lot) $("a[href$='/lot']")?.closest(".door").remove();
  $(".location").classList.toggle("is-long", step.code.length > LONG_CODE);
  $(".quantity-now").lastChild.data = number(frame, left);
  $(".quantity-words").innerHTML = `<b>${plain(counted(frame, words.pieces, left))}</b>${step.picked
    ? `<span>${plain(fill(words.done_of, { done: step.picked, of: step.quantity }))}</span>` : ""}`;
  progress(frame, main, walk);
  product(frame, main, goods, step);
  if (isThere && step.picked) {
    const label = counted(frame, words.rest, left);
    $(".actions").append(draw(frame, "rest", address, { label }));
  }
  return main;
}

function progress(frame, main, { done, total }) {
  main.querySelector(".progress-words").textContent = fill(frame.words.progress,
    { at: number(frame, done), of: number(frame, total) });
  Object.assign(main.querySelector("progress"), { max: total, value: done });
}

function product(frame, main, goods, step) {
  const $ = (selector) => main.querySelector(selector);
  if (!goods.photo) $(".photo")?.replaceWith(draw(frame, "no_photo", ""));
  const end = $(".barcode > span");
  if (goods.end) end.innerHTML = `…<b>${plain(goods.end)}</b>`;
  else end.closest("p").remove();
  const lot = $(".lot"), [code, until] = step.lot_told;
  const word = code && `<span class="lot-word">${plain(frame.words.lot)} </span>${plain(code)}`;
  const said = [word, until && plain(until)].filter(Boolean).join(" · ");
  if (said) lot.querySelector("span").innerHTML = said;
  else lot.remove();
}

/** Full screen until it is read. `no`: {tone, sentence, next, code, scanned}. */
export function drawRefusal(frame, pack, no) {
  const main = draw(frame, no.tone, `/scanner/pick/${pack.run}`, no);
  if (!no.next) main.querySelector(".refusal-next")?.remove();
  if (!no.scanned) main.querySelector(".refusal-small > span")?.remove();
  return main;
}

/** Which lot is it? */
export function drawLots(frame, pack, step, lots, code) {
  const address = `/scanner/pick/${pack.run}`, goods = pack.goods[step.goods];
  const main = draw(frame, "lot", address, { ...goods, ...step, scanned: code });
  product(frame, main, goods, step);
  const button = main.querySelector("[name=lot]").form;
  button.replaceWith(...lots.map((lot) => {
    const one = button.cloneNode(true);
    one.elements.lot.value = lot;
    one.querySelector("button span").textContent = lot || frame.words.no_lot;
    return one;
  }));
  return main;
}

/** The walk is over; its totes go to the bench. */
export function drawDone(frame, pack) {
  const main = draw(frame, pack.mode === "zone" ? "done_zone" : "done", `/scanner/pick/${pack.run}`, pack);
  const row = main.querySelector(".lines li"), html = row.innerHTML;
  row.replaceWith(...pack.totes.map(({ tote, order_number: order, shop }) => {
    const one = row.cloneNode();
    one.innerHTML = html;
    one.querySelector("b").textContent = tote ?? "–";
    one.querySelector("small").textContent = fill(frame.words.order_of, { number: order, shop });
    return one;
  }));
  return main;
}

/** By the books the place is empty now: is it? Or: somebody will count it. */
export const drawEmptyNow = (frame, pack, { task, emptied, did, place }) =>
  draw(frame, emptied ? "empty_now" : did, `/scanner/pick/${pack.run}`, { task, place: emptied ?? place });
