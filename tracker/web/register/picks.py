"""Which rows of the list have a box to check, and what can be done with the checked ones."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from tracker.domain.permissions import CaseParties, Part, Permission, Target, allows
from tracker.queries.register import Reader
from tracker.web.sheet_answer import offers_export

ACTS = (Permission.ASSIGN_OFFICER, Permission.URGE, Permission.UPLOAD)
Standing = tuple[int, int, int | None, int | None, bool]


def may_pick(reader: Reader) -> Callable[[Any], bool]:
    """Return what tells whether the reader may do something with a row."""
    allowed = _asker(reader)
    return lambda record: bool(allowed(_standing(record)))


def bulk_acts(records: Sequence[Any], reader: Reader) -> dict[str, bool]:
    """Return what the reader may do with one row or another of these; empty where nothing."""
    allowed = _asker(reader)
    found = frozenset[Permission]().union(
        *(allowed(standing) for standing in {_standing(record) for record in records})
    )
    if not found:
        return {}
    return {
        "officer": Permission.ASSIGN_OFFICER in found,
        "urge": Permission.URGE in found,
        "label": Permission.UPLOAD in found,
        "export": offers_export(),
    }


def _standing(record: Any) -> Standing:
    """Return what rights to an item depend on, as far as a row tells; the same for many rows."""
    unit_id = record.lead_unit_id or 0
    return record.host_unit_id, unit_id, record.lead_office_id, record.lead_officer_id, record.host_is_co


def _asker(reader: Reader) -> Any:
    @cache
    def allowed(standing: Standing) -> frozenset[Permission]:
        host, unit_id, office_id, officer_id, host_is_co = standing
        part = Part(unit_id, office_id, officer_id)
        parties = CaseParties(host, assisting=(part,)) if host_is_co else CaseParties(host, answering=(part,))
        target = Target(places=part.places)
        actor, now = reader.actor, reader.now
        return frozenset(one for one in ACTS if allows(one, actor, parties, target, now=now))

    return allowed
