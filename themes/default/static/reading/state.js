// What a reader did, kept on this device and nowhere else: one JSON in the browser's storage. `docs/reader-state.md`
// describes it. Tabs stay in step, and without storage all works until the page is left.

import { table, texts } from "../lib/json.js";
import { root } from "../lib/site.js";
import { checked } from "./settings.js";
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
/** Where what cannot be read is kept when it is replaced. */
const ASIDE = `${NAME} unread`;

/** @type {Set<() => void>} */
const followers = new Set();

let fault = "";

/** What the storage said when it failed last; empty as long as it does not. */
export const failure = () => fault;

/** @type {State} */
let state = nothing();
/** What the state was read from, or written as. @type {string | null | undefined} */
let text;
let isWhole = true; // whether all of it could be read
/** What could not be stored, and is only here. @type {((state: State) => void)[]} */
let pending = [];
renew(stored());

/** @returns {Readonly<State>} */
export const current = () => state;

/**
 * Change the state, beginning with what other tabs have made of it.
 * @param {(state: State) => void} change may be called again, with a state of another tab, when it cannot be stored
 */
export function update(change) {
  renew(stored());
  change(state);
  pending.push(change);
  try {
    if (text && !isWhole) localStorage.setItem(ASIDE, text);
    const written = JSON.stringify(state);
    localStorage.setItem(NAME, written);
    [text, isWhole, pending, fault] = [written, true, [], ""];
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
export const isStrange = () => stored() != null && !read(stored() ?? null);

/** @returns {string} what was stored and cannot be read, or not all of it; empty when there is nothing of the kind */
export function unread() {
  renew(stored());
  return isWhole ? (stored(ASIDE) ?? "") : (text ?? "");
}

/** Delete what cannot be read. */
export function discardUnread() {
  if (!isWhole) update(() => {}); // which sets it aside first
  try {
    localStorage.removeItem(ASIDE);
  } catch (error) {
    fault = messageOf(error);
  }
}

addEventListener("storage", (event) => {
  if (event.key === NAME || event.key === null) take(event.newValue);
});
addEventListener("pageshow", (event) => {
  if (event.persisted) take(stored()); // a page that one comes back to has missed what happened meanwhile
});

/** @param {string | null | undefined} found */
function take(found) {
  renew(found);
  for (const follower of followers) follower();
}

/**
 * Go on from what is stored, and do again what could not be.
 * @param {string | null | undefined} found undefined when the storage does not say
 */
function renew(found) {
  if (found === undefined || found === text) return;
  const next = read(found);
  text = found;
  isWhole = found === null || !!next?.isWhole;
  if (!next && found !== null) return;
  state = next?.state ?? nothing();
  for (const change of pending) change(state);
}

/** @param {unknown} error */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @returns {State} */
function nothing() {
  return { version: 2, read: {}, starred: {}, watch: [], mute: [], visit: undefined, places: {}, settings: {} };
}

/** @returns {string | null | undefined} undefined when the browser forbids to ask */
function stored(name = NAME) {
  try {
    return localStorage.getItem(name);
  } catch (error) {
    fault = messageOf(error);
  }
}

/**
 * @param {string | null} text
 * @returns {{ state: State, isWhole: boolean } | null} null when there is none, or one of another version: it is left alone
 *   until something changes. Of what is not of its kind nothing is taken, and it is not whole.
 */
function read(text) {
  const found = parsed(text);
  const { version } = table(found);
  if (version !== 1 && version !== 2) return null;
  const { read, starred, watch, mute, visit, places, settings } = table(found);
  const taken = {
    read: /** @type {State["read"]} */ (table(read)),
    starred: /** @type {State["starred"]} */ (table(starred)),
    watch: texts(watch),
    mute: texts(mute),
    visit: visitOf(visit),
    places: Object.fromEntries(Object.entries(table(places)).flatMap(([path, id]) => (typeof id === "string" ? [[path, id]] : []))),
  };
  const old = since1(table(settings));
  const now = checked(old);
  /** @param {Record<string, unknown>} some @param {Record<string, unknown>} others */
  const areSame = (some, others) => Object.entries(some).every(([name, value]) => isSame(value, others[name]));
  const isWhole = areSame({ read, starred, watch, mute, visit, places }, taken) && isSame(settings, table(settings)) && areSame({ ...old }, { ...now });
  return { state: { ...table(found), ...taken, version: 2, settings: now }, isWhole };
}

/** @param {string | null} text @returns {unknown} null when it is not JSON */
function parsed(text) {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}

/** @param {unknown} found @param {unknown} taken of it */
function isSame(found, taken) {
  return found === undefined || found === taken || JSON.stringify(found) === JSON.stringify(taken);
}

/** @param {unknown} value */
function visitOf(value) {
  const { day, since, at } = table(value);
  return typeof day === "string" && typeof since === "string" && typeof at === "number" ? { day, since, at } : undefined;
}
