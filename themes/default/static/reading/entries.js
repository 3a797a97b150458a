// Starred papers as they are kept, and lists of them that come from elsewhere: nothing of those is taken unseen.

import { list, table, texts } from "../lib/json.js";
import { LABELS, parted } from "../search/address.js";
import { known } from "./settings.js";
import { since1 } from "./since.js";

/**
 * @typedef {object} Entry
 * @property {string} title plain text
 * @property {string} [latex] the title as LaTeX, when it is not the plain one with LaTeX's own characters escaped
 * @property {string} [version] `v2`
 * @property {string[]} [authors] when the digest names them
 * @property {true} [others] whether it says that there are more
 * @property {string[]} [topics] the headings above it, the topic of its digest, and its keywords
 * @property {string[]} [categories]
 * @property {string} [date] when it was published: `2020-07-22`, `2020-07` or `2020`
 * @property {string} [journal]
 * @property {string} [doi] of a paper that is not arXiv's
 * @property {string} [url] where it is, likewise
 * @property {[string, string][]} [links] to its code, its project and the like: addresses, each with its text
 * @property {string} day on which the paper was seen, `2020-07-22`
 * @property {number} at when it was starred, in milliseconds since 1970
 * @property {string[]} [tags] the reader's own, without commas
 * @property {string} [note] the reader's own, of any number of lines
 */

