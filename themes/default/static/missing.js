// The page that hosts show for an address that leads nowhere, on a site whose papers all have pages.

import { lead } from "./lead.js";
import { one } from "./lib/dom.js";

await lead(one("#_missing", HTMLElement));
