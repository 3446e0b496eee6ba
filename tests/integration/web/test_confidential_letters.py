"""The name of a confidential item's sponsor, planted wherever a letter may carry it, stays hidden without R14."""

from datetime import timedelta
from io import BytesIO
from urllib.parse import unquote

import pytest
from docx import Document
from flask import Flask

from tests.integration.services.test_later_letters import judge, move, number, resend, send, sign, start
from tests.support.addresses import addresses
from tests.support.office import Office
from tests.support.page_client import PageClient
from tests.support.replies import BODY, Desk, new_desk
from tests.support.sample_files import PDF
from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.audit import canonical
from tracker.domain.publication import PublicForm
from tracker.domain.vocabulary import ContactMethod, FileKind, SponsorKind
from tracker.extensions import db
from tracker.models.mail import MailMessage
from tracker.queries.administration import audit_rows
from tracker.services import drafting, files, public_copies
from tracker.services.contacts import ContactEntry, record_contact
from tracker.services.dispatches import Addressee
from tracker.services.intake_rows import SponsorEntry
from tracker.services.later_letters import LetterEntry
from tracker.web.storage import file_store

NAME = "欧阳金丝雀"
SPONSOR = SponsorEntry(name=NAME, kind=SponsorKind.MEMBER, is_lead=True)
STRANGERS = ("officer2", "leader", "supervisor", "finance_head")
BUSINESS = ("/items/", "/promises", "/publication", "/groups")
ENTRY = LetterEntry(
    reason=f"{NAME}委员来电指出家数有误",
    wrong=f"按{NAME}委员的建议认定20家。",
    right=f"按{NAME}委员的建议，2026年12月底前认定30家。",
    title=f"关于{NAME}委员提案答复的更正函",
)
WORDS = BODY.replace("近年来，", f"根据{NAME}委员的建议，")


def written(office: Office, number: str) -> Desk:
    """Return a confidential item whose drafted letter, contact and title name the sponsor."""
    secret = {"is_confidential": True, "sponsors": (SPONSOR,), "number_raw": number}
    desk = new_desk(office, "finance", title=f"关于一件事的提案{number}", **secret)
    desk.silence_overridden().drafted(WORDS)
    met = ContactEntry(
        desk.file.proposal.sponsors[0].id, local_day(desk.now), ContactMethod.PHONE, f"与{NAME}委员通了电话。"
    )
    desk.step("officer", record_contact, on=desk.seat.assignment.id, entry=met)
    entry = drafting.DraftEntry(
        text=desk.reply.text.replace("郑毅", NAME), title=f"关于{NAME}委员提案答复的函"
    )
    desk.step("officer", drafting.save_version, entry=entry, note=None, version=None)
    return desk.judged()


def upload(desk: Desk, name: str) -> None:
    store = file_store()
    desk.now += timedelta(hours=1)
    files.upload_files(
        desk.actor("coordinator"),
        desk.proposal_id,
        [files.stash_file(store, PDF, name, desk.now)],
        store=store,
        kind=FileKind.SOURCE,
        is_internal=False,
        now=desk.now,
    )


@pytest.fixture
def planted(app: Flask, office: Office) -> list[str]:
    """Every page of an item whose letter, correction and public copy name the sponsor, and of one in review."""
    with app.app_context():
        desk = written(office, "第20260124号").submitted().approved().checked().signed().numbered().sent()
        upload(desk, f"{NAME}委员来信.pdf")
        start(desk, entry=ENTRY)
        judge(desk)
        move(desk, "officer", Action.SUBMIT)
        sign(desk)
        number(desk)
        send(desk, addressees=[Addressee(NAME, "当面送达")])
        resend(desk, addressees=[Addressee(NAME, "系统上传")], reason=f"{NAME}委员没有收到")
        desk.step("coordinator", public_copies.prepare_copy, form=PublicForm.FULL, version=None)
        written(office, "第20260125号").submitted().approved().checked()
        tabs = ("text", "contacts", "drafts", "promises", "sign-off", "files", "opinions")
        places = addresses(app, "GET") + [f"/items/{desk.proposal_id}/{tab}" for tab in tabs]
        db.session.remove()
    return [place for place in places if place.startswith(BUSINESS)] + ["/", "/items", "/numbers"]


def shown(reader: PageClient, place: str) -> str:
    """Return all that an answer holds: its words, its headers, and the words of a letter's file."""
    answer = reader.client.get(place)
    told = str(answer.headers) + unquote(str(answer.headers))
    if str(answer.mimetype).endswith("wordprocessingml.document"):
        file = Document(BytesIO(answer.data))
        told += "\n".join(paragraph.text for paragraph in file.paragraphs) + file.core_properties.title
    else:
        told += answer.get_data().decode("utf-8", "replace")
    answer.close()
    return told


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_letter_file_list_line_log_or_mail_names_a_confidential_sponsor_without_the_right(
    app: Flask, office: Office, planted: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    found = []
    for key in STRANGERS:
        reader = PageClient(app).sign_in(office.people[key])
        found += [(key, place) for place in planted if NAME in shown(reader, place)]
    assert found == []
    with app.app_context():
        told = "".join(canonical(row) for row in audit_rows())
        told += "".join(f"{mail.subject}{mail.text}" for mail in db.session.query(MailMessage))
    assert NAME not in told + caplog.text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_those_with_the_right_read_it_everywhere(app: Flask, office: Office, planted: list[str]) -> None:
    reader = PageClient(app).sign_in(office.people["coordinator"])
    naming = [place for place in planted if NAME in shown(reader, place)]
    for end in ("/letter.docx", "/publication", "/draft", "/resend", "/contacts", "/files"):
        assert any(place.endswith(end) for place in naming), end
    assert any("/files/" in place for place in naming)
    assert any("/letters/" in place for place in naming)
