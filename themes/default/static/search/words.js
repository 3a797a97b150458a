// Text in, terms out, exactly as the index was made: see `search/words.py` and `search/stem.py` of sitegen.

/** @typedef {{ stems: boolean, stop_words: string[] }} Language what the index was made for */

const LONGEST = 64;
const PIECE =
  /[a-z]+\/[0-9]{7}|[0-9]+(?:\.[0-9]+)+|(?:cs|math|stat|eess|econ|nlin|ph|bio|fin)\.[a-z]{2}(?![a-z0-9])|[\p{L}\p{N}]+/gu;
export const CJK = /([\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u{20000}-\u{2fa1f}]+)/u;
/** @type {Record<string, string>} */
const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ħ: "h", ı: "i", ł: "l", ŧ: "t", ð: "d", þ: "th" };

/**
 * Cut a lower-case token into words without punctuation and accents.
 * @param {string} token what stands between blanks and hyphens
 * @returns {string[]}
 */
export function split(token) {
  const words = fold(token).replace(/['\u2019]s(?![\p{L}\p{N}])/gu, " ").match(PIECE) ?? [];
  return words.flatMap(bigrams);
}

/**
 * Cut the runs of Chinese, Japanese and Korean characters in a word into overlapping pairs.
 * @param {string} word
 * @returns {string[]}
 */
export function bigrams(word) {
  return word.split(CJK).flatMap((part, n) => {
    if (part.length < 2) return part || [];
    const run = [...part];
    if (n % 2 && run.length > 1) return run.slice(1).map((c, i) => run[i] + c);
    return part.length > LONGEST ? run.slice(0, LONGEST).join("") : part;
  });
}

/**
 * Write text without capitals, accents and compatibility forms.
 * @param {string} text
 */
export function fold(text) {
  const plain = text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  return plain.replace(/[ßæœøđħıłŧðþ]/g, (letter) => LETTERS[letter]).normalize("NFC");
}

const CONSONANTS = "[^aeiou][^aeiouy]*";
const VOWELS = "[aeiouy][aeiou]*";
const ONCE = `^(?:${CONSONANTS})?${VOWELS}${CONSONANTS}`;
const ABOVE_0 = new RegExp(ONCE);
const ABOVE_1 = new RegExp(ONCE + VOWELS + CONSONANTS);
const EXACTLY_1 = new RegExp(`${ONCE}(?:${VOWELS})?$`);
const HAS_VOWEL = new RegExp(`^(?:${CONSONANTS})?[aeiouy]`);
const SHORT = new RegExp(`^${CONSONANTS}[aeiouy][^aeiouwxy]$`);
/** @param {string} text */
const pairs = (text) => new Map(text.split(" ").map((pair) => /** @type {[string, string]} */ (pair.split(">"))));
const DERIVED = pairs(
  "ational>ate tional>tion enci>ence anci>ance izer>ize bli>ble alli>al entli>ent eli>e ousli>ous ization>ize " +
    "ation>ate ator>ate alism>al iveness>ive fulness>ful ousness>ous aliti>al iviti>ive biliti>ble logi>log",
);
const ADJECTIVES = pairs("icate>ic ative> alize>al iciti>ic ical>ic ful> ness>");
const RESIDUES = pairs("al> ance> ence> er> ic> able> ible> ant> ement> ment> ent> ou> ism> ate> iti> ous> ive> ize>");

/**
 * Return the stem of a lower-case English word, by Porter's algorithm with the results of lunr.js.
 * @param {string} word
 */
export function stem(word) {
  if (word.length < 3) return word;
  return word[0] === "y" ? "y" + steps("Y" + word.slice(1)).slice(1) : steps(word);
}

/** @param {string} word whose `y`s are all vowels, but for one that is written as `Y` */
function steps(word) {
  /** @param {string} ending */
  const follows = (ending) => word.length > ending.length && word.endsWith(ending);
  /** @param {number} count */
  const cut = (count) => word.slice(0, -count);
  /** @param {Map<string, string>} endings */
  const longest = (endings) => {
    for (let n = 1; n < word.length - 1; n++) if (endings.has(word.slice(n))) return word.slice(n);
    return "";
  };
  if (follows("sses") || follows("ies")) word = cut(2);
  else if (word.length > 2 && word.endsWith("s") && word.at(-2) !== "s") word = cut(1);

  if (follows("eed")) {
    if (ABOVE_0.test(cut(3))) word = cut(1);
  } else if (follows("ed") || follows("ing")) {
    const root = cut(follows("ed") ? 2 : 3);
    if (HAS_VOWEL.test(root)) {
      if (/(at|bl|iz)$/.test(root)) word = root + "e";
      else if (/([^aeiouylsz])\1$/.test(root)) word = root.slice(0, -1);
      else word = SHORT.test(root) ? root + "e" : root;
    }
  }
  if (word.length > 2 && word.endsWith("y") && !"aeiou".includes(word.slice(-2, -1))) word = cut(1) + "i";
  for (const endings of [DERIVED, ADJECTIVES]) {
    const ending = longest(endings);
    if (ending && ABOVE_0.test(cut(ending.length))) word = cut(ending.length) + endings.get(ending);
  }
  const ending = longest(RESIDUES) || (follows("sion") || follows("tion") ? "ion" : "");
  if (ending && ABOVE_1.test(cut(ending.length))) word = cut(ending.length);
  if (follows("e")) {
    const root = cut(1);
    if (ABOVE_1.test(root) || (EXACTLY_1.test(root) && !SHORT.test(root))) word = root;
  }
  return word.endsWith("ll") && ABOVE_1.test(word) ? cut(1) : word;
}
