"""Reading the audit log out and checking its chain; both are noted in the log itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tracker.domain.audit import AuditKind, canonical, first_bad
from tracker.domain.permissions import Actor, Permission
from tracker.queries.administration import audit_rows, last_audit_row, last_head
from tracker.services.audit import by, note
from tracker.services.audit_heads import kept_heads
from tracker.services.keys import seals
from tracker.services.people import demand_anywhere
from tracker.services.unit_of_work import unit_of_work


@dataclass(frozen=True)
class Verdict:
    """How many rows there are, and the sequence of the first one that does not fit; None where all do."""

    rows: int
    first_bad: int | None


def verify(actor: Actor, *, now: datetime) -> Verdict:
    """Recompute every hash of the log, and look for every head that was kept outside the database (A8)."""
    demand_anywhere(Permission.EXPORT_AUDIT, actor, now)
    heads = kept_heads() | last_head()
    last = last_audit_row()
    bad = next(first_bad(audit_rows(), seals(), heads), None)
    verdict = Verdict(last.sequence if last else 0, bad)
    with unit_of_work():
        kind = AuditKind.AUDIT_VERIFIED
        note(by(actor, kind, now, rows=verdict.rows, first_bad=verdict.first_bad))
    return verdict


def export(actor: Actor, *, now: datetime) -> Iterator[str]:
    """Return the log as lines of JSON, its own export the last of them (A8); ``deploy/verify_audit.py`` reads them."""
    demand_anywhere(Permission.EXPORT_AUDIT, actor, now)
    last = last_audit_row()
    with unit_of_work():
        note(by(actor, AuditKind.AUDIT_EXPORTED, now, rows=(last.sequence if last else 0) + 1))
    return (canonical(row) + "\n" for row in audit_rows())
