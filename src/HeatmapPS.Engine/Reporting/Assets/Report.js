"use strict";

// ---- The table: a click, Enter or Space on a heading sorts by it -------------------------------------------------

function sortTable(table, column, ascending) {
  const body = table.tBodies[0];
  const key = row => row.cells[column].dataset.sort ?? row.cells[column].textContent;
  const isNumber = row => row.cells[column].dataset.sort !== undefined;
  const isValue = table.tHead.rows[0].cells[column].classList.contains("value");
  const compare = (a, b) => {
    // Numbers of different units cannot be compared.
    if (isValue && a.dataset.unit !== b.dataset.unit) return a.dataset.unit < b.dataset.unit ? -1 : 1;
    if (!isNumber(a)) return (ascending ? 1 : -1) * key(a).localeCompare(key(b), undefined, { numeric: true });
    const [x, y] = [Number(key(a)), Number(key(b))];
    // Rows without a number stay at the end in both orders.
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y);
    return ascending ? x - y : y - x;
  };
  body.append(...[...body.rows].sort(compare));
}

for (const table of document.querySelectorAll(".heatmap-report .summary")) {
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading, column) => heading.querySelector("button").addEventListener("click", () => {
    const ascending = heading.ariaSort !== "ascending";
    for (const other of headings) other.ariaSort = "none";
    heading.ariaSort = ascending ? "ascending" : "descending";
    sortTable(table, column, ascending);
  }));
}

// ---- Values: the field is decoded when the pointer first enters its picture --------------------------------------

const decoded = new Map();
const mostDecoded = 8;
const arrays = { Uint8Array, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array, Float32Array, Float64Array };

async function decode(element) {
  const bytes = Uint8Array.from(atob(element.textContent), character => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new arrays[element.dataset.array](await new Response(stream).arrayBuffer());
}

function valuesOf(element) {
  let values = decoded.get(element);
  if (!values) {
    values = decode(element);
    decoded.set(element, values);
    if (decoded.size > mostDecoded) decoded.delete(decoded.keys().next().value);
  }
  return values;
}

// At most this many decimals, or else the fewest digits that give the same number; for 32-bit floats, the same float.
function digits(value, isSingle, decimals) {
  if (decimals) {
    // Small values keep two digits, as in the tables.
    value = Number(Math.abs(value) < 0.1 ? value.toPrecision(2) : value.toFixed(decimals));
  } else if (isSingle) {
    for (let precision = 1; precision < 10; precision++) {
      const short = Number(value.toPrecision(precision));
      if (Math.fround(short) === value) { value = short; break; }
    }
  }
  return String(value).replaceAll("-", "−");
}

const svgNamespace = "http://www.w3.org/2000/svg";

function makeCross(picture) {
  const cross = document.createElementNS(svgNamespace, "svg");
  cross.setAttribute("class", "cross");
  cross.setAttribute("width", "100%");
  cross.setAttribute("height", "100%");
  cross.setAttribute("aria-hidden", "true");
  for (const [direction, style] of [["across", "halo"], ["down", "halo"], ["across", "line"], ["down", "line"]]) {
    const line = document.createElementNS(svgNamespace, "line");
    line.setAttribute("class", style);
    line.dataset.direction = direction;
    cross.append(line);
  }
  picture.append(cross);
  return cross;
}

function watch(picture) {
  const field = picture.querySelector(".field");
  const reading = picture.parentElement.querySelector(".reading");
  const { unit, array, decimals } = field.dataset;
  const [width, height, columns, rows] = ["width", "height", "columns", "rows"].map(name => Number(field.dataset[name]));
  const noData = new Set(field.dataset.nodata.split(" ").filter(text => text).map(Number));
  const idle = reading.textContent;
  let cross = null;
  let place = null;
  let request = 0;

  const text = value => !Number.isFinite(value) || noData.has(value) ? "no data"
    : digits(value, array === "Float32Array", decimals) + (unit ? ` ${unit}` : "");

  async function show(x, y) {
    place = [Math.min(width - 1, Math.max(0, x)), Math.min(height - 1, Math.max(0, y))];
    [x, y] = place;
    const mine = ++request;
    const values = await valuesOf(field);
    if (mine !== request) return;
    // In a reduced picture, the image pixel that this picture pixel shows.
    const column = Math.floor((2 * x + 1) * columns / (2 * width)), row = Math.floor((2 * y + 1) * rows / (2 * height));
    reading.textContent = `x ${column}, y ${row}: ${text(values[y * width + x])}`;
  }

  function drawCross() {
    cross ??= makeCross(picture);
    const [x, y] = [`${100 * (place[0] + 0.5) / width}%`, `${100 * (place[1] + 0.5) / height}%`];
    for (const line of cross.children) {
      const isAcross = line.dataset.direction === "across";
      line.setAttribute("x1", isAcross ? "0" : x);
      line.setAttribute("x2", isAcross ? "100%" : x);
      line.setAttribute("y1", isAcross ? y : "0");
      line.setAttribute("y2", isAcross ? y : "100%");
    }
  }

  function hide() {
    request++;
    cross?.remove();
    cross = null;
    reading.textContent = idle;
  }

  picture.addEventListener("pointermove", event => {
    const box = picture.querySelector("img").getBoundingClientRect();
    show(Math.floor((event.clientX - box.left) / box.width * width), Math.floor((event.clientY - box.top) / box.height * height));
    cross?.remove();
    cross = null;
  });
  picture.addEventListener("pointerleave", hide);

  const spot = name => {
    if (!field.dataset[name]) return null;
    const [x, y] = field.dataset[name].split(" ").map(Number);
    return [Math.floor((2 * x + 1) * width / (2 * columns)), Math.floor((2 * y + 1) * height / (2 * rows))];
  };
  const targets = {
    ArrowLeft: (x, y, step) => [x - step, y],
    ArrowRight: (x, y, step) => [x + step, y],
    ArrowUp: (x, y, step) => [x, y - step],
    ArrowDown: (x, y, step) => [x, y + step],
    PageUp: (x, y) => [x, y - 10],
    PageDown: (x, y) => [x, y + 10],
    Home: (x, y) => [0, y],
    End: (x, y) => [width - 1, y],
    h: () => spot("hot"),
    c: () => spot("cold"),
  };
  picture.addEventListener("keydown", event => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape") { hide(); return; }
    const target = targets[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!target) return;
    event.preventDefault();
    const from = place ?? [Math.floor(width / 2), Math.floor(height / 2)];
    // The first key press shows the crosshair; the next ones move it.
    const moves = cross || event.key.length === 1 || event.key === "Home" || event.key === "End";
    const to = moves ? target(...from, event.shiftKey ? 10 : 1) : from;
    if (!to) return;
    show(...to);
    drawCross();
  });
}

for (const picture of document.querySelectorAll(".heatmap-report .picture[tabindex]")) watch(picture);
