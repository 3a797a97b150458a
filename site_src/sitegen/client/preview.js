// What the preview adds to a page: it loads again when it has changed, and shows what is wrong with the site.
// The server tells by events; a page that is not seen does not listen, since browsers open six connections at most.

(() => {
  const script = document.currentScript;
  const base = new URL(".", script.src);
  const address = new URL("events", base);
  address.searchParams.set("path", decodeURI(location.pathname));
  address.searchParams.set("version", script.dataset.version);
  const DISMISSED = "sitegen-preview-dismissed";

  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("preview.css", base);
  document.head.append(style);

  /** @param {string} role @param {string} label */
  function box(role, label) {
    const element = document.createElement("sitegen-preview");
    element.setAttribute("role", role);
    element.setAttribute("aria-label", label);
    element.hidden = true;
    document.body.append(element);
    return element;
  }

  const overlay = box("alert", "Problems of the site");
  const notice = box("status", "What the preview is doing");
  notice.className = "notice";

  /** @param {string[]} problems */
  function showProblems(problems) {
    const text = problems.join("\n");
    overlay.replaceChildren();
    overlay.hidden = !text || sessionStorage.getItem(DISMISSED) === text;
    if (!text) {
      sessionStorage.removeItem(DISMISSED);
      return;
    }
    const heading = document.createElement("h2");
    heading.textContent = "The site has errors; the last good pages are shown";
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "×";
    close.setAttribute("aria-label", "Close until they change (Escape)");
    close.addEventListener("click", () => dismiss(text));
    overlay.append(heading, close);
    for (const problem of problems) {
      const drawn = document.createElement("pre");
      drawn.className = "drawn";
      drawn.tabIndex = 0;
      drawn.textContent = problem;
      overlay.append(drawn);
    }
  }

  /** @param {string} text */
  function dismiss(text) {
    sessionStorage.setItem(DISMISSED, text);
    overlay.hidden = true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !overlay.hidden) overlay.querySelector("button").click();
  });

  /** @param {string[]} what */
  function showPreparing(what) {
    notice.textContent = what.length ? `Preparing ${what.join(" and ")} …` : "";
    notice.hidden = !what.length;
  }

  /** @param {string} place */
  function go(place) {
    const url = new URL(place, location.href);
    if (url.pathname !== location.pathname) location.assign(url);
    else {
      history.replaceState(null, "", url);
      location.reload();
    }
  }

  let events = null;

  function listen() {
    if (document.hidden || events) return;
    events = new EventSource(address);
    const on = (name, then) => events.addEventListener(name, (event) => then(JSON.parse(event.data)));
    on("problems", showProblems);
    on("preparing", showPreparing);
    on("go", go);
    on("reload", () => location.reload());
  }

  function rest() {
    events?.close();
    events = null;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  addEventListener("pagehide", rest);
  addEventListener("pageshow", listen);
  listen();
})();
