// The sharing picture as Python drew it: a container that is pointed at is lit wherever it stands; a click asks of it.
import { element } from "./element.js";
import { loadFonts } from "./fonts.js";
import { readScene } from "./scene.js";

const mounted = new WeakMap();

export default function (component) {
  loadFonts();
  const { data, parentElement } = component;
  let root = mounted.get(parentElement);
  if (!root) {
    root = element("div", "sharing");
    parentElement.append(root);
    mounted.set(parentElement, root);
    for (const kind of ["pointerover", "focusin"]) root.addEventListener(kind, (event) => light(root, event));
    for (const kind of ["pointerleave", "focusout"]) root.addEventListener(kind, () => light(root, null));
    root.addEventListener("click", (event) => root.choose(event.target.closest("[data-use]")));
    root.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        root.choose(event.target.closest("[data-use]"));
      }
    });
  }
  root.choose = (one) => one && component.setTriggerValue("pick", one.dataset.use.split(" ").map(Number));
  root.classList.toggle("dark", isDark(root));
  const written = JSON.stringify(data);
  if (written !== root.written) {
    root.written = written;
    const frames = ["wide", "narrow"].map((name) => {
      const frame = element("div", name);
      frame.append(readScene(data[name]));
      return frame;
    });
    root.replaceChildren(...frames);
  }
  return () => {
    root.remove();
    mounted.delete(parentElement);
  };
}

function light(root, event) {
  const ref = event?.target.closest("[data-ref]")?.dataset.ref;
  for (const one of root.querySelectorAll("[data-ref]")) one.classList.toggle("lit", one.dataset.ref === ref);
}

function isDark(root) {
  const probe = element("i");
  probe.style.color = "var(--st-background-color, #fff)";
  root.append(probe);
  const [red, green, blue] = getComputedStyle(probe).color.match(/\d+(\.\d+)?/g).map(Number);
  probe.remove();
  return 0.3 * red + 0.59 * green + 0.11 * blue < 128;
}
