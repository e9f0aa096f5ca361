// The picture with one path on it: who asks, the networks used, who is asked, and where it stops.
import { Canvas } from "./canvas.js";
import { element } from "./element.js";
import { zoomIdentity } from "./vendor/d3-zoom.min.js";

const SVG = "http://www.w3.org/2000/svg";
const mounted = new WeakMap();

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
    for (const line of this.stage.querySelectorAll("[data-joins]")) {
      const ends = joined(line);
      if (pairs.some((pair) => ends.filter((end) => pair.has(end)).length > 1)) line.classList.add("lit");
    }
  }

  // A box is never lit as a whole: what stands in it has its own say.
  drawn(ref) {
    return (this.groups.get(ref) ?? []).filter((group) => !group.classList.contains("box"));
  }

  // Says in words who asks, who is asked, and where it stops.
  mark() {
    this.svg?.querySelector(".way-marks")?.remove();
    if (!this.svg) return;
    const layer = document.createElementNS(SVG, "g");
    layer.setAttribute("class", "way-marks");
    this.svg.append(layer);
    const { source, targets, stop, stop_words: words } = this.path;
    this.pill(layer, source, "from", "from", 0);
    for (const ref of targets) if (ref !== source) this.pill(layer, ref, "to", "to", 0);
    if (stop) this.pill(layer, stop, `\u2715 ${words}`, "stop", 1);
  }

  pill(layer, ref, words, kind, end) {
    const group = this.drawn(ref)[0];
    if (!group) return;
    const box = group.getBBox();
    const mark = document.createElementNS(SVG, "g");
    mark.setAttribute("class", `mark ${kind}`);
    mark.dataset.at = ref;
    const text = document.createElementNS(SVG, "text");
    text.textContent = words;
    const ground = document.createElementNS(SVG, "rect");
    mark.append(ground, text);
    layer.append(mark);
    const width = text.getComputedTextLength() + 14;
    const x = end ? box.x + box.width - width + 10 : box.x + 8;
    const y = box.y - 9;
    for (const [name, value] of Object.entries({ x, y, width, height: 17, rx: 8.5 })) ground.setAttribute(name, value);
    text.setAttribute("x", x + 7);
    text.setAttribute("y", y + 12.2);
  }

  // The cards of the path, not the whole host, fill the frame.
  fit() {
    const { clientWidth: width, clientHeight: height } = this.root;
    if (!this.svg || !this.path || !width || !height) return;
    const refs = [this.path.source, ...this.path.targets, this.path.stop].filter(Boolean);
    const parts = [...refs.flatMap((ref) => this.drawn(ref)), ...this.stage.querySelectorAll(".lit[data-joins]")];
    const boxes = parts.map((part) => part.getBBox()).filter((box) => box.width || box.height);
    if (!boxes.length) return super.fit();
    const left = Math.min(...boxes.map((box) => box.x)) - 60;
    const top = Math.min(...boxes.map((box) => box.y)) - 60;
    const right = Math.max(...boxes.map((box) => box.x + box.width)) + 60;
    const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + 40;
    const scale = Math.min(width / (right - left), height / (bottom - top), 1.15);
    const [x, y] = [(width - (right + left) * scale) / 2, (height - (bottom + top) * scale) / 2];
    this.go(zoomIdentity.translate(x, y).scale(scale));
    this.fitted = true;
  }
}

function joined(line) {
  const text = line.getAttribute("data-joins");
  return text.startsWith("[") ? JSON.parse(text) : text.split(" ");
}

function isDark(root) {
  const probe = element("i");
  probe.style.color = "var(--st-background-color, #fff)";
  root.append(probe);
  const [red, green, blue] = getComputedStyle(probe).color.match(/\d+(\.\d+)?/g).map(Number);
  probe.remove();
  return 0.3 * red + 0.59 * green + 0.11 * blue < 128;
}
