// Makes every <select data-pick> searchable (Tom Select); its words come from the element, so that they are translated.
const pick = (select) => new window.TomSelect(select, {
  plugins: select.multiple ? { remove_button: { title: select.dataset.removeWords || "×" } } : {},
  maxOptions: 500,
  refreshThrottle: 0, // else Enter right after typing takes the option that stood before, and the list opens again
  hideSelected: false,
  placeholder: select.dataset.placeholder || "",
  render: { no_results: () => {
    const line = document.createElement("div");
    line.className = "no-results";
    line.textContent = select.dataset.noneWords || "—";
    return line;
  } },
});

document.querySelectorAll("select[data-pick]").forEach((select) => {
  pick(select);
  select.setAttribute("aria-hidden", "true"); // the picker's own input carries the label
});
