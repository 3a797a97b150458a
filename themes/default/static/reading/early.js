// Before the first paint: what the reader chose that changes how much room things take, and what they have read. With words
// to watch or to mute, or by stars, papers are shown when they are in order. Who comes for one paper, which may have no page
// of its own, sees the whole of its abstract. Not a module, so that it runs while the page is still coming in. `state.js`
// has the whole of what is kept.

try {
  const { src } = /** @type {HTMLScriptElement} */ (document.currentScript);
  const root = new URL("../../../", src).pathname;
  const { read = {}, starred = {}, settings = {}, watch = [], mute = [] } = JSON.parse(localStorage.getItem(`sitegen ${root}`) ?? "{}") ?? {};
  const { classList } = document.documentElement;
  classList.toggle("expanded", !!settings.expanded);
  classList.toggle("hide-read", !!settings.hidden);
  const ranked = settings.ranked && Object.keys(starred).length > 0;
  classList.toggle("sorting", ranked || watch.length + mute.length > 0);
  const observer = new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        if (!(node instanceof HTMLElement) || !node.dataset.id) continue;
        if (node.dataset.id in read) node.classList.add("is-read");
        if (!settings.expanded && location.hash === `#${node.id}`) node.classList.add("other");
      }
    }
  });
  observer.observe(document, { childList: true, subtree: true });
  addEventListener("DOMContentLoaded", () => observer.disconnect());
} catch {
  // nothing is kept, or nothing that can be read: all is as it is for a new reader
}
