// The settings page offers the browser's time zone where another one is set.
export function startZone() {
  offer();
  document.addEventListener("heddle:again", offer);
}

function offer() {
  const form = document.getElementById("own-zone");
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!form || !own || own === form.dataset.chosen) return;
  const button = form.querySelector("button");
  button.value = own;
  button.textContent = `Use this browser’s: ${own}`;
  form.hidden = false;
}
