// Where the files of the site are, and what they hold.

/** The address of the site, seen from `assets/<hash>/lib/`. */
export const root = new URL("../../../", import.meta.url);

/**
 * @param {string} day `2020-07-22`
 * @returns {string} the folder of its page, below the site's address
 */
export const folder = (day) => `${day.replaceAll("-", "/")}/`;

/**
 * Fetch JSON.
 * @param {URL | string} address
 * @returns {Promise<unknown>}
 * @throws {Error} when the host does not have it
 */
export async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}
