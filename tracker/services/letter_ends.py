"""The end of a later letter: signed by a leader, numbered from the series, sent, and what then becomes of promises."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.errors import N_, InvalidInput, Refused
from tracker.domain.later_letters import LetterKind
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import Verdict
from tracker.extensions import db
from tracker.models.later_letter import LaterLetter, LetterNumber
from tracker.models.reply import DocumentNumber
from tracker.services.dispatches import (
    Addressee,
    Sending,
    check_sponsors,
    checked_again,
    write_dispatches,
)
from tracker.services.letter_desk import LetterDesk, open_letter
from tracker.services.letter_promises import carry_out, settle
from tracker.services.moves import Telling, make_move
from tracker.services.numbering import REASON_LENGTH, TOO_LONG, take_number
from tracker.services.reply_desk import reply_question
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work


def sign_letter(
    actor: Actor,
    proposal_id: int,
    letter_id: int,
    *,
    remark: str | None,
    promises_seen: bool,
    version: int | None,
    now: datetime,
) -> LaterLetter:
    """Sign a later letter; the leader, freshly proved, is never its author, and has looked at its promises."""
    with unit_of_work():
        desk = open_letter(actor, proposal_id, letter_id, version=version, now=now)
        letter = desk.letter
        facts = replace(desk.question.facts, promises_seen=promises_seen)
        question = replace(desk.question, facts=facts)
        with db.session.no_autoflush:
            make_move(letter, Action.SIGN, question, Telling(remark, {"kind": letter.kind.value}))
            letter.signer_id, letter.signed_at = actor.user_id, now
            _settle_days(desk, now)
        return letter


def _settle_days(desk: LetterDesk, now: datetime) -> None:
    """Count the words of time from the day of the signature, which the letter bears."""
    for row in desk.promises.found:
        if row.verdict is Verdict.PROMISE:
            settle(row, local_day(now))


def withdraw_letter_signature(
    actor: Actor, proposal_id: int, letter_id: int, *, reason: str | None, version: int | None, now: datetime
) -> LaterLetter:
    """Take the signature back before the letter is sent; a number already taken is voided with the same reason."""
    with unit_of_work():
        desk = open_letter(actor, proposal_id, letter_id, version=version, now=now)
        letter = desk.letter
        telling = Telling(reason, {"kind": letter.kind.value})
        make_move(letter, Action.WITHDRAW_SIGNATURE, desk.question, telling)
        letter.signer_id, letter.signed_at = None, None
        _void(letter, reason)
        return letter


def number_letter(
    actor: Actor,
    proposal_id: int,
    letter_id: int,
    *,
    serial: int | None,
    skipped: str | None,
    version: int | None,
    now: datetime,
) -> LaterLetter:
    """Give a signed letter a number of its unit's series, as a reply gets one."""
    with unit_of_work():
        desk = open_letter(actor, proposal_id, letter_id, version=version, now=now)
        letter = desk.letter
        taken = take_number(actor, desk.seat.assignment.unit_id, serial=serial, skipped=skipped, now=now)
        data = {"kind": letter.kind.value, "document_number": taken.text}
        make_move(letter, Action.NUMBER, desk.question, Telling(data=data))
        letter.document_number = taken.text
        db.session.add(LetterNumber(number_id=taken.id, letter_id=letter.id))
        return letter


def void_letter_number(
    actor: Actor, proposal_id: int, letter_id: int, *, reason: str | None, version: int | None, now: datetime
) -> LaterLetter:
    """Void the number of a letter that is not sent; it stays in the book with its reason."""
    with unit_of_work():
        desk = open_letter(actor, proposal_id, letter_id, version=version, now=now)
        letter = desk.letter
        data = {"kind": letter.kind.value, "document_number": letter.document_number or ""}
        make_move(letter, Action.VOID_NUMBER, desk.question, Telling(reason, data))
        _void(letter, reason)
        return letter


def _void(letter: LaterLetter, reason: str | None) -> None:
    held = (
        select(DocumentNumber)
        .join(LetterNumber, LetterNumber.number_id == DocumentNumber.id)
        .where(LetterNumber.letter_id == letter.id, ~DocumentNumber.is_void)
    )
    words = (reason or "").strip()
    if len(words) > REASON_LENGTH:
        raise Refused(reason=TOO_LONG)
    for row in db.session.scalars(held):
        row.is_void, row.void_reason = True, words
    letter.document_number = None


def send_letter(
    actor: Actor,
    proposal_id: int,
    letter_id: int,
    *,
    addressees: Sequence[Addressee],
    sent_on: date,
    version: int | None,
    now: datetime,
) -> LaterLetter:
    """Send a later letter: each recipient gets a row, promises change as it says, and a corrected reply tells of it.

    Raises InvalidInput for a day before the signature or after today, a stranger named as a sponsor, and for any
    sponsor of a relayed item.
    """
    with unit_of_work():
        desk = open_letter(actor, proposal_id, letter_id, version=version, now=now)
        letter = desk.letter
        _check(desk, addressees, sent_on, now)
        names = [one.name for one in addressees if one.name and not one.is_copy]
        facts = replace(desk.question.facts, has_recipients=bool(names))
        data = {
            "kind": letter.kind.value,
            "document_number": letter.document_number,
            "recipients": names,
        }
        with db.session.no_autoflush:
            make_move(letter, Action.SEND, replace(desk.question, facts=facts), Telling(data=data))
            letter.sent_on = sent_on
        write_dispatches(actor, letter.reply, addressees, Sending(sent_on, letter_id=letter.id), now)
        if letter.kind is LetterKind.CORRECTION:
            telling = Telling(letter.reason, {"document_number": letter.document_number})
            make_move(letter.reply, Action.CORRECT, reply_question(actor, desk.file, desk.seat, now), telling)
        carry_out(desk, actor, sent_on, now)
        refresh_summary(proposal_id)
        return letter


def _check(desk: LetterDesk, addressees: Sequence[Addressee], sent_on: date, now: datetime) -> None:
    signed_at = desk.letter.signed_at
    if sent_on > local_day(now):
        raise InvalidInput(field="sent_on", reason=N_("发出日期不能晚于今天。"))
    if signed_at is not None and sent_on < local_day(signed_at):
        raise InvalidInput(field="sent_on", reason=N_("发出日期不能早于签发日期。"))
    check_sponsors(desk.file, addressees)


def resend_letter(
    actor: Actor,
    proposal_id: int,
    letter_id: int,
    *,
    addressees: Sequence[Addressee],
    sent_on: date,
    reason: str | None,
    version: int | None,
    now: datetime,
) -> LaterLetter:
    """Send a later letter that went out once again to whom is named, with the reason; earlier sendings stay.

    Raises InvalidInput without a reason, for a day before the first sending or after today, or a foreign sponsor.
    """
    with unit_of_work():
        desk = open_letter(actor, proposal_id, letter_id, version=version, now=now)
        letter = desk.letter
        words = checked_again(letter.sent_on, sent_on, reason, now)
        check_sponsors(desk.file, addressees)
        names = [one.name for one in addressees if one.name]
        facts = replace(desk.question.facts, has_recipients=bool(names))
        telling = Telling(words, {"kind": letter.kind.value, "recipients": names})
        make_move(letter, Action.RESEND, replace(desk.question, facts=facts), telling)
        sending = Sending(sent_on, words, letter_id=letter.id)
        write_dispatches(actor, letter.reply, addressees, sending, now)
        return letter
