// The page's own script: what a browser needs beyond what the server rendered.
import { startComposer } from "./composer.js";
import { startForms } from "./forms.js";
import { startLive } from "./live.js";
import { startNotices } from "./notices.js";
import { startTimes } from "./times.js";
import { startZone } from "./zone.js";

// A page that comes back from the browser's memory holds a used thread and an old state.
addEventListener("pageshow", (event) => event.persisted && location.reload());

startTimes();
startForms();
startComposer();
startNotices();
startZone();
startLive();
