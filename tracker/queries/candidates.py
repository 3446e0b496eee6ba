"""Items that could join another one or a topic: the reader's own book, those with the likest title first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from tracker.domain.permissions import Actor
from tracker.domain.text import title_key
from tracker.domain.vocabulary import OPEN_CASE_STATES, CaseState, GroupKind
from tracker.extensions import db
from tracker.models.grouping import GroupMember
from tracker.models.proposal import Proposal
from tracker.queries.people import UnitTree
from tracker.queries.register import holds_text
from tracker.queries.visibility import in_sight

SHOWN = 20
COMPARED = 400
COLUMNS: tuple[Any, ...] = (
    Proposal.id,
    Proposal.number_raw,
    Proposal.title,
    Proposal.kind,
    Proposal.stage,
    Proposal.sponsor_text,
    Proposal.is_confidential,
    Proposal.is_key,
    Proposal.due_on,
    Proposal.host_unit_id,
    Proposal.host_is_co,
    Proposal.lead_unit_id,
    Proposal.lead_office_id,
    Proposal.lead_officer_id,
)


@dataclass(frozen=True)
class Wanted:
    """What is looked for: items of one book in some states, besides some, that say ``text`` or are like ``title``."""

    host_unit_id: int
    states: frozenset[CaseState] = OPEN_CASE_STATES
    besides: frozenset[int] = frozenset()
    outside: GroupKind | None = None
    lead_unit_id: int | None = None
    text: str = ""
    title: str = ""


def candidates(actor: Actor, tree: UnitTree, wanted: Wanted) -> Sequence[Row[Any]]:
    """Return at most twenty items: the likest of the latest four hundred by title, else the latest; one statement."""
    conditions: list[ColumnElement[bool]] = [
        in_sight(actor, tree),
        Proposal.host_unit_id == wanted.host_unit_id,
        Proposal.state.in_(sorted(wanted.states)),
        Proposal.id.not_in(sorted(wanted.besides)),
    ]
    if wanted.lead_unit_id is not None:
        conditions.append(Proposal.lead_unit_id == wanted.lead_unit_id)
    if wanted.outside is not None:
        taken = select(GroupMember.proposal_id).where(GroupMember.kind == wanted.outside)
        conditions.append(Proposal.id.not_in(taken))
    if wanted.text:
        conditions.append(holds_text(wanted.text, actor))
    statement = select(*COLUMNS).where(*conditions).order_by(Proposal.id.desc()).limit(COMPARED)
    rows = list(db.session.execute(statement))
    if wanted.title:
        rows.sort(key=lambda row: likeness(row.title, wanted.title), reverse=True)
    return rows[:SHOWN]


def likeness(one: str, other: str) -> float:
    """Return how alike two titles are, 0 to 1: the share of pairs of characters that both have."""
    first, second = _pairs(one), _pairs(other)
    return len(first & second) / len(first | second) if first | second else 0.0


def _pairs(title: str) -> frozenset[str]:
    key = title_key(title)
    return frozenset(key[place : place + 2] for place in range(len(key) - 1))
