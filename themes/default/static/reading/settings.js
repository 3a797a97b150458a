// What each setting may be: of one that is something else, nothing is taken.

import { table, texts } from "../lib/json.js";

/** @typedef {import("./state.js").Settings} Settings */

/** @param {...string} values */
const among = (...values) => (/** @type {unknown} */ value) => values.find((one) => one === value);
/** @param {unknown} value */
const flag = (value) => (typeof value === "boolean" ? value : undefined);

/** What is taken of a setting; undefined for nothing. @type {Record<keyof Settings, (value: unknown) => unknown>} */
const TAKEN = {
  scheme: among("light", "dark"),
  density: among("titles", "short", "full"),
  pane: flag,
  hidden: flag,
  folded: (value) => (Array.isArray(value) ? texts(value) : undefined),
  ranked: flag,
  keys: flag,
  map(value) {
    const keys = Object.entries(table(value)).filter(([, key]) => typeof key === "string" && [...key].length === 1);
    return keys.length ? Object.fromEntries(keys) : undefined;
  },
  order: among("starred", "day", "title"),
};

/**
 * Take the settings that this version knows.
 * @param {Record<string, unknown>} settings
 * @returns {Settings}
 */
export const known = (settings) =>
  Object.fromEntries(Object.entries(TAKEN).flatMap(([name, take]) => {
    const value = take(settings[name]);
    return value === undefined ? [] : [[name, value]];
  }));

/**
 * Take the settings that this version knows, and leave all others as they are.
 * @param {Record<string, unknown>} settings
 * @returns {Settings}
 */
export const checked = (settings) => ({
  ...Object.fromEntries(Object.entries(settings).filter(([name]) => !Object.hasOwn(TAKEN, name))),
  ...known(settings),
});
