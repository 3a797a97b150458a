// The page of a day.

import { skim } from "./skim.js";

skim();
