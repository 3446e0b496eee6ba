"""Uploads read exactly, or refused with a reason; never altered, never a crash."""

import contextlib
import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from tracker.documents import file_errors
from tracker.documents.boxed import read_upload
from tracker.documents.pdf_text import _rejoin
from tracker.documents.radicals import restore_characters
from tracker.documents.text_files import MAX_CHARACTERS, read_text

LETTER = "关于自治区政协十二届四次会议\n第20210124号提案答复的函\n郑毅委员：\n您提出的提案收悉。\n"
RARE = "𠮷〇昇喆堃犇玥镕𬭸㑇\u3007鲹"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    '{kind}"/></Types>'
)
MAIN = "wordprocessingml.document.main+xml"
BODY = (
    '<?xml version="1.0"?>{doctype}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body>{body}</w:body></w:document>"
)
LINKS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="http://192.0.2.1/x" TargetMode="External"/></Relationships>'
)


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def archive(parts: dict[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return held.getvalue()


def bare_docx(body: str = "", *, doctype: str = "", kind: str = MAIN, **more: str | bytes) -> bytes:
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES.format(kind=kind),
        "word/document.xml": BODY.format(doctype=doctype, body=body or paragraph("正文")),
    }
    return archive(
        parts | {name.replace("__", "/").replace("_DOT_", "."): part for name, part in more.items()}
    )


def saved(document: object) -> bytes:
    held = io.BytesIO()
    document.save(held)  # type: ignore[attr-defined]
    return held.getvalue()


def pdf_with(text: str) -> bytes:
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("latin-1")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (
            table,
            len(out),
        )
    )


def blank_pdf(*, password: str | None = None) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


def patched(data: bytes, *, sizes: int | None = None, flag: int | None = None) -> bytes:
    """Return an archive whose central directory lies about sizes or claims encryption."""
    held, place = bytearray(data), 0
    while (place := held.find(b"PK\x01\x02", place)) >= 0:
        if flag is not None:
            struct.pack_into("<H", held, place + 8, flag)
        if sizes is not None:
            struct.pack_into("<I", held, place + 24, sizes)
        place += 4
    return bytes(held)


def doubled() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("[Content_Types].xml", TYPES.format(kind=MAIN))
        packed.writestr("word/document.xml", BODY.format(doctype="", body=paragraph("一")))
        packed.writestr("word/document.xmm", BODY.format(doctype="", body=paragraph("二")))
    return held.getvalue().replace(b"document.xmm", b"document.xml")


