// The page that hosts show for an address that leads nowhere: if a paper's page was there that is folded now, on to its
// place on the page of its day. `folded/` of the site says where its papers are, in a file a month of ids.

import { address, place } from "./search/address.js";

const status = document.getElementById("_folded");
const { root, paper: pattern } = status.dataset;
const MONTH = /^\d\d(?:0[1-9]|1[0-2])$/;

/** The path that was asked for as that of a paper's page is written: without version, `.pdf`, or an old id's subject class. */
function asked() {
  return `${decodeURI(location.pathname).toLowerCase()}/`
    .replace(/\/(?:index\.html)?\/*$/, "/")
    .replace(/\.pdf\/$/, "/")
    .replace(/(\d)v\d{1,3}(?=\/)/, "$1")
    .replace(/([a-z-])\.[a-z-]+(?=\/\d{7}\/)/, "$1");
}

/** @returns {Promise<string>} the place of the paper whose page it was; empty when there is none */
async function found() {
  const path = asked();
  const [before] = pattern.toLowerCase().split("{");
  if (!path.startsWith(before)) return "";
  const digits = path.slice(before.length).match(/\d+/g) ?? []; // `1805` begins `1805.00001`, and `9901` `hep-th/9901001`
  const months = new Set(digits.map((some) => some.slice(0, 4)).filter((month) => MONTH.test(month)));
  for (const month of months) {
    const answer = await fetch(`${root}folded/${month}.json`);
    if (!answer.ok) continue;
    for (const [day, ids] of Object.entries(await answer.json())) {
      const id = ids.find((id) => address(pattern, id).toLowerCase() === path);
      if (id) return place(root, day, id);
    }
  }
  return "";
}

status.textContent = "Looking for the paper…";
const goal = await found().catch(() => "");
status.textContent = "";
if (goal) location.replace(goal);
