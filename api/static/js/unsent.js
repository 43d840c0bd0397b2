// What the handheld keeps by itself, in IndexedDB: scans and taps that the server has not judged yet,
// the work pack of a walk, conflicts that nobody has read. Neither a closed tab nor an empty battery
// loses one.
//
// Each scan lies under its id, and belongs to a person, a device and one tab, so two tabs neither send
// the same one nor overwrite each other's. What a tab that is gone has left is taken over by one that
// is open. Should two ever send the same one, its scan_id makes it happen once.

const DATABASE = "wms", UNSENT = "unsent", KEPT = "kept";
const TAB = "wms.tab/"; // in localStorage
const BEAT_MS = 2000;
const GONE_MS = 10_000; // a tab that was not heard of for so long is gone, or sleeps in the background

const tab = Math.random().toString(36).slice(2) + Date.now().toString(36);

/** A random id (UUID, version 4); randomUUID alone is missing on plain-http handhelds. */
export function newScanId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Use localStorage; `otherwise` when it is forbidden (a private window), full or unreadable. */
export function stored(use, otherwise) {
  try {
    return use(localStorage);
  } catch {
    return otherwise;
  }
}

/** Keep a word on this device, and find it again; undefined: it is forbidden. */
export const write = (name, word) => stored((storage) => storage.setItem(name, word));
export const written = (name) => stored((storage) => storage.getItem(name));

const database = new Promise((resolve, reject) => {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(UNSENT, { keyPath: "id" });
    opening.result.createObjectStore(KEPT);
  };
  opening.onsuccess = () => resolve(opening.result);
  opening.onerror = () => reject(opening.error);
});
database.catch(() => {}); // a private window keeps nothing: memory has to do

/** Do `work(unsent, kept)` in one transaction; what its request found, `otherwise` when it failed. */
async function inside(mode, work, otherwise) {
  try {
    const stores = (await database).transaction([UNSENT, KEPT], mode, { durability: "strict" });
    const asked = work(stores.objectStore(UNSENT), stores.objectStore(KEPT));
    stores.commit?.(); // also when the page is left now
    await new Promise((resolve, reject) => {
      stores.oncomplete = resolve;
      stores.onerror = stores.onabort = () => reject(stores.error);
    });
    return asked?.result ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** Keep an item, or keep it as it is now. A PIN is never stored. */
export async function keep(item) {
  if (item.secret) return;
  const { isKept, tried, keeping, ...facts } = item;
  item.isKept = Boolean(await inside("readwrite", (unsent) => unsent.put({ ...facts, tab })));
}

/** The server has judged items; what is remembered changes in the same moment. */
export const settle = (items, facts = {}) => inside("readwrite", (unsent, kept) => {
  items.forEach(({ id }) => unsent.delete(id));
  Object.entries(facts).forEach(([name, fact]) => kept.put(fact, name));
});

/** Remember facts by their names, and recall one; null: it is not known. */
export const remember = (facts) => settle([], facts);
export const recall = (name) => inside("readonly", (_, kept) => kept.get(name), null);

/** Whether the item is still this tab's to send: no other tab took it over while this one slept. */
export async function isOurs(item) {
  if (!item.isKept) return true;
  return (await inside("readonly", (unsent) => unsent.get(item.id)))?.tab === tab;
}

const isGone = (storage, other) => !(Date.now() - Number(storage.getItem(TAB + other)) < GONE_MS);

/** What tabs that are gone left unsent for this person on this device, the oldest first; ours now. */
export async function takeOver(device, operator) {
  if (!device) return [];
  const all = await inside("readonly", (unsent) => unsent.getAll(), []);
  const found = all.filter((item) => item.device === device && item.operator === operator
    && item.tab !== tab && stored((storage) => isGone(storage, item.tab), true));
  found.sort((a, b) => a.made - b.made);
  await Promise.all(found.map(keep));
  return found;
}

/** Say that this tab lives, now and again, and call `back` each time. */
export function live(back) {
  const beat = () => write(TAB + tab, Date.now());
  addEventListener("pagehide", () => stored((storage) => storage.removeItem(TAB + tab)));
  addEventListener("pageshow", beat);
  stored((storage) => Object.keys(storage)
    .filter((key) => key.startsWith(TAB) && isGone(storage, key.slice(TAB.length)))
    .forEach((key) => storage.removeItem(key)));
  beat();
  setInterval(() => { beat(); back(); }, BEAT_MS);
}
