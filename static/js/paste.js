// Pasting from Word, WPS or a web page gives plain lines: a paragraph a line, numbers of lists as text, tables as lines with
// tabs. Hidden text, comments, deleted words, field codes and smart tags go, and so do indents of wide spaces and whatever
// is not seen. Works in the draft's paper and in every <textarea data-plain-paste>; the paper takes the words by the
// event tracker:insert. The server cleans what it is sent in the same way (domain/text.py).
const BLOCKS = new Set("ADDRESS ARTICLE ASIDE BLOCKQUOTE CAPTION DD DIV DL DT FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P PRE SECTION TABLE TBODY THEAD TFOOT TR UL".split(" "));
const NOTHING = new Set("STYLE SCRIPT TITLE META LINK HEAD IMG SVG OBJECT TEMPLATE XML DEL SELECT BUTTON".split(" "));
const HIDDEN = /display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all/i;
const REMARKS = /mso-element\s*:\s*(comment-list|comment|header|footer)/i;
const REMARK_CLASSES = /\b(msocomanchor|msocomtxt|msocomoff|MsoCommentReference|MsoCommentText)\b/;
const FIELD = /mso-element\s*:\s*field-(begin|separator|end)/i;
const UNSEEN = /[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
const ODD_SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f]/g;
const WIDE = "[\\u1100-\\u11ff\\u2e80-\\ud7ff\\uf900-\\ufaff\\ufe30-\\ufe4f\\uff00-\\uffef\\ud800-\\udfff\\u2014\\u2018-\\u201d\\u2026]";
const BETWEEN_SIGNS = new RegExp(`(${WIDE})[ \\n]*\\n[ \\n]*(?=${WIDE})`, "g");

export function plainLines(text) {
  return text.replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, "\n").replace(UNSEEN, "").split("\n")
    .map((line) => line.replace(/^[ \t]*[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]\s*/, "").replace(ODD_SPACES, " ").trimEnd())
    .join("\n").replace(/^\n+|\s+$/g, "");
}

// Word marks a field's code as what stands between its beginning and its separator, across elements.
class Reader {
  constructor() {
    this.lines = [""];
    this.codes = 0;
    this.cells = 0;
  }

  say(words) {
    if (this.codes) return;
    const line = this.lines.at(-1);
    this.lines[this.lines.length - 1] = line + (!line || line.endsWith(" ") || line.endsWith("\t") ? words.replace(/^ +/, "") : words);
  }

  endLine() {
    if (this.cells) this.say(" ");
    else if (this.lines.at(-1)) this.lines.push("");
  }

  breakLine() {
    if (this.cells) this.say(" ");
    else this.lines.push("");
  }

  read(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      const words = node.data.replace(ODD_SPACES, " ").replace(/[ \t\r\n]+/g, (space) => (space.includes("\n") ? "\n" : " "));
      this.say(joined(words, this.lines.at(-1)));
    } else if (node.nodeType === Node.ELEMENT_NODE) this.element(node);
  }

  element(node) {
    const style = node.getAttribute("data-style") ?? "";
    const field = FIELD.exec(style)?.[1].toLowerCase();
    if (field) this.field(field);
    if (NOTHING.has(node.tagName) || HIDDEN.test(style) || REMARKS.test(style) || REMARK_CLASSES.test(node.className)) return;
    if (node.tagName === "BR") {
      if (!/mso-(special-character|break-type)/i.test(style) || /line-break/i.test(style)) this.breakLine();
    } else if (/mso-list\s*:\s*ignore/i.test(style)) this.say(numberOf(node));
    else if (node.tagName === "TR") this.row(node);
    else this.block(node);
  }

  field(kind) {
    if (kind === "begin") this.codes += 1;
    else if (kind === "separator") this.codes = Math.max(0, this.codes - 1);
    else if (this.codes && !this.separated) this.codes -= 1;
    this.separated = kind === "separator";
  }

  block(node) {
    const isBlock = BLOCKS.has(node.tagName);
    if (isBlock) this.endLine();
    if (node.tagName === "LI") this.say(itemNumber(node));
    node.childNodes.forEach((child) => this.read(child));
    if (isBlock) this.endLine();
  }

  row(node) {
    this.endLine();
    const cells = [...node.children].filter((cell) => cell.matches("td, th")).map((cell) => {
      const inner = new Reader();
      inner.cells = 1;
      cell.childNodes.forEach((child) => inner.read(child));
      return inner.lines.join(" ").replace(/\s+/g, " ").trim();
    });
    if (cells.some(Boolean)) this.say(cells.join("\t"));
    this.endLine();
  }
}

// A line end in the markup is no word: nothing between Chinese signs, one space between others.
function joined(words, before) {
  if (!words.includes("\n")) return words;
  const wide = new RegExp(`${WIDE}$`).test(before);
  const head = wide ? words.replace(new RegExp(`^ ?\\n ?(?=${WIDE})`), "") : words;
  return head.replace(BETWEEN_SIGNS, "$1").replace(/ ?\n ?/g, " ");
}

// The number that Word draws before a paragraph of a list; a bullet of a sign font becomes a plain one.
function numberOf(node) {
  const marks = node.textContent.replace(/[\s\u00a0]+/g, " ").trim();
  const drawn = node.outerHTML.slice(0, 600) + (node.parentElement?.getAttribute("data-style") ?? "");
  return /Wingdings|Symbol/i.test(drawn) || /^[·•§Øü]$/.test(marks) ? "·" : marks + (/[0-9A-Za-z.]$/.test(marks) ? " " : "");
}

function itemNumber(item) {
  const list = item.parentElement;
  if (list?.tagName !== "OL") return "·";
  const first = Number(list.getAttribute("start") ?? 1);
  const place = [...list.children].filter((one) => one.tagName === "LI").indexOf(item);
  return `${first + place}. `;
}

// A parsed style would be applied, which the content policy refuses: only its words are needed.
function parsed(html) {
  const bare = html.replace(/<style\b[\s\S]*?<\/style>/gi, "").replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
  return new DOMParser().parseFromString(bare, "text/html").body;
}

export function linesOfHtml(html) {
  const body = parsed(html);
  const reader = new Reader();
  body.childNodes.forEach((node) => reader.read(node));
  return plainLines(reader.lines.join("\n"));
}

function clean(data) {
  const html = data.getData("text/html");
  return (html && linesOfHtml(html)) || plainLines(data.getData("text/plain"));
}

document.addEventListener("paste", (event) => {
  const area = event.target.closest?.("textarea[data-plain-paste]");
  const place = area ?? (event.target.closest ? event.target : event.target.parentElement)?.closest(".paper[contenteditable]");
  if (!place || !event.clipboardData) return;
  event.preventDefault();
  event.stopPropagation();
  const words = clean(event.clipboardData);
  if (area) document.execCommand("insertText", false, words);
  else place.dispatchEvent(new CustomEvent("tracker:insert", { detail: words, bubbles: true }));
}, true);
