// Before the first paint: what the reader chose that changes how much room things take. Not a module, so that it runs
// while the page is being read. `state.js` has the whole of what is kept.

try {
  const root = new URL("../../../", document.currentScript.src).pathname;
  const state = JSON.parse(localStorage.getItem(`sitegen ${root}`));
  if (state?.settings?.expanded) document.documentElement.classList.add("expanded");
} catch {
  // no storage, or another's: all is as it is for a new reader
}
