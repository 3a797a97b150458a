// Opens a paper by its arXiv id, or a day by its date. Works on forms with the class `find`.

/**
 * Find the page that a reader means.
 * @param {string} query what was typed: an arXiv id, any arXiv address, or a date
 * @param {string} root the site's base path, `/` or `/project/`
 * @param {string} pattern a paper's path, with `{id}`, or `{yymm}` and `{number}`
 * @returns {string | null} a path on this site
 */
export function target(query, root, pattern) {
  const date = /(\d{4})-(\d\d)(?:-(\d\d))?/.exec(query);
  if (date && !/\d{4}\.\d{4}/.test(query)) {
    return root + [date[1], date[2], date[3]].filter(Boolean).join("/") + "/";
  }
  const modern = /(\d{4})\.(\d{4,5})/.exec(query);
  const old = /([a-z]+(?:-[a-z]+)*)(?:\.[A-Z]{2})?\/(\d{4})(\d{3})/.exec(query);
  if (!modern && !old) return null;
  const id = modern ? modern[0] : `${old[1]}/${old[2]}${old[3]}`;
  return pattern
    .replaceAll("{id}", id)
    .replaceAll("{yymm}", modern ? modern[1] : old[2])
    .replaceAll("{number}", modern ? modern[2] : id.replace("/", "-"));
}

for (const form of document.querySelectorAll("form.find")) {
  const input = form.elements.namedItem("q");
  const open = () => {
    const path = target(input.value, form.dataset.root, form.dataset.paper);
    if (path) {
      location.assign(path);
    } else {
      form.querySelector("output").textContent =
        "Papers open by arXiv id, such as 2007.10986; days by date, such as 2020-07-22.";
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    open();
  });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    input.value = asked;
    open();
  }
}
