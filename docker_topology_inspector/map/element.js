// Builds elements; text is text.
export function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

export function button(className, text, label, act) {
  const made = element("button", className, text);
  made.type = "button";
  if (label) {
    made.title = label;
    // A word names its button; a sign does not.
    if (!/^[A-Za-z]/.test(text)) made.setAttribute("aria-label", label);
  }
  made.addEventListener("click", act);
  return made;
}
