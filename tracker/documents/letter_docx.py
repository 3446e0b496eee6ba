"""The reply letter as DOCX: plain and correct, with the fonts that offices have named in it (GB/T 9704-2012)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

BODY, TITLE, HEADING, SUBHEADING = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312"
BODY_SIZE, TITLE_SIZE, COPY_SIZE = Pt(16), Pt(22), Pt(14)
LINE = Pt(28.95)
ILLEGAL = dict.fromkeys((*(code for code in range(32) if code not in {9, 10, 13}), 0xFFFE, 0xFFFF))
DATE = re.compile(
    r"[\d〇○一二三四五六七八九十]{2,4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日"
)


@dataclass(frozen=True)
class LetterText:
    """What a reply letter says; ``notes`` stand in brackets under it, ``copies`` are the bodies on the copy list."""

    title: str
    body: str
    issuer: str
    dated: date | None
    document_number: str | None = None
    class_mark: str | None = None
    notes: Sequence[str] = ()
    copies: Sequence[str] = ()


def write_letter(letter: LetterText) -> bytes:
    """Return the letter as a DOCX file; every character that XML can hold is kept."""
    document = Document()
    document.core_properties.title = letter.title
    document.core_properties.author = letter.issuer
    _set_page(document)
    _write_head(document, letter)
    for number, paragraph in enumerate(_paragraphs(letter.body)):
        is_salutation = number == 0 and paragraph.endswith(("：", ":"))
        _line(document, paragraph, font=_font_of(paragraph), indent=0 if is_salutation else 2)
    _write_foot(document, letter)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _write_head(document: Any, letter: LetterText) -> None:
    if letter.class_mark:
        _line(document, f"类别：{letter.class_mark}", align=WD_ALIGN_PARAGRAPH.RIGHT, font=HEADING)
    if letter.document_number:
        _line(document, letter.document_number, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, letter.title, align=WD_ALIGN_PARAGRAPH.CENTER, font=TITLE, size=TITLE_SIZE)
    _line(document, "")


def _write_foot(document: Any, letter: LetterText) -> None:
    _line(document, "")
    for issuer in letter.issuer.splitlines():
        _line(document, issuer, align=WD_ALIGN_PARAGRAPH.RIGHT, right=2)
    if letter.dated:
        _line(document, chinese_date(letter.dated), align=WD_ALIGN_PARAGRAPH.RIGHT, right=4)
    for note in letter.notes:
        _line(document, f"（{note}）", indent=2)
    if letter.copies:
        _line(document, f"抄送：{'，'.join(letter.copies)}。", size=COPY_SIZE)


def without_signature(text: str, issuer: str, title: str) -> str:
    """Return the body without what the letter prints itself: its title above, and issuer and date at the end."""
    lines = text.strip().splitlines()
    while lines and _squeezed(lines[-1]) in {"", *map(_squeezed, issuer.splitlines())} | _dates(lines[-1]):
        lines.pop()
    if lines and _squeezed(lines[0]) == _squeezed(title):
        lines.pop(0)
    return "\n".join(lines)


def _squeezed(line: str) -> str:
    return "".join(line.split())


def _dates(line: str) -> set[str]:
    words = _squeezed(line)
    return {words} if DATE.fullmatch(words) else set()


def chinese_date(day: date) -> str:
    """Return a date as letters print it: Arabic numerals without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.translate(ILLEGAL).splitlines() if line.strip()]


def _font_of(paragraph: str) -> str:
    head, _, rest = paragraph.partition("、")
    is_short = len(paragraph) <= 40 and not paragraph.endswith("：")
    if rest and is_short and head and set(head) <= set("一二三四五六七八九十"):
        return HEADING
    if is_short and paragraph.startswith("（") and paragraph[1:2] in set("一二三四五六七八九十"):
        return SUBHEADING
    return BODY


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)


def _line(
    document: Any,
    text: str,
    *,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
    font: str = BODY,
    size: Pt = BODY_SIZE,
    indent: int = 0,
    right: int = 0,
) -> None:
    """Add a paragraph; ``indent`` and ``right`` count characters of its size."""
    paragraph = document.add_paragraph()
    layout = paragraph.paragraph_format
    layout.alignment, layout.line_spacing = align, LINE
    layout.space_before = layout.space_after = Pt(0)
    layout.first_line_indent = Pt(size.pt * indent)
    layout.right_indent = Pt(size.pt * right)
    run = paragraph.add_run(text.translate(ILLEGAL))
    run.font.size, run.font.name = size, font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)  # noqa: SLF001 - the library's own way to name a CJK font
