"""Files of an item: the content goes to the store, the name and the right to read it stay in a row."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker.documents.store import FileStore
from tracker.domain.events import EventKind
from tracker.domain.permissions import Actor, Permission
from tracker.extensions import db
from tracker.models.office import Attachment
from tracker.queries.case_file import CaseFile
from tracker.services.loading import demand
from tracker.services.moves import Telling, write_event

NAME_LENGTH = 200


@dataclass(frozen=True)
class StashedFile:
    """An uploaded file whose content waits in the stash."""

    name: str
    media_type: str
    size: int
    sha256: str


def add_file(
    actor: Actor,
    file: CaseFile,
    upload: StashedFile,
    store: FileStore,
    now: datetime,
    *,
    is_internal: bool = False,
) -> Attachment:
    """Add a file to an item within a unit of work; the content is lasting before its row is (W7).

    The same content is not added twice to one item.
    Raises Forbidden, or FileMissing where the content was swept meanwhile.
    """
    demand(file, Permission.UPLOAD, actor, now)
    same = select(Attachment).where(
        Attachment.proposal_id == file.proposal.id, Attachment.sha256 == upload.sha256
    )
    kept = db.session.scalars(same.limit(1)).first()
    if kept is not None:
        return kept
    store.keep(upload.sha256)
    row = Attachment(
        proposal_id=file.proposal.id,
        name=shortened(upload.name),
        media_type=upload.media_type,
        size=upload.size,
        sha256=upload.sha256,
        is_internal=is_internal,
        at=now,
        by_id=actor.user_id,
    )
    db.session.add(row)
    write_event(file.proposal.id, EventKind.FILE_ADDED, actor, now, telling=Telling(data={"name": row.name}))
    return row


def shortened(name: str) -> str:
    """Return a file's name within 200 characters, its ending kept."""
    stem, dot, ending = name.rpartition(".")
    if len(name) <= NAME_LENGTH or not dot:
        return name[:NAME_LENGTH]
    return stem[: NAME_LENGTH - len(ending) - 1] + dot + ending[:20]
