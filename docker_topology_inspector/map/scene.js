// Reads the SVG text as XML and refuses whatever is not plain drawing: nothing in it can run, link or fetch.
const SVG = "http://www.w3.org/2000/svg";
// Attributes that hold strangers' words, and mean nothing to the browser.
const WORDS = /^data-|^aria-label$/;
const DRAWING = new Set("svg g title style rect line circle path text tspan polygon polyline ellipse".split(" "));

export function readScene(text) {
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
  const svg = parsed.documentElement;
  if (svg.localName !== "svg" || parsed.querySelector("parsererror")) throw new Error("The picture is not well-formed.");
  // Where these letters are nowhere in the text, nor anything that could stand for them, no value can hold them.
  const fetches = /url\(|&#|<!/i.test(text);
  const harmless = new Set();
  for (const node of [svg, ...svg.querySelectorAll("*")]) {
    if (node.namespaceURI !== SVG || !DRAWING.has(node.localName)) throw new Error(`The picture holds <${node.nodeName}>.`);
    for (const name of node.getAttributeNames()) {
      const plain = harmless.has(name) || !/^on|href$|^style$/i.test(name);
      if (!plain || fetches && !WORDS.test(name) && /url\(/i.test(node.getAttribute(name)))
        throw new Error(`The picture holds the attribute ${name}.`);
      harmless.add(name);
    }
    if (node.localName === "style" && /url\(|@import|\\/i.test(node.textContent)) throw new Error("The picture's style fetches.");
  }
  return document.adoptNode(svg);
}
