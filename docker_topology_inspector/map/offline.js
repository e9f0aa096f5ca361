// The map in a page of its own: what Python would answer stands in the page. The address names what is selected.
import mount from "./map.js";
import { button } from "./element.js";

const parentElement = document.getElementById("map");
const told = JSON.parse(document.getElementById("data").textContent);
const sheets = new Map(told.sheets.map((sheet) => [sheet.ref, sheet]));
const svg = new XMLSerializer().serializeToString(parentElement.querySelector("svg"));
parentElement.replaceChildren();

const show = () => mount({ data: { ...told.map, svg }, parentElement, setStateValue: take });

function take(name, value) {
  if (name !== "selection") return;
  location.replace(`#${encodeURIComponent(value)}`);
  tell(value);
}

function tell(selection) {
  mount({ data: { selection, sheet: sheets.get(selection) ?? null }, parentElement });
}

function linked() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
}

const other = button("theme", "\u25d0", "Light or dark", () => {
  document.documentElement.classList.toggle("dark");
  show();
});
document.body.append(other);
show();
tell(linked());
addEventListener("hashchange", () => tell(linked()));
