"""The text of a PDF that has a text layer."""

import io
import logging
import re
import warnings

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from tracker.documents import file_errors

MAX_PAGES = 500
ENDS = re.compile(r"[。：:；;！!？?）)》”]\s*$")
STARTS = re.compile(
    r"\s{2,}|\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|"
    r"\d{1,2}[.、])"
)
NARROW = 12  # a page whose longest line is shorter has no running text


def read_pdf(data: bytes) -> tuple[str, int, tuple[int, ...]]:
    """Return the text of a PDF, its number of pages, and the pages (from 1) that hold no text.

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
    ) as error:
        raise file_errors.FileDamaged from error
    blank = tuple(number for number, page in enumerate(pages, 1) if not page.strip())
    if len(blank) == len(pages):
        raise file_errors.FileHasNoText
    text = "\n".join(_rejoin(page) for page in pages)
    if "\ufffd" in text:
        raise file_errors.FileTextGarbled
    return text, len(pages), blank


def _pages(data: bytes) -> list[str]:
    """Return the text of each page."""
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise file_errors.FileEncrypted
    if len(reader.pages) > MAX_PAGES:
        raise file_errors.FileTooLong(limit=2_000_000)
    return [page.extract_text() for page in reader.pages]


def _rejoin(page: str) -> str:
    """Return a page with the lines that only the page's width broke joined again."""
    lines = page.split("\n")
    width = max((len(line) for line in lines), default=0)
    if width < NARROW:
        return page
    joined = lines[:1]
    for line in lines[1:]:
        full = (
            len(joined[-1].rpartition("\n")[2]) % max(width, 1) >= width - 2 or len(joined[-1]) >= width - 2
        )
        if full and line.strip() and not ENDS.search(joined[-1]) and not STARTS.match(line):
            joined[-1] += line
        else:
            joined.append(line)
    return "\n".join(joined)
