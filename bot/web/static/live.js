// The page's one stream: fragments that the server rendered, put in their places.
import { lastTold, notice, setCount } from "./notices.js";
import { keepingEnd, startScrolling, toEnd } from "./scrolling.js";
import { post } from "./sending.js";
import { writeTimes } from "./times.js";

const number = document.body.dataset.number;
const waiting = new Map(); // fragments that must not interrupt somebody who types in their place

export function startLive() {
  const talk = document.getElementById("talk");
  markRow();
  if (talk) {
    toEnd();
    startScrolling();
    startSeeing();
    startEarlier(talk);
    document.addEventListener("heddle:sent", toEnd);
  }
  connect(talk);
  startResting(talk);
}

let current; // the open stream
let resting; // what runs instead of it in a page that nobody looks at
let leads = false; // one page of a browser keeps its stream, to tell of what comes

// A browser holds six connections to a host: other pages in the background hold none, they poll.
function startResting(talk) {
  navigator.locks?.request("heddle stream", () => {
    leads = true;
    if (current.readyState === EventSource.CLOSED) connect(talk);
    return new Promise(() => {});
  });
  document.addEventListener("visibilitychange", () => {
    clearTimeout(resting);
    if (document.hidden) resting = setTimeout(rest, 5000);
    else if (current.readyState === EventSource.CLOSED) connect(talk);
  });
  if (document.hidden) resting = setTimeout(rest, 5000);
  async function rest() {
    if (leads) return;
    current.close();
    try {
      const answer = await fetch("/board", { redirect: "error" });
      if (!answer.ok) return;
      fill("board", await answer.text());
      setCount(answer.headers.get("x-count"));
    } finally {
      if (document.hidden) resting = setTimeout(rest, 20000);
    }
  }
}

function asked(talk) {
  const wanted = new URLSearchParams({ told: lastTold() });
  if (talk) wanted.set("thread", number);
  if (talk) wanted.set("after", talk.dataset.upto);
  if (document.getElementById("inbox")) wanted.set("inbox", "1");
  return wanted;
}

function connect(talk) {
  current?.close();
  const stream = (current = new EventSource(`/live?${asked(talk)}`));
  stream.onopen = () => say("");
  stream.onerror = () => {
    say(stream.readyState === EventSource.CLOSED ? "Offline. Reload the page." : "Reconnecting…");
    if (stream.readyState === EventSource.CLOSED && (leads || !document.hidden)) setTimeout(() => retry(talk), 3000);
  };
  stream.addEventListener("entry", (event) => {
    keepingEnd(() => put(event.data));
    if (event.lastEventId && talk) talk.dataset.upto = event.lastEventId.split(".")[0];
  });
  stream.addEventListener("preview", (event) => keepingEnd(() => preview(event.data)));
  for (const name of ["board", "inbox", "head", "asks", "foot"]) {
    stream.addEventListener(name, (event) => keepingEnd(() => fill(name, event.data)));
  }
  stream.addEventListener("count", (event) => setCount(event.data));
  stream.addEventListener("notice", (event) => notice(JSON.parse(event.data)));
  stream.addEventListener("gone", () => {
    stream.close();
    location.assign("/");
  });
}

// Results of the thread that is before somebody's eyes are no news any more.
function startSeeing() {
  const see = () => {
    const news = document.querySelector("#asks [data-news]");
    if (!news || document.hidden) return;
    news.remove();
    post(`/threads/${number}/seen`, {});
  };
  document.addEventListener("visibilitychange", see);
  new MutationObserver(see).observe(document.getElementById("asks"), { childList: true });
  see();
}

// A stream that the server refused for good is asked for once more: it may have been restarting.
async function retry(talk) {
  try {
    const answer = await fetch("/live", { method: "HEAD", redirect: "manual" });
    if (answer.type === "opaqueredirect") return location.reload();
  } catch {
    return setTimeout(() => retry(talk), 3000);
  }
  connect(talk);
}

function say(text) {
  document.getElementById("link").textContent = text;
  if (text) document.body.dataset.link = text;
  else delete document.body.dataset.link;
}

function busy(place) {
  return place.querySelector("details.pop[open]") || (place.contains(document.activeElement) && document.activeElement.matches("input, textarea") && document.activeElement.value);
}

function fill(name, html) {
  const place = document.getElementById(name);
  if (!place) return;
  if (busy(place)) {
    waiting.set(name, html);
    return;
  }
  waiting.delete(name);
  const focused = focusIn(place);
  const open = [...place.querySelectorAll("details[id][open]")].map((each) => each.id);
  place.innerHTML = html; // rendered and escaped by the server
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  focused?.();
  writeTimes(place);
  if (name === "board") markRow();
}

// Returns how to put the focus back to where it was, in what replaces it.
function focusIn(place) {
  const active = document.activeElement;
  if (!place.contains(active)) return null;
  const same = active.id ? `#${CSS.escape(active.id)}` : active.getAttribute("href") ? `[href="${CSS.escape(active.getAttribute("href"))}"]` : active.value ? `[value="${CSS.escape(active.value)}"]` : null;
  return () => same && place.querySelector(same)?.focus();
}

for (const kind of ["focusout", "toggle"]) {
  document.addEventListener(kind, () => setTimeout(() => {
    for (const [name, html] of waiting) fill(name, html);
  }, 0), true);
}

function put(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = template.content.firstElementChild;
  if (!fresh?.id) return;
  const entries = document.getElementById("entries");
  const old = document.getElementById(fresh.id);
  if (old?.hasAttribute("data-busy")) return;
  if (old) {
    const was = old.querySelector("details.step");
    if (was?.open) fresh.querySelector("details.step")?.setAttribute("open", "");
    if (old.matches("details") && old.open) fresh.open = true;
    old.replaceWith(fresh);
  } else {
    const seq = Number(fresh.id.slice(1));
    if (seq < Number(document.getElementById("talk").dataset.first)) return; // older than what is shown
    const after = [...entries.children].reverse().find((each) => Number(each.id.slice(1)) < seq);
    if (after) after.after(fresh);
    else entries.prepend(fresh);
    fresh.classList.add("new");
    if (fresh.matches(".agent")) preview("");
  }
  writeTimes(fresh);
}

function preview(html) {
  const place = document.getElementById("preview");
  place.innerHTML = html ? `<div class="text">${html}</div>` : "";
  place.hidden = !html;
}

function markRow() {
  for (const row of document.querySelectorAll("[data-row]")) {
    if (row.dataset.row === number) row.setAttribute("aria-current", "page");
  }
}

function startEarlier(talk) {
  const button = document.getElementById("earlier");
  button?.addEventListener("click", async () => {
    const answer = await fetch(`/threads/${number}/earlier?before=${talk.dataset.first}`);
    if (!answer.ok) return;
    const scroll = document.getElementById("scroll");
    const below = scroll.scrollHeight - scroll.scrollTop;
    const entries = document.getElementById("entries");
    entries.insertAdjacentHTML("afterbegin", await answer.text()); // rendered and escaped by the server
    talk.dataset.first = answer.headers.get("x-first");
    scroll.scrollTop = scroll.scrollHeight - below;
    writeTimes(entries);
    if (Number(talk.dataset.first) <= 1) button.parentElement.remove();
  });
}
