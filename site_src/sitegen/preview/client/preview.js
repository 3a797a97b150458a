// What the preview adds to a page: it loads again when it has changed, and shows what is wrong with the site.
// The server tells by events; a page that is not seen does not listen, since browsers open six connections at most.

(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const base = new URL(".", script.src);
  const address = new URL("events", base);
  address.searchParams.set("path", location.pathname);
  address.searchParams.set("version", script.dataset.version ?? "");
  const DISMISSED = "sitegen-preview-dismissed";
  const LED = "sitegen-preview-led";

  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("preview.css", base).href;
  document.head.append(style);

  /**
   * @param {string} role
   * @param {string} label
   */
  function box(role, label) {
    const made = document.createElement("sitegen-preview");
    made.setAttribute("role", role);
    made.setAttribute("aria-label", label);
    made.hidden = true;
    document.body.append(made);
    return made;
  }

  const overlay = box("alert", "Problems");
  const notice = box("status", "Preview status");
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
    const heading = element("h2", "The site has errors: pages show the last valid state");
    const close = element("button", "×");
    close.type = "button";
    close.setAttribute("aria-label", "Hide until other problems appear (Escape)");
    close.addEventListener("click", () => dismiss(text));
    overlay.append(heading, close);
    for (const problem of problems) overlay.append(...drawn(problem));
    for (const quoted of overlay.querySelectorAll("pre")) {
      const columns = quoted.textContent.split("\n").map((line) => line.length);
      const caret = columns[columns.length - 1];
      quoted.scrollLeft = (quoted.scrollWidth * caret) / Math.max(...columns) - quoted.clientWidth / 2;
    }
  }

  /**
   * A problem as the terminal has it; what it quotes, a line and a caret below it, is not to be wrapped.
   * @param {string} problem
   */
  function drawn(problem) {
    const lines = problem.split("\n");
    const quoted = lines.filter((line) => line.startsWith("    "));
    /** @type {HTMLElement[]} */
    const parts = lines.filter((line) => !line.startsWith("    ")).map((line) => element("p", line));
    if (quoted.length) {
      const pre = element("pre", quoted.join("\n"));
      pre.tabIndex = 0;
      parts.splice(1, 0, pre);
    }
    return parts;
  }

  /**
   * @template {keyof HTMLElementTagNameMap} Name
   * @param {Name} name
   * @param {string} text
   */
  function element(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  /** @param {string} text */
  function dismiss(text) {
    sessionStorage.setItem(DISMISSED, text);
    overlay.hidden = true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !overlay.hidden) overlay.querySelector("button")?.click();
  });

  /** @param {string[]} what */
  function showPreparing(what) {
    notice.textContent = what.length ? `Preparing ${what.join(" and ")} …` : "";
    notice.hidden = !what.length;
  }

  let leading = false;

  /** @param {string} place */
  function go(place) {
    const url = new URL(place, location.href);
    if (url.pathname !== location.pathname) location.assign(url);
    else {
      history.replaceState(null, "", url);
      leading = true;
      history.scrollRestoration = "manual"; // to the paper, not to where the reader was
      sessionStorage.setItem(LED, url.hash.slice(1));
      location.reload();
    }
  }

  addEventListener("load", () => {
    const id = sessionStorage.getItem(LED);
    if (id === null) return;
    sessionStorage.removeItem(LED);
    let frames = 10; // in which what comes in sight is laid out: before, its size is guessed
    const lead = () => {
      document.getElementById(id)?.scrollIntoView();
      if (frames--) requestAnimationFrame(lead);
    };
    lead();
  });

  /** @type {EventSource | null} */
  let events = null;

  function listen() {
    if (document.hidden || events) return;
    const source = (events = new EventSource(address));
    /**
     * @template Told
     * @param {string} name
     * @param {(told: Told) => void} then
     */
    const on = (name, then) => source.addEventListener(name, (event) => then(JSON.parse(event.data)));
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
  addEventListener("pagehide", () => {
    rest();
    if (!leading) history.scrollRestoration = "auto"; // too early before: the browser scrolls after `load`
  });
  addEventListener("pageshow", listen);
  listen();
})();
