"""Which files an item keeps: extension, first bytes and structure agree, and names stay what they were."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.sample_files import DOCX, NAMES, PDF, WHOLE, WRONG
from tracker.documents.attachments import KINDS, AttachmentEmpty, clean_name, media_type_of
from tracker.documents.file_errors import FileError, FileHasMacros, FileTooBig
from tracker.documents.text_files import MAX_BYTES


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_file_of_a_known_kind_is_kept(name: str) -> None:
    assert "/" in media_type_of(WHOLE[name], name)


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_is_not_what_it_says_is_refused_with_a_reason(name: str) -> None:
    with pytest.raises(FileError) as refused:
        media_type_of(WRONG[name], name)
    assert refused.value.text().endswith("。")


@pytest.mark.parametrize("suffix", KINDS)
def test_no_kind_takes_a_web_page_or_a_program(suffix: str) -> None:
    for data in (b"<!doctype html><script>alert(1)</script>", b"MZ\x90\x00\x03", b"\x7fELF\x02\x01\x01"):
        if suffix == ".txt" and data.startswith(b"<"):
            continue  # words about a web page are words: served as plain text, as a download
        with pytest.raises(FileError):
            media_type_of(data, f"a{suffix}")


def test_size_is_counted_to_the_byte() -> None:
    body = PDF[:9] + bytes(MAX_BYTES - len(PDF)) + PDF[9:]
    assert len(body) == MAX_BYTES
    assert media_type_of(body, "a.pdf") == "application/pdf"
    with pytest.raises(FileTooBig):
        media_type_of(b"%PDF-" + body, "a.pdf")
    with pytest.raises(AttachmentEmpty):
        media_type_of(b"", "a.pdf")


def test_macros_are_named_as_the_reason() -> None:
    for name in ("宏.docm", "带宏.docx", "带宏2.docx"):
        with pytest.raises(FileHasMacros):
            media_type_of(WRONG[name], name)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_keeps_everything_but_folders_and_unseen_signs(name: str) -> None:
    assert clean_name(name) == NAMES[name]


@given(st.text(max_size=300))
def test_any_name_becomes_one_that_a_header_can_carry(name: str) -> None:
    kept = clean_name(name)
    assert kept
    assert not {"/", "\\", "\0", "\r", "\n", "\u202e"} & set(kept)
    assert kept.encode()
    assert clean_name(kept) == kept


@given(st.binary(max_size=400), st.sampled_from(sorted(KINDS)))
def test_any_bytes_are_kept_or_refused_but_never_a_defect(data: bytes, suffix: str) -> None:
    for body in (data, b"PK\x03\x04" + data, DOCX[: len(data)], b"\xff\xd8\xff" + data):
        with suppress(FileError):
            media_type_of(body, f"a{suffix}")
