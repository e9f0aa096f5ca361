// The fonts that the picture was measured with. They belong to the document: a shadow root cannot bring its own.
const FONTS = [
  ["Inter", "Inter-Regular.otf", "400"],
  ["Inter", "Inter-SemiBold.otf", "600"],
  ["JetBrains Mono", "JetBrainsMono-Regular.ttf", "400"],
];

export function loadFonts() {
  for (const [family, file, weight] of FONTS) {
    const known = [...document.fonts].some((font) => font.family.replaceAll('"', "") === family && font.weight === weight);
    if (!known) document.fonts.add(new FontFace(family, `url("${new URL(`./fonts/${file}`, import.meta.url)}")`, { weight }));
  }
}
