// The mounts of a container, nested as they lie in each other. Paths are strangers' words: they are set as text.
import { element } from "./element.js";

const SVG = "http://www.w3.org/2000/svg";
const mounted = new WeakMap();

export default function (component) {
  const { data, parentElement } = component;
  let root = mounted.get(parentElement);
  if (!root) {
    root = element("ol", "mounts");
    parentElement.append(root);
    mounted.set(parentElement, root);
  }
  // Each run of the page brings a component of its own; only the newest is heard.
  root.send = (number) => component.setTriggerValue("pick", number);
  const written = JSON.stringify(data.rows);
  if (written !== root.written) {
    const focused = [...root.children].findIndex((line) => line.matches(":focus-within"));
    root.written = written;
    root.replaceChildren(...data.rows.map((row, number) => line(row, () => root.send(number))));
    root.children[focused]?.firstChild.focus();
  }
  return () => {
    root.remove();
    mounted.delete(parentElement);
  };
}

function line(row, choose) {
  const made = element("button", `mount ${row.kind}`);
  made.type = "button";
  made.title = row.hover;
  if (row.chosen) made.setAttribute("aria-current", "true");
  made.addEventListener("click", choose);
  const said = element("span", "said");
  said.append(element("span", "target", row.target), words(row));
  made.append(sign(row.glyph), said, element("span", `access ${row.access}`, row.access));
  const item = element("li");
  item.style.setProperty("--depth", row.depth);
  item.append(made);
  return item;
}

function words(row) {
  const made = element("span", "note", row.words);
  if (row.source) made.append(" ", element("span", "mono", row.source));
  if (row.shared) made.append(element("span", "more", `shared with ${row.shared}`));
  if (row.covers) made.append(element("span", "more", row.covers));
  return made;
}

function sign(drawn) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-12 -12 24 24");
  svg.setAttribute("class", "sign");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", drawn);
  svg.append(path);
  return svg;
}
