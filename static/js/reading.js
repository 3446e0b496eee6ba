// Intake: pointing at a row lights up its place in the letter, and the other way round.
const rows = [...document.querySelectorAll("[data-place]")];

function light(row, on) {
  row.classList.toggle("on", on);
  document.getElementById(row.dataset.place)?.classList.toggle("on", on);
}

rows.forEach((row) => {
  const place = document.getElementById(row.dataset.place);
  [row, place].filter(Boolean).forEach((element) => {
    element.addEventListener("mouseenter", () => light(row, true));
    element.addEventListener("mouseleave", () => light(row, false));
  });
  row.addEventListener("focusin", () => {
    light(row, true);
    place?.scrollIntoView({ block: "nearest" });
  });
  row.addEventListener("focusout", () => light(row, false));
  place?.addEventListener("click", () => row.querySelector("input, textarea, select")?.focus());
});
