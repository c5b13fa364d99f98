// The page's one stream: fragments that the server rendered, put in their places.
import { writeTimes } from "./times.js";

const number = document.body.dataset.number;
const waiting = new Map(); // fragments that must not interrupt somebody who types in their place

export function startLive() {
  const talk = document.getElementById("talk");
  markRow();
  if (talk) {
    toEnd();
    startScrolling();
    startEarlier(talk);
    document.addEventListener("heddle:sent", toEnd);
  }
  connect(talk);
  startResting(talk);
}

let current; // the open stream
let resting; // what runs instead of it in a page that nobody looks at

// A browser holds six connections to a host: pages in the background hold none, they poll.
function startResting(talk) {
  const title = document.title;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(resting);
    if (document.hidden) resting = setTimeout(rest, 5000);
    else if (current.readyState === EventSource.CLOSED) connect(talk);
  });
  if (document.hidden) resting = setTimeout(rest, 5000);
  async function rest() {
    current.close();
    try {
      const answer = await fetch("/board", { redirect: "error" });
      if (answer.ok) fill("board", await answer.text());
    } finally {
      if (document.hidden) resting = setTimeout(rest, 20000);
    }
  }
  new MutationObserver(() => {
    const needs = document.querySelectorAll(".group.needs [data-row]").length;
    document.title = needs ? `(${needs}) ${title}` : title;
  }).observe(document.getElementById("board"), { childList: true });
}

function connect(talk) {
  current?.close();
  const asked = number ? `?thread=${number}&after=${talk.dataset.upto}` : "";
  const stream = (current = new EventSource(`/live${asked}`));
  stream.onopen = () => say("");
  stream.onerror = () => {
    say(stream.readyState === EventSource.CLOSED ? "Offline. Reload the page." : "Reconnecting…");
    if (stream.readyState === EventSource.CLOSED && !document.hidden) setTimeout(() => retry(talk), 3000);
  };
  stream.addEventListener("entry", (event) => {
    keepingEnd(() => put(event.data));
    if (event.lastEventId && talk) talk.dataset.upto = event.lastEventId;
  });
  stream.addEventListener("preview", (event) => keepingEnd(() => preview(event.data)));
  for (const name of ["board", "head", "asks", "foot"]) {
    stream.addEventListener(name, (event) => keepingEnd(() => fill(name, event.data)));
  }
  stream.addEventListener("gone", () => {
    stream.close();
    location.assign("/");
  });
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
  place.innerHTML = html; // rendered and escaped by the server
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

function atEnd(scroll) {
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;
}

function toEnd() {
  const scroll = document.getElementById("scroll");
  if (scroll) scroll.scrollTop = scroll.scrollHeight;
}

// What comes in is followed by who reads the end, and disturbs nobody who reads further up.
function keepingEnd(change) {
  const scroll = document.getElementById("scroll");
  const follow = scroll && atEnd(scroll);
  change();
  if (follow) toEnd();
}

function startScrolling() {
  const scroll = document.getElementById("scroll");
  const button = document.getElementById("to-end");
  scroll.addEventListener("scroll", () => (button.hidden = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 400));
  button.addEventListener("click", toEnd);
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
