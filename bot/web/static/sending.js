// Posting to the server, and telling what came of it.
const csrf = document.body.dataset.csrf;

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Returns {ok, refused, html, text, go}. Never throws: no answer is {ok: false}, to be sent again.
export async function post(path, fields) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", "x-csrf-token": csrf },
      body: JSON.stringify(fields),
      redirect: "error",
    });
    const content = await answer.json();
    return { ok: answer.ok, refused: answer.status < 500 && !answer.ok, ...content };
  } catch {
    return { ok: false, refused: false, text: "heddle did not answer. Your text is kept; send it again." };
  }
}

// Uploads a file and calls back with the share that is sent (0 to 1). Resolves like `post`.
export function upload(file, progress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/files?name=${encodeURIComponent(file.name || "pasted")}`);
    request.setRequestHeader("x-csrf-token", csrf);
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onerror = () => resolve({ ok: false, text: "It could not be sent." });
    request.onload = () => {
      let content = {};
      try {
        content = JSON.parse(request.responseText);
      } catch {
        content = { text: "It could not be sent." };
      }
      resolve({ ok: request.status === 200, ...content });
    };
    request.send(file);
  });
}

// Tells something that passes: in the thread above the composer if it is long, else as a note.
export function tell(answer) {
  if ((answer.ok && answer.seen) || (!answer.html && !answer.text)) return;
  const note = noted(answer.ok ? "toast" : "toast wrong");
  if (answer.html) note.prepend(parsed(answer.html));
  else note.prepend(answer.text);
  const aside = document.getElementById("aside");
  if (aside && note.textContent.length > 120) {
    aside.replaceChildren(note);
    aside.hidden = false;
    note.lastChild.addEventListener("click", () => (aside.hidden = true));
    return;
  }
  show(note, answer.ok ? 6000 : 12000);
}

// Puts a note where notes stand, beside what is read and written, for some milliseconds.
export function show(note, time) {
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), time);
}

// Returns a note that can be closed; its content goes before the button.
export function noted(kind) {
  const note = document.createElement("div");
  note.className = kind;
  const close = document.createElement("button");
  close.className = "quiet";
  close.textContent = "Close";
  close.addEventListener("click", () => note.remove());
  note.append(close);
  return note;
}

export function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html; // rendered and sanitised by the server
  return template.content;
}
