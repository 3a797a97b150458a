// Before the first paint of every page: what the reader chose that changes colours or how much room things take, and what
// they have read. With words to watch or to mute, or by stars, papers are shown when they are in order. Who comes for one
// paper, which may have no page of its own, sees the whole of it. Not a module, so that it runs while the page is still
// coming in. `reading/state.js` has the whole of what is kept.

(() => {
  const { documentElement: page, currentScript } = document;
  const { src } = /** @type {HTMLScriptElement} */ (currentScript);
  const name = `sitegen ${new URL("../../", src).pathname}`;
  // What is below the results of a search is out of sight until they are there.
  page.classList.toggle("searching", !!new URLSearchParams(location.search).get("q"));
  const stored = () => JSON.parse(localStorage.getItem(name) ?? "{}") ?? {};

  try {
    const kept = stored();
    // Whatever they are: a damaged state must not break a page.
    const [read, starred, settings, watch, mute] = ["read", "starred", "settings", "watch", "mute"].map((name) => Object(kept[name]));
    const { classList, dataset } = page;
    if (["light", "dark"].includes(settings.scheme)) dataset.scheme = settings.scheme;
    const whole = settings.density === "full" || (!!settings.expanded && !settings.density); // `expanded` is of version 1
    dataset.density = whole ? "full" : settings.density === "titles" ? "titles" : "short";
    classList.toggle("hide-read", !!settings.hidden);
    classList.toggle("no-pane", settings.pane === false);
    const ranked = settings.ranked && Object.keys(starred).length > 0;
    classList.toggle("sorting", ranked || watch.length > 0 || mute.length > 0);
    let seen = 0; // rows; the first are laid out at once, for what is guessed of others may move what is in sight
    const observer = new MutationObserver((changes) => {
      for (const { addedNodes } of changes) {
        for (const node of addedNodes) {
          if (!(node instanceof HTMLElement) || !node.dataset.id) continue;
          if (node.dataset.id in read) node.classList.add("is-read");
          if (node.dataset.id in starred) node.classList.add("starred");
          if (!settings.hidden || !(node.dataset.id in read)) seen += 1;
          if (seen <= 16) node.classList.add("near");
          if (whole || location.hash === `#${node.id}`) node.classList.add("open");
        }
      }
    });
    observer.observe(document, { childList: true, subtree: true });
    addEventListener("DOMContentLoaded", () => observer.disconnect());
  } catch {
    // nothing is kept, or nothing that can be read: all is as it is for a new reader
  }

  // Light, dark, or as the system has it: in the foot of every page.
  addEventListener("DOMContentLoaded", () => {
    const select = document.querySelector("#_scheme");
    if (!(select instanceof HTMLSelectElement)) return;
    select.value = page.dataset.scheme ?? "";
    select.addEventListener("change", () => {
      page.dataset.scheme = select.value;
      try {
        const state = { version: 2, ...stored() };
        const { scheme, ...settings } = state.settings ?? {};
        state.settings = select.value ? { ...settings, scheme: select.value } : settings;
        localStorage.setItem(name, JSON.stringify(state));
      } catch {
        // it holds until the page is left
      }
    });
  });
})();
