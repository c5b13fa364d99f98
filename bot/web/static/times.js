// Moments in the reader's own time zone, and spans that grow by themselves.
const clock = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat([], { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const full = new Intl.DateTimeFormat([], { dateStyle: "medium", timeStyle: "medium" });

function span(seconds) {
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} d`;
}

function write(time, now) {
  const at = new Date(time.dateTime);
  const passed = (now - at) / 1000;
  let text = passed > 86400 || passed < -86400 ? day.format(at) : clock.format(at);
  if ("ago" in time.dataset) text = span(passed);
  if ("left" in time.dataset) text = `${span(-passed)} left`;
  if (time.textContent !== text) time.textContent = text;
  if (!time.title) time.title = full.format(at);
}

export function writeTimes(root = document) {
  const now = new Date();
  for (const time of root.querySelectorAll("time[data-ago], time[data-clock], time[data-left]")) write(time, now);
}

export function startTimes() {
  writeTimes();
  setInterval(() => writeTimes(), 1000);
}
