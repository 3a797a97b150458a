// JSON that a reader or another version of a script may have written: what is not of the kind that is wanted counts as empty.

/**
 * @param {unknown} value
 * @returns {Record<string, unknown>}
 */
export const table = (value) =>
  value instanceof Object && !Array.isArray(value) ? /** @type {Record<string, unknown>} */ (value) : {};

/**
 * @param {unknown} value
 * @returns {unknown[]}
 */
export const list = (value) => (Array.isArray(value) ? value : []);

/**
 * @param {unknown} value
 * @returns {string[]}
 */
export const texts = (value) => list(value).filter((text) => typeof text === "string");
