// A standard phrase goes in where the cursor last stood in the paper, at its end where it never stood there.
let last = null;

document.addEventListener("selectionchange", () => {
  const selection = getSelection();
  const node = selection.anchorNode?.nodeType === Node.TEXT_NODE ? selection.anchorNode.parentElement : selection.anchorNode;
  if (selection.rangeCount && node?.closest?.(".paper[contenteditable]")) last = selection.getRangeAt(0).cloneRange();
});

function standAt(paper) {
  const range = last ?? document.createRange();
  if (!last) {
    range.selectNodeContents(paper.lastElementChild ?? paper);
    range.collapse(false);
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert-phrase]");
  const paper = document.querySelector(".paper[contenteditable]");
  const chosen = button && document.getElementById(button.dataset.insertPhrase).selectedOptions[0];
  if (!paper || !chosen) return;
  event.preventDefault();
  paper.focus();
  standAt(paper);
  paper.dispatchEvent(new CustomEvent("tracker:insert", { detail: chosen.dataset.words, bubbles: true }));
});
