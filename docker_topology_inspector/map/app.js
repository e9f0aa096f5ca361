// The map as the app shows it, with the fonts that the picture was measured with.
import mount from "./map.js";
import { loadFonts } from "./fonts.js";

loadFonts();
export default mount;
