// Takes things away from a page: a table for slides, titles a line each, and pictures as files. Without this script the buttons are not
// there. The picture is drawn shape by shape: as an image the browser could draw it only from an address that our
// pages do not let images come from.

const SHAPES = "rect, circle, line, path, polygon, polyline, text";
const LOOKS = [
  "fill", "fill-opacity", "font-family", "font-size", "font-weight", "opacity", "paint-order", "stroke", "stroke-dasharray",
  "stroke-linejoin", "stroke-opacity", "stroke-width", "text-anchor",
];
const PNG_SCALE = 2;

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// The edges of what an SVG shows, in its own units. One without a viewBox is as large as the page lets it be.
function frameOf(svg) {
  const box = svg.viewBox.baseVal;
  if (box?.width) return box;
  const { width, height } = svg.getBoundingClientRect();
  return { x: 0, y: 0, width, height };
}

// The lines of what is written in an element, as the page breaks them, each with its place on the page.
function linesOf(element) {
  const lines = [];
  const range = document.createRange();
  const nodes = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (nodes.nextNode()) {
    for (const { index, 0: word } of nodes.currentNode.data.matchAll(/\S+/g)) {
      range.setStart(nodes.currentNode, index);
      range.setEnd(nodes.currentNode, index + word.length);
      const { x, bottom } = range.getBoundingClientRect();
      const last = lines.at(-1);
      if (last?.bottom === bottom) last.words += ` ${word}`;
      else lines.push({ x, bottom, words: word });
    }
  }
  return lines;
}

function svgElement(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  return element;
}

// A text in lines that are no wider than the picture; what has no space to break at is broken anywhere.
function linesWithin(width, text, font) {
  const context = document.createElement("canvas").getContext("2d");
  context.font = font;
  const fits = (words) => context.measureText(words).width <= width;
  const lines = [""];
  for (const word of text.trim().split(/\s+/)) {
    const last = lines.at(-1);
    if (fits(`${last} ${word}`.trim())) {
      lines[lines.length - 1] = `${last} ${word}`.trim();
      continue;
    }
    if (last) lines.push("");
    for (const letter of word) {
      if (!fits(lines.at(-1) + letter) && lines.at(-1)) lines.push("");
      lines[lines.length - 1] += letter;
    }
  }
  return lines;
}

// What a picture is of, above it: away from the page nothing else says so.
function heading(width, { title, about }) {
  const { color, fontFamily } = getComputedStyle(document.body.querySelector("h1"));
  const texts = [];
  let bottom = 0;
  for (const [words, size, weight] of [[title, 19, 700], [about, 16, 400]]) {
    for (const line of linesWithin(width, words, `${weight} ${size}px ${fontFamily}`)) {
      bottom += size + 6;
      const text = svgElement("text", { "x": 0, "y": bottom - 6, "fill": color, "font-family": fontFamily, "font-size": size, "font-weight": weight });
      text.textContent = line;
      texts.push(text);
    }
  }
  return { texts, height: bottom + 12 };
}

// What is written beside several pictures, at its place on the page.
function writing(place, page, top) {
  return [...place.querySelectorAll("h3, p")].flatMap((element) => {
    const { color, fontFamily, fontSize, fontWeight } = getComputedStyle(element);
    const looks = { "fill": color, "font-family": fontFamily, "font-size": fontSize, "font-weight": fontWeight };
    return linesOf(element).map(({ x, bottom, words }) => {
      const text = svgElement("text", { x: x - page.x, y: top + bottom - page.y - parseFloat(fontSize) / 4, ...looks });
      text.textContent = words;
      return text;
    });
  });
}

// A picture, or several and what is written beside them, as one below what they are of. Whoever asks for it takes it
// away again.
function together(place, words) {
  const page = place.getBoundingClientRect();
  const isOne = place.matches("svg");
  const { width, height } = isOne ? frameOf(place) : page;
  const head = heading(width, words);
  const all = svgElement("svg", { viewBox: `0 0 ${width} ${head.height + height}` });
  all.style.cssText = `position: absolute; visibility: hidden; width: ${width}px; height: ${head.height + height}px`;
  all.append(...head.texts);
  for (const svg of isOne ? [place] : place.querySelectorAll("svg")) {
    const at = svg.getBoundingClientRect();
    const frame = isOne ? { x: 0, y: 0, width, height } : { x: at.x - page.x, y: at.y - page.y, width: at.width, height: at.height };
    const copy = svg.cloneNode(true);
    // Its size on the page is that of its class.
    copy.removeAttribute("class");
    for (const [name, value] of Object.entries({ ...frame, y: frame.y + head.height })) copy.setAttribute(name, value);
    all.append(copy);
  }
  if (!isOne) all.append(...writing(place, page, head.height));
  (isOne ? place.parentNode : place).append(all);
  return all;
}

// A copy that looks the same without the styles of the page.
function standingAlone(svg) {
  const copy = svg.cloneNode(true);
  const { x, y, width, height } = frameOf(svg);
  copy.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  copy.removeAttribute("style");
  // It speaks of the page.
  for (const words of copy.querySelectorAll("desc")) words.remove();
  const shapes = svg.querySelectorAll(SHAPES);
  copy.querySelectorAll(SHAPES).forEach((shape, n) => {
    const looks = getComputedStyle(shapes[n]);
    for (const look of LOOKS) {
      if (looks.getPropertyValue(look)) shape.setAttribute(look, looks.getPropertyValue(look));
    }
  });
  for (const element of [copy, ...copy.querySelectorAll("*")]) element.removeAttribute("class");
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return copy;
}

