// What a reader did, kept on this device and nowhere else: one JSON in the browser's storage. `docs/reader-state.md`
// describes it. Tabs stay in step, and without storage all works until the page is left.

import { table, texts } from "../lib/json.js";
import { root } from "../lib/site.js";

/**
 * @typedef {object} State
 * @property {1} version
 * @property {Record<string, 1>} read ids of papers
 * @property {Record<string, import("./entries.js").Entry>} starred by id
 * @property {string[]} watch words and phrases
 * @property {string[]} mute words and phrases
 * @property {{ day: string, since: string, at: number } | undefined} visit of the home page
 * @property {{ expanded?: boolean, hidden?: boolean, ranked?: boolean, keys?: boolean, map?: Record<string, string>, order?: string }} settings
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
  return { version: 1, read: {}, starred: {}, watch: [], mute: [], visit: undefined, settings: {} };
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
    if (found?.version !== 1) return null;
    const [read, starred, settings] = [found.read, found.starred, found.settings].map(table);
    return { ...found, read, starred, watch: texts(found.watch), mute: texts(found.mute), settings };
  } catch {
    return null;
  }
}
