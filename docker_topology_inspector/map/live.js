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

// A bar that comes or goes above must not push the toolbar out of the window. Returns how to stop watching.
export function whenPageMoves(root) {
  const measure = () => root.style.setProperty("--above", `${Math.round(root.getBoundingClientRect().top + scrollY)}px`);
  const watch = new ResizeObserver(measure);
  watch.observe(document.querySelector('[data-testid="stMainBlockContainer"]') ?? document.body);
  measure();
  return () => watch.disconnect();
}
