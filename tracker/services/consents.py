"""Asking sponsors whether the answer may be published, and writing the summary that may be published instead of it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from tracker.clock import local_day
from tracker.domain.errors import N_, Forbidden, InvalidInput
from tracker.domain.events import EventKind
from tracker.domain.permissions import Actor, Permission
from tracker.domain.publication import Consent
from tracker.domain.vocabulary import Machine
from tracker.extensions import db
from tracker.models.publication import PublicationConsent, PublicSummary
from tracker.services.loading import demand
from tracker.services.moves import Telling, write_event
from tracker.services.reply_desk import Desk, open_reply
from tracker.services.unit_of_work import unit_of_work

LONGEST_EVIDENCE, LONGEST_SUMMARY = 300, 5_000


@dataclass(frozen=True)
class ConsentEntry:
    """A sponsor's word on publishing: what was said, on which day in Beijing, and what shows it."""

    sponsor_id: int
    consent: Consent
    on_day: date
    evidence: str


def record_consent(
    actor: Actor,
    proposal_id: int,
    reply_id: int,
    *,
    entry: ConsentEntry,
    version: int | None,
    now: datetime,
) -> PublicationConsent:
    """Record that a sponsor was asked about publishing, or what the sponsor said; earlier words stay in the history.

    Whoever records contacts with sponsors may do it. Raises InvalidInput for a stranger, a day to come, no evidence.
    """
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        demand(desk.file, Permission.RECORD_CONTACT, actor, now, desk.seat.target)
        sponsor = next((one for one in desk.file.proposal.sponsors if one.id == entry.sponsor_id), None)
        if sponsor is None:
            raise InvalidInput(field="sponsor_id", reason=N_("请选择本件的提出人。"))
        row = PublicationConsent(
            reply_id=reply_id,
            sponsor_id=sponsor.id,
            name=sponsor.name,
            consent=entry.consent,
            on_day=entry.on_day,
            evidence=_checked(entry, now),
            at=now,
            by_id=actor.user_id,
        )
        db.session.add(row)
        telling = Telling(row.evidence, {"sponsor": sponsor.name, "consent": entry.consent.value})
        _tell(desk, EventKind.CONSENT_RECORDED, actor, now, telling)
        return row


def _checked(entry: ConsentEntry, now: datetime) -> str:
    evidence = entry.evidence.strip()
    if entry.on_day > local_day(now):
        raise InvalidInput(field="on_day", reason=N_("日期不能晚于今天。"))
    if not evidence:
        raise InvalidInput(field="evidence", reason=N_("请写明依据，例如电话、回执或来函。"))
    if len(evidence) > LONGEST_EVIDENCE:
        raise InvalidInput(field="evidence", reason=N_("最多300字。"))
    return evidence


def may_write_summary(desk: Desk, actor: Actor, now: datetime) -> bool:
    """Tell whether the person writes the summary: who drafts the letter, or the office."""
    may = desk.file.may
    return may(Permission.SEND_REPLY, actor, now=now) or may(
        Permission.EDIT_DRAFT, actor, now=now, target=desk.seat.target
    )


def save_summary(
    actor: Actor, proposal_id: int, reply_id: int, *, text: str, version: int | None, now: datetime
) -> PublicSummary:
    """Keep a new version of the summary; earlier ones stay. Raises InvalidInput for none or one that is too long."""
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        if not may_write_summary(desk, actor, now):
            raise Forbidden
        words = text.strip()
        if not words:
            raise InvalidInput(field="text", reason=N_("请写摘要。"))
        if len(words) > LONGEST_SUMMARY:
            raise InvalidInput(field="text", reason=N_("最多5000字。"))
        newest = select(func.max(PublicSummary.number)).where(PublicSummary.reply_id == reply_id)
        number = (db.session.scalar(newest) or 0) + 1
        row = PublicSummary(reply_id=reply_id, number=number, text=words, at=now, by_id=actor.user_id)
        db.session.add(row)
        telling = Telling(data={"summary": number})
        _tell(desk, EventKind.REPLY_SUMMARY_SAVED, actor, now, telling)
        return row


def _tell(desk: Desk, kind: EventKind, actor: Actor, now: datetime, telling: Telling) -> None:
    subject = (Machine.REPLY, desk.reply.id, None, None)
    write_event(desk.file.proposal.id, kind, actor, now, telling=telling, subject=subject)
