// The canvas: pan, zoom, hover, selection. The transform is CSS on the SVG; will-change only while a gesture runs.
import { select, zoom, zoomIdentity } from "./vendor/d3-zoom.min.js";
import { button, element } from "./element.js";
import { readScene } from "./scene.js";

const SCALES = [0.03, 6];
// Below these scales small text goes, and large titles come.
const FAR = 0.45;
const AFAR = 0.3;
// From this scale on the small text of a picture can be read.
const READABLE = 0.55;
// Empty paper at the picture's sides, which may be out of sight.
const MARGIN = 22;
// Room for what stands over the picture's upper and lower edge.
const ABOVE = 48;
const BELOW = 56;
const STEP = 80;
const LABEL =
  "Map. Tab enters it; then arrows go from element to element and Enter selects. On the map itself arrows move, " +
  "plus and minus zoom, f fits, slash searches.";
const CARDS = ".is-card, .is-fold";
const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class Canvas {
  constructor({ choose, search, open = () => {} }) {
    this.choose = choose;
    this.search = search;
    this.open = open;
    this.selected = "";
    this.near = {};
    this.groups = new Map();
    this.drops = [];
    this.fitted = false;
    this.root = element("section", "canvas");
    this.root.tabIndex = 0;
    this.root.setAttribute("aria-label", LABEL);
    this.stage = element("div", "stage");
    this.empty = element("p", "empty");
    this.percent = button("", "100 %", "Show at 100 % (0)", () => this.scaleTo(1));
    this.root.append(this.stage, this.empty, this.toolbar());
    this.zoom = zoom()
      .scaleExtent(SCALES)
      .clickDistance(5)
      .filter((event) => !event.button && !event.composedPath().some((node) => node.classList?.contains("over")))
      .on("start", () => this.stage.classList.add("moving"))
      .on("zoom", ({ transform }) => this.place(transform))
      .on("end", () => this.stage.classList.remove("moving"));
    select(this.root).call(this.zoom).on("dblclick.zoom", null);
    this.listen();
    this.watch = new ResizeObserver(() => this.fitted || this.fit());
    this.watch.observe(this.root);
  }

  toolbar() {
    const bar = element("div", "tools over");
    bar.setAttribute("role", "toolbar");
    bar.append(
      button("", "\u2212", "Zoom out (-)", () => this.scaleBy(0.8)),
      this.percent,
      button("", "+", "Zoom in (+)", () => this.scaleBy(1.25)),
      button("", "Fit", "Fit the picture (f)", () => this.fit()),
    );
    return bar;
  }

  listen() {
    const at = (event) => event.target.closest?.("[data-ref]")?.getAttribute("data-ref") ?? "";
    this.stage.addEventListener("click", (event) => this.choose(at(event)));
    this.stage.addEventListener("dblclick", (event) => at(event) && this.open(at(event), event.target.closest("[data-ref]")));
    this.stage.addEventListener("pointerover", (event) => this.hover(at(event)));
    this.root.addEventListener("pointerleave", () => this.hover(""));
    this.root.addEventListener("keydown", (event) => this.key(event, at(event)));
  }

  key(event, ref) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(".over")) return;
    const arrow = ARROWS[event.key];
    const act = {
      "+": () => this.scaleBy(1.25),
      "=": () => this.scaleBy(1.25),
      "-": () => this.scaleBy(0.8),
      0: () => this.scaleTo(1),
      f: () => this.fit(),
      "/": () => this.search(),
    }[event.key];
    if (arrow && ref) this.step(event.target.closest("[data-ref]"), arrow);
    else if (arrow) this.pan(arrow[0] * STEP, arrow[1] * STEP);
    else if (act) act();
    else if (ref && event.key === "Enter" && this.fold(ref)) this.open(ref, this.fold(ref));
    else if (ref && (event.key === "Enter" || event.key === " ")) this.choose(ref);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // The folded group of this Ref, when it is one.
  fold(ref) {
    return this.groups.get(ref)?.find((group) => group.classList.contains("is-fold"));
  }

  pan(x, y) {
    this.go(this.transform.translate(x / this.transform.k, y / this.transform.k));
  }

  // From one element to the nearest in this direction; one that lies aside counts as further away. Along a row of cards
  // arrows go from card to card.
  step(from, [left, up]) {
    const middle = (group) => {
      const box = group.getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    const [x, y] = middle(from);
    let best = null;
    let least = Infinity;
    const along = left && from.matches(CARDS) ? CARDS : "[data-ref]:not(.box, .is-bus)";
    for (const group of this.stage.querySelectorAll(along)) {
      const [across, down] = middle(group);
      const [ahead, aside] = left ? [(x - across) * left, Math.abs(y - down)] : [(y - down) * up, Math.abs(x - across)];
      const far = ahead + 2 * aside;
      if (group !== from && ahead > 4 && far < least) [best, least] = [group, far];
    }
    if (!best) return;
    best.focus({ preventScroll: true });
    this.keepInSight(best);
  }

  keepInSight(group) {
    const [frame, box] = [this.root.getBoundingClientRect(), group.getBoundingClientRect()];
    const move = (low, high, first, last) => (first < low ? low - first : last > high ? Math.max(high - last, low - first) : 0);
    const x = move(frame.left + 20, frame.right - 20, box.left, box.right);
    const y = move(frame.top + 60, frame.bottom - 60, box.top, box.bottom);
    if (x || y) this.pan(x, y);
  }

  show(text, near, empty) {
    this.near = near;
    this.empty.textContent = empty;
    this.empty.hidden = !empty;
    this.stage.hidden = Boolean(empty);
    if (text === this.text) return;
    this.text = text;
    const focused = this.root.getRootNode().activeElement?.getAttribute?.("data-ref");
    try {
      this.svg = readScene(text);
    } catch (error) {
      this.svg = null;
      this.empty.textContent = `${error.message} It is not shown.`;
      this.empty.hidden = false;
    }
    // Put in its place before it is shown: what is too small to read is not laid out first.
    if (this.fitted) this.place(this.transform);
    else this.fit();
    this.stage.replaceChildren(...(this.svg ? [this.svg] : []));
    this.groups.clear();
    for (const group of this.stage.querySelectorAll("[data-ref]")) {
      const ref = group.getAttribute("data-ref");
      this.groups.set(ref, [...(this.groups.get(ref) ?? []), group]);
    }
    for (const stack of this.stage.querySelectorAll("[data-members]"))
      for (const ref of JSON.parse(stack.getAttribute("data-members")))
        if (!this.groups.has(ref)) this.groups.set(ref, [stack]);
    // Fading thousands of groups costs more than the picture itself.
    this.stage.classList.toggle("few", this.groups.size < 300);
    this.drops = [...this.stage.querySelectorAll("[data-joins]")].map((drop) => [drop, JSON.parse(drop.getAttribute("data-joins"))]);
    this.select(this.selected);
    if (focused) this.groups.get(focused)?.[0].focus({ preventScroll: true });
  }

  get transform() {
    return this.root.__zoom ?? zoomIdentity;
  }

  place(transform) {
    this.stage.style.transform = `translate(${transform.x}px,${transform.y}px) scale(${transform.k})`;
    // A pan changes nothing but the place.
    if (transform.k === this.scale) return;
    this.scale = transform.k;
    this.stage.classList.toggle("far", transform.k < FAR);
    this.stage.classList.toggle("afar", transform.k < AFAR);
    this.percent.textContent = `${Math.round(transform.k * 100)} %`;
  }

  go(transform) {
    select(this.root).call(this.zoom.transform, transform);
  }

  scaleBy(factor) {
    select(this.root).call(this.zoom.scaleBy, factor);
  }

  scaleTo(scale) {
    select(this.root).call(this.zoom.scaleTo, scale);
  }

  fit() {
    const { clientWidth: width, clientHeight: height } = this.root;
    if (!this.svg || !width || !height) return;
    const box = this.svg.viewBox.baseVal;
    const [across, room] = [box.width - 2 * MARGIN, height - ABOVE - BELOW];
    const whole = Math.min((width - 16) / across, room / box.height, 1.25);
    // A tall picture that fits in width can be read from its top; fitted whole it could not.
    const wide = Math.min((width - 16) / across, 1);
    const scale = whole < FAR && wide > READABLE ? wide : whole;
    const top = ABOVE + Math.max(0, (room - box.height * scale) / 2);
    this.go(zoomIdentity.translate((width - box.width * scale) / 2, top).scale(scale));
    this.fitted = true;
  }

  // Centres an element that is out of sight or too small to read.
  reveal(ref) {
    const group = this.groups.get(ref)?.[0];
    if (!group) return;
    const box = group.getBBox();
    const { clientWidth: width, clientHeight: height } = this.root;
    const near = Math.max(this.transform.k, 0.8);
    // A box is seen whole.
    const whole = Math.min((width - 60) / box.width, (height - ABOVE - BELOW - 20) / box.height);
    const scale = group.classList.contains("box") ? Math.min(near, whole) : near;
    this.go(
      zoomIdentity
        .translate(width / 2 - (box.x + box.width / 2) * scale, height / 2 - (box.y + box.height / 2) * scale)
        .scale(scale),
    );
  }

  // Not while a gesture runs: the picture passes under the pointer.
  hover(ref) {
    if (!this.stage.classList.contains("moving")) this.light(ref || this.selected);
  }

  select(ref) {
    this.selected = ref;
    for (const group of this.stage.querySelectorAll(".chosen")) group.classList.remove("chosen");
    for (const group of this.groups.get(ref) ?? []) group.classList.add("chosen");
    this.light(ref);
  }

  // Of a picture that has all layers, those that are on. By bridges, interfaces are what is drawn.
  only(layers, arrange) {
    for (const layer of ["veth", "links", "routes", "findings"])
      this.stage.classList.toggle(`no-${layer}`, !layers.includes(layer) && !(layer === "veth" && arrange === "bridges"));
  }

  // Lights an element and what it is connected with; the rest steps back.
  light(ref) {
    for (const group of this.stage.querySelectorAll(".lit")) group.classList.remove("lit");
    const known = this.groups.has(ref) && (!ref.startsWith("project:") || Boolean(this.fold(ref)));
    this.stage.classList.toggle("dim", known);
    if (!known) return;
    const around = new Set([ref, ...(this.near[ref] ?? [])]);
    for (const one of around) for (const group of this.groups.get(one) ?? []) group.classList.add("lit");
    for (const [drop, joins] of this.drops)
      if (joins.includes(ref) && joins.every((one) => around.has(one))) drop.classList.add("lit");
  }

  close() {
    this.watch.disconnect();
  }
}
