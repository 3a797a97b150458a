// When a paper was submitted to arXiv, as its id tells. `citations.py` of sitegen says the same.

const SUBMITTED = /^(?:.*\/)?(\d\d)(0[1-9]|1[0-2])\d*(?:\.\d+)?$/;
const FIRST_YEAR = 91; // of arXiv, in 1991: its ids have years of two digits

/**
 * The year and the month in which a paper was submitted to arXiv.
 * @param {string} id
 * @returns {number[]} empty when it does not tell
 */
export function submitted(id) {
  const [, year, month] = (!id.includes(":") && SUBMITTED.exec(id)) || [];
  return year ? [Number(year) + (Number(year) >= FIRST_YEAR ? 1900 : 2000), Number(month)] : [];
}
