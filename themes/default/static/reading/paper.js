// A paper's page: its marks, its keys, and buttons that copy citations. The page has all its text without this file.

import "../cite.js";
import { maybe, one } from "../lib/dom.js";
import { listen } from "./keys.js";
import { draw, star, toggleRead, undo } from "./marks.js";
import { current, failure, follow } from "./state.js";

const article = one("article.single", HTMLElement);
const marks = one(".marks", HTMLElement, article);
const starring = maybe(".star", HTMLButtonElement, marks);
const reading = one(".read", HTMLButtonElement, marks);
const status = one("[role=status]", HTMLElement, marks);
const { id = "" } = article.dataset;

function show() {
  draw(article, marks);
  if (starring) starring.textContent = id in current().starred ? "Starred" : "Star";
  reading.textContent = id in current().read ? "Read" : "Mark as read";
  status.textContent = failure() && `Not saved: ${failure()}`;
}

/** @param {string} selector of a link that is followed */
const go = (selector) => () => maybe(selector, HTMLAnchorElement)?.click();

starring?.addEventListener("click", () => star(article));
reading.addEventListener("click", () => toggleRead(id));
listen({
  star: starring && { key: "s", about: "Star or unstar", act: () => star(article) },
  read: { key: "x", about: "Mark as read or unread", act: () => toggleRead(id) },
  undo: { key: "u", about: "Undo", act: undo },
  pdf: {
    key: "v",
    about: "Open the PDF in a new tab",
    act: () => {
      const pdf = maybe(".pdf", HTMLAnchorElement, article);
      if (pdf) open(pdf.href, "_blank", "noopener");
    },
  },
  down: { key: "j", about: "Next paper of the day", act: go(".turn .on") },
  up: { key: "k", about: "Previous paper of the day", act: go(".turn .back") },
  day: { key: "d", about: "Go to the day", act: go(".elsewhere a") },
});
follow(show);
show();
