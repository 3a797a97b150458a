// Keys: what they do, how they are changed, and the dialog that says so. They never act inside a field, or with a
// modifier, and can be switched off (WCAG 2.1.4).

import { around, element, one } from "../lib/dom.js";
import { root } from "../lib/site.js";
import { current, update } from "./state.js";

/**
 * @typedef {object} Action
 * @property {string} key what it is unless the reader chose another
 * @property {string} about
 * @property {() => void} act
 */

const PATIENCE = 1500; // ms between the two keys of a pair
/** Pages of every site, by the second key: the first is `g`. @type {Record<string, [string, string]>} */
const PLACES = { h: ["", "Go to the home page"], s: ["saved/", "Go to saved papers"], a: ["archive/", "Go to the archive"] };

/** @type {Record<string, Action>} */
let actions = {};
/** @type {HTMLDialogElement | null} */
let dialog = null;
let since = -Infinity; // when `g` was pressed

/** @param {Record<string, Action | null>} given by name; those that are null are not for this page */
export function listen(given) {
  const all = { ...given, help: { key: "?", about: "Show or change keyboard shortcuts", act: help } };
  actions = Object.fromEntries(Object.entries(all).flatMap(([name, action]) => (action ? [[name, action]] : [])));
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || current().settings.keys === false) return;
    if (around(event.target, "input, textarea, select, dialog, [contenteditable]")) return;
    const key = pressed(event);
    const second = event.timeStamp - since < PATIENCE ? PLACES[key] : undefined;
    since = key === "g" ? event.timeStamp : -Infinity;
    const act = second ? () => location.assign(root + second[0]) : Object.entries(actions).find(([name]) => keyOf(name) === key)?.[1].act;
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/**
 * The character of a key: on a layout without Latin letters, that of its place. Caps Lock is no Shift.
 * @param {KeyboardEvent} event
 */
function pressed({ key, code, shiftKey }) {
  const [, letter] = /^Key([A-Z])$/.exec(code) ?? [];
  if (/^[a-z]$/i.test(key)) return shiftKey ? key.toUpperCase() : key.toLowerCase();
  if (!letter || /^\p{Script=Latin}$/u.test(key) || key.length > 1) return key;
  return shiftKey ? letter : letter.toLowerCase();
}

/** @param {string} name */
const keyOf = (name) => current().settings.map?.[name] ?? actions[name].key;

/** Show the dialog. */
export function help() {
  dialog ??= made();
  fill(dialog);
  dialog.showModal();
}

function made() {
  const made = element("dialog", { className: "keys" });
  made.setAttribute("aria-labelledby", "_keys");
  made.innerHTML = `<form method="dialog">
<h2 id="_keys">Keyboard shortcuts</h2>
<p><label><input type="checkbox" name="on"> Enable keyboard shortcuts</label></p>
<table><tbody></tbody></table>
<p role="status"></p>
<p><button type="button" name="reset">Reset to defaults</button> <button>Close</button></p>
</form>`;
  const status = one("[role=status]", HTMLElement, made);
  made.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    if (target.name === "on") update((state) => (state.settings.keys = target.checked));
    else status.textContent = chosen(target);
  });
  one("[name=reset]", HTMLButtonElement, made).addEventListener("click", () => {
    update((state) => delete state.settings.map);
    fill(made);
  });
  document.body.append(made);
  return made;
}

/** @param {HTMLDialogElement} dialog */
function fill(dialog) {
  one("[name=on]", HTMLInputElement, dialog).checked = current().settings.keys !== false;
  const own = Object.entries(actions).map(([name, { about }]) => {
    const row = element("tr");
    const input = element("input", { name, value: keyOf(name), maxLength: 1, size: 1, autocomplete: "off", spellcheck: false });
    input.setAttribute("aria-label", `Shortcut: ${about}`);
    input.addEventListener("focus", () => input.select());
    row.insertCell().append(input);
    row.insertCell().append(about);
    return row;
  });
  const places = Object.entries(PLACES).map(([key, [, about]]) =>
    element("tr", {}, element("td", {}, element("kbd", {}, "g"), " ", element("kbd", {}, key)), element("td", {}, about)),
  );
  one("tbody", HTMLTableSectionElement, dialog).replaceChildren(...own, ...places);
}

/**
 * Take the key that the reader wrote, if it can be one.
 * @param {HTMLInputElement} input
 * @returns {string} what to say of it
 */
function chosen(input) {
  const { name, value } = input;
  const taken = Object.keys(actions).find((other) => other !== name && keyOf(other) === value);
  if (!value.trim() || taken || value === "g") {
    input.value = keyOf(name);
    if (value === "g") return "g is already used: Go to a page";
    return taken ? `${value} is already used: ${actions[taken].about}` : "A shortcut is a single character";
  }
  update((state) => (state.settings.map = { ...state.settings.map, [name]: value }));
  return `${value}: ${actions[name].about}`;
}