ENTITY = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE d [<!ENTITY a "哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
REFUSED: dict[str, tuple[str, Callable[[], bytes], type[file_errors.FileError]]] = {
    "empty": ("a.txt", lambda: b"", file_errors.FileEmpty),
    "blank text": ("a.txt", "　\n \n".encode, file_errors.FileEmpty),
    "blank docx": ("a.docx", lambda: bare_docx(paragraph(" ")), file_errors.FileEmpty),
    "nul in text": ("a.txt", "提案\0答复".encode, file_errors.FileHasControls),
    "controls in text": ("a.txt", "提案\x1b[31m".encode, file_errors.FileHasControls),
    "c1 controls in text": ("a.txt", "提案\u0090".encode, file_errors.FileHasControls),
    "binary as text": ("a.txt", lambda: bytes(range(256)) * 20, file_errors.FileEncodingUnknown),
    "big5 as text": (
        "a.txt",
        lambda: ("關於提案辦理情況的答覆" * 20).encode("big5"),
        file_errors.FileEncodingUnknown,
    ),
    "broken utf-8": ("a.txt", lambda: LETTER.encode()[:-2] + b"\xff", file_errors.FileEncodingUnknown),
    "broken utf-16": ("a.txt", lambda: LETTER.encode("utf-16")[:-1], file_errors.FileEncodingUnknown),
    "lone surrogate in utf-16": ("a.txt", lambda: b"\xff\xfe\x00\xd8a\x00", file_errors.FileEncodingUnknown),
    "too long": ("a.txt", lambda: b"a" * (MAX_CHARACTERS + 1), file_errors.FileTooLong),
    "too big": ("a.txt", lambda: b"a" * (51 * 1024 * 1024), file_errors.FileTooBig),
    "doc": ("a.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", file_errors.FileTypeOld),
    "wps": ("a.WPS", lambda: b"x", file_errors.FileTypeOld),
    "ofd": ("a.ofd", lambda: b"PK\x03\x04", file_errors.FileTypeOld),
    "docm": ("a.docm", bare_docx, file_errors.FileHasMacros),
    "html": ("a.html", lambda: b"<html>", file_errors.FileTypeUnknown),
    "no extension": ("letter", LETTER.encode, file_errors.FileTypeUnknown),
    "pdf as txt": ("a.txt", lambda: pdf_with("x"), file_errors.FileTypeMismatch),
    "docx as txt": ("a.txt", bare_docx, file_errors.FileTypeMismatch),
    "docx as pdf": ("a.pdf", bare_docx, file_errors.FileTypeMismatch),
    "png as docx": ("a.docx", lambda: b"\x89PNG\r\n\x1a\n" + b"0" * 99, file_errors.FileTypeMismatch),
    "html as docx": ("a.docx", lambda: b"<html>x</html>", file_errors.FileTypeMismatch),
    "doc as docx": (
        "a.docx",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 99,
        file_errors.FileTypeMismatch,
    ),
    "zip as docx": ("a.docx", lambda: archive({"a.txt": "x"}), file_errors.FileTypeMismatch),
    "xlsx as docx": (
        "a.docx",
        lambda: bare_docx(kind="spreadsheetml.sheet.main+xml"),
        file_errors.FileTypeMismatch,
    ),
    "text as pdf": ("a.pdf", LETTER.encode, file_errors.FileDamaged),
    "cut docx": ("a.docx", lambda: bare_docx()[:-40], file_errors.FileDamaged),
    "cut pdf": ("a.pdf", lambda: pdf_with("x")[:60], file_errors.FileDamaged),
    "broken xml": ("a.docx", lambda: bare_docx("<w:p>"), file_errors.FileDamaged),
    "external entity": (
        "a.docx",
        lambda: bare_docx(paragraph("&x;"), doctype=ENTITY),
        file_errors.FileHasDoctype,
    ),
    "entity bomb": (
        "a.docx",
        lambda: bare_docx(paragraph("&b;"), doctype=LAUGHS),
        file_errors.FileHasDoctype,
    ),
    "remote template": (
        "a.docx",
        lambda: bare_docx(word___rels__settings_DOT_xml_DOT_rels=LINKS.format(kind="attachedTemplate")),
        file_errors.FileHasOutsideLinks,
    ),
    "remote image": (
        "a.docx",
        lambda: bare_docx(word___rels__document_DOT_xml_DOT_rels=LINKS.format(kind="image")),
        file_errors.FileHasOutsideLinks,
    ),
    "macros": ("a.docx", lambda: bare_docx(word__vbaProject_DOT_bin=b"x"), file_errors.FileHasMacros),
    "bomb by ratio": (
        "a.docx",
        lambda: bare_docx(word__media=b"\0" * (30 * 1024 * 1024)),
        file_errors.ArchiveUnsafe,
    ),
    "bomb by claimed size": (
        "a.docx",
        lambda: patched(bare_docx(), sizes=0xFFFFFFF0),
        file_errors.ArchiveUnsafe,
    ),
    "bomb by hidden size": (
        "a.docx",
        lambda: patched(bare_docx(paragraph("哈" * 1_000_000)), sizes=900),
        file_errors.FileDamaged,
    ),
    "bomb by number": (
        "a.docx",
        lambda: archive({f"{n}": "" for n in range(2_001)}),
        file_errors.ArchiveUnsafe,
    ),
    "path outside": (
        "a.docx",
        lambda: archive({"../x": "1", "[Content_Types].xml": "x"}),
        file_errors.ArchiveUnsafe,
    ),
    "double names": ("a.docx", doubled, file_errors.ArchiveUnsafe),
    "encrypted entries": ("a.docx", lambda: patched(bare_docx(), flag=1), file_errors.FileEncrypted),
    "picture-only pdf": ("a.pdf", blank_pdf, file_errors.FileHasNoText),
    "encrypted pdf": ("a.pdf", lambda: blank_pdf(password="geheim"), file_errors.FileEncrypted),
}


@pytest.mark.parametrize(("name", "make", "error"), REFUSED.values(), ids=REFUSED)
def test_bad_files_are_refused_with_a_reason(
    name: str, make: Callable[[], bytes], error: type[file_errors.FileError]
) -> None:
    with pytest.raises(file_errors.FileError) as refused:
        read_text(make(), name)
    assert type(refused.value) is error
    assert "%(" not in refused.value.text()


@pytest.mark.parametrize(
    "case", ["external entity", "encrypted pdf", "bomb by ratio", "xlsx as docx", "empty"]
)
def test_the_box_gives_the_same_refusals(case: str) -> None:
    name, make, error = REFUSED[case]
    with pytest.raises(error) as refused:
        read_upload(make(), name)
    assert "%(" not in refused.value.text()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "utf-16-le-bom", "utf-16-be-bom"]
)
def test_text_is_read_exactly_in_every_encoding(encoding: str) -> None:
    text = LETTER + RARE + "\r\n王𠮷、李昇代表\r\n"
    data = (
        text.encode(encoding)
        if "bom" not in encoding
        else ("\ufeff" + text).encode(encoding.removesuffix("-bom"))
    )
    assert read_text(data, "函.TXT").text == text


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).filter(str.strip))
def test_any_text_in_utf_8_comes_back_as_it_was(text: str) -> None:
    assert read_text(text.encode(), "a.txt").text == text.removeprefix("\ufeff")


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.docx", "a.pdf"]))
def test_no_bytes_make_the_reader_fail_in_any_other_way(data: bytes, name: str) -> None:
    with contextlib.suppress(file_errors.FileError):
        read_text(data, name)


