// Words in, papers out: which texts have all of them, and where.

const MARKS = /\p{M}/gu;
const BEYOND_ASCII = /[^\0-\x7f]/gu;

/**
 * Make letters comparable: no case, no accents, as many characters as before.
 * @param {string} text
 */
export const plain = (text) =>
  text.replace(BEYOND_ASCII, (character) => {
    const bare = character.normalize("NFKD").replace(MARKS, "").toLowerCase();
    return bare.length === character.length ? bare : character;
  }).toLowerCase();

/** @param {string} text what the reader typed */
export const words = (text) => plain(text).split(/\s+/).filter(Boolean);

/**
 * Put `<mark>` around words.
 * @param {Element} element
 * @param {string[]} wanted plain words
 */
export function mark(element, wanted) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest("math, .number") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (let text of texts) {
    const where = plain(text.data);
    let gone = 0;
    for (let at = 0; at < where.length; ) {
      const found = wanted.find((word) => where.startsWith(word, at));
      if (!found) {
        at += 1;
        continue;
      }
      const hit = text.splitText(at - gone);
      text = hit.splitText(found.length);
      const made = document.createElement("mark");
      hit.replaceWith(made);
      made.append(hit);
      at += found.length;
      gone = at;
    }
  }
}

/** @param {Element} element */
export function unmark(element) {
  const marks = element.querySelectorAll("mark");
  for (const made of marks) made.replaceWith(...made.childNodes);
  if (marks.length) element.normalize();
}
