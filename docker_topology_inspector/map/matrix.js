// The grid of who reaches whom. Names are strangers' words: they are set as text, never as markup.
import { element } from "./element.js";

const mounted = new WeakMap();

export default function (component) {
  const { data, parentElement } = component;
  let grid = mounted.get(parentElement);
  if (!grid) {
    grid = new Matrix(parentElement);
    mounted.set(parentElement, grid);
  }
  grid.send = (row, column) => component.setTriggerValue("choice", [row, column]);
  grid.show(data);
  return () => {
    grid.root.remove();
    mounted.delete(parentElement);
  };
}

class Matrix {
  constructor(parent) {
    this.root = element("div", "matrix");
    this.told = element("p", "told");
    this.told.setAttribute("aria-live", "polite");
    this.frame = element("div", "frame");
    this.legend = element("ul", "legend");
    this.root.append(this.legend, this.told, this.frame);
    parent.append(this.root);
    this.frame.addEventListener("pointerover", (event) => this.point(event.target.closest("td")));
    this.frame.addEventListener("pointerleave", () => this.point(null));
    this.frame.addEventListener("focusin", (event) => this.point(event.target.closest("td")));
    this.frame.addEventListener("click", (event) => this.choose(event.target.closest("td")));
    this.frame.addEventListener("keydown", (event) => this.key(event));
  }

  show(data) {
    const written = JSON.stringify(data);
    if (written === this.written) return;
    this.written = written;
    this.data = data;
    const many = Math.max(data.rows.length, data.columns.length);
    this.root.classList.toggle("small", many > 16);
    this.root.classList.toggle("tiny", many > 45);
    this.draw();
    this.point(null);
  }

  draw() {
    const { rows, columns, cells, faces } = this.data;
    const table = element("table");
    const top = element("tr");
    top.append(element("th", "corner"));
    for (const column of columns) {
      const head = element("th", "column");
      head.scope = "col";
      head.append(this.label(column, true));
      top.append(head);
    }
    const head = element("thead");
    head.append(top);
    const body = element("tbody");
    rows.forEach((row, y) => {
      const line = element("tr");
      const side = element("th", "row");
      side.scope = "row";
      side.append(this.label(row, false));
      line.append(side);
      cells[y].forEach((kind, x) => {
        const cell = element("td", kind ? `cell ${faces[kind].tone} ${kind}` : "none", kind ? faces[kind].symbol : "");
        cell.dataset.y = y;
        cell.dataset.x = x;
        if (kind) {
          cell.tabIndex = -1;
          cell.setAttribute("role", "button");
          cell.setAttribute("aria-label", `${row.title} to ${columns[x].title}: ${faces[kind].words}`);
        }
        line.append(cell);
      });
      body.append(line);
    });
    table.append(head, body);
    const first = table.querySelector(".cell");
    if (first) first.tabIndex = 0;
    this.frame.replaceChildren(table);
    this.explain();
  }

  label(head, withNote) {
    const made = element("span", `label ${head.state ? "off" : ""}`);
    made.append(element("span", "title", head.title));
    if (head.more) made.append(element("span", "more", `+${head.more}`));
    if (head.state || withNote) made.append(element("span", "note", head.state || head.note));
    made.title = head.members.join("\n");
    return made;
  }

  // The legend names only what is on the page.
  explain() {
    const used = new Set(this.data.cells.flat());
    const lines = Object.entries(this.data.faces)
      .filter(([kind]) => used.has(kind))
      .map(([kind, face]) => {
        const line = element("li");
        line.append(element("span", `cell ${face.tone} ${kind}`, face.symbol), element("span", "", face.words));
        return line;
      });
    this.legend.replaceChildren(...lines);
  }

  point(cell) {
    for (const one of this.frame.querySelectorAll(".pointed")) one.classList.remove("pointed");
    const kind = cell && this.kind(cell);
    if (!kind) {
      this.told.replaceChildren(element("span", "muted", "Rows ask columns. Choose a cell to read why."));
      return;
    }
    const [y, x] = [Number(cell.dataset.y), Number(cell.dataset.x)];
    const { rows, columns, faces, codes } = this.data;
    cell.classList.add("pointed");
    cell.parentElement.firstChild.classList.add("pointed");
    this.frame.querySelectorAll("th.column")[x].classList.add("pointed");
    const code = element("code", "", codes[y][x]);
    const who = element("b", "", `${called(rows[y])} \u2192 ${called(columns[x])}`);
    this.told.replaceChildren(who, element("span", "muted", ` ${columns[x].note}  `), element("span", "", `${faces[kind].words}  `), code);
  }

  kind(cell) {
    return this.data.cells[cell.dataset.y]?.[cell.dataset.x];
  }

  choose(cell) {
    if (cell && this.kind(cell)) this.send(Number(cell.dataset.y), Number(cell.dataset.x));
  }

  key(event) {
    const cell = event.target.closest("td");
    if (!cell) return;
    if (event.key === "Enter" || event.key === " ") this.choose(cell);
    else {
      const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
      if (!step) return;
      let [y, x] = [Number(cell.dataset.y) + step[0], Number(cell.dataset.x) + step[1]];
      while (this.data.cells[y]?.[x] === "") [y, x] = [y + step[0], x + step[1]];
      const next = this.frame.querySelector(`td[data-y="${y}"][data-x="${x}"]`);
      if (!next) return;
      cell.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

function called(head) {
  return head.more ? `${head.title} and ${head.more} more` : head.title;
}
