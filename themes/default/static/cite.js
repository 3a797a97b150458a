// The buttons that copy a citation. Without this file there are none, and the text can be selected.

const cite = document.querySelector(".cite");
const status = document.createElement("p");
status.setAttribute("role", "status");
cite.append(status);

for (const text of cite.querySelectorAll("pre")) {
  const format = text.getAttribute("aria-label");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy as ${format}`);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      status.textContent = `${format} copied`;
    } catch {
      getSelection().selectAllChildren(text);
      status.textContent = "The browser does not let this page copy; the text is selected";
    }
  });
  text.before(button);
}
