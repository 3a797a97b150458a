// Starred papers as they are kept, and lists of them that come from elsewhere: nothing of those is taken unseen.

import { LABELS, parted } from "../search/address.js";
import { table, texts } from "./state.js";

/**
 * @typedef {object} Entry
 * @property {string} title plain text
 * @property {string} [latex] the title as LaTeX, when it is not the plain one with LaTeX's own characters escaped
 * @property {string} [version] `v2`
 * @property {string[]} [authors] when the digest names them
 * @property {true} [others] whether it says that there are more
 * @property {string} [date] when it was published, of a paper that is not arXiv's: `2020-07-22`, `2020-07` or `2020`
 * @property {string} [journal]
 * @property {string} [doi] likewise
 * @property {string} [url] where it is, likewise
 * @property {string} day on which the paper was seen, `2020-07-22`
 * @property {number} at when it was starred, in milliseconds since 1970
 */

const ID = /^(?:\d{4}\.\d{4,5}|[a-z]+(?:-[a-z]+)*\/\d{7}|[a-z]+:[\w.()-]+(?:\/[\w.()-]+)*)$/;
const DOTS = /[:/]\.{1,2}(?:\/|$)/;
const VERSION = /^v\d{1,3}$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const DATE = /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?$/;
const DOI = /^10\.\d{4,9}\/[\w.;()/:<>[\]+*,#-]+$/;
const URL = /^https?:\/\/[^\s"<>\\^`{|}]+$/;
const BREAKS = /[\p{Cc}\u2028\u2029]+/gu;
const SWITCHES = ["expanded", "hidden", "keys", "ranked"];

/** @param {string} id */
const isId = (id) => ID.test(id) && !DOTS.test(id) && Object.hasOwn(LABELS, parted(id)[0]);

/**
 * @param {string} id
 * @param {any} value
 * @returns {Entry | null} what is known of the paper, null if that cannot be an entry
 */
export function entry(id, value) {
  const { title, latex, version, authors, others, date, journal, doi, url, day, at } = table(value);
  if (!isId(id) || typeof title !== "string" || !isDay(day) || !Number.isSafeInteger(at) || at < 0) return null;
  const line = title.replace(BREAKS, " ");
  if (!line.trim()) return null;
  const names = texts(authors).map((name) => name.replace(BREAKS, " ")).filter((name) => name.trim());
  return {
    title: line,
    ...(typeof latex === "string" && latex && matched(latex) && { latex: latex.replace(BREAKS, " ") }),
    ...(VERSION.test(version) && { version }),
    ...(names[0] && { authors: names, ...(others === true && { others }) }),
    ...(DATE.test(date) && { date }),
    ...(typeof journal === "string" && journal.trim() && { journal: journal.replace(BREAKS, " ") }),
    ...(DOI.test(doi) && { doi }),
    ...(URL.test(url) && { url }),
    day,
    at,
  };
}

/** @param {any} value */
function isDay(value) {
  if (typeof value !== "string" || !DAY.test(value)) return false;
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
 * @param {Iterable<[string, any]>} pairs
 * @returns {{ starred: Record<string, Entry>, left: number }} the entries, and how many were none
 */
export function entries(pairs) {
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
 * Add papers to those that are there, which stay: of a paper with two stars, the older counts.
 * @param {Record<string, Entry>} mine
 * @param {Record<string, Entry>} theirs
 * @returns {number} how many are new
 */
export function merge(mine, theirs) {
  let added = 0;
  for (const [id, their] of Object.entries(theirs)) {
    const own = entry(id, mine[id]);
    if (own) mine[id].at = Math.min(own.at, their.at);
    else {
      mine[id] = their;
      added += 1;
    }
  }
  return added;
}

/**
 * Read what this page once gave away, the list or everything.
 * @param {string} text
 * @throws {Error} that says in a sentence why it cannot be taken
 */
export function brought(text) {
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    throw new Error("This is not JSON.");
  }
  const { version, starred, read, watch, mute, settings } = table(found);
  if (!Number.isInteger(version) || ![starred, read].some((part) => part === table(part))) {
    throw new Error("This is JSON, but not from a page of saved papers.");
  }
  if (version !== 1) throw new Error(`This is of version ${version}, and this page knows version 1.`);
  const { map, order } = table(settings);
  const keys = Object.entries(table(map)).filter(([, key]) => typeof key === "string" && [...key].length === 1);
  return {
    ...entries(Object.entries(table(starred))),
    read: Object.keys(table(read)).filter(isId),
    watch: texts(watch),
    mute: texts(mute),
    settings: {
      ...Object.fromEntries(SWITCHES.filter((name) => typeof settings?.[name] === "boolean").map((name) => [name, settings[name]])),
      ...(typeof order === "string" && { order }),
      ...(keys.length && { map: Object.fromEntries(keys) }),
    },
  };
}
