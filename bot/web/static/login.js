// Sends the token of the printed link by form, so that it leaves the address at once.
const form = document.getElementById("login");
if (form.hasAttribute("data-go")) {
  history.replaceState(null, "", "/login");
  form.requestSubmit();
}
