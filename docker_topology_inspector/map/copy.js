// Buttons that copy what people take along: id, name, address, command, and a link that opens exactly this again.
import { button, element } from "./element.js";

const SAID_MS = 1600;

export function copyBar(sheet) {
  const bar = element("div", "copies");
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", `Copy from ${sheet.title}`);
  const said = element("span", "said");
  said.setAttribute("role", "status");
  bar.append(element("span", "note", "Copy"));
  for (const one of sheet.copies ?? []) bar.append(copying(one.label, one.text, said));
  if (location.protocol.startsWith("http")) bar.append(copying("link", link(sheet.ref), said));
  bar.append(said);
  return bar;
}

function copying(label, text, said) {
  const made = button("copy", label, "", async () => {
    const done = await copied(text);
    said.textContent = done ? `Copied the ${label}` : `Not copied: the browser forbids it. It is ${text}`;
    made.classList.toggle("done", done);
    setTimeout(() => { said.textContent = done ? "" : said.textContent; made.classList.remove("done"); }, SAID_MS);
  });
  made.title = `Copy: ${text}`;
  made.setAttribute("aria-label", `Copy ${label}`);
  return made;
}

// Without TLS browsers lend the clipboard to pages of this machine only; the old way still works elsewhere.
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = element("textarea");
    field.value = text;
    field.style.cssText = "position:fixed;opacity:0";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

function link(ref) {
  const found = new URL(location.href);
  found.searchParams.set("select", ref);
  return found.href;
}
