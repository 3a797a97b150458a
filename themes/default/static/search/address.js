// Where a paper is.

/**
 * Fill in the path of a paper's page, as `permalinks.py` of sitegen does.
 * @param {string} pattern with `{id}`, or `{yymm}` and `{number}`
 * @param {string} id
 */
export function address(pattern, id) {
  const [month, number] = id.includes("/") ? [id.split("/")[1].slice(0, 4), id.replace("/", "-")] : id.split(".");
  return pattern.replaceAll("{id}", id).replaceAll("{yymm}", month).replaceAll("{number}", number);
}

/**
 * The place of a paper on the page of a day, which is all that it has when it is folded.
 * @param {string} root the site's address or base path, with a `/` at its end
 * @param {string} day `2020-07-22`
 * @param {string} id
 */
export const place = (root, day, id) => `${root}${day.replaceAll("-", "/")}/#${id}`;
