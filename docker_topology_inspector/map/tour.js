// A walk around the map in one minute: on the first visit, and again by the ? button.
import { button, element } from "./element.js";

const SEEN = "docker-topology-tour";
const STEPS = [
  [".stage svg", "Your host as rails", "Each card is a container. Lines above it lead to its networks, lines below to its volumes, host paths and tmpfs. A full dot is read-write or connected, a hollow one read-only or not connected."],
  [".stage .edge", "The host's edge", "The red line is where the world begins. A tag on it is a published port: address and port as people outside use them."],
  [".panel", "Find anything", "Press / and type a name, an address, an image or a path. Choose a row to see it on the map with all its facts; Escape lets go."],
  [".segments", "Other ways to look", "By project, by the host's bridges with their veths, storage first, or one container with its neighbours: double-click it."],
  [".layers", "More, when you want it", "Interfaces, links and default routes are layers. Key explains every sign. On a large host projects are folded: double-click one to open it."],
];

export class Tour {
  constructor(root) {
    this.root = root;
    this.box = element("div", "tour over");
    this.box.setAttribute("role", "dialog");
    this.box.setAttribute("aria-label", "A walk around the map");
    this.box.hidden = true;
    this.title = element("h2");
    this.text = element("p");
    this.count = element("span", "note");
    this.next = button("next", "Next", "", () => this.go(this.step + 1));
    const row = element("div", "line");
    row.append(this.count, button("", "Skip", "", () => this.end()), this.next);
    this.box.append(this.title, this.text, row);
    this.box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.end();
    });
  }

  // A browser that is driven by a program has seen it all.
  first() {
    let seen = navigator.webdriver;
    try {
      seen ||= Boolean(localStorage.getItem(SEEN));
    } catch {
      seen = true;
    }
    if (!seen) this.start();
  }

  start() {
    this.box.hidden = false;
    this.go(0);
    this.next.focus({ preventScroll: true });
  }

  go(step) {
    this.mark(false);
    if (step >= STEPS.length) return this.end();
    this.step = step;
    const [, title, text] = STEPS[step];
    this.title.textContent = title;
    this.text.textContent = text;
    this.count.textContent = `${step + 1} of ${STEPS.length}`;
    this.next.textContent = step + 1 < STEPS.length ? "Next" : "Done";
    this.mark(true);
  }

  mark(on) {
    for (const one of this.root.querySelectorAll(".shown-now")) one.classList.remove("shown-now");
    if (on) this.root.querySelector(STEPS[this.step][0])?.classList.add("shown-now");
  }

  end() {
    this.mark(false);
    this.box.hidden = true;
    try {
      localStorage.setItem(SEEN, "seen");
    } catch {
      // Without storage it is shown once more next time.
    }
  }
}
