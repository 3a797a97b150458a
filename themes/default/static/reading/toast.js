// What was done, said once at the edge of the window, with a way back.

import { element } from "../lib/dom.js";

const PATIENCE = 6000; // ms

const said = element("span");
const button = element("button", { type: "button", textContent: "Undo", hidden: true });
const toast = element("div", { className: "toast", hidden: true }, said, button);
toast.setAttribute("role", "status");
document.body.append(toast);

let waiting = 0;
let undo = () => {};

/**
 * @param {string} text
 * @param {() => void} [back]
 */
export function tell(text, back) {
  said.textContent = text;
  button.hidden = !back;
  undo = back ?? (() => {});
  toast.hidden = false;
  clearTimeout(waiting);
  waiting = setTimeout(() => (toast.hidden = true), PATIENCE);
}

button.addEventListener("click", () => undo());
