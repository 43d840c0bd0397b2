// A signature by finger: points on a grid of 511 across, three letters each; strokes parted by "~".
// wms/shipping/loading/signature.py reads it.

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const GRID = 511, FAR = 5, MOST = 1900; // points nearer than FAR are one; more than MOST no form takes

export function sign(canvas) {
  const field = canvas.closest("form").querySelector("[name=signature]"), pen = canvas.getContext("2d");
  let last = null;
  const at = (event) => {
    const { left, top, width } = canvas.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top]
      .map((n) => Math.max(0, Math.min(GRID, Math.round(n * GRID / width))));
  };
  const write = ([x, y]) => {
    const n = x << 9 | y;
    field.value += LETTERS[n >> 12] + LETTERS[n >> 6 & 63] + LETTERS[n & 63];
  };
  const wipe = () => {
    field.value = "";
    canvas.width = GRID; // clears it, too
    canvas.height = canvas.clientHeight * GRID / canvas.clientWidth;
    Object.assign(pen, { lineWidth: 4, lineCap: "round" });
  };
  const draw = (event) => {
    const point = at(event);
    if (!last || field.value.length > MOST || Math.hypot(point[0] - last[0], point[1] - last[1]) < FAR) return;
    pen.beginPath();
    pen.moveTo(...last);
    pen.lineTo(...point);
    pen.stroke();
    write(last = point);
  };
  canvas.onpointerdown = (event) => {
    canvas.setPointerCapture(event.pointerId);
    if (field.value) field.value += "~";
    write(last = at(event));
  };
  canvas.onpointermove = draw;
  canvas.onpointerup = () => { last = null; };
  canvas.closest("form").querySelector("[data-wipe]").onclick = wipe;
  wipe();
}
