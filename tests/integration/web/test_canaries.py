"""Marked values planted where sponsors' contact data stand never come out where the right to them (R14) is missing."""

import pytest
from flask import Flask

from tests.support.addresses import addresses
from tests.support.office import Office
from tests.support.page_client import PageClient
from tests.support.replies import desk_at
from tracker.domain.audit import canonical
from tracker.domain.vocabulary import SponsorKind
from tracker.extensions import db
from tracker.models.mail import MailMessage
from tracker.queries.administration import audit_rows
from tracker.services.intake_rows import SponsorEntry

PHONE, ADDRESS, POST, MAIL = "0771-9990001", "金丝雀路七号", "530999", "canary@canary.invalid"
SECRETS = (PHONE, ADDRESS, POST, MAIL)
SPONSOR = SponsorEntry(
    name="郑毅",
    kind=SponsorKind.MEMBER,
    is_lead=True,
    phone=PHONE,
    address=ADDRESS,
    postcode=POST,
    email=MAIL,
)
# One person of each role and unit that has no right to contact data.
STRANGERS = (
    "officer2",
    "rural_officer",
    "leader",
    "supervisor",
    "finance_liaison",
    "finance_head",
    "industry_liaison",
    "system_admin",
    "security_admin",
    "audit_admin",
)


@pytest.fixture
def planted(app: Flask, office: Office) -> list[str]:
    """Every page there is, with the planted items: one sent, one in review, one confidential."""
    with app.app_context():
        desk_at(office, "sent", "finance", sponsors=(SPONSOR,))
        desk_at(
            office, "submitted", "finance", sponsors=(SPONSOR,), number_raw="第20260125号", title="第二件"
        )
        secret = {"number_raw": "第20260126号", "title": "第三件", "is_confidential": True}
        desk_at(office, "sent", "finance", sponsors=(SPONSOR,), **secret)
        places = addresses(app, "GET")
        db.session.remove()
    asked = {
        f"{page}?q={words}" for page in ("/items", "/search") for words in ("郑毅", PHONE, "金丝雀路七号")
    }
    return sorted({*places, *asked})


def shown(reader: PageClient, place: str) -> str:
    """Return everything that an answer holds, its headers too; a letter's own file as its bytes."""
    answer = reader.client.get(place)
    text = answer.get_data().decode("utf-8", "replace") + str(answer.headers)
    answer.close()
    return text


def test_contact_data_never_comes_out_without_the_right(
    app: Flask, office: Office, planted: list[str]
) -> None:
    found = []
    for key in STRANGERS:
        reader = PageClient(app).sign_in(office.people[key])
        pages = ((place, shown(reader, place)) for place in planted)
        found += [(key, place, word) for place, page in pages for word in SECRETS if word in page]
    # who searches for a value finds it in the search line, nowhere else
    assert [one for one in found if f"q={one[2]}" not in one[1]] == []


def test_those_with_the_right_do_find_it(app: Flask, office: Office, planted: list[str]) -> None:
    reader = PageClient(app).sign_in(office.people["coordinator"])
    pages = [shown(reader, place) for place in planted]
    assert any(PHONE in page for page in pages), "the test would prove nothing"


def test_neither_the_audit_log_nor_a_mail_holds_it(
    app: Flask, office: Office, planted: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    reader = PageClient(app).sign_in(office.people["finance_liaison"])
    for place in planted:
        shown(reader, place)
    with app.app_context():
        told = "".join(canonical(row) for row in audit_rows())
        told += "".join(f"{mail.subject}{mail.text}" for mail in db.session.query(MailMessage))
    assert [secret for secret in SECRETS if secret in told + caplog.text] == []
