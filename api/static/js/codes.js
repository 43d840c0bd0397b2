// What a scanner read, as the handheld needs it to judge by itself: the small sister of wms/barcodes.py.
//
// It knows our labels and command cards, GTINs (EAN, UPC), SSCCs and plain GS1 element strings. What
// only the server can tell apart (Digital Links, fields run together) is `unsure`: then it is asked.

/**
 * @typedef {{codes: string[], label?: string, command?: string, lot?: string, expires?: string,
 *   count?: number, unsure?: boolean}} Read
 */

const GS = "\x1d";
const LABEL = /^\d{10}$/, COMMAND = /^9000000(\d\d)\d$/, BADGE = /^5\d{39}$/;
/** @type {Record<string, string>} */
const COMMANDS = { "01": "confirm", "02": "undo" }; // all others are for the server
const EDGES = /^[ \t\r\n\f\v\u00a0\u200b-\u200d\u2060\ufeff]+|[ \t\r\n\f\v\u00a0\u200b-\u200d\u2060\ufeff]+$/g;
const OTHER_SEPARATORS = /[\x1c\x1e\x1f\u00a0]|<GS>|<FNC1>|[ ~^|#@$`{}[\]\\]/gi;
const MESSAGE = /^\](C1|d2|Q3|e[012]|J1)/, EAN = /^\]E[034]/;
/**
 * Digits after the identifier; null: as many as come before a separator.
 * @type {Record<string, number | null>}
 */
const FIELDS = { "00": 18, "01": 14, "02": 14, 10: null, 11: 6, 12: 6, 13: 6, 15: 6, 16: 6, 17: 6,
  20: 2, 21: null, 30: null, 37: null };
const RUN_TOGETHER = /.(10|21|30|37|1[1-35-7]|0[12]|310)./; // a second field may begin within the first
const CENTURY = 100, AHEAD = 50; // GS1 General Specifications 7.12: the century of a two-digit year

/**
 * Whether the last digit is right (GS1 General Specifications 7.9).
 * @type {(digits: string) => boolean}
 */
const isChecked = (digits) => {
  let sum = 0;
  [...digits].reverse().forEach((digit, place) => { sum += Number(digit) * (place % 2 ? 3 : 1); });
  return sum % 10 === 0;
};

/**
 * The UPC-A that eight digits mean as a UPC-E, as a GTIN-14; "" when they cannot be one.
 * @param {string} eight
 */
function upcE(eight) {
  if (!/^[01]/.test(eight)) return "";
  const [system, a, b, c, d, e, f, check] = eight;
  const body = "012".includes(f) ? a + b + f + "0000" + c + d + e
    : f === "3" ? a + b + c + "00000" + d + e
      : f === "4" ? a + b + c + d + "00000" + e : a + b + c + d + e + "0000" + f;
  const upc = system + body + check;
  return isChecked(upc) ? upc.padStart(14, "0") : "";
}

/** @param {string} digits */
function gtin(digits) {
  if (![8, 12, 13, 14].includes(digits.length) || !/[1-9]/.test(digits)) return [];
  const full = digits.padStart(14, "0");
  const twin = full.startsWith("000000") ? upcE(full.slice(-8)) : "";
  return [...new Set([isChecked(digits) ? full : "", twin])].filter(Boolean);
}

/** @type {(digits: string) => string[]} */
const sscc = (digits) => (digits.length === 18 && /[1-9]/.test(digits) && isChecked(digits)
  ? [digits, `00${digits}`] : []);

/** @param {string} yymmdd */
function day(yymmdd) {
  const now = new Date().getFullYear(), two = Number(yymmdd.slice(0, 2));
  let year = now - (now % CENTURY) + two;
  if (year - now > AHEAD) year -= CENTURY;
  else if (now - year >= AHEAD) year += CENTURY;
  const month = Number(yymmdd.slice(2, 4)), last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const date = Number(yymmdd.slice(4)) || last; // 00: the whole month
  return `${year}-${yymmdd.slice(2, 4)}-${String(date).padStart(2, "0")}`;
}

/**
 * The fields of a GS1 element string; null: it is none, undefined: only the server can say.
 * @param {string} body
 * @returns {Record<string, string> | null | undefined}
 */
function elements(body) {
  if (/[^\x00-\x7f]/.test(body)) return null;
  const text = body.startsWith("(") ? body.replace(/\((\d{2,4})\)/g, `${GS}$1`)
    : body.replace(OTHER_SEPARATORS, GS);
  const isSplit = text.includes(GS);
  /** @type {Record<string, string>} */
  const found = {};
  let rest = text.replace(/^\x1d+|\x1d+$/g, "");
  if (rest.length < 16) return null;
  while (rest) {
    const name = rest.slice(0, 2), length = FIELDS[name];
    if (length === undefined) return Object.keys(found).length ? undefined : null;
    const end = length === null ? (rest + GS).indexOf(GS) : 2 + length;
    const value = rest.slice(2, end);
    if (value.length < (length ?? 1) || value.includes(GS)) return null;
    if (length === null && !isSplit && RUN_TOGETHER.test(value)) return undefined;
    found[name] ??= value;
    rest = rest.slice(end).replace(/^\x1d+/, "");
  }
  return found;
}

/**
 * What was read: {label, command, codes, lot, expires, count, unsure}. `codes`: under which stored
 * strings a product's barcode may be found, best first.
 * @param {string} text
 * @returns {Read}
 */
export function read(text) {
  const clean = text.replace(EDGES, "").normalize("NFC");
  const mark = /^\][A-Za-z][0-9A-Fa-f]/.exec(clean)?.[0] ?? "";
  let body = clean.slice(mark.length).replace(EDGES, "");
  const bare = body.replace(/^\x1d+|\x1d+$/g, "");
  if (!bare) return { codes: [] };
  if (/^\d+$/.test(bare)) {
    if (!MESSAGE.test(mark) && !EAN.test(mark)) {
      const card = COMMAND.exec(bare);
      if (card) {
        const command = COMMANDS[card[1]];
        return { codes: [], command, unsure: !command };
      }
      if (LABEL.test(bare)) return { codes: [bare], label: bare };
      if (BADGE.test(bare)) return { codes: [], unsure: true };
    }
    const digits = mark === "]E3" ? bare.slice(0, 13) : bare;
    const plain = [...gtin(digits), ...sscc(digits)];
    if (plain.length && !MESSAGE.test(mark)) return { codes: plain };
    body = digits;
  }
  if (/^https?:/i.test(body)) return { codes: [bare], unsure: true };
  const said = elements(body);
  if (said === undefined) return { codes: [], unsure: true };
  const codes = said ? [...sscc(said["00"] ?? ""), ...gtin(said["01"] ?? said["02"] ?? "")] : [];
  if (!said || !codes.length) return { codes: [bare], unsure: body.includes(GS) };
  const until = said[17] ?? said[15], count = Number(said[37] ?? said[30]) || 1;
  if (until && !/^\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])$/.test(until)) return { codes, unsure: true };
  return { codes, lot: said[10], expires: until && day(until), count };
}
