// Work that can wait.

const AT_ONCE = 6;
const soon = globalThis.requestIdleCallback ?? setTimeout;
const never = globalThis.cancelIdleCallback ?? clearTimeout;

/**
 * Do something with each of many things: with some at once, with the others when there is time.
 * @template T
 * @param {T[]} all
 * @param {(one: T) => void} work
 * @returns {() => void} ends it
 */
export function gradually(all, work) {
  let waiting = 0;
  /** @param {number} from */
  const some = (from) => {
    all.slice(from, from + AT_ONCE).forEach(work);
    if (from + AT_ONCE < all.length) waiting = soon(() => some(from + AT_ONCE));
  };
  some(0);
  return () => never(waiting);
}
