// Selecting words in the draft's paper offers to mark them as a promise: the form [data-mark-promise] gets their place in
// characters (code points, line breaks counted as one) in its fields start, end and quote, and its button is enabled.
const form = document.querySelector("form[data-mark-promise]");
const count = (words) => [...words].length;

function textBefore(paper, node, offset) {
  const range = document.createRange();
  range.setStart(paper, 0);
  range.setEnd(node, offset);
  const holder = range.cloneContents();
  return [...holder.children].map((line) => line.textContent).join("\n");
}

function chosen() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const start = range.startContainer.parentElement?.closest(".paper");
  if (!start || start !== range.endContainer.parentElement?.closest(".paper")) return null;
  const before = count(textBefore(start, range.startContainer, range.startOffset));
  return { start: before, end: count(textBefore(start, range.endContainer, range.endOffset)), quote: selection.toString() };
}

function offer() {
  const place = chosen();
  form.querySelector("button").disabled = !place;
  if (place) Object.entries(place).forEach(([name, value]) => { form.elements.namedItem(name).value = value; });
}

if (form) {
  form.querySelector("button").disabled = true;
  document.addEventListener("selectionchange", () => { if (!form.contains(document.activeElement)) offer(); });
}
