"""Taking many items out at once (R12): who may, and the line that says so in the audit log."""

from dataclasses import replace
from datetime import datetime

from tracker.domain.audit import AuditKind
from tracker.domain.permissions import Actor, Permission, allows_anywhere
from tracker.queries.visibility import EXPORTING, EXPORTING_OWN, reach
from tracker.services.audit import by, note
from tracker.services.people import demand_anywhere
from tracker.services.unit_of_work import unit_of_work


def may_export(actor: Actor, now: datetime) -> bool:
    """Tell whether the person may take lists out, a fresh proof given."""
    is_head = bool(reach(actor, EXPORTING_OWN))
    return is_head or allows_anywhere(Permission.EXPORT_BULK, replace(actor, proved_at=now), now=now)


def demand_export(actor: Actor, now: datetime) -> None:
    """Raise Forbidden for who takes nothing out, ProofNeeded for a coordinator or supervisor without a fresh proof.

    A head takes out what the own offices answer, without a proof.
    """
    if reach(actor, EXPORTING_OWN) and not reach(actor, EXPORTING):
        return
    demand_anywhere(Permission.EXPORT_BULK, actor, now)


def note_export(actor: Actor, *, what: str, rows: int, now: datetime) -> None:
    """Write into the audit log that a list of so many rows was taken out; ``what`` names the list and the file."""
    with unit_of_work():
        note(by(actor, AuditKind.EXPORTED, now, what=what, rows=rows))
