// The stars of the papers that a page shows: a day's, or one.

import { elsewhere, parted, submitted } from "../search/address.js";
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
  const { id, latex, version, others, day = document.querySelector("h1 time").dateTime } = article.dataset;
  // The COinS has the title as plain text; what the page shows of a formula is not. And it has what a citation needs.
  const known = new URLSearchParams(article.querySelector(".Z3988").title);
  const [authors, names] = [known.getAll("rft.au"), known.getAll("rft_id")];
  const [date, journal] = [known.get("rft.date"), known.get("rft.jtitle")];
  const doi = names.find((name) => name.startsWith("info:doi/"))?.slice("info:doi/".length);
  const url = names.find((name) => !name.startsWith("info:"));
  const [scheme] = parted(id);
  return {
    title: known.get("rft.atitle"),
    ...(latex && { latex }),
    ...(version && { version }),
    ...(authors.length && { authors }),
    ...(others !== undefined && { others: true }),
    ...(date && !submitted(id).length && { date }),
    ...(journal && { journal }),
    ...(doi && !["arxiv", "doi", "biorxiv", "medrxiv"].includes(scheme) && { doi }),
    ...(url && scheme !== "arxiv" && url !== elsewhere(id, version) && { url }),
    day,
    at: Date.now(),
  };
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
