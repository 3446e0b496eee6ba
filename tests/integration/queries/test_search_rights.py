"""A word that stands only in a text that a person may not read yields no hit, no count, no facet and no excerpt."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.office import Office, build_office
from tests.support.replies import Desk, desk_at
from tests.support.searching import places, search
from tracker import clock
from tracker.documents.store import FileStore
from tracker.domain.permissions import Permission
from tracker.domain.search_kinds import SourceKind
from tracker.domain.vocabulary import FileKind, OpinionState
from tracker.extensions import db
from tracker.models.commitment import Commitment
from tracker.models.opinion import Opinion
from tracker.models.proposal import Proposal
from tracker.queries.case_file import case_file
from tracker.services import files
from tracker.services.unit_of_work import unit_of_work

INSIDE = ("coordinator", "officer", "officer2", "head", "leader", "supervisor")
FINANCE = ("finance_liaison", "finance_head")
INDUSTRY = ("industry_liaison", "industry_head")
STRANGERS = ("bigdata_liaison", "bigdata_head", "rural_officer", "rural_head", "system_admin", "audit_admin")
EVERYBODY = (*INSIDE, *FINANCE, *INDUSTRY, *STRANGERS)
# The words that each text alone holds, and who may find them while the reply is being written.
MAY_FIND: Mapping[str, tuple[str, ...]] = {
    "蓝鹊标题": (*INSIDE, *FINANCE, *INDUSTRY),
    "蓝鹊原文": (*INSIDE, *FINANCE, *INDUSTRY),
    "蓝鹊具体建议": (*INSIDE, *FINANCE, *INDUSTRY),
    "蓝鹊稿件": ("coordinator", "officer", "officer2", "head"),
    "蓝鹊财政拟": FINANCE,
    "蓝鹊工信交": (*INSIDE, *INDUSTRY),
    "蓝鹊公开件": (*INSIDE, *FINANCE, *INDUSTRY),
    "蓝鹊内部件": INSIDE,
}


@pytest.fixture
def office(context: Flask) -> Office:
    return build_office()


def opinion_of(desk: Desk, unit_id: int) -> Opinion:
    seat = next(seat for seat in desk.file.co_handling if seat.assignment.unit_id == unit_id)
    assert seat.opinion is not None
    return seat.opinion


@pytest.fixture
def desk(office: Office, tmp_path: Path) -> Desk:
    """An item with a canary in every text."""
    desk, store = desk_at(office, "drafted", "finance", "industry"), FileStore(tmp_path)
    with unit_of_work():
        item = desk.file.proposal
        item.title, item.points[0].text = "蓝鹊标题", "蓝鹊具体建议"
        assert item.text is not None
        item.text.body_text, desk.reply.text = "蓝鹊原文", "蓝鹊稿件"
        for unit, words, state in (
            ("finance", "蓝鹊财政拟", OpinionState.DRAFTING),
            ("industry", "蓝鹊工信交", OpinionState.SUBMITTED),
        ):
            row = opinion_of(desk, office.units[unit])
            row.text, row.state, row.signed_at = words, state, desk.now
    for words, is_internal in (("蓝鹊公开件", False), ("蓝鹊内部件", True)):
        upload = files.stash_file(store, words.encode(), f"{is_internal}.txt", desk.now)
        files.upload_files(
            desk.actor("officer"),
            desk.proposal_id,
            [upload],
            store=store,
            kind=FileKind.MATERIAL,
            is_internal=is_internal,
            now=desk.now,
        )
    return desk


def found_by(office: Office, words: str) -> tuple[str, ...]:
    """Return who finds an item by these words; who does not gets nothing at all."""
    finders = []
    for key in EVERYBODY:
        result = search(office, key, words)
        if result.items:
            finders.append(key)
        else:
            assert (result.total, result.later) == (0, None)
            assert not any(result.facets.values())
            assert places(office, key, words) == []
    return tuple(finders)


def test_each_text_is_found_by_those_who_may_read_it(office: Office, desk: Desk) -> None:
    assert {words: found_by(office, words) for words in MAY_FIND} == MAY_FIND
    for key in EVERYBODY:
        own = [words for words, finders in MAY_FIND.items() if key in finders]
        kinds = {place.shown for place in places(office, key, "蓝鹊")}
        assert not any(words in shown for shown in kinds for words in MAY_FIND if words not in own), key
        if own:
            hidden = next((words for words in MAY_FIND if words not in own), None)
            assert search(office, key, f"{own[0]} {hidden}").items == [], (key, hidden)


def test_the_search_agrees_with_the_rights_to_the_pages(office: Office, desk: Desk) -> None:
    file, now = case_file(desk.proposal_id), clock.now()
    assert file is not None
    for key in EVERYBODY:
        actor = office.actor(key)
        for words, right in (
            ("蓝鹊原文", Permission.VIEW_TEXT),
            ("蓝鹊稿件", Permission.VIEW_DRAFTS),
            ("蓝鹊内部件", Permission.VIEW_INTERNAL_FILES),
        ):
            assert bool(search(office, key, words).items) == file.may(right, actor, now=now), (key, right)


def test_a_submitted_draft_is_found_by_those_who_supervise(office: Office) -> None:
    desk = desk_at(office, "submitted", "finance")
    assert found_by(office, "创新平台") == INSIDE
    with unit_of_work():
        desk.file.proposal.round_no = 2
    assert search(office, "leader", "创新平台").items == []


def test_a_promise_is_found_by_who_owes_it(office: Office) -> None:
    desk = desk_at(office, "sent", "finance")
    with unit_of_work():
        row = db.session.scalars(select(Commitment).where(Commitment.proposal_id == desk.proposal_id)).first()
        assert row is not None
        row.quote, row.owner_unit_id = "蓝鹊承诺", office.units["finance"]
    assert found_by(office, "蓝鹊承诺") == (*INSIDE, *FINANCE)
    with unit_of_work():
        row.owner_unit_id = office.units["hightech"]
    assert found_by(office, "蓝鹊承诺") == INSIDE
    assert search(office, "leader", "蓝鹊承诺").facets["source"] == {SourceKind.PROMISE: 1}


def test_of_a_confidential_item_only_those_who_may_learn_its_sponsors_find_more_than_the_title(
    office: Office, desk: Desk
) -> None:
    with unit_of_work():
        db.session.get_one(Proposal, desk.proposal_id).is_confidential = True
    knowing = ("coordinator", "officer", "head")
    assert found_by(office, "蓝鹊标题") == MAY_FIND["蓝鹊标题"]
    assert found_by(office, "郑毅") == knowing
    for words in ("蓝鹊原文", "蓝鹊稿件", "蓝鹊工信交", "蓝鹊内部件"):
        assert found_by(office, words) == knowing
    assert found_by(office, "蓝鹊标题 蓝鹊原文") == knowing
