// What stands over the canvas: the arrangement, the layers, folding, the key to the signs.
import { button, element } from "./element.js";
import { readScene } from "./scene.js";

const ARRANGEMENTS = {
  rails: ["Projects", "By project: networks above, storage below"],
  bridges: ["Bridges", "By the host's bridges, with each interface and its other end"],
  storage: ["Storage", "By what is mounted: who shares a volume or path"],
  focus: ["Focus", "One container with its neighbours; double-click any to see it so"],
};
const LAYERS = {
  veth: ["Interfaces", "Name each interface and its other end on the host"],
  links: ["Links", "Links between containers, as arrows"],
  routes: ["Routes", "Each container's default route, as an arrow"],
  findings: ["Findings", "Mark what the rules found; the Findings page tells of each"],
};

export class Controls {
  constructor({ ask, plain, tour }) {
    this.ask = ask;
    this.arrange = element("div", "segments over asks");
    this.arrange.setAttribute("role", "radiogroup");
    this.arrange.setAttribute("aria-label", "Arrangement");
    this.choices = Object.entries(ARRANGEMENTS).map(([name, [text, label]]) => {
      const choice = button("", text, label, () => this.ask({ arrange: name }));
      choice.setAttribute("role", "radio");
      choice.dataset.arrange = name;
      return choice;
    });
    this.arrange.append(...this.choices);
    this.layers = element("div", "tools layers over");
    this.layers.setAttribute("role", "group");
    this.layers.setAttribute("aria-label", "Layers");
    const details = button("", "Details", "Show addresses, paths and interfaces", () => {
      details.setAttribute("aria-pressed", String(!plain()));
    });
    details.setAttribute("aria-pressed", "true");
    this.switches = Object.entries(LAYERS).map(([name, [text, label]]) => {
      const one = button("asks", text, label, () => this.flip(one));
      one.dataset.layer = name;
      return one;
    });
    this.folding = button("asks", "Fold all", "", () => this.ask(this.folded ? { unfold: "*" } : { fold: "*" }));
    this.sign = button("", "Key", "What the signs mean", () => this.toggleKey());
    this.key = element("aside", "key over");
    this.key.setAttribute("aria-label", "What the signs mean");
    this.key.hidden = true;
    this.layers.append(details, ...this.switches, this.folding, this.sign, button("asks", "?", "Show me around", tour));
  }

  get elements() {
    return [this.arrange, this.layers, this.key];
  }

  show({ arrange = "rails", layers = [], folded = 0, unfolded = 0, arranges, key }) {
    for (const choice of this.choices) choice.hidden = Boolean(arranges) && !arranges.includes(choice.dataset.arrange);
    for (const choice of this.choices) choice.setAttribute("aria-checked", String(choice.dataset.arrange === arrange));
    for (const one of this.switches) one.setAttribute("aria-pressed", String(layers.includes(one.dataset.layer)));
    this.folded = folded;
    this.folding.hidden = !folded && !unfolded;
    this.folding.textContent = folded ? "Unfold all" : "Fold all";
    this.folding.title = folded ? "Draw every container" : "Draw each project as one card with counts";
    if (key && this.signs !== key) this.key.replaceChildren(readScene(key));
    this.signs = key;
  }

  // What is pressed now counts: two clicks in a row may be answered together.
  flip(one) {
    one.setAttribute("aria-pressed", String(one.getAttribute("aria-pressed") !== "true"));
    this.ask({ layers: this.switches.filter((other) => other.getAttribute("aria-pressed") === "true").map((other) => other.dataset.layer) });
  }

  toggleKey(open = this.key.hidden) {
    this.key.hidden = !open;
    this.sign.setAttribute("aria-pressed", String(open));
  }
}
