"""Which files an item may keep: by extension, first bytes and structure together; they are stored, never opened here.

Scans and office files are kept as they are and served as downloads only (trust.md, Uploads). What can run or hide
something else is refused: web pages, programs, macros, archives, and files that are two formats at once.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from pathlib import PurePath

from tracker.documents import file_errors
from tracker.documents.docx_package import CONTENT_TYPES, check_archive
from tracker.documents.text_files import CONTROLS, MACROS, MAX_BYTES, decode
from tracker.domain.errors import N_

MAX_FILES = 20
NAMELESS = "未命名"
LARGEST_LIST = 1024 * 1024  # bytes of a package's list of types
LAST_BYTES = 2048  # of a PDF, in which its end must stand
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_SECTOR = 512
PNG = b"\x89PNG\r\n\x1a\n"
PNG_END = b"IEND\xaeB`\x82"
JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
JPEG_SCAN = 0xDA
# what turns the rest of a line round or hides in it: left out of names, kept nowhere else
UNSEEN = re.compile("[\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


class AttachmentTypeRefused(file_errors.FileError):
    """The extension is not one that an item keeps."""

    code = "attachment_type_refused"
    message = N_(
        "不接收“%(suffix)s”文件。可以上传 PDF、OFD、Word、WPS、Excel、JPG、PNG 和 TXT；压缩包请解开后逐个上传。"
    )


class AttachmentEmpty(file_errors.FileError):
    """The file holds no bytes."""

    code = "attachment_empty"
    message = N_("文件是空的（0字节）。请检查后重新选择。")


class AttachmentWrong(file_errors.FileError):
    """The content is not what the extension says, or it is two formats at once."""

    code = "attachment_wrong"
    message = N_("内容不是完整的 %(claimed)s 文件。请核对文件，用正确的格式另存后再上传。")


def clean_name(name: str) -> str:
    """Return an uploaded file's own name: without folders, control signs and signs that turn text round."""
    last = re.split(r"[\\/]", name)[-1]
    seen = "".join(sign for sign in UNSEEN.sub("", last) if unicodedata.category(sign) not in {"Cc", "Cs"})
    return seen.strip() or NAMELESS


def media_type_of(data: bytes, name: str) -> str:
    """Return the media type under which a file is kept.

    Raises a FileError where it is empty, over 50 MB, of a refused kind, or not what its extension says.
    """
    if not data:
        raise AttachmentEmpty
    if len(data) > MAX_BYTES:
        raise file_errors.FileTooBig(size=len(data) // 1024 // 1024 + 1, limit=MAX_BYTES // 1024 // 1024)
    suffix = PurePath(name).suffix.lower()
    if suffix in MACROS:
        raise file_errors.FileHasMacros
    if suffix not in KINDS:
        raise AttachmentTypeRefused(suffix=suffix or name)
    media_type, claimed, is_whole = KINDS[suffix]
    if not is_whole(data):
        raise AttachmentWrong(claimed=claimed)
    return media_type


def _is_pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF-") and b"%%EOF" in data[-LAST_BYTES:] and not _is_archive(data)


def _is_png(data: bytes) -> bool:
    return data.startswith(PNG + b"\0\0\0\rIHDR") and data.endswith(PNG_END)


def _is_jpeg(data: bytes) -> bool:
    """Say whether the segments lead to a frame and then to the picture's data; a phone may append what it likes."""
    place, has_frame = 2, False
    while data.startswith(b"\xff\xd8") and data[place : place + 1] == b"\xff" and place + 4 <= len(data):
        mark = data[place + 1]
        has_frame = has_frame or mark in JPEG_FRAMES
        if mark == JPEG_SCAN:
            return has_frame and b"\xff\xd9" in data[place:] and not _is_archive(data)
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return False


def _is_ole(data: bytes) -> bool:
    return data.startswith(OLE) and len(data) > OLE_SECTOR


def _is_archive(data: bytes) -> bool:
    return zipfile.is_zipfile(io.BytesIO(data))


def _package(main: str) -> Callable[[bytes], bool]:
    """Return the test for an Office package whose main part has this type; macros and bombs raise."""

    def is_whole(data: bytes) -> bool:
        types = _member(data, CONTENT_TYPES).lower()
        if b"macroenabled" in types:
            raise file_errors.FileHasMacros
        return main.encode() in types

    return is_whole


def _is_ofd(data: bytes) -> bool:
    return b"<" in _member(data, "OFD.xml")


def _member(data: bytes, name: str) -> bytes:
    """Return the first megabyte of an archive's member, empty where there is none; raises for an unsafe archive."""
    if not data.startswith(b"PK\x03\x04"):
        return b""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_archive(archive)
            with archive.open(name) as member:
                return member.read(LARGEST_LIST)
    except (KeyError, zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError):
        return b""


def _is_text(data: bytes) -> bool:
    return not CONTROLS.search(decode(data)[0])


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS: Mapping[str, tuple[str, str, Callable[[bytes], bool]]] = {
    ".pdf": ("application/pdf", "PDF", _is_pdf),
    ".ofd": ("application/ofd", "OFD", _is_ofd),
    ".docx": (_WORD, "DOCX", _package("wordprocessingml.document.main+xml")),
    ".xlsx": (_SHEET, "XLSX", _package("spreadsheetml.sheet.main+xml")),
    ".doc": ("application/msword", "DOC", _is_ole),
    ".xls": ("application/vnd.ms-excel", "XLS", _is_ole),
    ".wps": ("application/vnd.ms-works", "WPS", _is_ole),
    ".et": ("application/octet-stream", "ET", _is_ole),
    ".jpg": ("image/jpeg", "JPG", _is_jpeg),
    ".jpeg": ("image/jpeg", "JPG", _is_jpeg),
    ".png": ("image/png", "PNG", _is_png),
    ".txt": ("text/plain", "TXT", _is_text),
}
ACCEPTED = ",".join(KINDS)
PICTURES = frozenset({"image/jpeg", "image/png"})
