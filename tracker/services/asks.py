"""Asks answered point by point (逐条回应): what a draft says to each, and asks added or split while drafting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from tracker.domain.commitments import Fate, Mark, reanchor
from tracker.domain.errors import N_, InvalidInput, NotFound
from tracker.domain.events import EventKind
from tracker.domain.permissions import Actor
from tracker.domain.sections import Passage, cut_in_two, passage_at, passage_of, passages
from tracker.domain.text import squeeze
from tracker.extensions import db
from tracker.models.proposal import ProposalPoint
from tracker.models.reply import PointAnswer, Reply
from tracker.services.moves import Telling, write_event
from tracker.services.open_drafts import open_draft
from tracker.services.unit_of_work import unit_of_work

LONGEST = 1000
MOST = 100
APART = 10_000  # positions are moved out of the way by this much while others take their places
LONGEST_REASON = 300


@dataclass(frozen=True)
class Tie:
    """What an officer says of one ask: the paragraph that answers it (``start:words``), or why it is not ours."""

    passage: str = ""
    is_outside: bool = False
    reason: str = ""


def follow_ties(reply: Reply, old: str, new: str, ties: Mapping[int, Tie]) -> None:
    """Bring a draft's ties to its new text, then write down what the form says; a tie whose words are gone is open.

    Raises InvalidInput where the form speaks of an ask that is not the item's.
    """
    rows = {
        row.point_id: row
        for row in db.session.scalars(select(PointAnswer).where(PointAnswer.reply_id == reply.id))
    }
    found = passages(new)
    for row in rows.values():
        _move(row, old, new)
    if ties:
        own = select(ProposalPoint.id).where(ProposalPoint.proposal_id == reply.proposal_id)
        known = db.session.scalars(own).all()
        if set(ties) - set(known):
            raise InvalidInput(field="text", reason=N_("建议的条目有变动，请刷新页面后重新标明答在哪里。"))
        for point_id in known:
            if point_id in ties:
                _tie(rows, reply, point_id, ties[point_id], found)
    for row in rows.values():
        _name(row, found)


def _move(row: PointAnswer, old: str, new: str) -> None:
    if row.quote is None or row.start_at is None or row.end_at is None:
        return
    mark = Mark(row.point_id, row.start_at, row.end_at, row.quote, is_placed=bool(row.section))
    moved = reanchor([mark], old, new)[0]
    if moved.fate is Fate.LOST:
        row.section = ""
    else:
        row.start_at, row.end_at, row.quote = moved.start, moved.end, moved.quote
        row.section = row.section or "?"


def _tie(
    rows: dict[int, PointAnswer], reply: Reply, point_id: int, tie: Tie, found: Sequence[Passage]
) -> None:
    """Write one ask's answer; words that are not in the text leave what stands, which moved with its paragraph."""
    row = rows.get(point_id)
    passage = passage_of(found, tie.passage)
    is_cleared = not tie.is_outside and not tie.passage
    if row is not None and is_cleared:
        db.session.delete(rows.pop(point_id))
        return
    if not tie.is_outside and passage is None:
        return
    if row is None:
        row = rows[point_id] = PointAnswer(reply_id=reply.id, point_id=point_id, section="")
        db.session.add(row)
    row.is_outside = tie.is_outside
    row.reason = _reason(tie) if tie.is_outside else None
    if passage is None or tie.is_outside:
        row.start_at = row.end_at = row.quote = None
        row.section = ""
    else:
        row.start_at, row.quote = passage.start, passage.quote
        row.end_at, row.section = passage.start + len(passage.quote), passage.place


def _reason(tie: Tie) -> str:
    reason = squeeze(tie.reason)[:LONGEST_REASON]
    if not reason:
        raise InvalidInput(field="reason", reason=N_("不属于本单位职责的建议，请写明理由。"))
    return reason


def _name(row: PointAnswer, found: Sequence[Passage]) -> None:
    """Call the place as the text numbers it now."""
    passage = passage_at(found, row.start_at) if row.start_at is not None and row.section else None
    if passage is not None:
        row.section = passage.place


def add_ask(
    actor: Actor, proposal_id: int, reply_id: int, *, text: str, after: int | None = None, now: datetime
) -> ProposalPoint:
    """Add an ask that the register does not have, after the ask with the id ``after`` or at the end."""
    with unit_of_work():
        open_draft(actor, proposal_id, reply_id, now)
        words = _checked(text)
        points = _points(proposal_id)
        position = next((one.position for one in points if one.id == after), len(points)) + 1
        point = _insert(proposal_id, points, words, position)
        _tell(actor, proposal_id, EventKind.CASE_ASK_ADDED, words, now)
        return point


def split_ask(
    actor: Actor, proposal_id: int, reply_id: int, point_id: int, *, second: str, now: datetime
) -> ProposalPoint:
    """Cut an ask in two where the words ``second`` begin; the first keeps its answer, the second has none yet."""
    with unit_of_work():
        open_draft(actor, proposal_id, reply_id, now)
        points = _points(proposal_id)
        point = next((one for one in points if one.id == point_id), None)
        if point is None:
            raise NotFound
        both = cut_in_two(point.text, squeeze(second))
        if both is None:
            raise InvalidInput(field="second", reason=N_("请照抄这一条里第二项开头的几个字。"))
        point.text = both[0]
        made = _insert(proposal_id, points, both[1], point.position + 1)
        _tell(actor, proposal_id, EventKind.CASE_ASK_SPLIT, both[1], now)
        return made


def _points(proposal_id: int) -> Sequence[ProposalPoint]:
    statement = select(ProposalPoint).where(ProposalPoint.proposal_id == proposal_id)
    points = db.session.scalars(statement.order_by(ProposalPoint.position)).all()
    if len(points) >= MOST:
        raise InvalidInput(field="text", reason=N_("一件最多100条建议。"))
    return points


def _checked(text: str) -> str:
    words = squeeze(text)
    if not words or len(words) > LONGEST:
        raise InvalidInput(field="text", reason=N_("请写明这条建议，最多1000字。"))
    return words


def _insert(proposal_id: int, points: Sequence[ProposalPoint], text: str, position: int) -> ProposalPoint:
    """Insert an ask; those behind it step aside in two moves, since no two may share a position."""
    db.session.flush()
    for step in (APART, 1 - APART):
        behind = ProposalPoint.position >= (position if step == APART else APART)
        moved = update(ProposalPoint).where(ProposalPoint.proposal_id == proposal_id, behind)
        db.session.execute(moved.values(position=ProposalPoint.position + step))
    for one in points:
        db.session.expire(one, ["position"])
    point = ProposalPoint(proposal_id=proposal_id, position=position, text=text)
    db.session.add(point)
    db.session.flush()
    return point


def _tell(actor: Actor, proposal_id: int, kind: EventKind, words: str, now: datetime) -> None:
    write_event(proposal_id, kind, actor, now, telling=Telling(data={"ask": words[:120]}))
