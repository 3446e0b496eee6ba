"""The text of an uploaded file: TXT, DOCX or PDF with text; exact, or refused with a reason, never altered."""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from typing import Any

from tracker.documents import file_errors

MAX_BYTES = 50 * 1024 * 1024
MAX_CHARACTERS = 2_000_000
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SIGNATURES = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"7z\xbc\xaf\x27\x1c", "7Z"),
    (b"Rar!", "RAR"),
    (b"\x1f\x8b", "GZIP"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
)
NAMES = {"OLE": "旧版 Office（或加密）文件", "ZIP": "ZIP 压缩包"}
WANTED = {".txt": "TXT", ".text": "TXT", ".docx": "DOCX", ".pdf": "PDF"}
MEDIA_TYPES = {
    "TXT": "text/plain",
    "DOCX": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "PDF": "application/pdf",
}
OLD = frozenset(
    {".doc", ".dot", ".wps", ".wpt", ".ofd", ".rtf", ".odt", ".et", ".xls", ".xlsx", ".ceb", ".mht"}
)
MACROS = frozenset({".docm", ".dotm", ".xlsm", ".pptm"})
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
COMMON_SHARE = 0.7  # of the non-ASCII characters of a GB18030 text that GB2312, the common set, must hold


@dataclass(frozen=True, slots=True)
class FileText:
    """The text of a file; ``encoding`` for plain text, ``pages`` and the pages without any text for a PDF."""

    text: str
    media_type: str
    encoding: str | None = None
    pages: int | None = None
    blank_pages: tuple[int, ...] = ()


def read_text(data: bytes, name: str) -> FileText:
    """Return the text of an uploaded file.

    ``name`` is the file's name; its extension, its first bytes and its structure must agree. Raises a
    :class:`~tracker.documents.file_errors.FileError` with a Chinese message for every file that is not read exactly.
    """
    kind = _kind(data, name)
    found = FileText(media_type=MEDIA_TYPES[kind], **_parts(data, kind))
    _check(found.text)
    return found


def _parts(data: bytes, kind: str) -> dict[str, Any]:
    """Return the text with what is known about it; the parsers are loaded only when a file needs them."""
    if kind == "DOCX":
        return {"text": import_module("tracker.documents.docx_text").read_docx(data)}
    if kind == "PDF":
        text, pages, blank = import_module("tracker.documents.pdf_text").read_pdf(data)
        return {"text": text, "pages": pages, "blank_pages": blank}
    text, encoding = decode(data)
    return {"text": text, "encoding": encoding}


def is_plain(data: bytes, name: str) -> bool:
    """Say whether a file is plain text, which needs decoding but no parser; raise what ``read_text`` raises."""
    return _kind(data, name) == "TXT"


def _kind(data: bytes, name: str) -> str:
    """Return TXT, DOCX or PDF where size, extension and first bytes agree."""
    if not data:
        raise file_errors.FileEmpty
    if len(data) > MAX_BYTES:
        raise file_errors.FileTooBig(size=len(data) // 1024 // 1024 + 1, limit=MAX_BYTES // 1024 // 1024)
    suffix = PurePath(name).suffix.lower()
    if suffix in MACROS:
        raise file_errors.FileHasMacros
    if suffix in OLD:
        raise file_errors.FileTypeOld(suffix=suffix)
    if suffix not in WANTED:
        raise file_errors.FileTypeUnknown(suffix=suffix or name)
    return _agree(WANTED[suffix], _signature(data))


def _signature(data: bytes) -> str:
    """Return the format that the first bytes show; TXT where they show none."""
    return next((kind for start, kind in SIGNATURES if data.startswith(start)), "TXT")


def _agree(claimed: str, actual: str) -> str:
    """Return the claimed format where the content may be of it; raise FileTypeMismatch otherwise."""
    if claimed == "PDF" and actual == "TXT":
        actual = "PDF?"  # some writers put bytes before the PDF's first line; the parser decides
    agrees = {"TXT": "TXT", "DOCX": "ZIP", "PDF": "PDF"}[claimed] == actual.rstrip("?")
    if not agrees:
        shown = "纯文本" if actual == "TXT" else NAMES.get(actual, actual)
        raise file_errors.FileTypeMismatch(claimed=claimed, actual=shown)
    return claimed


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and its encoding: by its mark, else UTF-8, else GB18030; strict, never a guess of characters."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _strict(data, encoding), encoding.removesuffix("-sig")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text = _strict(data, "gb18030")
    if b"\0" not in data and not _is_plausible(text):
        raise file_errors.FileEncodingUnknown
    return text, "gb18030"


def _strict(data: bytes, encoding: str) -> str:
    """Decode strictly; raise FileEncodingUnknown where any byte does not fit."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise file_errors.FileEncodingUnknown from error


def _is_plausible(text: str) -> bool:
    """Say whether text decoded as GB18030 is Chinese and not another encoding's bytes misread."""
    foreign = [sign for sign in text[:20_000] if sign > "\x7f"]
    common = len("".join(foreign).encode("gb2312", "ignore")) // 2
    unassigned = sum(unicodedata.category(sign) in {"Co", "Cn"} for sign in foreign)
    return unassigned * 20 <= len(foreign) and (
        common >= COMMON_SHARE * len(foreign) or len(foreign) - common <= 2
    )


def _check(text: str) -> None:
    """Raise where a text is empty, longer than any letter, or holds control characters."""
    if not text.strip():
        raise file_errors.FileEmpty
    if len(text) > MAX_CHARACTERS:
        raise file_errors.FileTooLong(limit=MAX_CHARACTERS)
    control = CONTROLS.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise file_errors.FileHasControls(line=line, sign=f"{ord(control[0]):04X}")