const ID = /^(?:\d{4}\.\d{4,5}|[a-z]+(?:-[a-z]+)*\/\d{7}|[a-z]+:[\w.()-]+(?:\/[\w.()-]+)*)$/;
const DOTS = /[:/]\.{1,2}(?:\/|$)/;
const VERSION = /^v\d{1,3}$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const DATE = /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?$/;
const DOI = /^10\.\d{4,9}\/[\w.;()/:<>[\]+*,#-]+$/;
const URL = /^https?:\/\/[^\s"<>\\^`{|}]+$/;
const BREAKS = /[\p{Cc}\u2028\u2029]+/gu;
const LAST = 8_640_000_000_000_000; // the latest time that a date can have, in milliseconds
const NAMED = 3; // authors of a byline
const CONTROLS = /[^\P{Cc}\n\t]+/gu;
const LINES = /\r\n?|[\u2028\u2029]/g;

/** @param {string} id */
const isId = (id) => ID.test(id) && !DOTS.test(id) && Object.hasOwn(LABELS, parted(id)[0]);

/**
 * @param {RegExp} pattern
 * @param {unknown} value
 * @returns {value is string} whether it is a text of a pattern
 */
const fits = (pattern, value) => typeof value === "string" && pattern.test(value);

/**
 * @param {string} id
 * @param {unknown} value
 * @returns {Entry | null} what is known of the paper, null if that cannot be an entry
 */
export function entry(id, value) {
  const { title, latex, version, others, date, journal, doi, url, day, at, ...more } = table(value);
  if (!isId(id) || typeof title !== "string" || !isDay(day)) return null;
  if (typeof at !== "number" || !Number.isSafeInteger(at) || at < 0 || at > LAST) return null;
  const line = title.replace(BREAKS, " ");
  if (!line.trim()) return null;
  const [authors, topics, categories] = [more.authors, more.topics, more.categories].map(lines);
  const [tags, note] = [tagsOf(texts(more.tags)), noteOf(more.note)];
  const links = list(more.links).filter(isLink).map(([href, text]) => /** @type {[string, string]} */ ([href, text.replace(BREAKS, " ")]));
  return {
    title: line,
    ...(typeof latex === "string" && latex && matched(latex) && { latex: latex.replace(BREAKS, " ") }),
    ...(fits(VERSION, version) && { version }),
    ...(authors[0] && { authors, ...(others === true && { others }) }),
    ...(topics[0] && { topics }),
    ...(categories[0] && { categories }),
    ...(fits(DATE, date) && { date }),
    ...(typeof journal === "string" && journal.trim() && { journal: journal.replace(BREAKS, " ") }),
    ...(fits(DOI, doi) && { doi }),
    ...(fits(URL, url) && { url }),
    ...(links[0] && { links }),
    day,
    at,
    ...(tags[0] && { tags }),
    ...(note && { note }),
  };
}

/**
 * Read tags: each once, without the commas that are between them when they are written, and the `#` before them.
 * @param {string[]} texts
 */
export const tagsOf = (texts) => [
  ...new Set(texts.flatMap((text) => text.replace(BREAKS, " ").split(",")).map((tag) => tag.replace(/^[\s#]+/, "").trim()).filter(Boolean)),
];

/** @param {unknown} value */
export const noteOf = (value) => (typeof value === "string" ? value.replace(LINES, "\n").replace(CONTROLS, " ").trim() : "");

/**
 * @param {unknown} value
 * @returns {string[]} the texts of a list that say anything, a line each
 */
const lines = (value) => texts(value).map((text) => text.replace(BREAKS, " ")).filter((text) => text.trim());

/**
 * @param {unknown} value
 * @returns {value is [string, string]}
 */
function isLink(value) {
  const [href, text] = list(value);
  return fits(URL, href) && typeof text === "string" && text.trim() !== "";
}

/**
 * Name the first authors, and say how many there are beside: as `byline` of `items.py` does.
 * @param {Entry} entry
 */
export function byline({ authors = [], others }) {
  const between = authors.some((author) => author.includes(",")) ? "; " : ", ";
  if (authors.length <= NAMED + 1) return authors.join(between) + (others && authors.length ? " et al." : "");
  return authors.slice(0, NAMED).join(between) + (others ? " et al." : ` and ${authors.length - NAMED} more`);
}

/**
 * @param {unknown} value
 * @returns {value is string}
 */
function isDay(value) {
  if (!fits(DAY, value)) return false;
  const date = new Date(`${value}T00:00Z`);
  return !isNaN(Number(date)) && date.toISOString().startsWith(value);
}

/**
 * Whether BibTeX finds each brace's partner.
 * @param {string} latex
 */
export function matched(latex) {
  let depth = 0;
  for (const character of latex) {
    depth += Number(character === "{") - Number(character === "}");
    if (depth < 0) return false;
  }
  return depth === 0;
}

/**
 * @param {Iterable<[string, unknown]>} pairs
 * @returns {{ starred: Record<string, Entry>, left: number }} the entries, and how many were none
 */
export function entries(pairs) {
  /** @type {Record<string, Entry>} */
  const starred = {};
  let left = 0;
  for (const [id, value] of pairs) {
    const found = entry(id, value);
    if (found) starred[id] = found;
    else left += 1;
  }
  return { starred, left };
}

/**
 * Add papers to those that are there, which stay: of a paper with two stars, the older counts. Tags and notes of both are
 * kept.
 * @param {Record<string, Entry>} mine
 * @param {Record<string, Entry>} theirs
 * @returns {number} how many are new
 */
export function merge(mine, theirs) {
  let added = 0;
  for (const [id, their] of Object.entries(theirs)) {
    const own = entry(id, mine[id]);
    if (own) {
      const [tags, note] = [tagsOf([...(own.tags ?? []), ...(their.tags ?? [])]), joined(own.note, their.note)];
      mine[id] = { ...mine[id], at: Math.min(own.at, their.at), ...(tags[0] && { tags }), ...(note && { note }) };
    } else {
      mine[id] = their;
      added += 1;
    }
  }
  return added;
}

/** Two notes as one, which has what both say: once, if one has the other. */
const joined = (own = "", their = "") =>
  own.includes(their) ? own : their.includes(own) ? their : `${own}\n\n${their}`;

/**
 * Read what this page once gave away, the list or everything.
 * @param {string} text
 * @returns {{ starred: Record<string, Entry>, left: number, read: string[], watch: string[], mute: string[],
 *   settings: import("./state.js").State["settings"] }}
 * @throws {Error} that says in a sentence why it cannot be taken
 */
export function brought(text) {
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    throw new Error("The file is not JSON.");
  }
  const { version, starred, read, watch, mute, settings } = table(found);
  if (!Number.isInteger(version) || ![starred, read].some((part) => part === table(part))) {
    throw new Error("The file is JSON, but was not exported from a page of saved papers.");
  }
  if (version !== 1 && version !== 2) throw new Error(`The file has version ${version}, but this page reads only versions 1 and 2.`);
  return {
    ...entries(Object.entries(table(starred))),
    read: Object.keys(table(read)).filter(isId),
    watch: texts(watch),
    mute: texts(mute),
    settings: known(since1(table(settings))),
  };
}
