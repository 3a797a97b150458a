// The buttons that copy a citation. Without this file there are none, and the text can be selected.

import { copy } from "./lib/clipboard.js";
import { element, every, one } from "./lib/dom.js";

const cite = one(".cite", HTMLElement);
const status = element("p");
status.setAttribute("role", "status");
cite.append(status);

for (const text of every("pre", HTMLElement, cite)) {
  const format = text.getAttribute("aria-label");
  const button = element("button", { type: "button", textContent: "Copy" });
  button.setAttribute("aria-label", `Copy as ${format}`);
  button.addEventListener("click", async () => {
    const isCopied = await copy(text.textContent);
    if (!isCopied) getSelection()?.selectAllChildren(text);
    status.textContent = isCopied ? `${format} copied` : "The browser did not allow copying. The text is selected: copy it yourself";
  });
  text.before(button);
}
