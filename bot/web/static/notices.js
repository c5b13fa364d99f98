// Telling a person who has heddle open: once per browser, without a sound.
import { noted, show } from "./sending.js";

const TOLD = "heddle told";
const DESKTOP = "heddle desktop";
const told = new Set();
const later = []; // for when somebody looks at this page again
const title = document.title;

// The last notice that this browser knows, so that the next page goes on from it.
export function lastTold() {
  return localStorage.getItem(TOLD) ?? "";
}

export async function notice(it) {
  if (told.has(it.id)) return;
  told.add(it.id);
  if (it.id > lastTold()) localStorage.setItem(TOLD, it.id);
  const before = !document.hidden && document.hasFocus();
  // Whoever looks comes first; the others tell it only if nobody does.
  if (!before) await new Promise((go) => setTimeout(go, 400));
  if (await mine(it)) tellOf(it, before);
}

// Of all pages of this browser, one gets each notice.
function mine(it) {
  if (!navigator.locks) return true;
  return new Promise((answer) => {
    navigator.locks.request(`heddle ${it.id}`, { ifAvailable: true }, (lock) => {
      answer(lock !== null);
      return lock && new Promise((done) => setTimeout(done, 120000));
    });
  });
}

function tellOf(it, before) {
  if (before && shown(it)) return;
  if (!before && wanted()) return desktop(it);
  if (document.hidden) later.push(it);
  else toast(it);
}

// Tells whether the page has it before the person's eyes already.
function shown(it) {
  const place = it.item && document.querySelector(`#main [data-item="${CSS.escape(it.item)}"]`);
  if (!place) return false;
  const { top, bottom } = place.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

function toast(it) {
  const note = noted("toast notice");
  note.dataset.notice = it.id;
  const link = document.createElement("a");
  link.href = it.url;
  link.textContent = it.title;
  note.prepend(link);
  if (it.body) {
    const body = document.createElement("p");
    body.textContent = it.body;
    link.after(body);
  }
  show(note, 30000);
}

function desktop(it) {
  const note = new Notification(it.title, { body: it.body, tag: it.id, silent: true, icon: "/static/heddle.svg" });
  note.onclick = () => {
    window.focus();
    location.assign(it.url);
  };
}

function possible() {
  return "Notification" in window && isSecureContext;
}

function wanted() {
  return possible() && Notification.permission === "granted" && localStorage.getItem(DESKTOP) === "on";
}

// How many things need the person: in the title, on the icon, and beside the link to the inbox.
export function setCount(count) {
  const number = Number(count);
  document.title = number ? `(${number}) ${title}` : title;
  document.querySelector("link[rel=icon]").href = `/static/${number ? "heddle-dot" : "heddle"}.svg`;
  for (const badge of document.querySelectorAll("[data-count]")) {
    badge.textContent = number;
    badge.hidden = !number;
  }
}

export function startNotices() {
  setCount(document.querySelector("[data-count]").textContent);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) for (const it of later.splice(0)) toast(it);
  });
  startDesktop();
  document.addEventListener("heddle:again", startDesktop);
}

// The switch on the settings page: for this browser alone, and only a press asks for it.
function startDesktop() {
  const panel = document.getElementById("desktop");
  if (!panel || !possible()) return;
  const [now, button] = [document.getElementById("desktop-now"), document.getElementById("desktop-switch")];
  const write = () => {
    const refused = Notification.permission === "denied";
    now.textContent = refused
      ? "This browser was told to refuse them; allow notifications for this address in its settings."
      : wanted()
        ? "On in this browser: you are told while a page of heddle is open and you look elsewhere."
        : "Off in this browser. On, it tells you while a page of heddle is open and you look elsewhere.";
    button.hidden = refused;
    button.textContent = wanted() ? "Turn off" : "Turn on";
  };
  button.addEventListener("click", async () => {
    const off = wanted();
    if (!off) await Notification.requestPermission();
    localStorage.setItem(DESKTOP, off ? "off" : "on");
    write();
  });
  panel.hidden = false;
  write();
}
