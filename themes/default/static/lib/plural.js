// Numbers of things, in words.

/**
 * @param {number} number
 * @param {string} noun in the singular
 * @returns {string} `1 paper`, `1,234 papers`
 */
export const count = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
