// The page's own script: what a browser needs beyond what the server rendered.
import { startComposer } from "./composer.js";
import { startForms } from "./forms.js";
import { startLive } from "./live.js";
import { startTimes } from "./times.js";

startTimes();
startForms();
startComposer();
startLive();
