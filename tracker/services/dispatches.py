"""Sending a letter again, and noting what became of each sending: nothing that was sent is ever overwritten."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.dispatches import DispatchOutcome
from tracker.domain.errors import N_, InvalidInput, NotFound
from tracker.domain.events import EventKind
from tracker.domain.permissions import Actor, Permission
from tracker.domain.phrases import phrase
from tracker.domain.vocabulary import SENT_REPLY_STATES, Machine
from tracker.extensions import db
from tracker.models.dispatch import Dispatch
from tracker.models.proposal import Sponsor
from tracker.models.reply import Reply
from tracker.queries.case_file import CaseFile
from tracker.services.loading import demand
from tracker.services.moves import Telling, make_move, write_event
from tracker.services.reply_desk import open_reply
from tracker.services.unit_of_work import unit_of_work

REASON_LENGTH, NOTE_LENGTH = 500, 300
UPWARD = N_("上级转办的件由转办单位答复提出人，本单位只把办理意见报给%(parent)s，不能直接寄给提出人。")


@dataclass(frozen=True)
class Addressee:
    """Somebody a letter is sent to, or on its copy list (抄送)."""

    name: str
    method: str
    is_copy: bool = False
    copies: int = 1
    sponsor_id: int | None = None


@dataclass(frozen=True)
class Sending:
    """One sending: its day in Beijing, why it goes out again (None the first time), and which later letter it is."""

    sent_on: date
    reason: str | None = None
    letter_id: int | None = None


def write_dispatches(
    actor: Actor, reply: Reply, addressees: Sequence[Addressee], sending: Sending, now: datetime
) -> None:
    """Write one row for each recipient of one sending."""
    for one in addressees:
        db.session.add(
            Dispatch(
                reply_id=reply.id,
                letter_id=sending.letter_id,
                name=one.name,
                is_copy=one.is_copy,
                sponsor_id=one.sponsor_id,
                method=one.method,
                copies=one.copies,
                sent_on=sending.sent_on,
                is_first=sending.reason is None,
                reason=sending.reason,
                at=now,
                by_id=actor.user_id,
            )
        )


def resend_reply(
    actor: Actor,
    proposal_id: int,
    reply_id: int,
    *,
    addressees: Sequence[Addressee],
    sent_on: date,
    reason: str | None,
    version: int | None,
    now: datetime,
) -> Reply:
    """Send a letter that went out once again (补发) to whom is named, with the reason; earlier sendings stay.

    Raises InvalidInput without a reason, for a day before the first sending or after today, or a foreign sponsor.
    """
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        words = checked_again(desk.reply.sent_on, sent_on, reason, now)
        check_sponsors(desk.file, addressees)
        names = [one.name for one in addressees if one.name]
        facts = replace(desk.question.facts, has_recipients=bool(names))
        telling = Telling(words, {"recipients": names})
        make_move(desk.reply, Action.RESEND, replace(desk.question, facts=facts), telling)
        write_dispatches(actor, desk.reply, addressees, Sending(sent_on, words), now)
        return desk.reply


def checked_again(first_on: date | None, sent_on: date, reason: str | None, now: datetime) -> str:
    """Return the reason for sending again; raises InvalidInput without one, or for a day that cannot be."""
    words = (reason or "").strip()
    if not words:
        raise InvalidInput(field="reason", reason=N_("请写明为什么补发。"))
    if len(words) > REASON_LENGTH:
        raise InvalidInput(field="reason", reason=N_("最多500字。"))
    if sent_on > local_day(now):
        raise InvalidInput(field="sent_on", reason=N_("发出日期不能晚于今天。"))
    if first_on is not None and sent_on < first_on:
        raise InvalidInput(field="sent_on", reason=N_("补发日期不能早于第一次发出的日期。"))
    return words


def check_sponsors(file: CaseFile, addressees: Sequence[Addressee]) -> None:
    """Raise InvalidInput for the id of a sponsor who is not the item's, and for any sponsor of a relayed item."""
    sponsors = file.proposal.sponsors
    known = {sponsor.id for sponsor in sponsors}
    if file.is_upward and any(_is_sponsor(one, sponsors) for one in addressees):
        raise InvalidInput(field="recipients", reason=phrase(UPWARD, parent=file.parent))
    if {one.sponsor_id for one in addressees} - known - {None}:
        raise InvalidInput(field="recipients", reason=N_("收件人不是本件的提出人，请刷新后重填。"))


def _is_sponsor(one: Addressee, sponsors: Sequence[Sponsor]) -> bool:
    """Tell whether an addressee is one of the sponsors, by id or by name."""
    return one.sponsor_id is not None or any(one.name.strip().startswith(who.name) for who in sponsors)


def note_delivery(
    actor: Actor,
    proposal_id: int,
    reply_id: int,
    dispatch_id: int,
    *,
    outcome: DispatchOutcome,
    on_day: date,
    note: str | None,
    version: int | None,
    now: datetime,
) -> Dispatch:
    """Note that a sending was received, not delivered or came back, on a day in Beijing; the office may mend it later.

    Raises InvalidInput for a day before the sending or after today, or a failure without a word on it.
    """
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        demand(desk.file, Permission.SEND_REPLY, actor, now)
        row = db.session.get(Dispatch, dispatch_id)
        if row is None or row.reply_id != reply_id or desk.reply.state not in SENT_REPLY_STATES:
            raise NotFound
        words = (note or "").strip() or None
        _check_note(row, outcome, on_day, words, now)
        row.outcome, row.outcome_on, row.outcome_note = outcome, on_day, words
        row.outcome_by_id = actor.user_id
        data = {"recipient": row.name, "outcome": outcome.value}
        subject = (Machine.REPLY, reply_id, None, None)
        kind = EventKind.REPLY_DELIVERY_NOTED
        write_event(proposal_id, kind, actor, now, telling=Telling(words, data), subject=subject)
        return row


def _check_note(
    row: Dispatch, outcome: DispatchOutcome, on_day: date, words: str | None, now: datetime
) -> None:
    if not row.sent_on <= on_day <= local_day(now):
        raise InvalidInput(field="on_day", reason=N_("日期应在发出之日与今天之间。"))
    if outcome is not DispatchOutcome.RECEIVED and not words:
        raise InvalidInput(field="note", reason=N_("请写明没有送达的情况。"))
    if len(words or "") > NOTE_LENGTH:
        raise InvalidInput(field="note", reason=N_("最多300字。"))
