"""Sent replies by how their publication stands: to publish, overdue, published, kept back, to assess again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_
from sqlalchemy.orm import aliased

from tracker.domain.due_dates import Milestone as Code
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import SENT_REPLY_STATES, Publicity, ReplyState
from tracker.extensions import db
from tracker.models.assignment import Assignment, Milestone
from tracker.models.people import Unit
from tracker.models.proposal import Proposal
from tracker.models.publication import PublicCopy, PublicityDecision
from tracker.models.reply import Reply
from tracker.queries.visibility import count_capped, visible

PAGE = 50
VIEWS = ("to_publish", "overdue", "published", "withheld", "review")
REVIEW_SOON = timedelta(days=30)
DUE, DECISION, COPY = aliased(Milestone), aliased(PublicityDecision), aliased(PublicCopy)


@dataclass(frozen=True)
class PublicationRow:
    """One sent reply of the list; ``due_on`` ends its 20 working days, ``review_on`` is its next assessment."""

    proposal_id: int
    reply_id: int
    item_number: str | None
    title: str
    unit: str
    document_number: str | None
    sent_on: date
    publicity: Publicity
    state: ReplyState
    due_on: date | None
    done_on: date | None
    review_on: date | None
    ground: str | None
    published_on: date | None


def _joined(actor: Actor, *columns: Any) -> Select[Any]:
    newest = select(func.max(PublicityDecision.id)).where(PublicityDecision.reply_id == Reply.id)
    return (
        select(*columns)
        .select_from(Reply)
        .join(Proposal, Proposal.id == Reply.proposal_id)
        .join(Assignment, Assignment.id == Reply.assignment_id)
        .join(Unit, Unit.id == Assignment.unit_id)
        .outerjoin(DUE, and_(DUE.assignment_id == Reply.assignment_id, DUE.code == Code.PUBLISH.value))
        .outerjoin(DECISION, DECISION.id == newest.correlate(Reply).scalar_subquery())
        .outerjoin(COPY, and_(COPY.reply_id == Reply.id, COPY.ended_at.is_(None)))
        .where(Reply.state.in_(sorted(SENT_REPLY_STATES)), visible(actor))
    )


def _views(today: date) -> Mapping[str, ColumnElement[bool]]:
    waits = and_(Reply.publicity == Publicity.PROACTIVE, Reply.state == ReplyState.SENT)
    withheld = Reply.publicity != Publicity.PROACTIVE
    return {
        "to_publish": waits,
        "overdue": and_(waits, DUE.done_on.is_(None), DUE.due_on < today),
        "published": Reply.state == ReplyState.PUBLISHED,
        "withheld": withheld,
        "review": and_(withheld, DECISION.review_on <= today + REVIEW_SOON),
    }


def list_publications(
    actor: Actor, view: str, today: date, before: tuple[date, int] | None = None
) -> Sequence[PublicationRow]:
    """Return one page of a view and one row more, the latest sent first; ``before`` is a row's day and reply."""
    columns = (
        Reply.proposal_id,
        Reply.id,
        Proposal.number_raw,
        Proposal.title,
        Unit.short_name,
        Reply.document_number,
        Reply.sent_on,
        Reply.publicity,
        Reply.state,
        DUE.due_on,
        DUE.done_on,
        DECISION.review_on,
        DECISION.ground,
        COPY.published_on,
    )
    statement = (
        _joined(actor, *columns)
        .where(_views(today)[view])
        .order_by(Reply.sent_on.desc(), Reply.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        statement = statement.where(tuple_(Reply.sent_on, Reply.id) < before)
    return [PublicationRow(*row) for row in db.session.execute(statement)]


def count_publications(actor: Actor, today: date) -> dict[str, int]:
    """Return how many replies each view holds, in one statement, each count stopping at 1,001."""
    counts = [
        count_capped(_joined(actor, Reply.id).where(condition)).label(view)
        for view, condition in _views(today).items()
    ]
    return dict(db.session.execute(select(*counts)).one()._mapping)  # noqa: SLF001 - SQLAlchemy's public name
