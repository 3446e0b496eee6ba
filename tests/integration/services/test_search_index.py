"""The search stands beside the texts: whoever writes, and however, it is what the rows say."""

from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from tests.support.items import assigned
from tests.support.office import Office, build_office
from tests.support.replies import BODY, desk_at
from tests.support.searching import documents, search
from tracker.documents.store import FileStore
from tracker.domain.search_kinds import Reach, SourceKind
from tracker.domain.vocabulary import FileKind
from tracker.extensions import db
from tracker.models.proposal import Proposal, ProposalText
from tracker.models.search import FileText, SearchDocument
from tracker.services import files, reindexing
from tracker.services.reindexing import read_files, reindex
from tracker.services.search_index import index_items
from tracker.services.unit_of_work import unit_of_work


@pytest.fixture
def office(context: Flask) -> Office:
    return build_office()


def reach_of(kind: SourceKind) -> list[Reach]:
    rows = db.session.query(SearchDocument.reach).filter_by(kind=kind).order_by(SearchDocument.id)
    return [row.reach for row in rows]


def test_the_services_of_a_whole_office_leave_what_a_rebuilding_writes(
    demonstration: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with demonstration.app_context():
        store = FileStore(Path(demonstration.config["DATA_DIR"]) / "files")
        before, steps = documents(), list[int]()
        assert {row[1] for row in before} >= set(SourceKind) - {SourceKind.FILE, SourceKind.LETTER}
        read_files(store, steps.append)
        reindex(steps.append)
        assert documents() == before
        assert sum(steps) >= db.session.query(Proposal).count()
        monkeypatch.setattr(reindexing, "index_items", stop)
        with suppress(RuntimeError):
            reindex(steps.append)
        monkeypatch.undo()
        reindex(steps.append)
        assert documents() == before


def stop(_ids: object) -> None:
    """Stand for a power failure."""
    raise RuntimeError


def test_a_text_is_found_right_after_it_is_saved_and_not_after_it_is_changed(office: Office) -> None:
    desk = desk_at(office, "drafted")
    assert search(office, "officer", "创新平台").items == [desk.proposal_id]
    with unit_of_work():
        desk.reply.text = BODY.replace("创新平台", "中试基地")
    assert search(office, "officer", "创新平台").items == []
    assert search(office, "officer", "中试基地").items == [desk.proposal_id]


def test_what_is_rolled_back_is_not_found(office: Office) -> None:
    desk = desk_at(office, "drafted")
    with suppress(RuntimeError), unit_of_work():
        desk.reply.text = "量子通信"
        db.session.flush()
        raise RuntimeError
    assert search(office, "officer", "量子通信").items == []
    assert search(office, "officer", "创新平台").items == [desk.proposal_id]


def test_a_draft_that_is_sent_is_for_whoever_sees_the_item(office: Office) -> None:
    sent = desk_at(office, "sent", "finance")
    assert reach_of(SourceKind.REPLY) == [Reach.TEXT]
    assert search(office, "finance_liaison", "创新平台").items == [sent.proposal_id]
    assert search(office, "leader", "技术创新示范企业", source=SourceKind.PROMISE).items == [sent.proposal_id]


def test_rows_written_in_bulk_are_found_once_they_are_named(office: Office) -> None:
    item = assigned(office)
    with unit_of_work() as session:
        session.execute(update(ProposalText).values(body_text="海洋牧场建设"))
        session.execute(update(Proposal).values(title="关于西部陆海新通道的提案"))
        index_items([item.id])
    assert search(office, "coordinator", "海洋牧场").items == [item.id]
    assert search(office, "coordinator", "陆海新通道").items == [item.id]


def test_the_words_of_a_file_are_found_until_it_is_removed(office: Office, tmp_path: Path) -> None:
    desk, store = desk_at(office, "drafted", "finance"), FileStore(tmp_path)
    kinds, ids = {"会议记录.txt": True, "调研材料.txt": False}, dict[str, int]()
    for name, is_internal in kinds.items():
        data = f"桉树改造与{'内部' if is_internal else '公开'}讨论".encode()
        upload = files.stash_file(store, data, name, desk.now)
        kind, actor = FileKind.MATERIAL, desk.actor("officer")
        (row,) = files.upload_files(
            actor, desk.proposal_id, [upload], store=store, kind=kind, is_internal=is_internal, now=desk.now
        )
        ids[name] = row.id
    assert search(office, "officer", "桉树改造").facets["source"][SourceKind.FILE] == 1
    assert search(office, "finance_liaison", "内部讨论").items == []
    assert search(office, "finance_liaison", "调研材料").items == [desk.proposal_id]
    assert search(office, "officer", "会议记录 内部讨论").items == [desk.proposal_id]
    files.remove_file(desk.actor("officer"), desk.proposal_id, ids["调研材料.txt"], now=desk.now)
    assert search(office, "officer", "公开讨论").items == []


def test_files_of_before_the_search_are_read_by_the_command(office: Office, tmp_path: Path) -> None:
    desk, store = desk_at(office, "drafted"), FileStore(tmp_path)
    upload = files.stash_file(store, "甘蔗机械化".encode(), "材料.txt", desk.now)
    files.upload_files(
        desk.actor("officer"),
        desk.proposal_id,
        [upload],
        store=store,
        kind=FileKind.MATERIAL,
        is_internal=False,
        now=desk.now,
    )
    with unit_of_work() as session:
        session.query(FileText).delete()
        index_items([desk.proposal_id])
    assert search(office, "officer", "甘蔗机械化").items == []
    read_files(store, lambda _: None)
    reindex(lambda _: None)
    assert search(office, "officer", "甘蔗机械化").items == [desk.proposal_id]