function asSvg(svg) {
  const text = new XMLSerializer().serializeToString(standingAlone(svg));
  return new Blob([`<?xml version="1.0" encoding="UTF-8"?>\n${text}`], { type: "image/svg+xml" });
}

function number(shape, name) {
  return shape[name].baseVal.value;
}

function outline(shape) {
  const path = new Path2D();
  switch (shape.tagName) {
    case "rect":
      path.roundRect(number(shape, "x"), number(shape, "y"), number(shape, "width"), number(shape, "height"), number(shape, "rx"));
      break;
    case "circle":
      path.arc(number(shape, "cx"), number(shape, "cy"), number(shape, "r"), 0, 2 * Math.PI);
      break;
    case "line":
      path.moveTo(number(shape, "x1"), number(shape, "y1"));
      path.lineTo(number(shape, "x2"), number(shape, "y2"));
      break;
    case "path":
      return new Path2D(shape.getAttribute("d"));
    default: {
      const points = [...shape.points].map(({ x, y }) => `${x} ${y}`);
      return new Path2D(`M${points.join("L")}${shape.tagName === "polygon" ? "Z" : ""}`);
    }
  }
  return path;
}

function draw(context, shape) {
  const looks = getComputedStyle(shape);
  const strokes = looks.stroke !== "none";
  context.globalAlpha = Number(looks.opacity) * Number(looks.fillOpacity);
  context.fillStyle = looks.fill === "none" ? "transparent" : looks.fill;
  context.strokeStyle = strokes ? looks.stroke : "transparent";
  context.lineWidth = parseFloat(looks.strokeWidth);
  context.lineJoin = looks.strokeLinejoin;
  context.setLineDash(looks.strokeDasharray === "none" ? [] : looks.strokeDasharray.split(/[ ,]+/).map(parseFloat));
  if (shape.tagName === "text") {
    context.font = `${looks.fontWeight} ${looks.fontSize} ${looks.fontFamily}`;
    context.textAlign = looks.textAnchor === "middle" ? "center" : looks.textAnchor;
    const [x, dx, y] = [shape.x, shape.dx, shape.y].map((lengths) => lengths.baseVal[0]?.value ?? 0);
    const at = [shape.textContent.trim(), x + dx, y];
    if (strokes) context.strokeText(...at);
    context.fillText(...at);
  } else {
    const path = outline(shape);
    context.fill(path);
    if (strokes) context.stroke(path);
  }
}

function asPng(svg) {
  const { x, y, width, height } = frameOf(svg);
  const canvas = document.createElement("canvas");
  canvas.width = width * PNG_SCALE;
  canvas.height = height * PNG_SCALE;
  const context = canvas.getContext("2d");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  // From where a shape is on the screen back to where it is in the picture.
  const toPicture = new DOMMatrix().scale(PNG_SCALE).translate(-x, -y).multiply(svg.getScreenCTM().inverse());
  for (const shape of svg.querySelectorAll(SHAPES)) {
    context.setTransform(toPicture.multiply(shape.getScreenCTM()));
    draw(context, shape);
  }
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

for (const buttons of document.querySelectorAll("[data-picture]")) {
  const place = document.getElementById(buttons.dataset.picture);
  if (!place) continue;
  buttons.addEventListener("click", async ({ target }) => {
    const kind = target.dataset.as;
    if (!kind) return;
    const svg = together(place, buttons.dataset);
    save(kind === "svg" ? asSvg(svg) : await asPng(svg), `${buttons.dataset.name}.${kind}`);
    svg.remove();
  });
  buttons.hidden = false;
}

// Only the words, in rows and columns: what pastes well has no styles, links or pictures.
function words(cell) {
  const copy = cell.cloneNode(true);
  for (const unseen of copy.querySelectorAll("svg, [aria-hidden]")) unseen.remove();
  for (const group of copy.querySelectorAll(".app-group")) group.textContent = `(${group.textContent.trim()})`;
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function plainTable(rows) {
  const table = document.createElement("table");
  for (const row of rows) {
    const line = table.insertRow();
    for (const cell of row.cells) {
      const copy = document.createElement(cell.tagName);
      copy.textContent = words(cell);
      line.append(copy);
    }
  }
  return table;
}

// A button that copies, and what it says of it.
function copying(place, copy) {
  const said = place.querySelector("[role=status]");
  place.querySelector("button").addEventListener("click", async () => {
    try {
      await copy();
      said.textContent = said.dataset.copied;
    } catch {
      said.textContent = said.dataset.failed;
    }
  });
  place.hidden = false;
}

for (const place of document.querySelectorAll("[data-copy-table]")) {
  const table = document.querySelector(place.dataset.copyTable);
  if (!table || !navigator.clipboard?.write || !window.ClipboardItem) continue;
  copying(place, () => {
    const rows = [...table.rows];
    const text = rows.map((row) => [...row.cells].map(words).join("\t")).join("\n");
    return navigator.clipboard.write([
      new ClipboardItem({
        "text/html": new Blob([plainTable(rows).outerHTML], { type: "text/html" }),
        "text/plain": new Blob([text], { type: "text/plain" }),
      }),
    ]);
  });
}

for (const place of document.querySelectorAll("[data-copy-lines]")) {
  if (!navigator.clipboard?.writeText) continue;
  copying(place, () => {
    const lines = [...document.querySelectorAll(place.dataset.copyLines)].map(words);
    return navigator.clipboard.writeText(lines.join("\n"));
  });
}
