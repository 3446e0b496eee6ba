"""What the register's checks read: the sessions of a book, one session's items, and the latest of the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, select

from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import Kind, Role
from tracker.extensions import db
from tracker.models.proposal import Proposal

MOST = 5_000
EARLIER = 5_000


@dataclass(frozen=True)
class Session:
    """A session of one kind of item, with how many of them stand in the book."""

    kind: Kind
    term: int | None
    session_no: int | None
    count: int = 0

    @property
    def key(self) -> str:
        """The session in an address: kind, term and session."""
        return f"{self.kind}-{self.term or 0}-{self.session_no or 0}"


def _hosted(actor: Actor) -> ColumnElement[bool]:
    return Proposal.host_unit_id.in_(sorted(actor.scopes.get(Role.COORDINATOR, ())))


def sessions_of(actor: Actor) -> list[Session]:
    """Return the sessions of the books that a coordinator keeps, the latest first; one statement over an index."""
    columns = (Proposal.kind, Proposal.term, Proposal.session_no)
    found = db.session.execute(select(*columns, func.count()).where(_hosted(actor)).group_by(*columns))
    made = [Session(kind, term, number, count) for kind, term, number, count in found]
    return sorted(made, key=lambda one: (-(one.term or 0), -(one.session_no or 0), one.kind))


def _within(session: Session) -> ColumnElement[bool]:
    term = Proposal.term.is_(None) if session.term is None else Proposal.term == session.term
    number = (
        Proposal.session_no.is_(None)
        if session.session_no is None
        else Proposal.session_no == session.session_no
    )
    return and_(Proposal.kind == session.kind, term, number)


COLUMNS: tuple[Any, ...] = (
    Proposal.id,
    Proposal.number_raw,
    Proposal.number_norm,
    Proposal.title,
    Proposal.sponsor_text,
    Proposal.is_confidential,
    Proposal.term,
    Proposal.session_no,
    Proposal.year,
    Proposal.stage,
)


def items_of(actor: Actor, session: Session) -> Sequence[Any]:
    """Return the items of one session, at most five thousand, by number."""
    statement = select(*COLUMNS).where(_hosted(actor), _within(session))
    return db.session.execute(statement.order_by(Proposal.number_norm, Proposal.id).limit(MOST)).all()


def earlier_items(actor: Actor, session: Session) -> Sequence[Any]:
    """Return the latest five thousand items of other sessions."""
    statement = select(*COLUMNS).where(_hosted(actor), not_(func.coalesce(_within(session), False)))
    return db.session.execute(statement.order_by(Proposal.id.desc()).limit(EARLIER)).all()
