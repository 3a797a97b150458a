// The dialog of words: which to watch for, which to mute, and both as a rule for a site's configuration.

import { words } from "./match.js";
import { current, failure, follow, update } from "./state.js";
import { counts } from "./watch.js";

const LONGEST = 100;
const LISTS = { watch: "Watch", mute: "Mute" };
/** @type {HTMLDialogElement | null} */
let dialog = null;

/** Show the dialog. */
export function show() {
  dialog ??= made();
  fill();
  dialog.showModal();
}

function made() {
  const element = document.createElement("dialog");
  element.className = "keys words";
  element.setAttribute("aria-labelledby", "_words-title");
  const lists = Object.entries(LISTS).map(
    ([name, title]) => `<form name="${name}">
<h3 id="_${name}">${title}</h3>
<ul aria-labelledby="_${name}"></ul>
<p><input name="word" aria-labelledby="_${name}" maxlength="${LONGEST}" autocomplete="off" spellcheck="false" autocapitalize="none">
<button>Add</button></p>
</form>`,
  );
  lists[0] = lists[0].replace("<input", "<input autofocus");
  element.innerHTML = `<h2 id="_words-title">Words</h2>
<p>Papers with a word that you watch come first in their section, those with a muted one are folded away at its end; to watch
wins. Words are found in all their forms, phrases word by word.</p>
${lists.join("")}
<p role="status"></p>
<textarea readonly rows="5" aria-label="Rule" hidden></textarea>
<form method="dialog"><p><button type="button" name="rule">Copy as a rule</button> <button>Close</button></p></form>`;
  for (const form of element.querySelectorAll("form[name]")) form.addEventListener("submit", add);
  element.querySelector("[name=rule]").addEventListener("click", copy);
  document.body.append(element);
  follow(fill);
  return element;
}

function fill() {
  for (const name of Object.keys(LISTS)) {
    const list = dialog.querySelector(`[name=${name}] ul`);
    const at = [...list.querySelectorAll("button")].indexOf(document.activeElement);
    list.replaceChildren(...current()[name].map((text) => row(name, text)));
    if (at >= 0) (list.querySelectorAll("button")[at] ?? list.querySelector("li:last-child button") ?? field(name)).focus();
  }
  dialog.querySelector("[name=rule]").disabled = !current().watch.length;
  if (failure) say(`Not kept: ${failure}`);
}

/** @param {string} name */
const field = (name) => dialog.querySelector(`[name=${name}] input`);

/** @param {string} text */
function say(text) {
  dialog.querySelector("[role=status]").textContent = text;
}

/** @param {string} text */
function count(text) {
  const papers = counts.get(text) ?? 0;
  return `${papers} paper${papers === 1 ? "" : "s"}`;
}

/**
 * @param {string} name of a list
 * @param {string} text
 */
function row(name, text) {
  const [item, word, number, button] = ["li", "span", "span", "button"].map((kind) => document.createElement(kind));
  word.textContent = text;
  Object.assign(number, { className: "count", textContent: count(text) });
  Object.assign(button, { type: "button", textContent: "Remove" });
  button.setAttribute("aria-label", `Remove ${text}`);
  button.addEventListener("click", () => {
    say(`Removed: ${text}`);
    update((state) => (state[name] = state[name].filter((other) => other !== text)));
  });
  item.append(word, " ", number, " ", button);
  return item;
}

/** @param {SubmitEvent} event */
function add(event) {
  event.preventDefault();
  const { name } = event.target.attributes;
  const input = field(name.value);
  const text = input.value.replace(/["\p{Cc}\s]+/gu, " ").trim();
  const same = (other) => words(other).join(" ") === words(text).join(" ");
  const there = current()[name.value].find(same);
  if (!words(text).length) return say("A word has letters or digits.");
  input.value = "";
  if (there) return say(`${there} is there already.`);
  say("");
  update((state) => state[name.value].push(text));
  say(failure ? `Not kept: ${failure}` : `${text}: ${count(text)}`);
}

async function copy() {
  const text = rule(current());
  const shown = dialog.querySelector("textarea");
  shown.hidden = true;
  try {
    await navigator.clipboard.writeText(text);
    say("The rule is copied.");
  } catch {
    shown.value = text;
    shown.hidden = false;
    shown.select();
    say("The browser does not let this page copy; the rule is selected.");
  }
}

/**
 * Write the words as TOML.
 * @param {{ watch: string[], mute: string[] }} state
 */
function rule({ watch, mute }) {
  const term = (text) => (/\s/.test(text) ? '"' + text.replaceAll('"', " ") + '"' : text);
  const list = (texts) => `[${texts.map(term).map(quoted).join(", ")}]`;
  const none = mute.length ? `none = ${list(mute)}\n` : "";
  return `[[watch]]\nname = ${quoted(watch.join(", "))}\nany = ${list(watch)}\n${none}`;
}

/** A basic string of TOML is one of JSON, but for halves of characters and U+007F. */
function quoted(text) {
  return JSON.stringify(text.replace(/\p{Cs}/gu, "\ufffd")).replaceAll("\x7f", "\\u007f");
}
