"""Forms that were acted upon: found again after a lost answer, forgotten where nothing came of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from tracker.extensions import db
from tracker.models.access import HandledForm
from tracker.services.unit_of_work import unit_of_work


@dataclass(frozen=True)
class Handled:
    """When a form was acted upon, and the item that it changed."""

    at: datetime
    proposal_id: int | None


def find_handled(key: str) -> Handled | None:
    """Return when the form with this key was acted upon; None where it was not."""
    row = db.session.get(HandledForm, key, populate_existing=True)
    return Handled(row.at, row.proposal_id) if row else None


def forget_form(key: str) -> None:
    """Let a form be sent again that was refused after a part of its act was kept."""
    with unit_of_work():
        db.session.execute(delete(HandledForm).where(HandledForm.key == key))
