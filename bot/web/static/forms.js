// Buttons that order something: sent without leaving the page.
import { newId, parsed, post, tell } from "./sending.js";
import { writeTimes } from "./times.js";

async function send(form, button) {
  const fields = Object.fromEntries(new FormData(form));
  if (button?.name) fields[button.name] = button.value;
  fields.message = form.dataset.message ??= newId();
  const buttons = form.querySelectorAll("button");
  for (const each of buttons) each.disabled = true;
  const answer = await post(form.getAttribute("action"), fields);
  for (const each of buttons) each.disabled = false;
  tell(answer);
  if (!answer.ok && !answer.refused) return; // the same id again, when it is pressed again
  delete form.dataset.message;
  if (answer.card) become(form.closest("[data-item]"), answer.card);
  if (!answer.ok) return;
  form.reset();
  form.closest("details.pop")?.removeAttribute("open");
  if (location.pathname === "/settings" && answer.go === "/settings") await again();
}

// The card as it is after the press; the stream brings the rest.
function become(card, html) {
  if (!card?.isConnected) return;
  card.replaceWith(parsed(html));
  writeTimes();
}

// What was set shows in the page, which stays where it is.
async function again() {
  const answer = await fetch(location.pathname, { redirect: "error" });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("main").replaceChildren(...fresh.getElementById("main").childNodes);
  writeTimes();
  document.dispatchEvent(new CustomEvent("heddle:again"));
}

async function edit(button) {
  const said = button.closest(".said");
  const text = said.querySelector(".text");
  const form = document.createElement("form");
  form.className = "edit";
  const field = document.createElement("textarea");
  field.value = text.textContent;
  field.setAttribute("aria-label", "Your message");
  const save = document.createElement("button");
  save.className = "button primary small";
  save.textContent = "Save";
  const cancel = document.createElement("button");
  cancel.className = "button small";
  cancel.type = "button";
  cancel.textContent = "Cancel";
  form.append(field, save, cancel);
  const back = () => (form.replaceWith(text), said.removeAttribute("data-busy"));
  cancel.addEventListener("click", back);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await post(button.dataset.edit, { text: field.value });
    tell(answer);
    if (answer.ok) text.textContent = field.value;
    if (answer.ok || answer.refused) back();
  });
  said.dataset.busy = "";
  text.replaceWith(form);
  field.focus();
}

async function remove(button) {
  if (button.dataset.sure === undefined) {
    button.dataset.sure = "";
    button.textContent = "Delete for good?";
    setTimeout(() => ((button.textContent = "Delete"), delete button.dataset.sure), 4000);
    return;
  }
  tell(await post(button.dataset.delete, {}));
}

export function startForms() {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form.live")) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });
  document.addEventListener("click", (event) => {
    event.target.closest("[data-close]")?.closest("aside").remove();
    const button = event.target.closest("[data-edit], [data-delete]");
    if (button?.dataset.edit) edit(button);
    else if (button?.dataset.delete) remove(button);
    for (const open of document.querySelectorAll("details.pop[open]")) {
      if (!open.contains(event.target)) open.removeAttribute("open");
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const open of document.querySelectorAll("details.pop[open]")) {
      open.removeAttribute("open");
      open.querySelector("summary").focus();
    }
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details.pop[open]")) event.target.querySelector(":scope > form textarea, :scope > form input:not([type=hidden]), :scope > .sheet textarea")?.focus();
  }, true);
}
