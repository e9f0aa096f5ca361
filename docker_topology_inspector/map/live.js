// What has just changed glows, once; also in the list. A map that is mounted again later does not repeat it.
const GLOW_MS = 2600;
const MOST = 80;
let told = 0;

export function glow(root, fresh) {
  if (!fresh?.number || fresh.number === told) return;
  told = fresh.number;
  const refs = new Set(fresh.refs.slice(0, MOST));
  const found = [...root.querySelectorAll("[data-ref], [data-item]")].filter((node) => refs.has(node.dataset.ref ?? node.dataset.item));
  for (const stack of root.querySelectorAll("[data-members]"))
    if (JSON.parse(stack.dataset.members).some((ref) => refs.has(ref))) found.push(stack);
  for (const node of found) node.classList.add("fresh");
  setTimeout(() => found.forEach((node) => node.classList.remove("fresh")), GLOW_MS);
}
