// Lists with row checkboxes: choose the whole page, count the chosen, show the bulk bar only when some are.
function refresh(form) {
  const rows = [...form.querySelectorAll(".pick-row")];
  const chosen = rows.filter((row) => row.checked).length;
  const all = form.querySelector("[data-pick-all]");
  if (all) {
    all.checked = chosen > 0 && chosen === rows.length;
    all.indeterminate = chosen > 0 && chosen < rows.length;
  }
  const bar = form.querySelector("[data-bulk]");
  if (!bar) return;
  bar.hidden = chosen === 0;
  const count = bar.querySelector("[data-bulk-count]");
  count.textContent = count.dataset.words.replace("{count}", chosen);
}

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (!form) return;
  if (event.target.matches("[data-pick-all]")) {
    form.querySelectorAll(".pick-row").forEach((row) => { row.checked = event.target.checked; });
  }
  if (event.target.matches("[data-pick-all], .pick-row")) refresh(form);
});

document.addEventListener("reset", (event) => {
  if (event.target.querySelector("[data-bulk]")) setTimeout(() => refresh(event.target));
});

document.querySelectorAll("[data-bulk]").forEach((bar) => refresh(bar.closest("form")));
