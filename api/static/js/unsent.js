// Scans and taps that the server has not judged yet, kept on the device itself: neither a closed tab
// nor an empty battery loses one.
//
// Each lies under a key of its own, wms.unsent/<device>/<operator>/<id>, and belongs to one tab, so two
// tabs neither send the same one nor overwrite each other's. What a tab that is gone has left is taken
// over by one that is open. Should two ever send the same one, its scan_id makes it happen once.

const UNSENT = "wms.unsent/", TAB = "wms.tab/";
const BEAT_MS = 2000;
const GONE_MS = 10_000; // a tab that was not heard of for so long is gone, or sleeps in the background

const tab = Math.random().toString(36).slice(2) + Date.now().toString(36);
const keyOf = ({ device, operator, id }) => `${UNSENT}${device}/${operator}/${id}`;

/** Use the storage; `otherwise` when it is forbidden, full or unreadable: then memory has to do. */
function stored(use, otherwise) {
  try {
    return use(localStorage);
  } catch {
    return otherwise;
  }
}

/** Keep an item, or keep it as it is now. A PIN is never stored. */
export function keep(item) {
  if (item.secret) return;
  const { isKept, ...facts } = item;
  item.isKept = stored((storage) => {
    storage.setItem(keyOf(item), JSON.stringify({ ...facts, tab }));
    return true;
  }, false);
}

/** The server has judged it. */
export const forget = (item) => stored((storage) => storage.removeItem(keyOf(item)));

/** Whether the item is still this tab's to send: no other tab took it over while this one slept. */
export function isOurs(item) {
  if (!item.isKept) return true;
  return stored((storage) => JSON.parse(storage.getItem(keyOf(item)))?.tab === tab, true);
}

/** What tabs that are gone left unsent for this person on this device, the oldest first; ours now. */
export function takeOver(device, operator) {
  return stored((storage) => {
    const found = Object.keys(storage)
      .filter((key) => key.startsWith(`${UNSENT}${device}/${operator}/`))
      .map((key) => JSON.parse(storage.getItem(key)))
      .filter((item) => item && item.tab !== tab && isGone(storage, item.tab))
      .sort((a, b) => a.made - b.made);
    found.forEach(keep);
    return found;
  }, []);
}

const isGone = (storage, other) => !(Date.now() - Number(storage.getItem(TAB + other)) < GONE_MS);

/** Say that this tab lives, again and again, and call `back` each time. */
export function live(back) {
  const beat = () => stored((storage) => storage.setItem(TAB + tab, String(Date.now())));
  addEventListener("pagehide", () => stored((storage) => storage.removeItem(TAB + tab)));
  addEventListener("pageshow", beat);
  stored((storage) => Object.keys(storage)
    .filter((key) => key.startsWith(TAB) && isGone(storage, key.slice(TAB.length)))
    .forEach((key) => storage.removeItem(key)));
  beat();
  setInterval(() => { beat(); back(); }, BEAT_MS);
}
