// The map in a page of its own: what Python would answer lies in the page. The address names what is selected.
import mount from "./map.js";
import { button } from "./element.js";

const parentElement = document.getElementById("map");
const svg = new XMLSerializer().serializeToString(parentElement.querySelector("svg"));

unpacked(document.getElementById("data").textContent).then(start, () => {
  // An old browser cannot unpack it: the picture stays as it is.
});

async function unpacked(letters) {
  const bytes = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

function start(told) {
  const sheets = new Map(told.sheets.map((sheet) => [sheet.ref, sheet]));
  let drawn = { ...told.first, svg };

  const show = () => mount({
    data: { ...told.map, ...drawn, unfolded: told.foldable ? 1 : 0, arranges: told.arranges, alone: true },
    parentElement,
    setStateValue: (name, value) => name === "selection" && take(value),
    setTriggerValue: told.scenes.length ? (name, wanted) => ask(wanted) : null,
  });

  // Python draws any picture; here are those with every layer or none, with all groups folded or none.
  function ask(wanted) {
    // A narrow page shows the same pictures.
    if ("narrow" in wanted) drawn.narrow = wanted.narrow;
    const { arrange, layers, folded } = { ...drawn, ...known(wanted) };
    const any = layers.some((layer) => layer !== "findings");
    const scene = told.scenes.find((one) => one.arrange === arrange && one.layers === any && one.folded === Boolean(folded));
    if (scene && !("narrow" in wanted)) drawn = { ...drawn, arrange, layers, folded: folded ? 1 : 0, svg: scene.svg };
    show();
  }

  function known({ arrange, layers, fold, unfold, reveal, focus }) {
    if (arrange) return { arrange };
    if (layers) return { layers };
    if (fold) return { folded: 1 };
    if (unfold || (reveal && drawn.folded)) return { folded: 0 };
    if (focus) take(focus);
    return {};
  }

  function take(value) {
    location.replace(`#${encodeURIComponent(value)}`);
    tell(value);
  }

  function tell(selection) {
    const sheet = sheets.get(selection);
    const raw = sheet?.raw ? JSON.stringify(sheet.raw, null, 2) : "";
    mount({ data: { selection, sheet: sheet ? { ...sheet, raw } : null }, parentElement });
  }

  parentElement.replaceChildren();
  document.body.classList.toggle("fixed", !told.scenes.length);
  const other = button("theme", "\u25d0", "Light or dark", () => {
    document.documentElement.classList.toggle("dark");
    show();
  });
  document.body.append(other);
  show();
  tell(linked());
  addEventListener("hashchange", () => tell(linked()));
}

function linked() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
}
