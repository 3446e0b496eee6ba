"""Registering an item (登记) and mending its entry: never twice, never silently changed."""

from datetime import datetime
from typing import Any, ClassVar

from tracker.documents.store import FileStore
from tracker.domain.errors import N_, Forbidden, TrackerError
from tracker.domain.events import EventKind
from tracker.domain.permissions import Actor, Permission, allows_anywhere
from tracker.domain.vocabulary import CaseState, Machine
from tracker.extensions import db
from tracker.models.proposal import Proposal
from tracker.queries.case_file import CaseFile, case_file
from tracker.queries.duplicates import Likeness, find_duplicate
from tracker.queries.intake import host_department
from tracker.queries.people import UnitSeen, unit_tree
from tracker.services.files import StashedFile, add_file
from tracker.services.intake_rows import (
    COLUMNS,
    NewItem,
    check_entry,
    column_values,
    write_asks,
    write_columns,
    write_text,
)
from tracker.services.loading import demand, open_case
from tracker.services.milestones import update_milestones
from tracker.services.moves import Subject, Telling, check_version, write_event
from tracker.services.sponsors import entries_of, write_sponsors
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import refusing, unit_of_work


class DuplicateItem(TrackerError):
    """The item is in the register already; ``proposal_id`` is its row, None where it was made this very moment."""

    code: ClassVar[str] = "duplicate_item"
    message: ClassVar[str] = N_("“%(title)s”已经在登记表中，没有重复登记。")

    def __init__(self, title: str, proposal_id: int | None = None) -> None:
        super().__init__(title=title)
        self.proposal_id = proposal_id


def host_of(actor: Actor) -> UnitSeen:
    """Return the department in whose book the person registers; raises Forbidden where there is none."""
    host = host_department(actor, unit_tree())
    if host is None:
        raise Forbidden
    return host


def likeness_of(entry: NewItem, host_unit_id: int) -> Likeness | None:
    """Return the item that the entry would double, if any."""
    names = [one.name for one in entry.sponsors]
    return find_duplicate(
        entry.identity, host_unit_id, entry.title, names, kind=entry.kind.value, term=entry.term
    )


def _known(alike: Likeness, entry: NewItem, host_unit_id: int) -> DuplicateItem:
    """Return the refusal of a double; what stands in another department's book is told by the typed title only."""
    if alike.proposal.host_unit_id != host_unit_id:
        return DuplicateItem(entry.title)
    return DuplicateItem(alike.proposal.title, alike.proposal.id)


def register_item(
    actor: Actor,
    *,
    fields: NewItem,
    now: datetime,
    upload: StashedFile | None = None,
    store: FileStore | None = None,
) -> Proposal:
    """Register an item in the book of the coordinator's department, with the letter that brought it (W1).

    Raises Forbidden, InvalidInput naming the field, or DuplicateItem where it stands in the register.
    """
    with unit_of_work():
        if not allows_anywhere(Permission.REGISTER, actor, now=now):
            raise Forbidden
        host = host_of(actor)
        check_entry(fields)
        alike = likeness_of(fields, host.id)
        if alike is not None:
            raise _known(alike, fields, host.id)
        item = _new_row(actor, host, fields, now)
        _tell_registered(actor, item, fields, now)
        file = _file(item)
        if upload is not None and store is not None:
            add_file(actor, file, upload, store, now)
        refresh_summary(file)
        return item


def _new_row(actor: Actor, host: UnitSeen, entry: NewItem, now: datetime) -> Proposal:
    item = Proposal(**new_values(actor, host.id, entry, now))
    with refusing("identity_key", DuplicateItem(item.title)):
        db.session.add(item)
    write_text(item, entry.body_text)
    write_asks(item, entry.asks)
    write_sponsors(item, entry.sponsors)
    return item


def new_values(actor: Actor, host_id: int, entry: NewItem, now: datetime) -> dict[str, Any]:
    """Return the row of an item that is new in a department's book."""
    return column_values(entry) | {
        "host_unit_id": host_id,
        "state": CaseState.REGISTERED,
        "round_no": 1,
        "created_at": now,
        "created_by_id": actor.user_id,
    }


def registered_telling(entry: NewItem) -> Telling:
    """Return what the event of a new item says."""
    return Telling(data={"number": entry.number_raw, "origin": entry.origin.value})


def registered_subject(proposal_id: int) -> Subject:
    """Return what the event of a new item is about."""
    return (Machine.CASE, proposal_id, None, CaseState.REGISTERED.value)


def _tell_registered(actor: Actor, item: Proposal, entry: NewItem, now: datetime) -> None:
    write_event(
        item.id,
        EventKind.CASE_REGISTERED,
        actor,
        now,
        telling=registered_telling(entry),
        subject=registered_subject(item.id),
    )


def _file(item: Proposal) -> CaseFile:
    db.session.flush()
    file = case_file(item.id)
    if file is None:
        raise LookupError(item.id)
    return file


def edit_item(
    actor: Actor, proposal_id: int, *, fields: NewItem, version: int | None, now: datetime
) -> Proposal:
    """Mend an item's entry before a reply is signed (W2); the event names the fields that changed.

    Raises InvalidInput, DuplicateItem where another item has this identity, and StalePage.
    """
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        demand(file, Permission.EDIT_CASE, actor, now)
        item = file.proposal
        check_version(item, version)
        check_entry(fields)
        alike = likeness_of(fields, item.host_unit_id)
        if alike is not None and alike.is_same and alike.proposal.id != item.id:
            raise _known(alike, fields, item.host_unit_id)
        changed = _write_changes(item, fields)
        if changed:
            write_event(item.id, EventKind.CASE_EDITED, actor, now, telling=Telling(data={"fields": changed}))
            update_milestones(file)
            refresh_summary(file)
        return item


def entry_of(item: Proposal) -> NewItem:
    """Return an item as it was entered, with its sponsors' contact data: for the form that mends it."""
    return NewItem(
        **{name: getattr(item, name) for name in COLUMNS},
        sponsors=entries_of(item),
        asks=tuple(point.text for point in item.points),
        body_text=item.text.body_text if item.text else "",
    )


def _write_changes(item: Proposal, entry: NewItem) -> list[str]:
    changed = write_columns(item, entry)
    parts = {
        "body_text": write_text(item, entry.body_text),
        "asks": write_asks(item, entry.asks),
        "sponsors": write_sponsors(item, entry.sponsors),
    }
    return changed + [name for name, is_new in parts.items() if is_new]


def attach_letter(
    actor: Actor,
    proposal_id: int,
    *,
    upload: StashedFile | None,
    text: str,
    store: FileStore,
    version: int | None,
    now: datetime,
) -> Proposal:
    """Add a letter to an item that is registered already: its file, and its text where the item has none."""
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        check_version(file.proposal, version)
        demand(file, Permission.UPLOAD, actor, now)
        if upload is not None:
            add_file(actor, file, upload, store, now)
        if text and not file.proposal.text and write_text(file.proposal, text):
            telling = Telling(data={"fields": ["body_text"]})
            write_event(proposal_id, EventKind.CASE_EDITED, actor, now, telling=telling)
        refresh_summary(file)
        return file.proposal
