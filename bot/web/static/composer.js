// Writing: drafts, files, and a message that is sent again under the same id until it is stored.
import { newId, post, tell, upload } from "./sending.js";

const HINT = "Enter sends, Shift+Enter starts a line";

export function startComposer() {
  const form = document.getElementById("composer");
  if (form) new Composer(form);
}

class Composer {
  constructor(form) {
    this.form = form;
    this.text = form.querySelector("textarea");
    this.hint = form.querySelector("#hint");
    this.list = form.querySelector("#attached");
    this.button = form.querySelector("button[type=submit]");
    this.draft = `draft ${form.dataset.draft}`;
    this.files = [];
    this.restore();
    form.addEventListener("submit", (event) => (event.preventDefault(), this.send()));
    this.text.addEventListener("input", () => this.changed());
    this.text.addEventListener("keydown", (event) => this.key(event));
    this.text.addEventListener("paste", (event) => this.paste(event));
    form.querySelector("#files").addEventListener("change", (event) => {
      this.attach(event.target.files);
      event.target.value = "";
    });
    this.drop(document.getElementById("main"));
    if (!matchMedia("(pointer: coarse)").matches) this.text.focus({ preventScroll: true });
    this.changed();
  }

  restore() {
    const kept = JSON.parse(sessionStorage.getItem(this.draft) ?? "null");
    if (!kept) return;
    this.text.value = kept.text;
    this.message = kept.message;
    for (const file of kept.files ?? []) this.add(file);
  }

  keep() {
    const files = this.files.filter((each) => each.blob).map(({ blob, name, size }) => ({ blob, name, size }));
    if (!this.text.value && !files.length) sessionStorage.removeItem(this.draft);
    else sessionStorage.setItem(this.draft, JSON.stringify({ text: this.text.value, message: this.message, files }));
  }

  changed() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight + 2, 260)}px`;
    this.keep();
    const command = /^\s*!(?!!)/.test(this.text.value);
    this.hint.textContent = command ? "A command, not for the agent: !stop, !park, !redirect …, !list, !help" : HINT;
    this.hint.classList.toggle("on", command);
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    if (matchMedia("(pointer: coarse)").matches) return; // a phone's Enter starts a line
    event.preventDefault();
    this.send();
  }

  async send() {
    if (this.busy || (!this.text.value.trim() && !this.files.length)) return;
    if (this.files.some((each) => !each.blob)) {
      this.hint.textContent = "A file is still being sent; a moment.";
      return;
    }
    this.busy = true;
    this.button.disabled = true;
    this.message ??= newId();
    this.keep();
    const fields = Object.fromEntries(new FormData(this.form));
    delete fields.csrf;
    const files = this.files.map((each) => each.blob);
    const answer = await post(this.form.getAttribute("action"), { ...fields, message: this.message, attachments: files });
    this.busy = false;
    this.button.disabled = false;
    if (answer.ok) this.sent(answer);
    else this.failed(answer);
  }

  sent(answer) {
    this.form.classList.remove("failed");
    this.text.value = "";
    this.message = undefined;
    this.files = [];
    this.list.replaceChildren();
    this.button.textContent = "Send";
    this.changed();
    if (this.form.getAttribute("action") === "/threads" && answer.go && answer.go !== "/") location.assign(answer.go);
    else tell(answer);
    this.text.focus();
    document.dispatchEvent(new CustomEvent("heddle:sent"));
  }

  failed(answer) {
    tell(answer);
    if (answer.refused) this.message = undefined;
    this.form.classList.add("failed");
    this.button.textContent = answer.refused ? "Send" : "Send again";
    this.keep();
  }

  paste(event) {
    const files = event.clipboardData?.files;
    if (files?.length) {
      event.preventDefault();
      this.attach(files);
    }
  }

  drop(area) {
    area.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.form.classList.add("dropping");
    });
    area.addEventListener("dragleave", () => this.form.classList.remove("dropping"));
    area.addEventListener("drop", (event) => {
      event.preventDefault();
      this.form.classList.remove("dropping");
      this.attach(event.dataTransfer.files);
    });
  }

  attach(files) {
    for (const file of files) this.take(file);
  }

  async take(file) {
    const limit = Number(document.body.dataset.upload);
    const entry = this.add({ name: file.name || "pasted", size: file.size });
    if (file.size > limit) return this.refuse(entry, `is larger than ${Math.floor(limit / 1048576)} MB`);
    const answer = await upload(file, (share) => (entry.bar.value = share));
    if (!answer.ok) return this.refuse(entry, answer.text ?? "could not be sent");
    entry.blob = answer.blob;
    entry.bar.remove();
    this.keep();
  }

  add(file) {
    const item = document.createElement("li");
    const label = document.createElement("span");
    label.textContent = file.name;
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    const off = document.createElement("button");
    off.type = "button";
    off.className = "quiet";
    off.textContent = "×";
    off.setAttribute("aria-label", `Remove ${file.name}`);
    const entry = { ...file, item, bar };
    off.addEventListener("click", () => this.remove(entry));
    item.append(label, ...(file.blob ? [] : [bar]), off);
    this.list.append(item);
    this.files.push(entry);
    return entry;
  }

  refuse(entry, why) {
    this.remove(entry);
    tell({ ok: false, text: `${entry.name}: ${why}` });
  }

  remove(entry) {
    entry.item.remove();
    this.files = this.files.filter((each) => each !== entry);
    this.keep();
  }
}
