// The map of the hall: arrow keys go from place to place, + and − change the size.
// Without this every cell is still a link, and the size a field of the page.

const drawing = document.querySelector(".hall-frame .hall");
const size = document.querySelector("[data-zoom]");
const sizes = [...(size?.options ?? [])].map((option) => Number(option.value));

/** Draws at so many percent, and writes it into the address, so that a reload shows the same. */
function zoom(percent) {
  drawing.setAttribute("width", Math.floor((drawing.dataset.width * percent) / 100));
  drawing.setAttribute("height", Math.floor((drawing.dataset.height * percent) / 100));
  size.value = String(percent);
  const address = new URL(location.href);
  address.searchParams.set("zoom", percent);
  history.replaceState(null, "", address);
}

function zoomBy(steps) {
  const now = sizes.indexOf(Number(size.value));
  const next = sizes[Math.min(Math.max(now + steps, 0), sizes.length - 1)];
  if (next !== sizes[now]) zoom(next);
}

/** Cells with the corners at which they are drawn; read once, there are thousands. */
const cells = [...(drawing?.querySelectorAll("a") ?? [])].map((link) => {
  const mark = link.querySelector("use");
  return { link, x: Number(mark.getAttribute("x")), y: Number(mark.getAttribute("y")) };
});
let current = cells[0];

/** One stop of the Tab key for the whole map: the cell that was looked at last. */
function stand(cell) {
  current.link.tabIndex = -1;
  current = cell;
  current.link.tabIndex = 0;
  current.link.focus();
  current.link.scrollIntoView({ block: "nearest", inline: "nearest" });
}

const towards = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};

/** The nearest cell in a direction: what lies straight ahead counts as nearer. */
function next([right, down]) {
  let best = null;
  let least = Infinity;
  for (const cell of cells) {
    const ahead = (cell.x - current.x) * right + (cell.y - current.y) * down;
    const aside = Math.abs((cell.x - current.x) * down) + Math.abs((cell.y - current.y) * right);
    const far = ahead + aside * 3;
    if (ahead > 0 && far < least) [best, least] = [cell, far];
  }
  return best;
}

if (drawing) {
  cells.forEach(({ link }, nth) => { link.tabIndex = nth ? -1 : 0; });
  drawing.addEventListener("focusin", (event) => {
    const cell = cells.find(({ link }) => link === event.target);
    if (cell && cell !== current) stand(cell);
  });
  drawing.addEventListener("keydown", (event) => {
    const way = towards[event.key];
    if (!way || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const cell = next(way);
    if (cell) stand(cell);
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey) return;
    if (event.key === "+" || event.key === "=") zoomBy(1);
    else if (event.key === "-") zoomBy(-1);
  });
  size.addEventListener("input", (event) => {
    event.stopPropagation(); // the page need not be asked again
    zoom(Number(size.value));
  });
}
