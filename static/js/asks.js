// Ties asks to paragraphs: a choice [data-tie] always offers the paragraphs as they stand in the paper now, and a button
// [data-tie-here] takes the paragraph with the cursor.
const area = document.querySelector("[data-editor-text]");
const KEY = 60;
const SHOWN = 30;
let here = null;

function passages() {
  let start = 0;
  return area.value.replace(/\r\n?/g, "\n").split("\n").map((line) => {
    const words = line.trim();
    const found = { words, value: `${start + [...line.slice(0, line.indexOf(words))].length}:${[...words].slice(0, KEY).join("")}` };
    start += [...line].length + 1;
    return found;
  });
}

const wordsOf = (value) => value.slice(value.indexOf(":") + 1);

function renew(choice) {
  const chosen = choice.value;
  [...choice.options].slice(2).forEach((option) => option.remove());
  const found = passages().slice(1).filter((one) => one.words);
  found.forEach((one) => choice.add(new Option(one.words.slice(0, SHOWN), one.value)));
  const same = found.find((one) => one.value === chosen) ?? found.find((one) => wordsOf(one.value) === wordsOf(chosen));
  if (!chosen.includes(":")) choice.value = chosen;
  else if (same) choice.value = same.value;
  else choice.add(new Option(wordsOf(chosen).slice(0, SHOWN), chosen, true, true));
}

function tieHere(button) {
  const choice = document.getElementById(button.dataset.tieHere);
  const line = passages()[here];
  if (!line?.words) return;
  renew(choice);
  choice.value = line.value;
  choice.dispatchEvent(new Event("input", { bubbles: true }));
  area.form.dispatchEvent(new Event("focusout", { bubbles: true }));
}

document.addEventListener("selectionchange", () => {
  const { anchorNode } = getSelection();
  const node = anchorNode?.nodeType === Node.TEXT_NODE ? anchorNode.parentElement : anchorNode;
  const line = node?.closest?.(".paper[contenteditable] > p");
  if (line) here = [...line.parentElement.children].indexOf(line);
});
document.querySelectorAll("[data-tie]").forEach((choice) => {
  choice.addEventListener("focus", () => renew(choice));
  choice.addEventListener("change", () => {
    const reason = choice.parentElement.querySelector(".outside");
    if (choice.value === "outside" && reason) {
      reason.open = true;
      reason.querySelector("input").focus();
    }
    area.form.dispatchEvent(new Event("input", { bubbles: true }));
  });
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-tie-here]");
  if (button) tieHere(button);
});
