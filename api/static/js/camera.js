// The camera instead of a scanner. Where the browser reads barcodes itself (BarcodeDetector), it looks
// until it has read one; else, and where a page may not look through the camera (plain http), a
// picture is taken and the server reads it. Loaded when it is asked for.

const LOOK_MS = 120; // a pause between two looks: an old handheld has other work too
const PICTURE_PX = 1600; // the longer side of a picture that is sent: a label is sharp on it
const PICTURE_QUALITY = 0.85;

const sheet = document.querySelector("#camera"), video = sheet.querySelector("video"), say = sheet.querySelector("[data-words]");
let stream = null, take = null;

/** Looks for one code and hands it to `onCode`, unless the person closes it. */
export async function look(onCode) {
  take = onCode;
  const reader = await detector();
  if (!reader || !(await opened())) return picture();
  show("live");
  watch(reader);
}

async function detector() {
  if (!("BarcodeDetector" in window)) return null;
  const kinds = await BarcodeDetector.getSupportedFormats().catch(() => []);
  return kinds.includes("code_128") ? new BarcodeDetector() : null; // our own labels are such
}

/** Whether the person let us look through the camera. */
async function opened() {
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    return false; // no camera, not allowed, or not on plain http
  }
  video.srcObject = stream;
  video.play();
  return true;
}

async function watch(reader) {
  while (stream) {
    const found = await reader.detect(video).catch(() => []);
    if (stream && found.length) return done(nearest(found, video.videoWidth / 2, video.videoHeight / 2));
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Of several codes the one that it was pointed at. */
function nearest(found, x, y) {
  const off = ({ boundingBox: box }) => (box.x + box.width / 2 - x) ** 2 + (box.y + box.height / 2 - y) ** 2;
  return found.reduce((best, other) => (off(other) < off(best) ? other : best)).rawValue;
}

function picture() {
  show("picture");
  const lens = Object.assign(document.createElement("input"), { type: "file", accept: "image/*" });
  lens.setAttribute("capture", "environment");
  lens.addEventListener("change", () => { if (lens.files[0]) read(lens.files[0]); });
  lens.click();
}

async function read(file) {
  show("reading");
  try {
    const answer = await fetch(sheet.dataset.action, { method: "POST", body: await smaller(file), headers: { Accept: "application/json" } });
    if (answer.status === 401) return location.reload(); // somebody has to log in first
    const { codes, sentence } = await answer.json();
    if (codes?.length) done(codes[0]);
    else show("none", sentence);
  } catch {
    show("away");
  }
}

/** A telephone's picture has ten times the pixels that a barcode needs, and Wi-Fi is weak. */
async function smaller(file) {
  try {
    const whole = await createImageBitmap(file, { imageOrientation: "from-image" });
    const shrink = Math.min(1, PICTURE_PX / Math.max(whole.width, whole.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(whole.width * shrink);
    canvas.height = Math.round(whole.height * shrink);
    canvas.getContext("2d").drawImage(whole, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob((small) => resolve(small ?? file), "image/jpeg", PICTURE_QUALITY));
  } catch {
    return file; // the server says what is wrong with it
  }
}

/** One of the states of the sheet: its sentence is there already, in the person's language. */
function show(state, sentence = "") {
  sheet.hidden = false;
  sheet.dataset.state = state;
  say.textContent = sentence || sheet.dataset[state] || "";
}

function shut() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  video.srcObject = null;
  sheet.hidden = true;
}

function done(code) {
  shut();
  take(code);
}

sheet.querySelector("[data-camera-again]").onclick = picture;
sheet.querySelector("[data-camera-shut]").onclick = shut;
