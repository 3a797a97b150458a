// Answers queries from the files of a built site: `node ask.js SITE < queries.json`. The queries and the options are on standard
// input, as JSON; the answers go to standard output.

import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";

import { Index } from "../../themes/default/static/search/engine.js";

const site = process.argv[2];
const base = "https://example.org/";
globalThis.fetch = async (address) => {
  const data = await readFile(`${site}/${decodeURI(String(address).slice(base.length))}`).catch(() => null);
  return data ? new Response(data) : new Response("", { status: 404 });
};
const { queries, options } = JSON.parse(readFileSync(0, "utf8"));
const index = new Index(base, JSON.parse(readFileSync(`${site}/search/manifest.json`, "utf8")));
const answers = [];
for (const query of queries) answers.push(await index.search(query, options));
process.stdout.write(JSON.stringify(answers));
