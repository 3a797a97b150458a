// A saved paper as a row: what is known of it, the reader's tags and note, and its abstract, which its own page has.

import { element, every, maybe, one } from "../lib/dom.js";
import { address, label, parted, place } from "../search/address.js";
import { byline, noteOf, tagsOf } from "./entries.js";
import { pageOf } from "./formats.js";

/** @typedef {import("./entries.js").Entry} Entry */

/**
 * @typedef {object} Site where its papers are
 * @property {string} root its base path
 * @property {string} pattern of the addresses of papers
 * @property {string} folded the newest day whose papers have no pages, if there is one
 */

/**
 * @typedef {object} Acts what a reader does with a row of their own
 * @property {(id: string) => void} read
 * @property {(id: string) => void} remove
 * @property {(id: string, tags: string[], note: string) => void} annotate
 * @property {(tag: string) => void} filter
 */

/**
 * @typedef {object} Row
 * @property {HTMLElement} element
 * @property {(entry: Entry, isRead: boolean) => void} draw
 * @property {() => void} open or close its abstract
 * @property {() => void} edit tags and note
 */

/**
 * @param {string} id
 * @param {Site} site
 * @param {Acts} [acts] none for a paper of somebody else's list
 * @returns {Row}
 */
export function rowFor(id, site, acts) {
  const about = element("div");
  const article = element("article", { className: "paper" }, about);
  article.dataset.id = id;
  const abstract = element("div", { className: "abstract", hidden: true });
  const opener = button("Abstract", () => open());
  opener.setAttribute("aria-expanded", "false");
  const links = element("span", { className: "links" });
  const row = element("p", { className: "row-acts" }, links, opener);
  article.append(abstract, row);
  /** @type {Entry | undefined} */
  let entry;
  let drawn = "";
  let isLoaded = false;
  const reader = acts && readerOf(article, row, () => entry, id, acts);

  const whereabouts = () => {
    const { day } = /** @type {Entry} */ (entry);
    const seen = place(site.root, day, id);
    return { seen, page: day > site.folded ? address(site.root, site.pattern, id) : seen };
  };

  async function open() {
    abstract.hidden = !abstract.hidden;
    opener.setAttribute("aria-expanded", String(!abstract.hidden));
    if (abstract.hidden || isLoaded) return;
    abstract.textContent = "Loading…";
    try {
      abstract.replaceChildren(...(await abstractOf(id, whereabouts().page)));
      isLoaded = true;
    } catch {
      abstract.textContent = "The abstract could not be loaded.";
    }
  }

  return {
    element: article,
    open,
    edit: () => reader?.edit(),
    draw(now, isRead) {
      const text = JSON.stringify([now, isRead]);
      if (drawn === text) return;
      [entry, drawn] = [now, text];
      const { seen, page } = whereabouts();
      about.replaceChildren(...told(now, page, seen, acts));
      links.replaceChildren(...linksOf(id, now));
      opener.setAttribute("aria-label", `Abstract: ${now.title}`);
      reader?.draw(now, isRead);
    },
  };
}

/** @param {string} textContent @param {() => void} act */
function button(textContent, act) {
  const made = element("button", { type: "button", textContent });
  made.addEventListener("click", act);
  return made;
}

/** What is said of a paper. @param {Entry} entry @param {string} page @param {string} seen @param {Acts} [acts] */
function told(entry, page, seen, acts) {
  const { title, day, categories = [], tags = [], note } = entry;
  const heading = element("h2", { className: "title" }, element("a", { href: page }, element("bdi", { textContent: title })));
  const by = element("div", { className: "by" });
  const authors = byline(entry);
  if (authors) by.append(element("p", { className: "authors" }, element("bdi", { textContent: authors })), " ");
  by.append(element("a", { className: "day", href: seen }, element("time", { dateTime: day, textContent: day })));
  if (categories.length) by.append(" ", element("span", { textContent: categories.join(", ") }));
  const parts = [heading, by];
  if (tags.length) {
    /** @param {string} tag */
    const tagged = (tag) => (acts ? button(`#${tag}`, () => acts.filter(tag)) : element("span", { textContent: `#${tag}` }));
    parts.push(element("div", { className: "own-tags" }, ...tags.map(tagged)));
  }
  if (note) parts.push(element("p", { className: "own-note", textContent: note }));
  return parts;
}

