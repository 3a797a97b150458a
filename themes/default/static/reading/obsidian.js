// Starred papers as notes in Markdown, a file each, with front matter that Obsidian and other programs read as properties.

import { label } from "../search/address.js";
import { about, hashtag, marked } from "./formats.js";

/** @typedef {import("./formats.js").Pair} Pair */

const LONGEST = 80; // characters of a title in a file's name
const FORBIDDEN = /[\\/:*?"<>|#^[\]\p{Cc}]+/gu; // in names of files, or in links of Obsidian
const json = JSON.stringify; // which is YAML, too

/**
 * Name a note. The id comes first, so that no two have the same name, and none is one that a system reserves.
 * @param {Pair} pair
 */
function nameOf([id, { title }]) {
  const bare = title.replace(FORBIDDEN, " ").replace(/\s+/g, " ").trim();
  const short = [...bare].slice(0, LONGEST).join("").replace(/[. ]+$/, "");
  return `${[id.replace(FORBIDDEN, "-"), short].filter(Boolean).join(" ")}.md`;
}

/**
 * @param {Pair} pair
 * @param {(id: string) => boolean} isRead
 */
function note(pair, isRead) {
  const { id, title, version, authors, journal, date, doi, url, tags, note } = about(pair);
  const [, { day, at, others, categories = [], topics = [], links = [] }] = pair;
  const published = date.map((part) => String(part).padStart(2, "0")).join("-");
  /** @type {[string, unknown][]} */
  const properties = [
    ["title", title],
    ["aliases", [title]],
    ["authors", authors],
    ["more_authors", others && authors.length ? true : ""],
    ["id", label(id, url) + version],
    ["url", url],
    ["doi", doi],
    ["journal", journal],
    ["published", published],
    ["day", day],
    ["starred", new Date(at).toISOString().slice(0, 10)],
    ["read", isRead(id)],
    ["categories", categories],
    ["topics", topics],
    ["tags", [...new Set(tags.map(hashtag))].filter(Boolean)],
  ];
  const rows = properties.flatMap(([name, value]) => (value === "" || (Array.isArray(value) && !value.length) ? [] : [`${name}: ${json(value)}\n`]));
  const parts = [`---\n${rows.join("")}---\n`, `# ${marked(title)}\n`];
  if (url) parts.push(`<${url}>\n`);
  if (links.length) parts.push(links.map(([href, text]) => `* [${marked(text)}](<${href}>)\n`).join(""));
  if (note) parts.push(`${note}\n`);
  return parts.join("\n");
}

/**
 * Write a note for each paper.
 * @param {Pair[]} pairs
 * @param {(id: string) => boolean} isRead
 * @returns {[name: string, text: string][]}
 */
export const notes = (pairs, isRead) => pairs.map((pair) => [nameOf(pair), note(pair, isRead)]);
