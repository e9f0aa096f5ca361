// Reads the SVG text as XML and refuses whatever is not plain drawing: nothing in it can run, link or fetch.
const SVG = "http://www.w3.org/2000/svg";
const DRAWING = new Set("svg g title style rect line circle path text tspan polygon polyline ellipse".split(" "));

export function readScene(text) {
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
  const svg = parsed.documentElement;
  if (svg.localName !== "svg" || parsed.querySelector("parsererror")) throw new Error("The picture is not well-formed.");
  for (const node of [svg, ...svg.querySelectorAll("*")]) {
    if (node.namespaceURI !== SVG || !DRAWING.has(node.localName)) throw new Error(`The picture holds <${node.nodeName}>.`);
    for (const { name, value } of node.attributes)
      if (/^on|href$|^style$/i.test(name) || /url\(/i.test(value) && !name.startsWith("data-") && name !== "aria-label")
        throw new Error(`The picture holds the attribute ${name}.`);
    if (node.localName === "style" && /url\(|@import|\\/i.test(node.textContent)) throw new Error("The picture's style fetches.");
  }
  return document.importNode(svg, true);
}
