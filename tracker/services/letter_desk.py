"""How every step of a later letter opens it: its item, its seat, and the question that its moves ask."""

from dataclasses import dataclass
from datetime import datetime

from tracker.domain.decisions import Question
from tracker.domain.errors import NotFound
from tracker.domain.permissions import Actor, Permission, Target
from tracker.domain.vocabulary import LetterState
from tracker.extensions import db
from tracker.models.later_letter import LaterLetter
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.later_letters import LetterPromises, letter_facts, promises_in
from tracker.services.loading import open_case, reply_of
from tracker.services.moves import check_version

WORKING = frozenset({LetterState.DRAFTING, LetterState.TO_SIGN})


@dataclass(frozen=True)
class LetterDesk:
    """A later letter with its item, its seat, its promises, and what the rules are asked about it."""

    file: CaseFile
    seat: Seat
    letter: LaterLetter
    promises: LetterPromises
    question: Question


def open_letter(
    actor: Actor, proposal_id: int, letter_id: int, *, version: int | None, now: datetime
) -> LetterDesk:
    """Read a later letter for a step or a page; raises NotFound where the person may not read it, StalePage."""
    file = open_case(actor, proposal_id, now)
    letter = db.session.get(LaterLetter, letter_id, populate_existing=True)
    if letter is None or letter.proposal_id != proposal_id:
        raise NotFound
    seat, _reply = reply_of(file, letter.reply_id)
    needed = Permission.VIEW_REPLY if letter.state is LetterState.SENT else Permission.VIEW_DRAFTS
    if not file.may(needed, actor, now=now, target=seat.target):
        raise NotFound
    check_version(letter, version)
    promises = promises_in(letter)
    target = Target(seat.part.places, frozenset({letter.author_id}), letter.state in WORKING)
    question = Question(actor, file.parties, now, target, letter_facts(letter, promises))
    return LetterDesk(file, seat, letter, promises, question)
