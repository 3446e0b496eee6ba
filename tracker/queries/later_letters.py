"""Later letters of a reply: the list under the letter, one letter with its promises, and the facts of its guards."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from tracker.domain.guards import Facts
from tracker.domain.vocabulary import Verdict
from tracker.extensions import db
from tracker.models.commitment import Commitment
from tracker.models.later_letter import LaterLetter, LetterFate, LetterPromise
from tracker.queries.shared_promises import of_reply
from tracker.queries.together import read_together


@dataclass(frozen=True)
class LetterPromises:
    """What a later letter promises, and what it does to the open promises of the reply."""

    found: Sequence[LetterPromise]
    open: Sequence[Commitment]
    fates: dict[int, LetterFate]

    @property
    def undecided(self) -> int:
        """How many sentences and promises still wait for a decision."""
        waiting = sum(one.verdict is Verdict.UNDECIDED for one in self.found)
        return waiting + sum(one.id not in self.fates for one in self.open)


def letters_of(reply_id: int) -> Sequence[LaterLetter]:
    """Return the later letters of a reply, oldest first."""
    statement = (
        select(LaterLetter).options(joinedload(LaterLetter.author)).where(LaterLetter.reply_id == reply_id)
    )
    return db.session.scalars(statement.order_by(LaterLetter.id)).all()


def promises_in(letter: LaterLetter) -> LetterPromises:
    """Read what a letter promises and which open promises of its reply it must say something about."""
    owed = and_(of_reply(letter.reply_id), Commitment.__table__.c.is_open)
    found, promises, fates = read_together(
        (LetterPromise, LetterPromise.letter_id == letter.id, ()),
        (Commitment, owed, ()),
        (LetterFate, LetterFate.letter_id == letter.id, ()),
    )
    return LetterPromises(
        sorted(found, key=lambda one: one.start_at),
        sorted(promises, key=lambda one: one.number),
        {one.commitment_id: one for one in fates},
    )


def letter_facts(letter: LaterLetter, promises: LetterPromises) -> Facts:
    """Return what the guards of a later letter look at."""
    return Facts(
        has_text=bool(letter.text.strip()),
        promises=sum(one.verdict is Verdict.PROMISE for one in promises.found),
        promises_undecided=promises.undecided,
    )