/** Where a paper is, and what belongs to it. @param {string} id @param {Entry} entry */
function linksOf(id, entry) {
  const { url, version = "" } = entry;
  const source = pageOf(id, entry);
  const name = label(id, url) + version;
  const made = [source ? element("a", { href: source, textContent: name }) : element("span", { textContent: name })];
  const pdf = parted(id)[0] === "arxiv" ? [[`https://arxiv.org/pdf/${id}${version}`, "PDF"]] : [];
  for (const [href, textContent] of [...pdf, ...(entry.links ?? [])]) {
    const link = element("a", { href, textContent });
    if (textContent === "PDF") {
      link.className = "pdf";
      link.setAttribute("aria-label", `PDF of ${id}`);
    }
    made.push(link);
  }
  return made;
}

/**
 * The abstract of a paper, as its page has it or its place on the page of a day.
 * @param {string} id
 * @param {string} page
 * @throws {Error} when the host does not have it
 */
async function abstractOf(id, page) {
  const answer = await fetch(page);
  if (!answer.ok) throw new Error(String(answer.status));
  const other = new DOMParser().parseFromString(await answer.text(), "text/html");
  const article = every("article", HTMLElement, other).find(({ dataset }) => dataset.id === id);
  const found = article && maybe(".abstract", HTMLElement, article);
  if (!found) return ["This paper has no abstract."];
  for (const link of every("a", HTMLAnchorElement, found)) link.href = new URL(link.getAttribute("href") ?? "", answer.url).href;
  const copy = document.importNode(found, true);
  copy.className = "";
  return [copy];
}

/**
 * The buttons and the form of a row of the reader's own.
 * @param {HTMLElement} article
 * @param {HTMLElement} row
 * @param {() => Entry | undefined} entry
 * @param {string} id
 * @param {Acts} acts
 */
function readerOf(article, row, entry, id, acts) {
  const [read, star] = ["read", "star"].map((className) => element("button", { type: "button", className }));
  read.addEventListener("click", () => acts.read(id));
  star.addEventListener("click", () => acts.remove(id));
  star.setAttribute("aria-pressed", "true");
  const editor = button("Note", edit);
  editor.setAttribute("aria-expanded", "false");
  row.append(editor);
  article.append(element("span", { className: "marks" }, read, star));
  /** @type {HTMLFormElement | null} */
  let form = null;

  function close() {
    form?.remove();
    form = null;
    editor.setAttribute("aria-expanded", "false");
    editor.focus();
  }

  function edit() {
    const known = entry();
    if (form || !known) return close();
    const made = element("form", { className: "annotation" });
    made.innerHTML = `<label>Tags, separated by commas <input name="tags" autocomplete="off" autocapitalize="none"></label>
<label>Note <textarea name="note" rows="3"></textarea></label>
<p><button>Save</button> <button type="button">Cancel</button></p>`;
    const [tags, note] = [one("input", HTMLInputElement, made), one("textarea", HTMLTextAreaElement, made)];
    tags.value = (known.tags ?? []).join(", ");
    note.value = known.note ?? "";
    made.addEventListener("submit", (event) => {
      event.preventDefault();
      close();
      acts.annotate(id, tagsOf([tags.value]), noteOf(note.value));
    });
    made.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
      else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) made.requestSubmit();
    });
    one("[type=button]", HTMLButtonElement, made).addEventListener("click", close);
    form = made;
    article.append(made);
    editor.setAttribute("aria-expanded", "true");
    tags.focus();
  }

  return {
    edit,
    /** @param {Entry} entry @param {boolean} isRead */
    draw({ title }, isRead) {
      article.toggleAttribute("data-read", isRead);
      read.setAttribute("aria-pressed", String(isRead));
      read.setAttribute("aria-label", `Read: ${title}`);
      star.setAttribute("aria-label", `Star: ${title}`);
      editor.setAttribute("aria-label", `Note and tags: ${title}`);
    },
  };
}
