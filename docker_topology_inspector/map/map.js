// The map: the scene as Python drew it, the list beside it, the details of what is selected.
// Names are strangers' words: they are set as text, never as markup.
import { Canvas } from "./canvas.js";
import { Controls } from "./controls.js";
import { Panel } from "./panel.js";
import { Tour } from "./tour.js";
import { element } from "./element.js";
import { glow, whenPageMoves } from "./live.js";

// A map narrower than this is laid out anew, as for a phone.
const NARROW = 560;

const mounted = new WeakMap();
// The component is mounted twice: with the picture, and with the details, which are handed to the picture's map.
const page = { map: null, details: null };

export default function (component) {
  const { data, parentElement } = component;
  if ("sheet" in data) {
    page.details = data;
    page.map?.tell(data);
    return undefined;
  }
  let map = mounted.get(parentElement);
  if (!map) {
    map = new TopologyMap(parentElement);
    mounted.set(parentElement, map);
  }
  page.map = map;
  map.send = component.setStateValue;
  // In a page of its own nobody draws it otherwise.
  map.ask = component.setTriggerValue ? (wanted) => component.setTriggerValue("ask", wanted) : null;
  map.show(data);
  if (page.details) map.tell(page.details);
  return () => {
    if (page.map === map) page.map = null;
    map.close();
    mounted.delete(parentElement);
  };
}

class TopologyMap {
  constructor(parent) {
    this.root = element("div", "app");
    this.canvas = new Canvas({
      choose: (ref) => this.choose(ref),
      search: () => this.panel.search.focus(),
      open: (ref, group) => this.open(ref, group),
    });
    this.panel = new Panel({ choose: (ref) => this.choose(ref, true), hover: (ref) => this.canvas.hover(ref) });
    this.tour = new Tour(this.root);
    this.controls = new Controls({
      ask: (wanted) => this.draw(wanted),
      plain: () => this.canvas.root.classList.toggle("plain"),
      tour: () => this.tour.start(),
    });
    this.canvas.root.append(...this.controls.elements, this.tour.box);
    this.root.append(this.canvas.root, this.panel.root);
    parent.append(this.root);
    this.selection = "";
    this.sent = null;
    // What is to be centred as soon as it is drawn.
    this.awaited = "";
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.slash = (event) => {
      if (event.key !== "/" || event.composedPath().some((node) => /^(INPUT|TEXTAREA)$/.test(node.tagName))) return;
      event.preventDefault();
      this.panel.open();
      this.panel.search.focus();
    };
    document.addEventListener("keydown", this.slash);
  }

  show(data) {
    this.root.classList.toggle("dark", isDark(this.root));
    this.unwatch ??= whenPageMoves(this.root);
    if (this.arrangement && this.arrangement !== `${data.arrange} ${data.narrow}`) this.canvas.fitted = false;
    this.arrangement = `${data.arrange} ${data.narrow}`;
    this.canvas.root.removeAttribute("aria-busy");
    this.canvas.show(data.svg, data.near, data.empty);
    this.controls.show(data);
    if (data.alone) this.canvas.only(data.layers, data.arrange);
    this.panel.list(data.items);
    glow(this.root, data.fresh);
    this.narrow(data.narrow);
    if (this.awaited && this.canvas.groups.has(this.awaited)) {
      this.canvas.reveal(this.awaited);
      this.awaited = "";
    }
    if (!this.toured && this.ask && !data.alone) this.tour.first();
    this.toured = true;
  }

  // Python lays the picture out for one of two widths.
  narrow(drawn) {
    const width = this.canvas.root.clientWidth;
    if (width && width < NARROW !== Boolean(drawn)) this.draw({ narrow: width < NARROW });
  }

  draw(wanted) {
    if (!this.ask) return;
    if (wanted.fold === "*" || wanted.unfold === "*") this.canvas.fitted = false;
    this.canvas.root.setAttribute("aria-busy", "true");
    this.ask(wanted);
  }

  // Double click: a folded group opens, a box of a large host folds, anything else is seen with its neighbours.
  open(ref, group) {
    if (group.classList.contains("is-fold")) {
      this.awaited = ref;
      this.draw({ unfold: ref });
    } else if (group.classList.contains("box")) {
      if (!this.controls.folding.hidden) this.draw({ fold: ref });
    } else this.draw({ focus: ref });
  }

  tell(data) {
    // What Python says counts, unless it has not yet heard of the last click.
    if (this.sent !== null && data.selection !== this.sent) return;
    const moved = this.sent === null && data.selection !== this.selection;
    this.sent = null;
    this.selection = data.selection;
    this.canvas.select(this.selection);
    this.panel.show(data.sheet, this.selection);
    if (moved && this.selection) this.see(this.selection);
  }

  choose(ref, reveal = false) {
    if (reveal && ref) this.see(ref);
    if (ref && ref === this.selection) this.panel.details.focus();
    if (ref === this.selection) return;
    this.selection = ref;
    this.sent = ref;
    this.canvas.select(ref);
    this.panel.wait(ref);
    this.send("selection", ref);
  }

  // What is not drawn, because its project is folded or it is far from the focus, is drawn first.
  see(ref) {
    if (this.canvas.groups.has(ref)) return this.canvas.reveal(ref);
    this.awaited = ref;
    this.draw({ reveal: ref });
  }

  key(event) {
    if (event.key === "Escape") {
      this.panel.search.value = "";
      this.panel.find();
      const back = this.selection && this.panel.details.contains(event.target) ? this.canvas.groups.get(this.selection)?.[0] : null;
      this.controls.toggleKey(false);
      this.choose("");
      back?.focus();
    }
  }

  close() {
    document.removeEventListener("keydown", this.slash);
    this.unwatch?.();
    this.canvas.close();
    this.root.remove();
  }
}

function isDark(root) {
  const probe = element("i");
  probe.style.color = "var(--st-background-color, #fff)";
  root.append(probe);
  const [red, green, blue] = getComputedStyle(probe).color.match(/\d+(\.\d+)?/g).map(Number);
  probe.remove();
  return 0.3 * red + 0.59 * green + 0.11 * blue < 128;
}