def test_two_megabytes_of_text_are_read() -> None:
    text = "关于提案的答复。\n" * 222_222
    assert read_text(text.encode(), "a.txt").text == text


def test_a_docx_keeps_paragraphs_tables_headers_and_rare_characters_in_order() -> None:
    document = Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "眉首"
    section.footer.paragraphs[0].text = "页脚"
    document.add_paragraph(f"王{RARE}代表：")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "签发人", "李昇"
    document.add_paragraph("一、\t下一步\n换行")
    found = read_text(saved(document), "函.docx")
    assert found.text == f"眉首\n王{RARE}代表：\n签发人\t李昇\n一、\t下一步\n换行\n页脚"


def test_a_form_in_one_table_cell_keeps_its_lines() -> None:
    document = Document()
    cell = document.add_table(1, 2).cell(0, 0)
    cell.text = "第一行"
    cell.add_paragraph("第二行")
    assert read_text(saved(document), "a.docx").text.startswith("第一行\n第二行")


def test_deleted_words_and_field_codes_are_left_out_and_text_boxes_read_once() -> None:
    box = f"<w:p><w:r><w:pict><w:txbxContent>{paragraph('框内')}</w:txbxContent></w:pict></w:r></w:p>"
    changed = "<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins></w:p>"
    field = "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>1</w:t></w:r></w:p>"
    assert read_text(bare_docx(box + changed + field), "a.docx").text.split() == ["框内", "新", "1"]


def test_numbers_that_the_word_processor_draws_are_written_out() -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, form, text in (
            (0, "chineseCounting", "%1、"),
            (1, "chineseCounting", "（%2）"),
            (2, "decimal", "%3."),
        )
    )
    numbering = (
        f'<w:numbering {space}><w:abstractNum w:abstractNumId="4">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="4"/></w:num></w:numbering>'
    )
    styles = (
        f'<w:styles {space}><w:style w:styleId="h"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        "</w:styles>"
    )
    numbered = '<w:pPr><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    own = f"<w:p>{numbered}<w:r><w:t>项</w:t></w:r></w:p>"
    styled = '<w:p><w:pPr><w:pStyle w:val="h"/></w:pPr><w:r><w:t>章</w:t></w:r></w:p>'
    body = styled + own.format(1) + own.format(1) + own.format(2) + styled + own.format(1) + paragraph("文")
    data = bare_docx(body, word__numbering_DOT_xml=numbering, word__styles_DOT_xml=styles)
    assert read_text(data, "a.docx").text.split() == [
        "一、章",
        "（一）项",
        "（二）项",
        "1.项",
        "二、章",
        "（一）项",
        "文",
    ]


def test_a_plain_hyperlink_is_no_reason_to_refuse() -> None:
    data = bare_docx(word___rels__document_DOT_xml_DOT_rels=LINKS.format(kind="hyperlink"))
    assert read_text(data, "a.docx").text == "正文"


def test_radical_signs_out_of_a_pdf_become_the_characters_they_stand_for() -> None:
    signs = "⾃治区⼈⼤⼴西科技⼾⻔⻬⻋⻘⿎励〈〉"
    assert restore_characters(signs) == "自治区人大广西科技户门齐车青鼓励〈〉"
    assert len(restore_characters(signs)) == len(signs)
    assert restore_characters(LETTER + RARE) == LETTER + RARE


def test_lines_broken_by_the_edge_of_a_page_are_joined_and_others_kept() -> None:
    lines = [
        "关于自治区政协第1号提案的答复",
        "郑毅委员：",
        "您提出的《关于补齐工业链短板全面振兴",
        "广西工业的提案》收悉，我厅为主办单位，",
        "现答复如下：",
        "一、相关工作情况",
        "自治区全力支持各设区市建设高新区，支持",
        "条件成熟的自治区级高新区升格。",
        "二、下一步工作打算",
        "广西壮族自治区科学技术厅",
        "2021年9月23日",
    ]
    joined = [*lines[:2], "".join(lines[2:5]), lines[5], "".join(lines[6:8]), *lines[8:]]
    assert _rejoin(lines).split("\n") == joined


def test_a_pdf_with_text_is_read_in_the_box() -> None:
    found = read_upload(pdf_with("Proposal 87"), "a.pdf")
    assert (found.text, found.pages, found.blank_pages) == ("Proposal 87", 1, ())
