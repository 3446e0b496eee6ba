"""Who may find which text: the rights of the pages that show it, said in SQL for each :class:`Reach`.

A word must not be found where it may not be read: neither as a result nor in a count, a facet or an excerpt.
"""

from collections.abc import Callable, Mapping

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from tracker.domain.permissions import Actor
from tracker.domain.search_kinds import Reach
from tracker.domain.vocabulary import ReplyState, Role
from tracker.models.assignment import Assignment
from tracker.models.proposal import Proposal
from tracker.models.reply import Reply
from tracker.models.search import SearchDocument
from tracker.queries.people import UnitTree
from tracker.queries.visibility import (
    ANSWERING,
    ASSISTING,
    SUPERVISING,
    concerning,
    hosts_of,
    in_sight,
    reach,
    sees_by_index,
)

Document = type[SearchDocument]
HOST_IS_CO = Proposal.__table__.c.host_is_co
UNSUBMITTED = (ReplyState.DRAFTING, ReplyState.CANCELLED)


def may_find(actor: Actor, tree: UnitTree, document: Document) -> ColumnElement[bool]:
    """Return the condition on an item and one of its documents that the person may read the text.

    It is said of the item that the document belongs to; the join is the caller's.
    """
    kinds = [and_(document.reach == one, said(actor, tree, document)) for one, said in CONDITIONS.items()]
    return and_(in_sight(actor, tree), or_(*kinds))


def names_known(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that the person may learn who filed an item (R14), as ``register.names_sponsor`` says."""
    place = func.coalesce(Proposal.lead_office_id, Proposal.lead_unit_id)
    coordinated = reach(actor, (Role.COORDINATOR,))
    own = and_(Proposal.lead_officer_id == actor.user_id, place.in_(reach(actor, (Role.OFFICER,))))
    answers = or_(Proposal.lead_unit_id.in_(coordinated), own, place.in_(reach(actor, (Role.HEAD,))))
    return or_(Proposal.host_unit_id.in_(coordinated), and_(~HOST_IS_CO, answers))


def _readable(actor: Actor) -> ColumnElement[bool]:
    return or_(~Proposal.__table__.c.is_confidential, names_known(actor))


def _inside(actor: Actor, tree: UnitTree, supervising: tuple[Role, ...] = SUPERVISING) -> ColumnElement[bool]:
    """Return the condition that an item concerns the person otherwise than as somebody who assists."""
    if not sees_by_index(actor, tree):
        return concerning(actor, supervising, ANSWERING, ())
    host = hosts_of(tree)[0]
    if host in reach(actor, supervising):
        return Proposal.host_unit_id == host
    offices = reach(actor, ANSWERING)
    return and_(Proposal.lead_office_id.in_(offices), ~HOST_IS_CO) if offices else false()


def _drafts(actor: Actor, tree: UnitTree) -> ColumnElement[bool]:
    """Return the condition of R4: drafts are for who handles the item; leaders read what was submitted."""
    submitted = (
        select(Reply.id)
        .where(
            Reply.proposal_id == Proposal.id,
            Reply.round_no == Proposal.round_no,
            Reply.state.not_in(UNSUBMITTED),
        )
        .correlate(Proposal)
        .exists()
    )
    return or_(_inside(actor, tree, (Role.COORDINATOR,)), and_(_inside(actor, tree), submitted))


def _own_seat(actor: Actor, document: Document) -> ColumnElement[bool]:
    units = reach(actor, ASSISTING)
    held = or_(Assignment.unit_id.in_(units), Assignment.office_id.in_(units))
    return document.seat_id.in_(select(Assignment.id).where(held))


Condition = Callable[[Actor, UnitTree, Document], ColumnElement[bool]]
CONDITIONS: Mapping[Reach, Condition] = {
    Reach.ITEM: lambda _actor, _tree, _document: true(),
    Reach.TEXT: lambda actor, _tree, _document: _readable(actor),
    Reach.DRAFT: lambda actor, tree, _document: and_(_readable(actor), _drafts(actor, tree)),
    Reach.INSIDE: lambda actor, tree, _document: and_(_readable(actor), _inside(actor, tree)),
    Reach.OPINION: lambda actor, tree, document: and_(
        _readable(actor), or_(_inside(actor, tree), _own_seat(actor, document))
    ),
    Reach.OWN: lambda actor, _tree, document: and_(_readable(actor), _own_seat(actor, document)),
    Reach.PROMISE: lambda actor, tree, document: and_(
        _readable(actor), or_(_inside(actor, tree), document.unit_id.in_(reach(actor, tuple(Role))))
    ),
}
