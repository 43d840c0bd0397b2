// The service worker of the floor: without Wi-Fi it hands out what shell.js has kept, the page of the
// walk in hand and its files. It answers nothing else, and logs nobody in: the walk's page is thrown
// away when somebody logs out or the handheld is locked.

const FILES = "wms-files", PAGE = "wms-page";
const PATIENCE_MS = 5000; // an access point that takes a page and never brings it is no Wi-Fi

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request, url));
  else if (request.mode === "navigate") event.respondWith(page(request, url));
});

/** A file asked for by its version never changes; any other is asked for again when that is possible. */
async function file(request, url) {
  const kept = await caches.open(FILES);
  const there = await kept.match(request);
  if (there && url.searchParams.has("v")) return there;
  try {
    const fresh = await patient(request);
    if (fresh.ok && there) kept.put(request, fresh.clone());
    return fresh;
  } catch (error) {
    if (there) return there;
    throw error;
  }
}

async function page(request, url) {
  try {
    return await patient(request);
  } catch (error) {
    const kept = await (await caches.open(PAGE)).match(url.pathname);
    if (kept) return kept;
    throw error;
  }
}

const patient = (request) => fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
