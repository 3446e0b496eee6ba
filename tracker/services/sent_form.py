"""The form that a request carries out: claimed at the start of its transaction, so that it never has two effects.

A second click, a reload or a retry after a lost answer sends the same form again. Its claim waits for the first one's
transaction and then meets its row: the act is not done twice, and the person is told that it was done.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import insert, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from tracker.domain.errors import N_, TrackerError
from tracker.extensions import db
from tracker.models.access import HandledForm

_FORM, _CLAIMED, _TOLD = "sent_form", "sent_form_claimed", "item_told_of"


@dataclass(frozen=True)
class SentForm:
    """A form as it was sent: its key, who sent it, and the instant of the request."""

    key: str
    user_id: int
    at: datetime


class AlreadyHandled(TrackerError):
    """This very form was sent and acted upon before."""

    code: ClassVar[str] = "already_handled"
    message: ClassVar[str] = N_("这一页您已经提交并办理，没有重复办理。")


class OutcomeUnknown(TrackerError):
    """The database went away between the commit and its answer, and does not tell which it was."""

    code: ClassVar[str] = "outcome_unknown"
    message: ClassVar[str] = N_(
        "数据库在保存时断开，尚未确认是否保存成功。请稍后刷新本页、再次提交来核实：已经保存的，不会重复办理。"
    )


def remember_form(form: SentForm | None) -> None:
    """Let the units of work of this request carry out ``form``; None: whatever follows is no part of it."""
    db.session().info[_FORM] = form


def sent_form() -> SentForm | None:
    """Return the form that this request carries out."""
    found: SentForm | None = db.session().info.get(_FORM)
    return found


def is_handled() -> bool:
    """Tell whether this request has committed a part of its form's act."""
    info = db.session().info
    form = info.get(_FORM)
    return form is not None and info.get(_CLAIMED) == form.key


def tell_item(proposal_id: int) -> None:
    """Note which item this request's act is about, to lead the sender of a repeated form there."""
    db.session().info[_TOLD] = proposal_id


def claim(session: Session) -> None:
    """Claim the request's form within the transaction that has begun; raises AlreadyHandled where it was claimed."""
    form = sent_form()
    if form is None or is_handled():
        return
    session.info.pop(_TOLD, None)
    try:
        session.execute(insert(HandledForm).values(key=form.key, user_id=form.user_id, at=form.at))
    except IntegrityError as error:
        raise AlreadyHandled from error


def finish(session: Session) -> None:
    """Commit; where the connection is lost meanwhile, find out whether the commit was made and never do it again.

    Raises AlreadyHandled where it was made, OutcomeUnknown where the database does not say, else the loss itself.
    """
    form, item_id = sent_form(), session.info.get(_TOLD)
    if form is not None and item_id is not None:
        session.execute(update(HandledForm).where(HandledForm.key == form.key).values(proposal_id=item_id))
    try:
        session.commit()
    except DBAPIError as error:
        if error.connection_invalidated and form is not None:
            _find_out(session, form)
        raise
    session.info[_CLAIMED] = form.key if form else None


def _find_out(session: Session, form: SentForm) -> None:
    """Try to claim the form anew: the claim waits for a transaction in doubt and fails where that was committed."""
    session.rollback()
    if is_handled():
        raise OutcomeUnknown
    try:
        session.connection(execution_options={"writes": True})
        session.execute(insert(HandledForm).values(key=form.key, user_id=form.user_id, at=form.at))
    except IntegrityError as error:
        raise AlreadyHandled from error
    except DBAPIError as error:
        raise OutcomeUnknown from error
    finally:
        session.rollback()
