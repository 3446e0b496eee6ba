"""Small helpers for written Chinese: width of signs, spaces, brackets, titles. Rare characters are left alone."""

import re

FULL_WIDTH = {0xFF01 + step: 0x21 + step for step in range(94)} | {0x3000: 0x20}
BRACKETS = str.maketrans("[【［﹝]】］﹞", "〔〔〔〔〕〕〕〕")
ABOUT = re.compile(r"^关于|的?(?:建议|提案|议案|答复|复函|函)$")
CONTROLS = dict.fromkeys((*range(9), *range(14, 32), 127)) | dict.fromkeys(
    (11, 12, 0x85, 0x2028, 0x2029), "\n"
)
# Soft hyphens, zero-width spaces, marks of direction; not joiners and variation selectors, which names need, nor the
# isolates that keep a word of another direction whole.
UNSEEN = dict.fromkeys((0xAD, 0x180E, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, 0xFEFF))
ODD_SPACES = dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F), " ")
INDENT = re.compile(r"^[ \t]*[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]\s*?(?=\S|$)", re.MULTILINE)
NOT_WORDS = re.compile(r"[\W_]+")


def half_width(text: str) -> str:
    """Return ``text`` with full-width letters, digits and signs made half-width; no other sign is changed.

    Unlike NFKC this keeps compatibility characters, which stand in names of people and places.
    """
    return text.translate(FULL_WIDTH)


def squeeze(text: str) -> str:
    """Return ``text`` without spaces at its ends and with each run of white space as one space."""
    return " ".join(text.split())


def without_spaces(text: str) -> str:
    """Return ``text`` with all white space taken out."""
    return "".join(text.split())


def fix_brackets(text: str) -> str:
    """Return ``text`` with square and lenticular brackets made 〔〕, the only ones of document numbers."""
    return text.translate(BRACKETS)


def normalise_title(title: str) -> str:
    """Return the title on one line, without the book-title marks or quotes that enclose the whole of it."""
    line = squeeze(title)
    for opening, closing in (("《", "》"), ("“", "”"), ('"', '"')):
        inner = line[1:-1]
        if (
            len(line) > 1
            and line[0] == opening
            and line[-1] == closing
            and not {opening, closing} & set(inner)
        ):
            line = inner.strip()
    return line


def title_key(title: str) -> str:
    """Return what two spellings of one title share: no punctuation, spaces, width, 关于 or 的建议."""
    words = NOT_WORDS.sub("", half_width(normalise_title(title))).casefold()
    return ABOUT.sub("", words) or words


def plain_lines(text: str) -> str:
    """Return typed or pasted text with plain line ends and spaces, and nothing after its last word.

    Word's soft breaks become line ends; what is not seen and indents of wide or unbreakable spaces go, since the page
    indents by itself. Every written sign stays: rare characters, Zhuang letters, variation selectors.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(CONTROLS).translate(UNSEEN)
    return INDENT.sub("", lines).translate(ODD_SPACES).rstrip()
