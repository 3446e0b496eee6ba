"""Whatever is uploaded, under whatever name: no defect, nothing kept of a refusal, words that say why."""

import io
import unicodedata
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.support.bad_input import KEPT_OF_REFUSALS, Watch, watching
from tests.support.office import Office
from tests.support.page_client import PageClient, SignedIn
from tests.support.pages import Form
from tests.support.replies import Desk, new_desk
from tests.unit.documents.test_text_files import REFUSED, archive, bare_docx, blank_pdf, paragraph, pdf_with
from tracker.extensions import db
from tracker.models.office import Attachment

pytestmark = [
    pytest.mark.parametrize("database", ["postgresql"], indirect=True),
    # The client's own temporary file of a large form, not ours.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SCRIPT = b"/OpenAction<</S/JavaScript/JS(a)>>/Type/Catalog"
PNG = b"\x89PNG\r\n\x1a\n"
LETTERS = {name: (file, made) for name, (file, made, _error) in REFUSED.items()}
MORE: dict[str, tuple[str, Any]] = {
    "polyglot pdf and zip": ("a.pdf", lambda: pdf_with("x") + archive({"a.txt": "x"})),
    "png header on html": ("a.png", lambda: PNG + b"<html><script>alert(1)</script>"),
    "svg": ("a.svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
    "nested archive": ("a.zip", lambda: archive({"b.zip": archive({"c.zip": b"0" * 9999})})),
    "nested archive as docx": ("a.docx", lambda: archive({"word/a.zip": archive({"b": b"0" * 99})})),
    "activex": ("a.docx", lambda: bare_docx(word__activeX__x_DOT_bin=b"x")),
    "encrypted pdf": ("a.pdf", lambda: blank_pdf(password="x")),
    "scan": ("a.pdf", blank_pdf),
    "program": ("a.exe", lambda: b"MZ" + b"0" * 99),
    "program as pdf": ("a.pdf", lambda: b"MZ" + b"0" * 99),
    "script": ("a.js", lambda: b"alert(1)"),
    "deep xml": ("a.docx", lambda: bare_docx("<w:p>" * 5000 + "</w:p>" * 5000)),
    "javascript in pdf": ("a.pdf", lambda: pdf_with("x").replace(b"/Type/Catalog", SCRIPT)),
    "gb18030 letter": ("a.txt", lambda: "您提出的提案收悉，现答复如下".encode("gb18030")),
    "noncharacters": ("a.txt", "甲\ufffe乙".encode),
    "one byte": ("a.pdf", lambda: b"%"),
    "rtf as doc": ("a.doc", lambda: b"{\\rtf1 x}"),
    "symbol of no code": ("a.docx", lambda: bare_docx("<w:p><w:r><w:sym w:char='zz'/></w:r></w:p>")),
    "symbol of a high code": ("a.docx", lambda: bare_docx("<w:p><w:r><w:sym w:char='FFFFFFFF'/></w:r></w:p>")),
    "surrogate symbol": ("a.docx", lambda: bare_docx("<w:p><w:r><w:sym w:char='D800'/></w:r></w:p>")),
    "null in text": ("a.docx", lambda: bare_docx(paragraph("&#1;"))),
}  # fmt: skip
STEMS = (
    "../../etc/passwd", "..\\..\\windows", "/etc/shadow", "C:\\a\\b", "a\x00b", "a\r\nSet-Cookie: x=1", "甲\u202etxt",
    "甲\u2066乙", "CON", "AUX", "NUL", "COM1", "字" * 100, "字" * 300, ".hidden", "-rf", "--", "=cmd|'!A0", "+1", "@x",
    "é", "e\u0301", "a b", " a ", "a%20b", "a%00b", "a;b", 'a"b', "a'b", "a\\", "a/", "<script>", "{{7*7}}", "%s%n",
    "\u3000", "\u200b", "𠮷〇喆", "ئۇيغۇر", "བོད", "😀", "\ufeffa", "a\u0085b", "\x7f", "a\tb", "?", "*", "a:b", "|",
    "~", "\ue000", "\ufffe", "关于第20260124号提案的答复（定稿）（1）",
)  # fmt: skip
NAMES = [f"{stem}{ending}" for stem in STEMS for ending in (".pdf", ".PDF")]
assert len(NAMES) >= 100


@pytest.fixture
def desk(app: Flask, office: Office) -> Desk:
    with app.app_context():
        return new_desk(office)


def send(browser: PageClient, form: Form, field: str, name: str, data: bytes) -> TestResponse:
    """Send a form with one file."""
    return browser.client.post(
        form.action, data=form.values | {field: (io.BytesIO(data), name)}, content_type="multipart/form-data"
    )


def check_refusal(answer: TestResponse, watch: Watch, what: str) -> None:
    """A refusal says what is wrong and leaves nothing in the tables."""
    written = watch.take() - KEPT_OF_REFUSALS
    assert answer.status_code < 500, what
    if answer.status_code >= 400:
        assert written == set(), (what, written)
        assert 'class="error"' in answer.text or 'role="alert"' in answer.text, what


@pytest.mark.parametrize("what", [*LETTERS, *MORE])
def test_no_letter_is_a_defect(desk: Desk, browser_of: SignedIn, what: str) -> None:
    name, made = (LETTERS | MORE)[what]
    browser = browser_of("coordinator")
    form = browser.get("/intake/letter").form("/letter")
    with watching() as watch:
        check_refusal(send(browser, form, "letter", name, made()), watch, what)


def test_no_attachment_is_a_defect_and_what_is_kept_is_exact(
    app: Flask, desk: Desk, browser_of: SignedIn
) -> None:
    browser = browser_of("coordinator")
    form = browser.get(f"/items/{desk.proposal_id}/files/new").form("上传")
    with watching() as watch:
        for what, (name, made) in (LETTERS | MORE).items():
            data = made()
            answer = send(browser, form, "files", name, data)
            check_refusal(answer, watch, what)
            with app.app_context():
                found = db.session.scalars(
                    select(Attachment).where(Attachment.sha256 == sha256(data).hexdigest())
                )
                assert bool(found.all()) == (answer.status_code < 400), (what, answer.status_code)


def test_awkward_names_are_kept_harmless_and_sent_back(app: Flask, desk: Desk, browser_of: SignedIn) -> None:
    browser = browser_of("coordinator")
    form = browser.get(f"/items/{desk.proposal_id}/files/new").form("上传")
    for number, name in enumerate(NAMES):
        data = pdf_with(f"x{number}")
        answer = send(browser, form, "files", name, data)
        assert answer.status_code in {302, 422}, (name, answer.status_code)
        if answer.status_code == 422:
            continue
        with app.app_context():
            row = db.session.scalars(
                select(Attachment).where(Attachment.sha256 == sha256(data).hexdigest())
            ).one()
            assert len(row.name) <= 200
            assert not any(
                unicodedata.category(sign) in {"Cc", "Cs"} or sign in "/\\\u202e" for sign in row.name
            ), name
            address = f"/items/{desk.proposal_id}/files/{row.id}"
        with browser.client.get(address) as back:
            assert back.data == data, name
            assert back.headers["Content-Disposition"].startswith("attachment; filename"), name
    files = Path(app.config["DATA_DIR"]) / "files" / "kept"
    assert all(len(path.name) == 64 for path in files.glob("*/*"))
