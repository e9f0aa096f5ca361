// The panel beside the canvas: a list that can be searched, and the details of what is selected.
import { copyBar } from "./copy.js";
import { button, element } from "./element.js";

const PLURAL = { container: "Containers", network: "Networks", volume: "Volumes", path: "Host paths", tmpfs: "tmpfs", port: "Host ports" };
const MOST = 400;

export class Panel {
  constructor({ choose, hover }) {
    this.choose = choose;
    this.hover = hover;
    this.items = [];
    this.root = element("aside", "panel");
    this.search = element("input", "search");
    this.search.type = "search";
    this.search.placeholder = "Search  ( / )";
    this.search.setAttribute("aria-label", "Search the map");
    this.search.addEventListener("input", () => this.find());
    this.search.addEventListener("focus", () => this.open());
    this.search.addEventListener("keydown", (event) => {
      const hit = this.hits?.[0];
      if (event.key === "Enter" && hit) this.choose(hit.ref);
    });
    this.rows = element("div", "rows");
    this.details = element("article", "details");
    this.details.setAttribute("aria-label", "Details");
    this.details.tabIndex = -1;
    this.root.append(this.search, this.details, this.rows);
  }

  list(items) {
    const written = JSON.stringify(items);
    if (written === this.written) return;
    this.written = written;
    this.items = items;
    this.find();
  }

  open() {
    this.root.classList.remove("detailed");
  }

  find() {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    this.hits = this.items.filter((item) => {
      const text = `${item.title} ${item.note} ${item.state} ${item.words}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    const rows = [];
    let kind = "";
    for (const item of this.hits.slice(0, MOST)) {
      if (item.kind !== kind) {
        kind = item.kind;
        const count = this.hits.filter((other) => other.kind === kind).length;
        const heading = element("h3", "", PLURAL[kind] ?? kind);
        heading.append(element("span", "count", String(count)));
        rows.push(heading);
      }
      rows.push(this.row(item));
    }
    if (!rows.length) rows.push(element("p", "none", this.items.length ? "Nothing found." : "Nothing here."));
    if (this.hits.length > MOST) rows.push(element("p", "none", `${this.hits.length - MOST} more: search.`));
    this.rows.replaceChildren(...rows);
  }

  row(item) {
    const row = button("row", "", "", () => this.choose(item.ref));
    row.dataset.item = item.ref;
    row.title = [item.title, item.state, item.note].filter(Boolean).join(" \u00b7 ");
    const dot = element("span", `dot ${item.kind} ${item.state}`);
    row.append(dot, element("span", "title", item.title), element("span", "note", item.state && item.state !== "running" ? item.state : item.note));
    row.addEventListener("pointerenter", () => this.hover(item.ref));
    row.addEventListener("pointerleave", () => this.hover(""));
    return row;
  }

  wait(ref) {
    this.root.classList.toggle("detailed", Boolean(ref));
    const item = this.items.find((one) => one.ref === ref);
    this.details.replaceChildren(...(item ? [this.head(item.kind, item.title, item.note, item.state)] : []));
  }

  show(sheet, selection) {
    this.root.classList.toggle("detailed", Boolean(sheet));
    if (!sheet) {
      this.details.replaceChildren();
      return;
    }
    const same = JSON.stringify(sheet);
    if (same === this.sheet && this.details.childElementCount > 1) return;
    this.sheet = same;
    const parts = sheet.sections.map((section) => this.section(section));
    if (sheet.raw) {
      const raw = element("details", "section");
      raw.append(element("summary", "", "Raw inspect (redacted)"), element("pre", "", sheet.raw));
      parts.push(raw);
    }
    this.details.replaceChildren(this.head(sheet.kind, sheet.title, sheet.subtitle, sheet.state), copyBar(sheet), ...parts);
    this.details.scrollTop = 0;
  }

  head(kind, title, subtitle, state) {
    const head = element("header");
    head.setAttribute("aria-live", "polite");
    const line = element("div", "line");
    line.append(element("h2", "", title), button("close", "\u00d7", "Close (Esc)", () => this.choose("")));
    head.append(line, element("p", "subtitle", subtitle));
    if (state) head.append(element("span", `state ${state}`, state));
    head.dataset.kind = kind;
    return head;
  }

  section({ title, facts, folded }) {
    const section = element(folded ? "details" : "section", "section");
    section.append(element(folded ? "summary" : "h3", "", folded ? `${title} (${facts.length})` : title));
    const table = element("dl");
    for (const fact of facts) {
      const value = element("dd");
      if (fact.hover) value.title = fact.hover;
      if (fact.ref) value.append(button("jump", fact.value, "", () => this.choose(fact.ref)));
      else value.textContent = fact.value;
      if (fact.note) value.append(element("span", "note", fact.note));
      table.append(element("dt", "", fact.label), value);
    }
    section.append(table);
    return section;
  }
}
