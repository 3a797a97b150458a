// Dates as people write them: `2026-08`, `20 August 2026`, `Aug 20, 2026`. A year alone is a word: titles have many.

const MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
const NAMES = MONTHS.map((name) => `${name.slice(0, 3)}(?:${name.slice(3)})?`).join("|");
const NAME = `(${NAMES}|sept)\\.?`;
const YEAR = "((?:19|20)\\d\\d)";
const DAY = "(\\d{1,2})(?:st|nd|rd|th)?";
/** @type {[pattern: RegExp, order: string][]} the parts of a date in the order in which each pattern has them */
const FORMS = [
  [RegExp(`(?<=\\s)${YEAR}[-/](\\d\\d)(?:[-/](\\d\\d))?(?=\\s)`), "ymd"],
  [RegExp(`(?<=\\s)${DAY} +${NAME},? +${YEAR}(?=\\s)`, "i"), "dmy"],
  [RegExp(`(?<=\\s)${NAME} +${DAY},? +${YEAR}(?=\\s)`, "i"), "mdy"],
  [RegExp(`(?<=\\s)${NAME},? +${YEAR}(?=\\s)`, "i"), "my"],
];

/** @typedef {{ date: string, next: string, written: string, rest: string }} Dated a day or month, what comes after it, and the text */

/**
 * Find the date that a query has outside of its quotation marks.
 * @param {string} text
 * @returns {Dated | null}
 */
export function dated(text) {
  const plain = ` ${text} `.replace(/"[^"]*"/g, (quoted) => "\0".repeat(quoted.length));
  for (const [pattern, order] of FORMS) {
    const found = pattern.exec(plain);
    if (!found) continue;
    const [year, month, day] = ["y", "m", "d"].map((part) => (order.includes(part) && found[order.indexOf(part) + 1]) || "");
    const place = /^\d/.test(month) ? Number(month) : MONTHS.findIndex((name) => name.startsWith(month.slice(0, 3).toLowerCase())) + 1;
    const date = [year, place, ...(day ? [day] : [])].map((part) => String(part).padStart(2, "0")).join("-");
    const next = after(date);
    const [start, end] = [found.index - 1, found.index - 1 + found[0].length];
    if (next) return { date, next, written: found[0], rest: `${text.slice(0, Math.max(0, start))} ${text.slice(end)}`.trim() };
  }
  return null;
}

/**
 * @param {string} date a day or a month
 * @returns {string} the day or month after it; empty when there is no such date
 */
function after(date) {
  const isDay = date.length > 7;
  const time = new Date(`${isDay ? date : date + "-01"}T00:00Z`);
  if (isNaN(Number(time)) || !time.toISOString().startsWith(date)) return "";
  if (isDay) time.setUTCDate(time.getUTCDate() + 1);
  else time.setUTCMonth(time.getUTCMonth() + 1);
  return time.toISOString().slice(0, date.length);
}
