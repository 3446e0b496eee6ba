// Makes every <select data-pick> searchable (Tom Select); its words come from the element, so that they are translated.
const pick = (select) => new window.TomSelect(select, {
  plugins: select.multiple ? { remove_button: { title: select.dataset.removeWords || "×" } } : {},
  maxOptions: 500,
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
