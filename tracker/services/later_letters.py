"""Writing a later letter: a correction of what a sent reply got wrong, or a supplement once the matter has moved on."""

from dataclasses import dataclass
from datetime import datetime

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.errors import N_, InvalidInput, NotOffered
from tracker.domain.events import EventKind
from tracker.domain.later_letters import LetterKind, letter_text, letter_title
from tracker.domain.permissions import Actor, Permission
from tracker.domain.vocabulary import SENT_REPLY_STATES, LetterState, Machine, Verdict
from tracker.extensions import db
from tracker.models.later_letter import LaterLetter, LetterPromise
from tracker.services.letter_desk import LetterDesk, open_letter
from tracker.services.letter_reading import read_sentences
from tracker.services.loading import demand
from tracker.services.moves import Telling, make_move, write_event
from tracker.services.reply_desk import open_reply
from tracker.services.unit_of_work import unit_of_work

LONGEST_REASON, LONGEST_TITLE = 500, 300


@dataclass(frozen=True)
class LetterEntry:
    """What is written of a later letter; an empty title or text is made from the rest."""

    reason: str
    wrong: str = ""
    right: str = ""
    title: str = ""
    text: str = ""


def start_letter(
    actor: Actor,
    proposal_id: int,
    reply_id: int,
    *,
    kind: LetterKind,
    entry: LetterEntry,
    version: int | None,
    now: datetime,
) -> LaterLetter:
    """Begin a letter under a sent reply; its sentences are read for promises. Raises NotOffered before the sending."""
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        demand(desk.file, Permission.CORRECT_REPLY, actor, now, desk.seat.target)
        if desk.reply.state not in SENT_REPLY_STATES:
            raise NotOffered
        _check(kind, entry)
        number, addressee = desk.reply.document_number, desk.reply.addressee
        text = letter_text(kind, addressee=addressee, number=number, wrong=entry.wrong, right=entry.right)
        letter = LaterLetter(
            proposal_id=proposal_id,
            reply_id=reply_id,
            kind=kind,
            state=LetterState.DRAFTING,
            title=entry.title.strip() or letter_title(kind, desk.reply.title),
            reason=entry.reason.strip(),
            wrong_words=entry.wrong.strip(),
            right_words=entry.right.strip(),
            text=entry.text.strip() or text,
            author_id=actor.user_id,
            saved_at=now,
            created_at=now,
        )
        db.session.add(letter)
        db.session.flush()
        _read_promises(letter, [], desk.seat.part.place, now)
        telling = Telling(letter.reason, {"kind": kind.value})
        subject = (Machine.LETTER, letter.id, None, LetterState.DRAFTING.value)
        write_event(proposal_id, EventKind.LETTER_STARTED, actor, now, telling=telling, subject=subject)
        return letter


def save_letter(
    actor: Actor,
    proposal_id: int,
    letter_id: int,
    *,
    entry: LetterEntry,
    version: int | None,
    now: datetime,
) -> LaterLetter:
    """Save a letter that is being drafted; sentences that stay the same keep their verdict."""
    with unit_of_work():
        desk = open_letter(actor, proposal_id, letter_id, version=version, now=now)
        letter = drafted(desk, actor, now)
        _check(letter.kind, entry)
        letter.reason = entry.reason.strip()
        letter.wrong_words, letter.right_words = entry.wrong.strip(), entry.right.strip()
        letter.title = entry.title.strip() or letter.title
        letter.text = entry.text.strip() or letter.text
        letter.author_id, letter.saved_at = actor.user_id, now
        _read_promises(letter, list(desk.promises.found), desk.seat.part.place, now)
        return letter


def drafted(desk: LetterDesk, actor: Actor, now: datetime) -> LaterLetter:
    """Return a letter that the person may write on now; raises Forbidden, ProofNeeded or NotOffered."""
    demand(desk.file, Permission.CORRECT_REPLY, actor, now, desk.question.target)
    if desk.letter.state is not LetterState.DRAFTING:
        raise NotOffered
    return desk.letter


def _check(kind: LetterKind, entry: LetterEntry) -> None:
    if not entry.reason.strip():
        raise InvalidInput(field="reason", reason=N_("请写明为什么要发这封函。"))
    if len(entry.reason.strip()) > LONGEST_REASON:
        raise InvalidInput(field="reason", reason=N_("最多500字。"))
    if kind is LetterKind.CORRECTION and not entry.wrong.strip():
        raise InvalidInput(field="wrong", reason=N_("请摘录有误的原文。"))
    if not entry.right.strip():
        raise InvalidInput(field="right", reason=N_("请写明正确的内容。"))
    if len(entry.title.strip()) > LONGEST_TITLE:
        raise InvalidInput(field="title", reason=N_("最多300字。"))


def _read_promises(letter: LaterLetter, old: list[LetterPromise], owner: int, now: datetime) -> None:
    """Read the letter's sentences for promises; a sentence judged before keeps its row and moves with the text."""
    kept = {one.quote: one for one in old}
    for start, one in read_sentences(letter, local_day(now)):
        row = kept.pop(one.quote, None)
        if row is None:
            row = LetterPromise(letter_id=letter.id, quote=one.quote, verdict=Verdict.UNDECIDED)
            row.owner_unit_id, row.due_text = owner, (one.due_text or one.vague_time or "")[:80] or None
            db.session.add(row)
        row.start_at, row.end_at = start, start + len(one.quote)
    for row in kept.values():
        db.session.delete(row)
    db.session.flush()


def move_letter(
    actor: Actor,
    proposal_id: int,
    letter_id: int,
    action: Action,
    *,
    reason: str | None,
    version: int | None,
    now: datetime,
) -> LaterLetter:
    """Put a letter to signature, take it back, send it back or cancel it; steps back need their reason."""
    with unit_of_work():
        desk = open_letter(actor, proposal_id, letter_id, version=version, now=now)
        make_move(desk.letter, action, desk.question, Telling(reason, {"kind": desk.letter.kind.value}))
        return desk.letter
