"""Whether an item stands in the register already: by its identity, or by title and sponsor in the same term."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from tracker.domain.text import title_key
from tracker.domain.vocabulary import CaseState
from tracker.extensions import db
from tracker.models.proposal import Proposal, Sponsor

BATCH = 500
# kind, term, the title's key and one sponsor's name: what an item without an identity is known by
TitleKey = tuple[str, int | None, str, str]


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


def by_identity(keys: Sequence[str]) -> dict[str, int]:
    """Return the ids of the items with these identities, whoever's book they stand in; a statement a batch."""
    found: dict[str, int] = {}
    for start in range(0, len(keys), BATCH):
        some = keys[start : start + BATCH]
        statement = select(Proposal.identity_key, Proposal.id).where(Proposal.identity_key.in_(some))
        found |= {str(key): id_ for key, id_ in db.session.execute(statement)}
    return found


def by_title(
    host_unit_id: int, sponsors: Iterable[str], *, only_without_identity: bool
) -> dict[TitleKey, int]:
    """Return the host's items that these people filed, by what their titles say; the first of two alike.

    Two items whose identities are both known differ, however alike: a matter may be filed again next year. What was
    voided is no item any more.
    """
    found: dict[TitleKey, int] = {}
    names = sorted(set(sponsors))
    for start in range(0, len(names), BATCH):
        statement = (
            select(Proposal.kind, Proposal.term, Proposal.title, Sponsor.name, Proposal.id)
            .join(Sponsor)
            .where(
                Proposal.host_unit_id == host_unit_id,
                Sponsor.name.in_(names[start : start + BATCH]),
                Proposal.state != CaseState.VOIDED,
            )
            .order_by(Proposal.id)
        )
        if only_without_identity:
            statement = statement.where(Proposal.identity_key.is_(None))
        for kind, term, title, name, id_ in db.session.execute(statement):
            found.setdefault((kind.value, term, title_key(title), name), id_)
    return found


def alike_in(
    known: Mapping[TitleKey, int], title: str, sponsors: Iterable[str], *, kind: str, term: int | None
) -> int | None:
    """Return the first of the known items with this title and one of these sponsors, of the same kind and term."""
    key = title_key(title) if title else ""
    return min((known[one] for name in sponsors if (one := (kind, term, key, name)) in known), default=None)


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
    names = list(sponsors)
    known = by_title(host_unit_id, names, only_without_identity=identity_key is not None) if title else {}
    alike = alike_in(known, title, names, kind=kind, term=term)
    return Likeness(db.session.get_one(Proposal, alike), is_same=False) if alike else None
