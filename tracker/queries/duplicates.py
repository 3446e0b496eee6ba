"""Whether an item stands in the register already: by its identity, or by title and sponsor in the same term."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from tracker.domain.text import title_key
from tracker.extensions import db
from tracker.models.proposal import Proposal, Sponsor


@dataclass(frozen=True)
class Likeness:
    """An item already registered; ``is_same`` says that the identity is the same, not only the title."""

    proposal: Proposal
    is_same: bool


def same_identity(identity_key: str | None) -> Proposal | None:
    """Return the item with this identity, whoever's book it stands in."""
    if not identity_key:
        return None
    return db.session.scalar(select(Proposal).where(Proposal.identity_key == identity_key))


def same_title(
    host_unit_id: int,
    title: str,
    sponsors: Iterable[str],
    *,
    kind: str,
    term: int | None,
    only_without_identity: bool,
) -> Proposal | None:
    """Return the host's item of the same kind and term with this title and one of these sponsors.

    Two items whose identities are both known differ, however alike: a matter may be filed again next year.
    """
    names = list(sponsors)
    if not title or not names:
        return None
    statement = (
        select(Proposal)
        .join(Sponsor)
        .where(
            Proposal.host_unit_id == host_unit_id,
            Proposal.kind == kind,
            Proposal.term.is_(None) if term is None else Proposal.term == term,
            Sponsor.name.in_(names),
        )
        .order_by(Proposal.id)
    )
    if only_without_identity:
        statement = statement.where(Proposal.identity_key.is_(None))
    wanted = title_key(title)
    found = (item for item in db.session.scalars(statement).unique() if title_key(item.title) == wanted)
    return next(found, None)


def find_duplicate(
    identity_key: str | None,
    host_unit_id: int,
    title: str,
    sponsors: Iterable[str],
    *,
    kind: str,
    term: int | None,
) -> Likeness | None:
    """Return the item that a new one would double, if any."""
    same = same_identity(identity_key)
    if same is not None:
        return Likeness(same, is_same=True)
    alike = same_title(
        host_unit_id,
        title,
        sponsors,
        kind=kind,
        term=term,
        only_without_identity=identity_key is not None,
    )
    return Likeness(alike, is_same=False) if alike else None
