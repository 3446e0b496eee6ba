// Small windows that are <details>: Esc, a click outside, or their own button closes them; only one stands open.
const opened = () => [...document.querySelectorAll("details[data-popover][open]")];

function close(details, returnFocus) {
  details.open = false;
  if (returnFocus) details.querySelector("summary").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  opened().forEach((details) => close(details, details.contains(document.activeElement)));
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-popover-close]");
  if (button) {
    close(button.closest("details[data-popover]"), true);
    return;
  }
  opened().filter((details) => !details.contains(event.target)).forEach((details) => close(details, false));
});
