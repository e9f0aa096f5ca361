// Reads the SVG text as XML and refuses whatever could run or fetch.
const FORBIDDEN = new Set(["script", "foreignobject", "iframe", "object", "embed", "use", "image", "a", "animate", "set"]);

export function readScene(text) {
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
  const svg = parsed.documentElement;
  if (svg.localName !== "svg" || parsed.querySelector("parsererror")) throw new Error("The picture is not well-formed.");
  for (const node of [svg, ...svg.querySelectorAll("*")]) {
    if (FORBIDDEN.has(node.localName.toLowerCase())) throw new Error(`The picture holds <${node.localName}>.`);
    for (const { name } of node.attributes)
      if (/^on|href$/i.test(name)) throw new Error(`The picture holds the attribute ${name}.`);
  }
  return document.importNode(svg, true);
}
