// Forms: a second click sends nothing twice, a filter sends itself, a ready phrase goes into its field.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 8000); // an answer may be a file, which leaves this page standing
});

window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto-submit]");
  if (form) form.requestSubmit();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-write-to]");
  if (!button) return;
  const field = document.getElementById(button.dataset.writeTo);
  field.value = field.value.trim() ? `${field.value.trim()}\n${button.textContent.trim()}` : button.textContent.trim();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});
