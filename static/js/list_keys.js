// The register by keys alone: j/k move a row's light, x checks it, o or Enter opens it, ? tells the keys. They can be switched
// off (WCAG 2.1.4) and never act in a field, on a button or a link, or together with Ctrl, Alt or Meta.
const SWITCH = "single-keys";
const rows = [...document.querySelectorAll(".tbl.items tbody tr")];
const dialog = document.getElementById("keys-help");
const isOn = () => localStorage.getItem(SWITCH) !== "off";
let at = -1;

const busy = (event) => event.ctrlKey || event.metaKey || event.altKey || dialog.open
  || event.target.isContentEditable
  || event.target.closest("textarea, select, button, summary, dialog, input:not([type=checkbox]), details[open]") !== null;

function light(next) {
  if (!rows.length) return;
  at = Math.max(0, Math.min(rows.length - 1, next));
  rows.forEach((row, number) => { row.classList.toggle("at", number === at); });
  const link = rows[at].querySelector(".title a");
  link.focus({ preventScroll: true });
  rows[at].scrollIntoView({ block: "nearest" });
}

function check() {
  const box = rows[at]?.querySelector(".pick-row");
  if (box) box.click();
}

const open = () => { rows[at]?.querySelector(".title a").click(); };
const ACTS = {
  j: () => light(at + 1), ArrowDown: () => light(at + 1),
  k: () => light(at - 1), ArrowUp: () => light(at - 1),
  x: check, o: open, "?": () => dialog.showModal(),
};

document.addEventListener("keydown", (event) => {
  const act = ACTS[event.key];
  const isArrow = event.key.startsWith("Arrow");
  if (!act || !isOn() || busy(event) || (isArrow && at < 0)) return;
  event.preventDefault();
  act();
});

rows.forEach((row, number) => {
  row.addEventListener("focusin", () => {
    at = number;
    rows.forEach((other) => { other.classList.toggle("at", other === row); });
  });
});

const choice = dialog.querySelector("[data-keys-switch]");
choice.checked = isOn();
choice.addEventListener("change", () => { localStorage.setItem(SWITCH, choice.checked ? "on" : "off"); });
document.querySelector("[data-keys-help]").addEventListener("click", () => dialog.showModal());
dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
