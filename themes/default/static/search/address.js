// Where a paper's page is.

/**
 * Fill in the path of a paper's page, as `permalinks.py` of sitegen does.
 * @param {string} pattern with `{id}`, or `{yymm}` and `{number}`
 * @param {string} id
 */
export function address(pattern, id) {
  const [month, number] = id.includes("/") ? [id.split("/")[1].slice(0, 4), id.replace("/", "-")] : id.split(".");
  return pattern.replaceAll("{id}", id).replaceAll("{yymm}", month).replaceAll("{number}", number);
}
