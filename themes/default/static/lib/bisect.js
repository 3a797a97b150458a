// Binary search.

/**
 * Find the first of some places for which a test holds that holds for all places after it.
 * @param {number} places how many there are
 * @param {(place: number) => boolean} test
 * @returns {number} the number of places when the test holds for none
 */
export function first(places, test) {
  let [low, high] = [0, places];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
