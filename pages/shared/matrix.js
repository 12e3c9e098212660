// Draws the matrix as a real table. Data enters by textContent and attributes only.
// Keyboard: one cell is in the tab order; arrows, Home, End and Page keys move; Enter opens.

const PAGE = 10;

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const frame = parentElement.querySelector(".frame");
  const kept = { top: frame.scrollTop, left: frame.scrollLeft };
  const scale = parentElement.querySelector(".scale");
  paint(parentElement, data.palette);
  scale.replaceChildren(...(data.scale || []).map(shade));
  const table = drawn({ ...data, rows: JSON.parse(data.rows) });
  frame.replaceChildren(table);
  const hint = () => {
    const more = frame.scrollWidth - frame.clientWidth - frame.scrollLeft > 4;
    frame.classList.toggle("more", more);
  };
  frame.onscroll = hint;
  requestAnimationFrame(hint);
  frame.scrollTop = kept.top;
  frame.scrollLeft = kept.left;
  const open = (button) =>
    setTriggerValue("opened", { group: button.dataset.group, measure: button.dataset.measure });
  table.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) open(button);
  });
  table.addEventListener("keydown", (event) => move(event, table));
  fetchAhead(data.ahead);
}

// The part that draws charts is large and this page needs none of it: it is fetched once the
// page stands, and not run, so that a later page need not wait for it.
function fetchAhead(file) {
  const own = document.querySelector('script[type="module"][src*="/static/js/"]');
  if (!file || !own) return;
  const href = new URL(file, own.src).href;
  if (document.querySelector(`link[href="${href}"]`)) return;
  const link = document.createElement("link");
  Object.assign(link, { rel: "modulepreload", href });
  setTimeout(() => document.head.append(link), 1500);
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function paint(root, palette) {
  root.querySelectorAll(".frame, .scale").forEach((host) => {
    palette.forEach((tone, place) => {
      host.style.setProperty(`--fill-${place}`, tone.fill);
      host.style.setProperty(`--ink-${place}`, tone.ink);
      if (tone.stripe) host.style.setProperty("--stripe", tone.stripe);
    });
  });
}

// A shade of the legend, with its words where it has some.
function shade({ tone, says }) {
  const made = element("span", "shade");
  const words = says ? [element("span", "", says)] : [];
  const swatch = element("span", `swatch tone-${tone}`);
  made.append(...(tone === 0 ? [...words, swatch] : [swatch, ...words]));
  return made;
}

function drawn(data) {
  const table = element("table");
  table.setAttribute("role", "grid");
  table.setAttribute("aria-label", data.label);
  table.append(head(data), body(data));
  const first = table.querySelector("button");
  if (first) first.tabIndex = 0;
  return table;
}

function head(data) {
  const made = element("thead");
  const groups = element("tr", "sections");
  const corner = element("th", "corner", data.corner);
  corner.rowSpan = 2;
  corner.scope = "col";
  groups.append(corner);
  data.sections.forEach((section) => {
    const cell = element("th", "section", section.label);
    cell.colSpan = section.span;
    cell.scope = "colgroup";
    groups.append(cell);
  });
  const names = element("tr", "names");
  const starts = sectionStarts(data.sections);
  data.columns.forEach((column, place) => {
    const cell = element("th", starts.has(place) ? "starts" : "");
    cell.scope = "col";
    cell.title = column.whole;
    cell.append(element("span", "label", column.label), element("span", "period", column.period));
    names.append(cell);
  });
  made.append(groups, names);
  return made;
}

function sectionStarts(sections) {
  const starts = new Set();
  let place = 0;
  sections.forEach((section) => {
    starts.add(place);
    place += section.span;
  });
  return starts;
}

function body(data) {
  const made = element("tbody");
  const starts = sectionStarts(data.sections);
  data.rows.forEach((row) => {
    const line = element("tr");
    line.append(rowHead(row));
    row.cells.forEach((cell, place) => {
      line.append(cellOf(row, cell, data.columns[place], starts.has(place), data));
    });
    made.append(line);
  });
  return made;
}

function rowHead(row) {
  const made = element("th", "group");
  made.scope = "row";
  const button = opener(row.id, "");
  button.append(element("span", "name", row.name));
  if (row.place) button.append(element("span", "place", row.place));
  if (row.said) button.append(element("span", "said", row.said));
  made.append(button);
  return made;
}

function cellOf(row, [text, letter, tone], column, starts, data) {
  const made = element("td", `tone-${tone}${starts ? " starts" : ""}`);
  const button = opener(row.id, column.key);
  button.append(element("span", "value", text), element("span", "letter", letter));
  const words = data.marks[text] || data.letters[letter] || data.tones[tone];
  const label = [row.name, column.label, text, words].filter(Boolean).join(", ");
  button.setAttribute("aria-label", label);
  made.append(button);
  return made;
}

function opener(group, measure) {
  const button = element("button");
  button.type = "button";
  button.tabIndex = -1;
  button.dataset.group = group;
  button.dataset.measure = measure;
  return button;
}

function move(event, table) {
  const from = event.target.closest("button");
  if (!from) return;
  const line = from.closest("tr");
  const lines = [...table.tBodies[0].rows];
  const row = lines.indexOf(line);
  const column = [...line.cells].indexOf(from.closest("th,td"));
  const last = line.cells.length - 1;
  const steps = {
    ArrowDown: [row + 1, column],
    ArrowUp: [row - 1, column],
    ArrowRight: [row, column + 1],
    ArrowLeft: [row, column - 1],
    Home: [event.ctrlKey ? 0 : row, 0],
    End: [event.ctrlKey ? lines.length - 1 : row, last],
    PageDown: [row + PAGE, column],
    PageUp: [row - PAGE, column],
  };
  const to = steps[event.key];
  if (!to) return;
  event.preventDefault();
  const target = lines[clamp(to[0], lines.length - 1)].cells[clamp(to[1], last)];
  const button = target.querySelector("button");
  from.tabIndex = -1;
  button.tabIndex = 0;
  button.focus();
}

function clamp(place, last) {
  return Math.max(0, Math.min(last, place));
}
