"""One record for a promise that several letters of one merged group make.

What the leading letter says belongs to the leading item, whichever letter goes out first; the record is tied to every
letter that says it, and shown, counted and reminded of once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from tracker.domain.events import EventKind
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import CommitmentState, GroupKind, Machine, Verdict
from tracker.extensions import db
from tracker.models.commitment import Commitment, PromiseMark, SharedPromise
from tracker.models.grouping import GroupMember, HandlingGroup
from tracker.models.reply import Reply
from tracker.queries.case_file import case_file
from tracker.queries.drafts import marks_of
from tracker.services.moves import Telling, write_event
from tracker.services.summaries import refresh_summary

QUOTE_SHOWN = 60
Words = tuple[str, int | None]


@dataclass(frozen=True)
class Sharing:
    """What a letter shares with others: the leading item, what its letter promises, and the records that stand."""

    leading_id: int | None
    said: frozenset[Words]
    known: Mapping[Words, Commitment]

    def holder(self, reply: Reply, mark: PromiseMark) -> int:
        """Return the item to which a promise of the letter belongs: the leading one for what its letter says."""
        is_shared = self.leading_id is not None and words_of(mark) in self.said
        return self.leading_id if is_shared and self.leading_id else reply.proposal_id


ALONE = Sharing(None, frozenset(), {})


def words_of(one: PromiseMark | Commitment) -> Words:
    """Return what tells promises of a group apart: the sentence and who is to keep it."""
    return one.quote.strip(), one.owner_unit_id


def sharing_of(reply: Reply) -> Sharing:
    """Lock the item's merged group and read what its letters promise; letters of one group are sent in turn."""
    group = db.session.scalar(
        select(HandlingGroup)
        .join(GroupMember, GroupMember.group_id == HandlingGroup.id)
        .where(GroupMember.proposal_id == reply.proposal_id, GroupMember.kind == GroupKind.MERGED)
        .with_for_update(of=HandlingGroup)
    )
    if group is None:
        return ALONE
    leading = case_file(group.leading_id) if group.leading_id is not None else None
    letter = leading.lead.reply if leading and leading.lead else None
    marks = marks_of(letter.id) if letter else []
    said = frozenset(words_of(mark) for mark in marks if mark.verdict is Verdict.PROMISE)
    return Sharing(group.leading_id, said, _known(group.id, reply))


def _known(group_id: int, reply: Reply) -> dict[Words, Commitment]:
    """Return the records of the group that no earlier letter of this item speaks of: a new letter promises anew."""
    members = select(GroupMember.proposal_id).where(GroupMember.group_id == group_id)
    own = select(SharedPromise.commitment_id).where(SharedPromise.proposal_id == reply.proposal_id)
    statement = (
        select(Commitment)
        .join(Reply, Reply.id == Commitment.reply_id)
        .where(
            Commitment.proposal_id.in_(members),
            Reply.proposal_id != reply.proposal_id,
            Commitment.id.not_in(own),
        )
    )
    found = db.session.scalars(statement.order_by(Commitment.id.desc())).all()
    return {words_of(one): one for one in found}


def tie(
    actor: Actor, promise: Commitment, reply: Reply, mark: PromiseMark, now: datetime, *, leads: bool
) -> None:
    """Tie a record to one more letter; ``leads``: to the leading item's, which the record belongs to from now on."""
    if leads:
        _take_over(promise, reply, mark)
    else:
        _add_place(promise, reply.proposal_id, reply.id, (mark.start_at, mark.end_at))
    data = {"quote": promise.quote[:QUOTE_SHOWN]}
    subject = (Machine.COMMITMENT, promise.id, None, promise.state.value)
    kind = EventKind.COMMITMENT_SHARED
    write_event(reply.proposal_id, kind, actor, now, telling=Telling(data=data), subject=subject)


def _take_over(promise: Commitment, reply: Reply, mark: PromiseMark) -> None:
    """Give a record to the leading item, and tie the letter that made it where that one stood alone so far."""
    if promise.proposal_id != reply.proposal_id:
        _add_place(promise, promise.proposal_id, promise.reply_id, (promise.start_at, promise.end_at))
        promise.number, promise.proposal_id = next_number(reply.proposal_id), reply.proposal_id
    promise.reply_id, promise.start_at, promise.end_at = reply.id, mark.start_at, mark.end_at


def _add_place(promise: Commitment, proposal_id: int, reply_id: int, place: tuple[int, int]) -> None:
    start, end = place
    db.session.add(
        SharedPromise(
            commitment_id=promise.id,
            proposal_id=proposal_id,
            reply_id=reply_id,
            start_at=start,
            end_at=end,
        )
    )


def next_number(proposal_id: int) -> int:
    """Return the number that an item's next promise gets."""
    count = select(func.count()).select_from(Commitment).where(Commitment.proposal_id == proposal_id)
    return (db.session.scalar(count) or 0) + 1


def give_back(actor: Actor, proposal_id: int, now: datetime) -> None:
    """Give an item that leaves its group no promise of others: each goes to the item whose letter made it."""
    statement = (
        select(Commitment, Reply.proposal_id)
        .join(Reply, Reply.id == Commitment.reply_id)
        .where(Commitment.proposal_id == proposal_id, Reply.proposal_id != proposal_id)
        .order_by(Commitment.number)
    )
    rows = db.session.execute(statement).all()
    for promise, maker in rows:
        promise.number, promise.proposal_id = next_number(maker), maker
        data = {"quote": promise.quote[:QUOTE_SHOWN]}
        subject = (Machine.COMMITMENT, promise.id, None, CommitmentState(promise.state).value)
        kind = EventKind.COMMITMENT_MADE
        write_event(maker, kind, actor, now, telling=Telling(data=data), subject=subject)
    db.session.flush()
    for item_id in sorted({proposal_id, *(maker for _promise, maker in rows)} if rows else set()):
        refresh_summary(item_id)
