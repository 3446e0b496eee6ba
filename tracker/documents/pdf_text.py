"""The text of a PDF that has a text layer, its paragraphs whole again."""

import io
import logging
import re
import unicodedata
import warnings

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from tracker.documents import file_errors
from tracker.documents.radicals import restore_characters

MAX_PAGES = 500
MAX_CHARACTERS = 2_000_000
PAGE_NUMBER = re.compile(r"\s*[-—–－·]*\s*\d{1,3}\s*[-—–－·]*\s*")
ENDS = re.compile(r"[。：:；;！!？?]\s*$")
STARTS = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、](?!\d))"
    r"|[^，。]{2,80}(?:代表|委员)[^，。]{0,8}[:：]\s*$"
)
NARROW = 24  # in half characters: a text whose longest lines are shorter has no running text
SLACK = 9  # a first line is two characters shorter, and punctuation may be squeezed: nearer to the edge is broken by it


def read_pdf(data: bytes) -> tuple[str, int, tuple[int, ...]]:
    """Return the text of a PDF, its number of pages, and the pages (from 1) that hold no text.

    Lines that only the page's edge broke are joined, page numbers left out, radical signs read as characters.
    Raises FileDamaged, FileEncrypted, FileHasNoText, FileTextGarbled or FileTooLong.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pages = _pages(data)
    except (DependencyError, FileNotDecryptedError) as error:
        raise file_errors.FileEncrypted from error
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OSError,
        AssertionError,
        ArithmeticError,
        NotImplementedError,
    ) as error:
        raise file_errors.FileDamaged from error
    blank = tuple(number for number, page in enumerate(pages, 1) if not page.strip())
    if len(blank) == len(pages):
        raise file_errors.FileHasNoText
    text = _rejoin([line for page in pages for line in page.split("\n") if not PAGE_NUMBER.fullmatch(line)])
    if "\ufffd" in text:
        raise file_errors.FileTextGarbled
    return restore_characters(text), len(pages), blank


def _pages(data: bytes) -> list[str]:
    """Return the text of each page."""
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise file_errors.FileEncrypted
    if len(reader.pages) > MAX_PAGES:
        raise file_errors.FileTooLong(limit=MAX_CHARACTERS)
    return [page.extract_text() for page in reader.pages]


def _width(line: str) -> int:
    """Return the width of a line in half characters."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line.strip())


def _rejoin(lines: list[str]) -> str:
    """Return the text with the lines that only the page's edge broke joined again."""
    widths = [_width(line) for line in lines]
    edge = sorted(widths)[len(widths) * 4 // 5] if widths else 0
    joined = lines[:1]
    for before, width, line in zip(lines, widths, lines[1:], strict=False):
        broken = edge >= NARROW and width >= edge - SLACK and not ENDS.search(before)
        if broken and line.strip() and not STARTS.match(line):
            joined[-1] = joined[-1].rstrip() + line.lstrip()
        else:
            joined.append(line)
    return "\n".join(joined)
