// The stars of the papers that a page shows: a day's, or one.

import { current, failure, follow, update } from "./state.js";

const papers = [...document.querySelectorAll("article[data-id]")].map((element) => ({
  element,
  id: element.dataset.id,
  button: element.querySelector(".star"),
  status: element.querySelector(".marks [role=status]"),
}));

/** @param {HTMLElement} article */
export function toggleStar(article) {
  const { id } = article.dataset;
  update(({ starred }) => {
    if (id in starred) delete starred[id];
    else starred[id] = entryOf(article);
  });
}

/**
 * @param {HTMLElement} article
 * @returns {import("./entries.js").Entry}
 */
function entryOf(article) {
  const { latex, version, day = document.querySelector("h1 time").dateTime } = article.dataset;
  // The COinS has the title as plain text; what the page shows of a formula is not.
  const title = new URLSearchParams(article.querySelector(".Z3988").title).get("rft.atitle");
  return { title, ...(latex && { latex }), ...(version && { version }), day, at: Date.now() };
}

function draw() {
  const { starred } = current();
  for (const { id, button, status } of papers) {
    button?.setAttribute("aria-pressed", String(id in starred));
    if (status) status.textContent = failure && `Not kept: ${failure}`;
  }
}

for (const { element, button } of papers) button?.addEventListener("click", () => toggleStar(element));
follow(draw);
draw();
