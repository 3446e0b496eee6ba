"""The package of a DOCX: judged by its list of contents before anything is unpacked, its parts parsed safely."""

import posixpath
import re
import zipfile
from itertools import pairwise

from lxml import etree

from tracker.documents import file_errors

MAX_ENTRIES = 2_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 100
RATIO_FLOOR = 1024 * 1024  # small parts may pack well: an entry below this size is no bomb
ENTRY_HEADER = 30
ENCRYPTED = 0x1
MACRO_PARTS = re.compile(r"vbaproject|/activex/", re.IGNORECASE)
OUTSIDE = re.compile(r"^/|[\\:\x00]|(?:^|/)\.\.(?:/|$)")
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
CONTENT_TYPES = "[Content_Types].xml"
MAIN_TYPE = "wordprocessingml.document.main+xml"
OTHER_TYPES = {"spreadsheetml": "XLSX", "presentationml": "PPTX"}


def check_archive(archive: zipfile.ZipFile) -> None:
    """Raise where the list of contents shows a bomb, a trick with names, a password or macros."""
    entries = archive.infolist()
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise file_errors.FileEncrypted
    if any(MACRO_PARTS.search(entry.filename) for entry in entries):
        raise file_errors.FileHasMacros
    if _is_bomb(entries) or _overlap(entries) or _has_odd_names([entry.filename for entry in entries]):
        raise file_errors.ArchiveUnsafe


def _has_odd_names(names: list[str]) -> bool:
    """Say whether two entries share a name, or one leads out of the archive."""
    twice = len({name.casefold() for name in names}) < len(names)
    return twice or any(OUTSIDE.search(name) for name in names)


def _is_bomb(entries: list[zipfile.ZipInfo]) -> bool:
    """Say whether the entries are too many or unpack to far more than they hold."""
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        return True
    large = (entry for entry in entries if entry.file_size > RATIO_FLOOR)
    return any(entry.file_size > MAX_RATIO * max(entry.compress_size, 1) for entry in large)


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    """Say whether two entries share bytes, a way to hide a bomb from the sum of sizes."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    return any(
        one.header_offset + ENTRY_HEADER + len(one.filename) + one.compress_size > two.header_offset
        for one, two in pairwise(ordered)
    )


def main_part(archive: zipfile.ZipFile) -> str:
    """Return the name of the main document; raise where the package is of another kind, or links outside."""
    types = parse(archive, CONTENT_TYPES)
    parts = {node.get("PartName", ""): node.get("ContentType", "") for node in types.iter()}
    if any("macroenabled" in kind.lower() for kind in parts.values()):
        raise file_errors.FileHasMacros
    for name in archive.namelist():
        if name.endswith(".rels"):
            _refuse_outside(parse(archive, name))
    main = next((part for part, kind in parts.items() if kind.endswith(MAIN_TYPE)), None)
    if main:
        return main.lstrip("/")
    actual = next(
        (shown for mark, shown in OTHER_TYPES.items() if any(mark in kind for kind in parts.values())),
        "ZIP 压缩包",
    )
    raise file_errors.FileTypeMismatch(claimed="DOCX", actual=actual)


def _refuse_outside(relationships: etree._Element) -> None:
    """Raise where a part would be fetched from elsewhere; a hyperlink is only an address, never followed."""
    for node in relationships.iter(RELATIONSHIP):
        if node.get("TargetMode") == "External" and not node.get("Type", "").endswith("/hyperlink"):
            raise file_errors.FileHasOutsideLinks


def parse(archive: zipfile.ZipFile, name: str) -> etree._Element:
    """Return a part's XML, read without network, entities or document types."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(_unpack(archive, name), parser)
    except KeyError:
        if name == CONTENT_TYPES:
            raise file_errors.FileTypeMismatch(claimed="DOCX", actual="ZIP 压缩包") from None
        raise
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise file_errors.FileHasDoctype
    return root


def _unpack(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a part's bytes, never more than the list of contents admits, whatever the packed data hold."""
    with archive.open(name) as part:
        return part.read(archive.getinfo(name).file_size + 1)


def links(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Return the targets of a part's relationships by id."""
    folder, base = posixpath.split(part)
    name = posixpath.join(folder, "_rels", f"{base}.rels")
    if name not in archive.namelist():
        return {}
    nodes = parse(archive, name).iter(RELATIONSHIP)
    return {node.get("Id", ""): _within(folder, node.get("Target", "")) for node in nodes}


def _within(folder: str, target: str) -> str:
    """Return the name of the part that a relationship points at from ``folder``."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
