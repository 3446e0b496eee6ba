"""Files of an item, as far as a person may read them; removed ones are read by nobody."""

from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from tracker.clock import local_day
from tracker.domain.permissions import Actor, Permission
from tracker.extensions import db
from tracker.models.office import Attachment
from tracker.models.people import User
from tracker.queries.case_file import CaseFile
from tracker.queries.steps import signs_for
from tracker.queries.together import read_together


def may_read(file: CaseFile, row: Attachment, actor: Actor, now: datetime) -> bool:
    """Tell whether the person may read a file: the item's own text (R3), or an internal one (R10)."""
    needed = Permission.VIEW_INTERNAL_FILES if row.is_internal else Permission.VIEW_TEXT
    return file.may(needed, actor, now=now)


def signers_and_files(
    file: CaseFile, unit_id: int, actor: Actor, now: datetime
) -> tuple[list[User], list[Attachment]]:
    """Return whom a department's steps may ask by name, and the item's readable files; one statement."""
    kept = and_(Attachment.proposal_id == file.proposal.id, Attachment.removed_at.is_(None))
    signers, files = read_together(
        (User, signs_for(unit_id, local_day(now)), ()), (Attachment, kept, (joinedload(Attachment.by),))
    )
    by_name = sorted(signers, key=lambda one: (one.name, one.id))
    return by_name, [row for row in files if may_read(file, row, actor, now)]


def readable_files(file: CaseFile, actor: Actor, now: datetime) -> list[Attachment]:
    """Return the item's files that the person may read, oldest first; one statement."""
    rows = db.session.scalars(
        select(Attachment)
        .options(joinedload(Attachment.by))
        .where(Attachment.proposal_id == file.proposal.id, Attachment.removed_at.is_(None))
        .order_by(Attachment.id)
    )
    return [row for row in rows if may_read(file, row, actor, now)]


def readable_file(file: CaseFile, attachment_id: int, actor: Actor, now: datetime) -> Attachment | None:
    """Return one file of the item; None where there is none such or the person may not read it."""
    row = db.session.get(Attachment, attachment_id)
    if row is None or row.removed_at is not None or row.proposal_id != file.proposal.id:
        return None
    return row if may_read(file, row, actor, now) else None
