// The stars of the papers that a page shows: a day's, or one.

import { every, maybe, one } from "../lib/dom.js";
import { aboutOf } from "./about.js";
import { current, failure, follow, update } from "./state.js";

const papers = every("article[data-id]", HTMLElement).map((element) => ({
  element,
  id: element.dataset.id ?? "",
  button: maybe(".star", HTMLButtonElement, element),
  status: maybe(".marks [role=status]", HTMLElement, element),
}));

/** @param {HTMLElement} article */
export function toggleStar(article) {
  const { id = "" } = article.dataset;
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
  const { id = "", latex, version, others, day = one("h1 time", HTMLTimeElement).dateTime } = article.dataset;
  // The COinS has the title as plain text; what the page shows of a formula is not. And it has what a citation needs.
  const { authors, topics, categories, coins } = aboutOf(article);
  const names = coins.getAll("rft_id");
  const [date, journal] = ["rft.date", "rft.jtitle"].map((name) => coins.get(name));
  const [doi] = names.flatMap((name) => (name.startsWith("info:doi/") ? name.slice(9) : []));
  const url = names.find((name) => /^http/.test(name));
  const arxiv = !id.includes(":"); // an id of arXiv tells where the paper and its PDF are
  const links = every(`.sources a:is(.code, .badge${arxiv ? "" : ", .pdf"})`, HTMLAnchorElement, article).map(
    ({ href, textContent }) => /** @type {[string, string]} */ ([href, textContent]),
  );
  return {
    title: coins.get("rft.atitle") ?? "",
    ...(latex && { latex }),
    ...(version && { version }),
    ...(authors.length && { authors }),
    ...(others !== undefined && { others: /** @type {const} */ (true) }),
    ...(topics.length && { topics }),
    ...(categories.length && { categories }),
    ...(date && { date }),
    ...(journal && { journal }),
    ...(!arxiv && doi && { doi }),
    ...(!arxiv && url && { url }),
    ...(links.length && { links }),
    day,
    at: Date.now(),
  };
}

function draw() {
  const { starred } = current();
  for (const { id, button, status } of papers) {
    button?.setAttribute("aria-pressed", String(id in starred));
    if (status) status.textContent = failure() && `Not saved: ${failure()}`;
  }
}

for (const { element, button } of papers) button?.addEventListener("click", () => toggleStar(element));
follow(draw);
draw();
