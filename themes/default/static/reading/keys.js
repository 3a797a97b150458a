// Keys: what they do, how they are changed, and the dialog that says so. They never act inside a field, or with a
// modifier, and can be switched off (WCAG 2.1.4).

import { current, update } from "./state.js";

/**
 * @typedef {object} Action
 * @property {string} key what it is unless the reader chose another
 * @property {string} about
 * @property {() => void} act
 */

/** @type {Record<string, Action>} */
let actions = {};
/** @type {HTMLDialogElement | null} */
let dialog = null;

/** @param {Record<string, Action | null>} given by name; those that are null are not for this page */
export function listen(given) {
  const all = { ...given, help: { key: "?", about: "Show or change these keys", act: help } };
  actions = Object.fromEntries(Object.entries(all).filter(([, action]) => action));
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || current().settings.keys === false) return;
    if (event.target instanceof Element && event.target.closest("input, textarea, select, dialog, [contenteditable]")) return;
    const action = Object.entries(actions).find(([name]) => keyOf(name) === event.key)?.[1];
    if (!action) return;
    event.preventDefault();
    action.act();
  });
}

/** @param {string} name */
const keyOf = (name) => current().settings.map?.[name] ?? actions[name].key;

/** Show the dialog. */
export function help() {
  dialog ??= made();
  fill();
  dialog.showModal();
}

function made() {
  const element = document.createElement("dialog");
  element.className = "keys";
  element.setAttribute("aria-labelledby", "_keys");
  element.innerHTML = `<form method="dialog">
<h2 id="_keys">Keys</h2>
<p><label><input type="checkbox" name="on"> Keys do something on this page</label></p>
<table><tbody></tbody></table>
<p role="status"></p>
<p><button type="button" name="reset">As they were</button> <button>Close</button></p>
</form>`;
  element.addEventListener("change", ({ target }) => {
    if (target.name === "on") update((state) => (state.settings.keys = target.checked));
    else choose(target);
  });
  element.querySelector("[name=reset]").addEventListener("click", () => {
    update((state) => delete state.settings.map);
    fill();
  });
  document.body.append(element);
  return element;
}

function fill() {
  dialog.querySelector("[name=on]").checked = current().settings.keys !== false;
  dialog.querySelector("tbody").replaceChildren(
    ...Object.entries(actions).map(([name, { about }]) => {
      const row = document.createElement("tr");
      const input = document.createElement("input");
      Object.assign(input, { name, value: keyOf(name), maxLength: 1, size: 1, autocomplete: "off", spellcheck: false });
      input.setAttribute("aria-label", `Key: ${about}`);
      input.addEventListener("focus", () => input.select());
      row.insertCell().append(input);
      row.insertCell().append(about);
      return row;
    }),
  );
}

/** @param {HTMLInputElement} input */
function choose(input) {
  const status = dialog.querySelector("[role=status]");
  const taken = Object.keys(actions).find((name) => name !== input.name && keyOf(name) === input.value);
  if (!input.value.trim() || taken) {
    status.textContent = taken ? `${input.value} is taken: ${actions[taken].about}` : "A key is one character";
    input.value = keyOf(input.name);
    return;
  }
  update((state) => (state.settings.map = { ...state.settings.map, [input.name]: input.value }));
  status.textContent = `${input.value}: ${actions[input.name].about}`;
}
