"""Files of an item: the content goes to the store, the name and the right to read it stay in a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from tracker.documents.attachments import MAX_FILES, clean_name, media_type_of
from tracker.documents.store import FileStore
from tracker.domain.errors import N_, Forbidden, InvalidInput, NotFound, Refused
from tracker.domain.events import EventKind
from tracker.domain.permissions import Actor, Permission, Target
from tracker.domain.phrases import phrase
from tracker.domain.vocabulary import FileKind
from tracker.extensions import db
from tracker.models.evaluation import Evaluation, ReviewMeeting
from tracker.models.office import Attachment
from tracker.queries.case_file import CaseFile
from tracker.queries.files import readable_file
from tracker.services.file_words import keep_words, words_of_file
from tracker.services.loading import demand, open_case
from tracker.services.moves import Telling, write_event
from tracker.services.unit_of_work import unit_of_work

NAME_LENGTH = 200


@dataclass(frozen=True)
class StashedFile:
    """An uploaded file whose content waits in the stash."""

    name: str
    media_type: str
    size: int
    sha256: str


def stash_file(store: FileStore, data: bytes, name: str, now: datetime) -> StashedFile:
    """Put an upload into the stash under its cleaned name; raises a FileError where an item may not keep it."""
    kept_name = clean_name(name)
    stashed = StashedFile(kept_name, media_type_of(data, kept_name), len(data), store.stash(data, now))
    words_of_file(store, stashed.sha256, kept_name)
    return stashed


def add_file(
    actor: Actor,
    file: CaseFile,
    upload: StashedFile,
    store: FileStore,
    now: datetime,
    *,
    kind: FileKind = FileKind.SOURCE,
    is_internal: bool = False,
) -> Attachment:
    """Add a file to an item within a unit of work; the content is lasting before its row is (W7).

    The same content is not added twice to one item as the same kind of paper.
    Raises Forbidden, or FileMissing where the content was swept meanwhile.
    """
    demand(file, Permission.UPLOAD, actor, now, upload_target(file))
    kept = db.session.scalars(
        select(Attachment)
        .where(
            Attachment.proposal_id == file.proposal.id,
            Attachment.sha256 == upload.sha256,
            Attachment.kind == kind,
            Attachment.is_internal == is_internal,
            Attachment.removed_at.is_(None),
        )
        .limit(1)
    ).first()
    if kept is not None:
        return kept
    store.keep(upload.sha256)
    keep_words(store, upload.sha256, upload.name)
    row = Attachment(
        proposal_id=file.proposal.id,
        name=shortened(upload.name),
        media_type=upload.media_type,
        size=upload.size,
        sha256=upload.sha256,
        kind=kind,
        is_internal=is_internal,
        round_no=file.proposal.round_no,
        at=now,
        by_id=actor.user_id,
    )
    db.session.add(row)
    write_event(file.proposal.id, EventKind.FILE_ADDED, actor, now, telling=Telling(data={"name": row.name}))
    return row


def upload_target(file: CaseFile) -> Target:
    """Return what an upload is about: any live part of the item, while the item is open."""
    places = frozenset[int]().union(*(seat.part.places for seat in file.live))
    return Target(places=places, is_working=file.proposal.is_open)


def upload_files(
    actor: Actor,
    proposal_id: int,
    uploads: Sequence[StashedFile],
    *,
    store: FileStore,
    kind: FileKind,
    is_internal: bool,
    now: datetime,
) -> list[Attachment]:
    """Add files to an item, all of them or none; an internal one is for who may read it afterwards (R10).

    Raises InvalidInput for none or more than 20 at once.
    """
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        if not uploads:
            raise InvalidInput(field="files", reason=N_("请选择文件。"))
        if len(uploads) > MAX_FILES:
            words = phrase(N_("一次最多上传%(most)s个文件，请分几次上传。"), most=MAX_FILES)
            raise InvalidInput(field="files", reason=words)
        if is_internal:
            demand(file, Permission.VIEW_INTERNAL_FILES, actor, now)
        return [
            add_file(actor, file, upload, store, now, kind=kind, is_internal=is_internal)
            for upload in uploads
        ]


def remove_file(actor: Actor, proposal_id: int, attachment_id: int, *, now: datetime) -> Attachment:
    """Remove one's own upload of this round (W8): the row stays, marked, and its history with it.

    Raises NotFound for a file that one may not read, Forbidden for another's, Refused for one that proves something.
    """
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        row = readable_file(file, attachment_id, actor, now)
        if row is None:
            raise NotFound
        demand(file, Permission.DELETE_UPLOAD, actor, now, upload_target(file))
        if row.by_id != actor.user_id or row.round_no != file.proposal.round_no:
            raise Forbidden
        if _proves_something(row.id):
            raise Refused(reason=N_("这份文件是评价或会议记录的凭据，不能删除。"))
        row.removed_at, row.removed_by_id = now, actor.user_id
        telling = Telling(data={"name": row.name})
        write_event(proposal_id, EventKind.FILE_REMOVED, actor, now, telling=telling)
        return row


def _proves_something(attachment_id: int) -> bool:
    evaluated = select(Evaluation.id).where(Evaluation.scan_id == attachment_id).exists()
    concluded = select(ReviewMeeting.id).where(ReviewMeeting.file_id == attachment_id).exists()
    return bool(db.session.scalar(select(or_(evaluated, concluded))))


def shortened(name: str) -> str:
    """Return a file's name within 200 characters, its ending kept."""
    stem, dot, ending = name.rpartition(".")
    if len(name) <= NAME_LENGTH or not dot:
        return name[:NAME_LENGTH]
    return stem[: NAME_LENGTH - len(ending) - 1] + dot + ending[:20]
