// The docs' search, the copy buttons of commands, and a folded list of pages on a phone.

const FOUND_MAX = 12;
const NARROW = "(max-width: 800px)";
const COPIED_MS = 1500;

const input = document.getElementById("search");
const list = document.getElementById("found");
let pages = null;

async function load() {
  pages ??= await (await fetch(document.body.dataset.search)).json();
}

/** How well a text has all words: the title counts most, then a heading, then the prose. */
function rank(page, words) {
  const title = page.title.toLowerCase();
  const heads = page.headings.map(([, text]) => text.toLowerCase()).join(" ");
  const text = page.text.toLowerCase();
  let sum = 0;
  for (const word of words) {
    const worth = title.includes(word) ? 9 : heads.includes(word) ? 3 : text.includes(word) ? 1 : 0;
    if (!worth) return 0;
    sum += worth + (title === word ? 9 : 0);
  }
  return sum;
}

function entry(page, words) {
  const head = page.headings.find(([, text]) => words.every((word) => text.toLowerCase().includes(word)));
  const link = document.createElement("a");
  link.href = page.path + (head ? `#${head[0]}` : "");
  link.textContent = head ? `${page.title}: ${head[1]}` : page.title;
  const where = document.createElement("small");
  where.textContent = page.group;
  link.append(" ", where);
  const item = document.createElement("li");
  item.setAttribute("role", "option");
  item.append(link);
  return item;
}

async function look() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length) await load();
  const found = words.length
    ? pages.map((page) => [rank(page, words), page]).filter(([worth]) => worth)
        .sort(([a], [b]) => b - a).slice(0, FOUND_MAX).map(([, page]) => entry(page, words))
    : [];
  if (words.length && !found.length) {
    const none = document.createElement("li");
    none.textContent = "Nothing found. Try another word.";
    found.push(none);
  }
  list.replaceChildren(...found);
  list.hidden = !words.length;
  input.setAttribute("aria-expanded", String(!list.hidden));
}

function step(event) {
  const links = [...list.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  if (event.key === "ArrowDown") links[Math.min(at + 1, links.length - 1)]?.focus();
  else if (event.key === "ArrowUp") (at > 0 ? links[at - 1] : input).focus();
  else if (event.key === "Escape") { input.value = ""; look(); input.focus(); }
  else if (event.key === "Enter" && document.activeElement === input) links[0]?.click();
  else return;
  event.preventDefault();
}

input.addEventListener("input", look);
input.closest("[role=search]").addEventListener("keydown", step);
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(document.activeElement?.tagName ?? "")) {
    event.preventDefault();
    input.focus();
  }
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[role=search]")) list.hidden = true;
});

for (const block of document.querySelectorAll("main pre")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.querySelector("code").textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, COPIED_MS);
  });
  const frame = document.createElement("div");
  frame.className = "docs-code";
  block.replaceWith(frame);
  frame.append(block, button);
}

if (matchMedia(NARROW).matches) document.querySelector(".docs-side").open = false;
