// What a reader did, kept on this device and nowhere else: one JSON in the browser's storage. `docs/reader-state.md`
// describes it. Tabs stay in step, and without storage all works until the page is left.

import { table, texts } from "../lib/json.js";
import { root } from "../lib/site.js";
import { since1 } from "./since.js";

/**
 * @typedef {object} State
 * @property {2} version
 * @property {Record<string, 1>} read ids of papers
 * @property {Record<string, import("./entries.js").Entry>} starred by id
 * @property {string[]} watch words and phrases
 * @property {string[]} mute words and phrases
 * @property {{ day: string, since: string, at: number } | undefined} visit of the home page
 * @property {Record<string, string>} places the paper of each page that the reader left last, by the page's path within the site
 * @property {Settings} settings
 */

/**
 * @typedef {object} Settings
 * @property {"light" | "dark"} [scheme] of colours, else that of the system
 * @property {"titles" | "short" | "full"} [density] how much of a paper lists show: `short` unless it is said
 * @property {boolean} [pane] whether a wide window shows the current paper beside the list: so unless it is false
 * @property {boolean} [hidden] whether papers that were read are hidden
 * @property {string[]} [folded] names of sections that are folded
 * @property {boolean} [ranked] whether a day is in the order of similarity to starred papers
 * @property {boolean} [keys] whether shortcuts work: so unless it is false
 * @property {Record<string, string>} [map] the shortcuts that the reader changed
 * @property {string} [order] of saved papers
 */

const NAME = `sitegen ${root.pathname}`;

/** @type {Set<() => void>} */
const followers = new Set();

let fault = "";

/** What the storage said when it failed last; empty as long as it does not. */
export const failure = () => fault;

/** @type {State} */
let state = read(stored()) ?? nothing();

/** @returns {Readonly<State>} */
export const current = () => state;

/**
 * Change the state, beginning with what other tabs have made of it.
 * @param {(state: State) => void} change
 */
export function update(change) {
  if (!fault) state = read(stored()) ?? state; // what could not be stored is only here
  change(state);
  try {
    localStorage.setItem(NAME, JSON.stringify(state));
    fault = "";
  } catch (error) {
    fault = messageOf(error);
  }
  for (const follower of followers) follower();
}

/** @param {() => void} follower called after each change, in this tab or another */
export function follow(follower) {
  followers.add(follower);
}

/** Whether what is stored is of another version: what the reader did not ask for must not replace it. */
export const isStrange = () => stored() !== null && !read(stored());

addEventListener("storage", (event) => {
  if (event.key === NAME || event.key === null) take(event.newValue);
});
addEventListener("pageshow", (event) => {
  if (event.persisted) take(stored()); // a page that one comes back to has missed what happened meanwhile
});

/** @param {string | null} text */
function take(text) {
  state = read(text) ?? nothing();
  for (const follower of followers) follower();
}

/** @param {unknown} error */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @returns {State} */
function nothing() {
  return { version: 2, read: {}, starred: {}, watch: [], mute: [], visit: undefined, places: {}, settings: {} };
}

function stored() {
  try {
    return localStorage.getItem(NAME);
  } catch (error) {
    fault = messageOf(error);
    return null;
  }
}

/**
 * @param {string | null} text
 * @returns {State | null} null when there is none, or one of another version: it is left alone until something changes
 */
function read(text) {
  try {
    const found = JSON.parse(text ?? "null");
    if (![1, 2].includes(found?.version)) return null;
    const [read, starred, places, settings] = [found.read, found.starred, found.places, found.settings].map(table);
    return { ...found, version: 2, read, starred, watch: texts(found.watch), mute: texts(found.mute), places, settings: since1(settings) };
  } catch {
    return null;
  }
}
