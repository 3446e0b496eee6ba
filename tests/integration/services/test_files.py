"""Files of an item: who adds and removes them, nothing half done, names kept."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.support.items import assigned
from tests.support.office import Office
from tests.support.replies import Desk, desk_at, new_desk
from tests.support.sample_files import PDF, png
from tracker.documents.file_errors import FileError
from tracker.documents.store import FileMissing, FileStore
from tracker.domain.errors import Forbidden, InvalidInput, NotFound
from tracker.domain.events import EventKind
from tracker.domain.vocabulary import FileKind
from tracker.extensions import db
from tracker.models.event import Event
from tracker.models.office import Attachment
from tracker.queries.case_file import case_file
from tracker.queries.files import readable_file, readable_files
from tracker.services import files

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path)


def add(
    desk: Desk,
    store: FileStore,
    key: str = "officer",
    *,
    name: str = "回执.pdf",
    data: bytes = PDF,
    **more: bool,
) -> Attachment:
    upload = files.stash_file(store, data, name, desk.now)
    more = {"is_internal": False, **more}
    return files.upload_files(
        desk.actor(key),
        desk.proposal_id,
        [upload],
        store=store,
        kind=FileKind.MATERIAL,
        now=desk.now,
        **more,
    )[0]


def rows(desk: Desk) -> list[Attachment]:
    return list(db.session.scalars(select(Attachment).where(Attachment.proposal_id == desk.proposal_id)))


def told(desk: Desk, kind: EventKind) -> list[str]:
    found = select(Event).where(Event.proposal_id == desk.proposal_id, Event.kind == kind)
    return [event.data["name"] for event in db.session.scalars(found)]


@pytest.mark.parametrize("key", ["officer", "head", "coordinator", "finance_liaison", "finance_head"])
def test_those_who_handle_an_item_add_files(office: Office, store: FileStore, key: str) -> None:
    desk = new_desk(office, "finance")
    row = add(desk, store, key)
    assert (row.name, row.media_type, row.size, row.kind) == (
        "回执.pdf",
        "application/pdf",
        len(PDF),
        FileKind.MATERIAL,
    )
    assert store.read(row.sha256) == PDF
    assert told(desk, EventKind.FILE_ADDED) == ["回执.pdf"]


@pytest.mark.parametrize("key", ["officer2", "leader", "supervisor"])
def test_readers_add_none(office: Office, store: FileStore, key: str) -> None:
    desk = new_desk(office)
    with pytest.raises(Forbidden):
        add(desk, store, key)
    assert rows(desk) == []


@pytest.mark.parametrize("key", ["rural_officer", "system_admin", "security_admin", "audit_admin"])
def test_outsiders_do_not_learn_of_the_item(office: Office, store: FileStore, key: str) -> None:
    with pytest.raises(NotFound):
        add(new_desk(office), store, key)


def test_a_co_handler_cannot_hide_a_file_that_it_could_not_read(office: Office, store: FileStore) -> None:
    desk = new_desk(office, "finance")
    with pytest.raises(Forbidden):
        add(desk, store, "finance_liaison", is_internal=True)
    inside = add(desk, store, is_internal=True)
    assert readable_file(desk.file, inside.id, desk.actor("finance_liaison"), desk.now) is None
    assert readable_file(desk.file, inside.id, desk.actor("leader"), desk.now) is inside


def test_one_refused_file_keeps_none_of_the_step(office: Office, store: FileStore) -> None:
    desk = new_desk(office)
    with pytest.raises(FileError):
        files.stash_file(store, b"<html>", "页.html", desk.now)
    upload = files.stash_file(store, PDF, "回执.pdf", desk.now)
    gone = files.StashedFile("没有.pdf", "application/pdf", 3, "0" * 64)
    with pytest.raises(FileMissing):
        files.upload_files(
            desk.actor("officer"),
            desk.proposal_id,
            [upload, gone],
            store=store,
            kind=FileKind.MATERIAL,
            is_internal=False,
            now=desk.now,
        )
    assert rows(desk) == []
    assert told(desk, EventKind.FILE_ADDED) == []


def test_none_and_twenty_one_files_are_refused_at_the_field(office: Office, store: FileStore) -> None:
    desk = new_desk(office)
    upload = files.stash_file(store, PDF, "回执.pdf", desk.now)
    for many in ([], [upload] * 21):
        with pytest.raises(InvalidInput) as refused:
            files.upload_files(
                desk.actor("officer"),
                desk.proposal_id,
                many,
                store=store,
                kind=FileKind.OTHER,
                is_internal=False,
                now=desk.now,
            )
        assert refused.value.params["field"] == "files"


def test_the_same_content_twice_is_one_file_but_never_less_internal(office: Office, store: FileStore) -> None:
    desk = new_desk(office)
    inside = add(desk, store, is_internal=True)
    assert add(desk, store, is_internal=True).id == inside.id
    assert add(desk, store).id != inside.id


def test_an_uploader_removes_the_file_and_nobody_reads_it_again(office: Office, store: FileStore) -> None:
    desk = new_desk(office)
    row = add(desk, store)
    files.remove_file(desk.actor("officer"), desk.proposal_id, row.id, now=desk.now + timedelta(minutes=1))
    assert (row.removed_by_id, store.path(row.sha256).exists()) == (office.people["officer"], True)
    assert told(desk, EventKind.FILE_REMOVED) == ["回执.pdf"]
    for key in ("officer", "coordinator", "leader"):
        assert readable_file(desk.file, row.id, desk.actor(key), desk.now) is None
        assert readable_files(desk.file, desk.actor(key), desk.now) == []
    with pytest.raises(NotFound):
        files.remove_file(desk.actor("officer"), desk.proposal_id, row.id, now=desk.now)
    assert add(desk, store).id != row.id


def test_nobody_removes_the_file_of_another(office: Office, store: FileStore) -> None:
    desk = new_desk(office, "finance")
    row = add(desk, store)
    for key in ("head", "coordinator", "finance_liaison", "leader"):
        with pytest.raises(Forbidden):
            files.remove_file(desk.actor(key), desk.proposal_id, row.id, now=desk.now)
    with pytest.raises(NotFound):
        files.remove_file(desk.actor("rural_head"), desk.proposal_id, row.id, now=desk.now)


def test_nothing_is_removed_after_the_signature(office: Office, store: FileStore) -> None:
    desk = desk_at(office, "checked")
    row = add(desk, store)
    desk.signed()
    with pytest.raises(Forbidden):
        files.remove_file(desk.actor("officer"), desk.proposal_id, row.id, now=desk.now)
    assert row.removed_at is None


def test_a_file_of_another_item_is_not_found_under_this_one(office: Office, store: FileStore) -> None:
    desk, other = new_desk(office), assigned(office, number_raw="第20260125号")
    row = add(desk, store)
    found = case_file(other.id)
    assert found is not None
    assert readable_file(found, row.id, desk.actor("coordinator"), desk.now) is None
    with pytest.raises(NotFound):
        files.remove_file(desk.actor("coordinator"), other.id, row.id, now=desk.now)


def test_a_long_name_is_shortened_before_its_ending(office: Office, store: FileStore) -> None:
    row = add(new_desk(office), store, name="桂" * 300 + ".png", data=png())
    assert (len(row.name), row.name[-4:]) == (200, ".png")
