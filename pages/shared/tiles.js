// Shows plots made on the server. Words enter by textContent; a plot is read as XML, in which
// nothing runs. Pointing at a plot, or the arrow keys on it, say the nearest figure.

const MOVES = { ArrowLeft: -1, ArrowRight: 1 };

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const host = parentElement.querySelector(".tiles");
  for (const [name, colour] of Object.entries(data.colours)) {
    host.style.setProperty(`--${name}`, colour);
  }
  host.classList.toggle("wide", data.wide);
  host.setAttribute("aria-label", data.label);
  const open = (key) => {
    setTriggerValue("opened", key);
    document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 });
  };
  host.replaceChildren(...data.tiles.map((tile) => drawn(tile, data, open)));
  const look = parentElement.querySelector(".look");
  look.textContent = data.look_at;
  look.hidden = !data.look_at;
  const behind = parentElement.querySelector(".behind");
  behind.textContent = data.behind.words;
  behind.hidden = !data.behind.words;
  behind.setAttribute("aria-expanded", String(data.behind.open));
  behind.onclick = () => setTriggerValue("toggled", true);
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function drawn(tile, data, open) {
  const made = element("figure", "tile");
  const name = element(data.opens && tile.key ? "button" : "div", "name", tile.title);
  const says = element("div", "says");
  says.append(element("b", "latest", tile.latest), element("span", "words", tile.says));
  const plot = element("div", "plot");
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", tile.alt);
  plot.append(read(tile.svg));
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
  listen(made, steps, plot, says, tile);
  return made;
}

function read(svg) {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
  return document.importNode(parsed.documentElement, true);
}

function listen(made, steps, plot, says, tile) {
  const points = [...plot.querySelectorAll("[data-says]")];
  if (!points.length) return;
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
  plot.addEventListener("pointermove", (event) => show(nearest(points, event, plot)));
  plot.addEventListener("pointerleave", () => show(-1));
  steps.addEventListener("blur", () => show(-1));
  steps.addEventListener("keydown", (event) => {
    if (!(event.key in MOVES)) return;
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
