// Before the first paint of the home page: since when days are new to the reader, and how much room they will take, so
// that nothing moves when `home.js` shows them. Not a module, so that it runs while the page is still coming in.

try {
  const AWAY = 4 * 60 * 60 * 1000; // ms without the home page that end a visit
  const { src, dataset } = /** @type {HTMLScriptElement} */ (document.currentScript);
  const { version, visit } = JSON.parse(localStorage.getItem(`sitegen ${new URL("../../../", src).pathname}`) ?? "{}");
  const since = Math.abs(Date.now() - visit.at) > AWAY ? visit.day : visit.since; // a clock may have been set back
  if ((version === 1 || version === 2) && /^\d{4}-\d\d-\d\d$/.test(since)) {
    const page = document.documentElement;
    page.dataset.since = since;
    page.classList.toggle("has-news", (dataset.days ?? "").split(" ").some((day) => day > since));
  }
} catch {
  // the first visit, or nothing that can be read: nothing is new
}
