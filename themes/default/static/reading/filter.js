// Words in, papers out: which texts have all of them, and where.

/** @typedef {[from: number, to: number]} Span of a text */

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

const TERMS = /(-?)(?:"([^"]*)"?|(\S+))/g;

/**
 * Understand what a reader typed: words that a text must have, `-words` that it must not have, and `"phrases"`.
 * @param {string} text
 * @returns {{ fits: (text: string) => boolean, marked: string[] }} whether a plain text fits, and the words that are marked in it
 */
export function query(text) {
  /** @type {string[]} */
  const wanted = [];
  /** @type {string[]} */
  const refused = [];
  for (const [, minus, phrase, word] of plain(text).matchAll(TERMS)) {
    const term = (phrase ?? word).trim().replace(/\s+/g, " ");
    if (term) (minus ? refused : wanted).push(term);
  }
  return {
    fits: (text) => wanted.every((term) => text.includes(term)) && !refused.some((term) => text.includes(term)),
    marked: wanted,
  };
}

/**
 * Put `<mark>` around words.
 * @param {Element} element
 * @param {string[]} wanted plain words
 */
export function mark(element, wanted) {
  const where = plain(element.textContent);
  /** @type {Span[]} */
  const spans = [];
  for (let at = 0; at < where.length; ) {
    const found = wanted.find((word) => where.startsWith(word, at));
    if (found) spans.push([at, at + found.length]);
    at += found?.length ?? 1;
  }
  wrap(element, spans);
}

/**
 * Put `<mark class="..">` around parts of a text, but for those in formulas and numbers.
 * @param {Element} element
 * @param {Span[]} spans their beginnings and ends, in order
 * @param {string} [name] of the class
 */
export function wrap(element, spans, name = "") {
  if (!spans.length) return;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  /** @type {{ text: Text, at: number }[]} */
  const texts = [];
  for (let node = walker.nextNode(), at = 0; node instanceof Text; node = walker.nextNode()) {
    texts.push({ text: node, at });
    at += node.data.length;
  }
  for (const { text, at } of texts) {
    if (text.parentElement?.closest("math, .number")) continue;
    for (const [from, to] of spans.toReversed()) {
      const [begin, end] = [Math.max(from - at, 0), Math.min(to - at, text.data.length)];
      if (begin >= end) continue;
      const hit = text.splitText(begin);
      hit.splitText(end - begin);
      const made = Object.assign(document.createElement("mark"), { className: name });
      hit.replaceWith(made);
      made.append(hit);
    }
  }
}

/**
 * @param {Element} element
 * @param {string} which marks: a selector
 */
export function unmark(element, which) {
  const marks = element.querySelectorAll(`mark${which}`);
  for (const made of marks) made.replaceWith(...made.childNodes);
  if (marks.length) element.normalize();
}

const AHEAD = 120; // characters that two short lines hold: a mark before this is in sight
const LEAD = 40; // characters that are kept before a mark

/**
 * Let a text that shows its first lines only begin shortly before its first mark, if that would be out of sight.
 * @param {Element} text
 */
export function bring(text) {
  for (const skipped of text.querySelectorAll(".skipped")) skipped.replaceWith(...skipped.childNodes);
  text.normalize();
  const first = text.querySelector("mark");
  if (!first) return;
  const range = document.createRange();
  range.setStart(text, 0);
  range.setEndBefore(first);
  if (range.toString().length < AHEAD) return;
  const { previousSibling: before } = first;
  // Where nothing can be kept, as in a link or after a formula, the text begins with the mark or what holds it.
  if (before instanceof Text && before.parentNode === text) {
    const at = before.data.lastIndexOf(" ", before.data.length - LEAD);
    range.setEnd(before, Math.max(at, 0) && at + 1);
  } else if (first.parentNode !== text) return;
  const skipped = document.createElement("span");
  skipped.className = "skipped";
  skipped.append(range.extractContents());
  text.prepend(skipped);
}
