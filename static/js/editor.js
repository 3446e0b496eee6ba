// Lays the marked paper over the draft's <textarea>: one paragraph a line, marks and numbers in their places. The textarea
// stays the field that is sent; without this script it is edited directly.
// The paper comes without empty lines and indents; the field's own lines put them back, so that both hold the same text.
function align(paper, text) {
  const marked = [...paper.children];
  const lines = text.replace(/\r\n?/g, "\n").split("\n").map((words) => {
    const body = words.trim();
    const line = body && marked[0]?.textContent === body ? marked.shift() : document.createElement("p");
    const indent = words.slice(0, words.length - words.trimStart().length);
    if (!line.textContent) line.textContent = words;
    else if (indent) line.prepend(indent);
    if (indent || !body) line.classList.add("flush");
    if (!words) line.append(document.createElement("br"));
    return line;
  });
  paper.replaceChildren(...lines);
}

const textOf = (paper) => [...paper.children].map((line) => line.textContent.replace(/\n$/, "")).join("\n");

function caretLine(paper) {
  const { anchorNode } = getSelection();
  const holder = anchorNode?.nodeType === Node.TEXT_NODE ? anchorNode.parentElement : anchorNode;
  return holder?.closest?.("p") && paper.contains(holder) ? holder.closest("p") : null;
}

function insertText(words) {
  // execCommand keeps the browser's own undo list; there is no other way to do so.
  document.execCommand("insertText", false, words);
}

function splitLine(paper, event) {
  if (!caretLine(paper)) return;
  event.preventDefault();
  document.execCommand("insertParagraph");
}

class Editor {
  constructor(template) {
    this.area = document.getElementById(template.dataset.editorPaper);
    this.paper = template.content.firstElementChild;
    align(this.paper, this.area.value);
    this.paper.contentEditable = "true";
    this.paper.spellcheck = false;
    this.paper.setAttribute("role", "textbox");
    this.paper.setAttribute("aria-multiline", "true");
    this.area.after(this.paper);
    this.area.hidden = true;
    this.paper.addEventListener("input", () => this.copy());
    this.paper.addEventListener("tracker:insert", (event) => this.insert(event.detail));
    this.paper.addEventListener("keydown", (event) => { if (event.key === "Enter") splitLine(this.paper, event); });
    document.querySelector(`[data-editor="${this.area.id}"]`)?.addEventListener("mousedown", (event) => this.command(event));
  }

  copy() {
    [...this.paper.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).forEach((node) => {
      const line = document.createElement("p");
      node.replaceWith(line);
      line.append(node);
    });
    this.area.value = textOf(this.paper);
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  insert(words) {
    this.paper.focus();
    words.split("\n").forEach((line, index) => {
      if (index) document.execCommand("insertParagraph");
      if (line) insertText(line);
    });
  }

  command(event) {
    const tool = event.target.closest("[data-command], [data-insert]");
    if (!tool) return;
    event.preventDefault();
    this.paper.focus();
    if (tool.dataset.command) document.execCommand(tool.dataset.command);
    else insertText(tool.dataset.insert);
  }
}

document.querySelectorAll("template[data-editor-paper]").forEach((template) => new Editor(template));
