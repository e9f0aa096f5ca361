// The picture with one path on it: who asks, the networks used, who is asked, and where it stops.
import { Canvas } from "./canvas.js";
import { element } from "./element.js";
import { loadFonts } from "./fonts.js";
import { zoomIdentity } from "./vendor/d3-zoom.min.js";

const SVG = "http://www.w3.org/2000/svg";
const mounted = new WeakMap();
loadFonts();

export default function ({ data, parentElement }) {
  let map = mounted.get(parentElement);
  if (!map) {
    map = new PathMap(parentElement);
    mounted.set(parentElement, map);
  }
  map.show(data);
  return () => {
    map.canvas.close();
    map.root.remove();
    mounted.delete(parentElement);
  };
}

class PathMap {
  constructor(parent) {
    this.root = element("div", "app path");
    this.canvas = new PathCanvas();
    this.root.append(this.canvas.root);
    parent.append(this.root);
  }

  show(data) {
    this.root.classList.toggle("dark", isDark(this.root));
    this.canvas.follow(data.svg, data.path);
  }
}

class PathCanvas extends Canvas {
  constructor() {
    super({ choose: () => {}, search: () => {} });
    // The frame gets its height from a sheet that comes later, and another width when the window changes.
    new ResizeObserver(() => this.fit()).observe(this.root);
    this.root.setAttribute("aria-label", "The path on the map. Arrows move, plus and minus zoom, f fits.");
  }

  follow(svg, path) {
    const written = JSON.stringify(path);
    const moved = written !== this.written;
    this.written = written;
    this.path = path;
    this.fitted = this.fitted && !moved;
    this.show(svg, {}, "");
    this.light("");
    this.mark();
    if (moved) this.fit();
  }

  // The path stays lit: hovering changes nothing here.
  light() {
    if (!this.path || !this.svg) return;
    const { lit, joins } = this.path;
    for (const group of this.stage.querySelectorAll(".lit")) group.classList.remove("lit");
    this.stage.classList.add("dim");
    for (const ref of lit) for (const group of this.drawn(ref)) group.classList.add("lit");
    const pairs = joins.map((pair) => new Set(pair));
    for (const [line, ends] of this.drops)
      if (pairs.some((pair) => ends.filter((end) => pair.has(end)).length > 1)) line.classList.add("lit");
  }

  // A box is never lit as a whole: what stands in it has its own say.
  drawn(ref) {
    return (this.groups.get(ref) ?? []).filter((group) => !group.classList.contains("box"));
  }

  // Says in words who asks, who is asked, and where it stops; the words keep their size whatever the zoom.
  mark() {
    this.svg?.querySelector(".way-marks")?.remove();
    if (!this.svg) return;
    const layer = document.createElementNS(SVG, "g");
    layer.setAttribute("class", "way-marks");
    this.svg.append(layer);
    for (const { ref, kind, words } of this.path.marks) {
      const group = this.drawn(ref)[0];
      if (group) layer.append(pill(this.spot(ref, group, kind), kind, words));
    }
    for (const one of layer.children) size(one);
    this.place(this.transform);
  }

  // A path that stops on a network stops where it came up to it, not at the end of the network's line.
  spot(ref, group, kind) {
    const up = this.drops.find(([line, ends]) => ends.includes(ref) && line.classList.contains("lit"));
    if (!kind.startsWith("stop") || !ref.startsWith("network:") || !up) return group.getBBox();
    const { x, y } = up[0].getBBox();
    return { x: x + 12, y: y - 4, width: 0 };
  }

  place(transform) {
    super.place(transform);
    const scale = Math.max(1, 1 / transform.k);
    for (const one of this.svg?.querySelectorAll(".way-mark") ?? [])
      one.setAttribute("transform", `translate(${one.dataset.x} ${one.dataset.y}) scale(${scale})`);
  }

  // The cards of the path, not the whole host, fill the frame.
  fit() {
    const { clientWidth: width, clientHeight: height } = this.root;
    if (!this.svg || !this.path || !width || !height) return;
    const cards = this.path.marks.flatMap(({ ref }) => this.drawn(ref).slice(0, 1));
    const parts = [...cards, ...this.stage.querySelectorAll(".lit[data-joins]")];
    const boxes = parts.map((part) => part.getBBox()).filter((box) => box.width || box.height);
    if (!boxes.length) return super.fit();
    const left = Math.min(...boxes.map((box) => box.x));
    const top = Math.min(...boxes.map((box) => box.y));
    const across = Math.max(...boxes.map((box) => box.x + box.width)) - left;
    const down = Math.max(...boxes.map((box) => box.y + box.height)) - top;
    // Room in the frame for the words above, and for the toolbar below.
    const scale = Math.min((width - 110) / across, (height - 130) / down, 1.15);
    const [x, y] = [(width - across * scale) / 2 - left * scale, (height - 20 - down * scale) / 2 - top * scale];
    this.go(zoomIdentity.translate(x, y).scale(scale));
    this.fitted = true;
  }
}

// From and to stand at the left end of what they name, the stop at its right end.
function pill(box, kind, words) {
  const mark = document.createElementNS(SVG, "g");
  mark.setAttribute("class", `way-mark ${kind}`);
  mark.dataset.x = kind.startsWith("stop") ? box.x + box.width : box.x;
  mark.dataset.y = box.y;
  if (!box.width) mark.dataset.up = "";
  const text = document.createElementNS(SVG, "text");
  text.textContent = words;
  mark.append(document.createElementNS(SVG, "rect"), text);
  return mark;
}

function size(mark) {
  const [ground, text] = mark.children;
  const width = text.getComputedTextLength() + 16;
  const x = mark.classList.contains("stop") && !("up" in mark.dataset) ? 12 - width : -4;
  // Where it stops at the very card that asks, the two stand one above the other.
  const up = mark.classList.contains("stop") && [...mark.parentNode.children].some((one) => one !== mark && one.dataset.y === mark.dataset.y);
  for (const [name, value] of Object.entries({ x, y: up ? -36 : -15, width, height: 19, rx: 9.5 })) ground.setAttribute(name, value);
  text.setAttribute("x", x + 8);
  text.setAttribute("y", up ? -22.5 : -1.5);
}

function isDark(root) {
  const probe = element("i");
  probe.style.color = "var(--st-background-color, #fff)";
  root.append(probe);
  const [red, green, blue] = getComputedStyle(probe).color.match(/\d+(\.\d+)?/g).map(Number);
  probe.remove();
  return 0.3 * red + 0.59 * green + 0.11 * blue < 128;
}
