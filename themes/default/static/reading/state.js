// What a reader did, kept on this device and nowhere else: one JSON in the browser's storage. `docs/reader-state.md`
// describes it. Tabs stay in step, and without storage all works until the page is left.

/**
 * @typedef {object} State
 * @property {1} version
 * @property {Record<string, 1>} read ids of papers
 * @property {{ expanded?: boolean, hidden?: boolean, keys?: boolean, map?: Record<string, string> }} settings
 */

const NAME = `sitegen ${new URL("../../../", import.meta.url).pathname}`;

/** @type {Set<() => void>} */
const followers = new Set();

/** What the storage said when it failed last; empty as long as it does not. */
export let failure = "";

/** @type {State} */
let state = read(stored()) ?? { version: 1, read: {}, settings: {} };

/** @returns {Readonly<State>} */
export const current = () => state;

/**
 * Change the state, beginning with what other tabs have made of it.
 * @param {(state: State) => void} change
 */
export function update(change) {
  state = read(stored()) ?? state;
  change(state);
  try {
    localStorage.setItem(NAME, JSON.stringify(state));
    failure = "";
  } catch (error) {
    failure = String(error?.message ?? error);
  }
  for (const follower of followers) follower();
}

/** @param {() => void} follower called after each change, in this tab or another */
export function follow(follower) {
  followers.add(follower);
}

addEventListener("storage", (event) => {
  if (event.key !== NAME && event.key !== null) return;
  state = read(event.newValue) ?? { version: 1, read: {}, settings: {} };
  for (const follower of followers) follower();
});

function stored() {
  try {
    return localStorage.getItem(NAME);
  } catch (error) {
    failure = String(error?.message ?? error);
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
    return { ...found, read: found.read ?? {}, settings: found.settings ?? {} };
  } catch {
    return null;
  }
}
