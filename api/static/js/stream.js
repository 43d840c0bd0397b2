// Hears what is said while a page is open. A browser comes again by itself when a connection was
// cut, and gives up when somebody between answers that the server is away: then we come again.

const AGAIN_MS = 3_000;
const FULL_PAUSE_MS = 30_000;

/**
 * @param {() => string | undefined} address where it is said; asked anew each time
 * @param {(event: MessageEvent) => void} heard
 * @returns {() => void} begins to hear, unless it does already
 */
export function hears(address, heard) {
  /** @type {EventSource | null} */
  let source = null;
  const again = (pause) => {
    source?.close();
    source = null;
    setTimeout(listen, pause);
  };
  function listen() {
    const from = address();
    if (!from || source || !window.EventSource) return;
    const opened = (source = new EventSource(from));
    opened.onmessage = heard;
    opened.onerror = () => { if (opened === source && opened.readyState === EventSource.CLOSED) again(AGAIN_MS); };
    opened.addEventListener("full", () => again(FULL_PAUSE_MS));
  }
  addEventListener("pagehide", () => source?.close());
  return listen;
}
