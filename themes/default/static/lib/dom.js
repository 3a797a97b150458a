// Elements that a page has, each of the class that a script counts on, and elements made of data: text is only ever set as
// text.

/**
 * @template {Element} T
 * @typedef {new () => T} Kind the class of an element
 */

/**
 * Make an element.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Partial<HTMLElementTagNameMap[Name]>} [properties]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/**
 * Find an element that a page may lack.
 * @template {Element} T
 * @param {string} selector
 * @param {Kind<T>} kind
 * @param {ParentNode} [within]
 * @returns {T | null}
 */
export function maybe(selector, kind, within = document) {
  const found = within.querySelector(selector);
  return found instanceof kind ? found : null;
}

/**
 * Find an element that a page has to have.
 * @template {Element} T
 * @param {string} selector
 * @param {Kind<T>} kind
 * @param {ParentNode} [within]
 * @returns {T}
 */
export function one(selector, kind, within) {
  const found = maybe(selector, kind, within);
  if (!found) throw new Error(`The page has no ${selector}`);
  return found;
}

/**
 * Find all elements of a class.
 * @template {Element} T
 * @param {string} selector
 * @param {Kind<T>} kind
 * @param {ParentNode} [within]
 * @returns {T[]}
 */
export const every = (selector, kind, within = document) =>
  [...within.querySelectorAll(selector)].filter(/** @returns {found is T} */ (found) => found instanceof kind);

/**
 * The nearest element around the target of an event, or around the element that has the focus.
 * @param {EventTarget | null} target
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export function around(target, selector) {
  const found = target instanceof Element && target.closest(selector);
  return found instanceof HTMLElement ? found : null;
}
