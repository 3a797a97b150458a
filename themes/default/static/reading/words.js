// The dialog of words: which to watch for, which to mute, and both as a rule for a site's configuration.

import { copy } from "../lib/clipboard.js";
import { element, every, one } from "../lib/dom.js";
import { count } from "../lib/plural.js";
import { phrase } from "./match.js";
import { current, failure, follow, update } from "./state.js";
import { counts } from "./watch.js";

/** @typedef {"watch" | "mute"} Name of a list */

const LONGEST = 100;
/** @type {[Name, string][]} */
const LISTS = [["watch", "Watched words"], ["mute", "Muted words"]];
/** @type {HTMLDialogElement | null} */
let dialog = null;

/** Show the dialog. */
export function show() {
  if (!dialog) {
    const made = (dialog = make());
    follow(() => fill(made));
  }
  fill(dialog);
  dialog.showModal();
}

function make() {
  const made = element("dialog", { className: "keys words" });
  made.setAttribute("aria-labelledby", "_words-title");
  const lists = LISTS.map(
    ([name, title]) => `<form name="${name}">
<h3 id="_${name}">${title}</h3>
<ul aria-labelledby="_${name}"></ul>
<p><input name="word" aria-labelledby="_${name}" maxlength="${LONGEST}" autocomplete="off" spellcheck="false" autocapitalize="none">
<button>Add</button></p>
</form>`,
  );
  lists[0] = lists[0].replace("<input", "<input autofocus");
  made.innerHTML = `<h2 id="_words-title">Watched and muted words</h2>
<p>Papers with a watched word come first in their section. Papers with a muted word are collapsed at its end, unless they also have
a watched word. Words match in all their forms, phrases word by word. To match names, write <code>author:geiger</code>,
<code>topic:slam</code> or <code>category:cs.CV</code>; to match titles only, <code>title:nerf</code>.</p>
${lists.join("")}
<p role="status"></p>
<textarea readonly rows="5" aria-label="Rule" hidden></textarea>
<form method="dialog"><p><button type="button" name="rule">Copy as a rule</button> <button>Close</button></p></form>`;
  for (const [name] of LISTS) {
    one(`[name=${name}]`, HTMLFormElement, made).addEventListener("submit", (event) => {
      event.preventDefault();
      add(made, name);
    });
  }
  one("[name=rule]", HTMLButtonElement, made).addEventListener("click", () => copyRule(made));
  document.body.append(made);
  return made;
}

/** @param {HTMLDialogElement} dialog */
function fill(dialog) {
  for (const [name] of LISTS) {
    const list = one(`[name=${name}] ul`, HTMLElement, dialog);
    const buttons = () => every("button", HTMLElement, list);
    const at = buttons().findIndex((button) => button === document.activeElement);
    list.replaceChildren(...current()[name].map((text) => row(dialog, name, text)));
    if (at >= 0) (buttons()[at] ?? buttons().at(-1) ?? field(dialog, name)).focus();
  }
  one("[name=rule]", HTMLButtonElement, dialog).disabled = !current().watch.length;
  if (failure()) say(dialog, `Not saved: ${failure()}`);
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {Name} name
 */
const field = (dialog, name) => one(`[name=${name}] input`, HTMLInputElement, dialog);

/**
 * @param {HTMLDialogElement} dialog
 * @param {string} text
 */
function say(dialog, text) {
  one("[role=status]", HTMLElement, dialog).textContent = text;
}

/** @param {string} text */
const having = (text) => count(counts.get(text) ?? 0, "paper");

/**
 * @param {HTMLDialogElement} dialog
 * @param {Name} name
 * @param {string} text
 */
function row(dialog, name, text) {
  const button = element("button", { type: "button", textContent: "Remove" });
  button.setAttribute("aria-label", `Remove ${text}`);
  button.addEventListener("click", () => {
    say(dialog, `Removed: ${text}`);
    update((state) => (state[name] = state[name].filter((other) => other !== text)));
  });
  const number = element("span", { className: "count", textContent: having(text) });
  return element("li", {}, element("span", { textContent: text }), " ", number, " ", button);
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {Name} name
 */
function add(dialog, name) {
  const input = field(dialog, name);
  const { scope, body, words } = phrase(input.value.replace(/["\p{Cc}\s]+/gu, " ").trim());
  const text = scope ? `${scope}:${body}` : body;
  if (!words.length) return say(dialog, "Enter a word that contains letters or digits.");
  const there = current()[name].find((other) => same(phrase(other), phrase(text)));
  input.value = "";
  if (there) return say(dialog, `${there} is already in the list.`);
  say(dialog, "");
  update((state) => state[name].push(text));
  say(dialog, failure() ? `Not saved: ${failure()}` : `${text}: ${having(text)}`);
}

/**
 * @param {import("./match.js").Phrase} one
 * @param {import("./match.js").Phrase} other
 */
const same = (one, other) => one.scope === other.scope && one.words.join(" ") === other.words.join(" ");

/** @param {HTMLDialogElement} dialog */
async function copyRule(dialog) {
  const text = rule(current());
  const shown = one("textarea", HTMLTextAreaElement, dialog);
  shown.hidden = await copy(text);
  if (shown.hidden) return say(dialog, "Rule copied.");
  shown.value = text;
  shown.select();
  say(dialog, "The browser did not allow copying. The rule is selected: copy it yourself.");
}

/**
 * Write the words as TOML.
 * @param {{ watch: string[], mute: string[] }} state
 */
function rule({ watch, mute }) {
  /** @param {string} text */
  const term = (text) => {
    const { scope, body } = phrase(text);
    return (scope && `${scope}:`) + (/\s/.test(body) ? '"' + body.replaceAll('"', " ") + '"' : body);
  };
  /** @param {string[]} texts */
  const list = (texts) => `[${texts.map(term).map(quoted).join(", ")}]`;
  const none = mute.length ? `none = ${list(mute)}\n` : "";
  return `[[watch]]\nname = ${quoted(watch.join(", "))}\nany = ${list(watch)}\n${none}`;
}

/**
 * A basic string of TOML is one of JSON, but for halves of characters and U+007F.
 * @param {string} text
 */
function quoted(text) {
  return JSON.stringify(text.replace(/\p{Cs}/gu, "\ufffd")).replaceAll("\x7f", "\\u007f");
}
