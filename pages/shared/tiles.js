// Shows blocks of headings, words and plots made on the server. Words enter by textContent; a
// plot is read as XML, in which nothing runs. Pointing at a plot, or the arrow keys on it, say
// the nearest figure. The first plots are drawn at once, the others while the browser rests.

const MOVES = { ArrowLeft: -1, ArrowRight: 1 };
const AT_ONCE = 9; // plots that a window shows under a page's filters
const held = new WeakMap(); // by place on the page: what it holds, and how it answers
const waiting = new Map(); // plots not drawn yet, with what they draw
let asked = false;

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const host = parentElement.querySelector(".blocks");
  for (const [name, colour] of Object.entries(data.colours)) {
    host.style.setProperty(`--${name}`, colour);
  }
  const place = held.get(host) ?? { blocks: new Map() };
  held.set(host, place);
  place.send = setTriggerValue;
  const before = place.blocks;
  place.blocks = new Map(data.blocks.map((sent) => [sent, before.get(sent) ?? block(sent, place)]));
  arrange(host, [...place.blocks.values()]);
  for (const made of place.blocks.values()) {
    made.querySelector(".behind")?.setAttribute("aria-expanded", String(data.unfolded.includes(made.dataset.key)));
  }
  const near = [...waiting.keys()].filter((plot) => plot.isConnected);
  near.slice(0, before.size ? 0 : AT_ONCE).forEach(draw);
  later();
}

// what stays keeps its place in the page, and with it the reader's focus
function arrange(host, wanted) {
  for (const old of [...host.children]) if (!wanted.includes(old)) old.remove();
  wanted.forEach((made, at) => {
    if (host.children[at] !== made) host.insertBefore(made, host.children[at] ?? null);
  });
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function block(sent, place) {
  const data = JSON.parse(sent);
  const made = element("section", "block");
  made.dataset.key = data.key;
  if (data.heading) made.append(element("h2", "heading", data.heading));
  made.append(...data.lines.map((line) => element("p", "line", line)));
  if (data.look_at) made.append(element("p", "look", data.look_at));
  if (data.how) made.append(how(data.how));
  if (data.tiles.length) made.append(plots(data, place));
  made.append(...data.after.map((line) => element("p", "line", line)));
  if (data.behind) {
    const behind = element("button", "behind", data.behind);
    behind.type = "button";
    behind.onclick = () => place.send("toggled", data.key);
    made.append(behind);
  }
  return made;
}

// paragraphs apart by an empty line, **strong** words between two stars
function how(words) {
  const made = element("details", "how");
  made.append(element("summary", "", "How to read this"));
  for (const paragraph of words.split("\n\n")) {
    const line = element("p", "line");
    line.append(...paragraph.split("**").map((part, at) => (at % 2 ? element("b", "", part) : part)));
    made.append(line);
  }
  return made;
}

function plots(data, place) {
  const made = element("div", "tiles");
  made.classList.toggle("wide", data.wide);
  made.setAttribute("role", "group");
  made.setAttribute("aria-label", data.label);
  const open = (key) => {
    place.send("opened", key);
    document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 });
  };
  made.append(...data.tiles.map((tile) => framed(tile, data, open)));
  return made;
}

function framed(tile, data, open) {
  const made = element("figure", "tile");
  const name = element(data.opens && tile.key ? "button" : "div", "name", tile.title);
  const says = element("div", "says");
  says.append(element("b", "latest", tile.latest), element("span", "words", tile.says));
  const plot = element("div", "plot");
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", tile.alt);
  waiting.set(plot, tile.svg);
  if (!data.wide) made.append(name);
  made.append(says, plot);
  const steps = name.tagName === "BUTTON" && !data.wide ? name : plot;
  if (name.tagName === "BUTTON") {
    name.type = "button";
    name.title = data.opens;
    made.classList.add("opens");
    made.addEventListener("click", () => open(tile.key));
  }
  steps.tabIndex = 0;
  listen(steps, plot, says, tile);
  return made;
}

function draw(plot) {
  const svg = waiting.get(plot);
  if (!waiting.delete(plot)) return;
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
  plot.append(document.importNode(parsed.documentElement, true));
}

const rest = (run) => setTimeout(() => run({ timeRemaining: () => 8 }), 50);

function later() {
  if (asked || !waiting.size) return;
  asked = true;
  (window.requestIdleCallback ?? rest)(
    (time) => {
      asked = false;
      for (const plot of waiting.keys()) {
        if (plot.isConnected) draw(plot);
        else waiting.delete(plot); // the reader went on to another page
        if (time.timeRemaining() < 3) break;
      }
      later();
    },
    { timeout: 500 },
  );
}

addEventListener("beforeprint", () => [...waiting.keys()].forEach(draw));

function listen(steps, plot, says, tile) {
  let points;
  let at = -1;
  const show = (place) => {
    points[at]?.classList.remove("pointed");
    at = place;
    points[at]?.classList.add("pointed");
    const words = points[at] ? points[at].dataset.says : tile.says;
    says.querySelector(".latest").hidden = Boolean(points[at]);
    says.querySelector(".words").textContent = words;
    says.classList.toggle("read", Boolean(points[at]));
  };
  const has = () => {
    draw(plot);
    points ??= [...plot.querySelectorAll("[data-says]")];
    return points.length > 0;
  };
  plot.addEventListener("pointermove", (event) => has() && show(nearest(points, event, plot)));
  plot.addEventListener("pointerleave", () => points?.length && show(-1));
  steps.addEventListener("blur", () => points?.length && show(-1));
  steps.addEventListener("keydown", (event) => {
    if (!(event.key in MOVES) || !has()) return;
    event.preventDefault();
    const from = at < 0 ? points.length - 1 : at + MOVES[event.key];
    show(Math.max(0, Math.min(points.length - 1, from)));
    says.setAttribute("aria-live", "polite");
  });
}

function nearest(points, event, plot) {
  const box = plot.querySelector("svg").getBoundingClientRect();
  let found = 0;
  let least = Infinity;
  points.forEach((point, place) => {
    const x = (parseFloat(point.getAttribute("cx")) / 100) * box.width;
    const y = parseFloat(point.getAttribute("cy"));
    const away = Math.hypot(event.clientX - box.left - x, 0.25 * (event.clientY - box.top - y));
    if (away < least) [found, least] = [place, away];
  });
  return found;
}
