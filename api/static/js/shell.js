// What a walk needs to be there again after a reload without Wi-Fi: this page, and the files that it
// has loaded. The service worker (worker.js) hands them out. It needs https, or localhost.

const FILES = "wms-files", PAGE = "wms-page";

/** Keep the page of a walk; the one before it goes. */
export async function keepPage(address) {
  if (!navigator.serviceWorker) return;
  const files = performance.getEntriesByType("resource").map(({ name }) => name)
    .filter((name) => name.startsWith(`${location.origin}/static/`));
  try {
    await navigator.serviceWorker.register("/scanner/worker.js", { scope: "/scanner" });
    const [kept, pages] = await Promise.all([caches.open(FILES), caches.open(PAGE)]);
    await pages.add(address);
    await only(pages, new Set([location.origin + address]));
    const there = await only(kept, new Set(files));
    await Promise.all(files.filter((url) => !there.has(url)).map((url) => kept.add(url)));
  } catch {
    // Wi-Fi is away, or somebody has to log in: another time
  }
}

/** Throw everything else away; says what is there. */
async function only(cache, wanted) {
  const there = await cache.keys();
  await Promise.all(there.filter(({ url }) => !wanted.has(url)).map((old) => cache.delete(old)));
  return new Set(there.map(({ url }) => url));
}
