"""Searching: every hit and no other, in whatever characters, in order, page by page."""

import unicodedata

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from tests.support.items import assigned
from tests.support.office import Office, build_office
from tests.support.searching import places, search
from tests.support.volume import fill, staff_of
from tracker import clock
from tracker.domain.search_kinds import SourceKind
from tracker.domain.search_words import fold, words_of
from tracker.domain.vocabulary import Kind
from tracker.extensions import db
from tracker.models.proposal import Proposal, ProposalText
from tracker.models.search import SearchDocument
from tracker.queries import search as searching
from tracker.queries.search_question import Order
from tracker.services.search_index import index_items
from tracker.services.unit_of_work import unit_of_work

WRITTEN = st.text(
    st.characters(exclude_categories=("Cs", "Cc"))
    | st.sampled_from("建设产业链的。，ＡＢab12%_'\"\\𠮷😀é㎡"),
    min_size=2,
    max_size=30,
)
AWKWARD = (
    "𠮷野家与𠀀字",
    "达到100%_的目标",
    "他说'好'; DROP TABLE proposal--",
    r"路径 C:\新建\文件",
    "表情😀👨‍👩‍👧笑",
    "ＡＩ＋５Ｇ全覆盖",
    "Zhuàng 壮族 e\u0301toile",
    "第①条㎡每亩",
    "行一\n行二\t制表",
    "NEAR(和) AND OR * ^ : - +",
)


@pytest.fixture
def office(context: Flask) -> Office:
    return build_office()


def write(item_id: int, words: str) -> None:
    """Give an item this text and no other."""
    with unit_of_work() as session:
        text = session.get(ProposalText, item_id)
        assert text is not None
        text.body_text = words


def test_every_part_of_a_text_is_found_and_nothing_else(office: Office) -> None:
    first, second = (
        assigned(office).id,
        assigned(office, title="关于海洋经济的提案", number_raw="第20260999号").id,
    )
    other = "".join(document for document in bodies(second))

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(WRITTEN, st.data())
    def holds(words: str, data: st.DataObject) -> None:
        write(first, words)
        composed = unicodedata.normalize("NFC", words)
        start = data.draw(st.integers(0, max(0, len(composed) - 2)))
        part = composed[start : start + data.draw(st.integers(2, 8))]
        for asked in (part, part[::-1]):
            wanted = words_of(asked)
            if not wanted:
                continue
            texts = {first: bodies(first), second: [other]}
            expected = {
                item
                for item, found in texts.items()
                if all(any(word in body for body in found) for word in wanted)
            }
            assert set(search(office, "coordinator", asked).items) == expected, (words, asked)

    holds()


def bodies(item_id: int) -> list[str]:
    """Return an item's texts as they are compared."""
    document = SearchDocument
    return list(db.session.scalars(select(document.body).where(document.proposal_id == item_id)))


def test_awkward_characters_are_found_as_they_are(office: Office) -> None:
    item = assigned(office).id
    write(item, "\n".join(AWKWARD))
    for words in AWKWARD:
        assert search(office, "coordinator", f"“{words}”".replace('"', "")).items == [item], words
        assert search(office, "coordinator", words[-1]).items == [item], words
        assert search(office, "coordinator", words[:2] + "龘").items == [], words
    for absent in ("100_", "1%0", "好'_", "龘", "%%", "__", "*", "建设链"):
        expected = [item] if any(fold(absent).body in fold(words).body for words in AWKWARD) else []
        assert search(office, "coordinator", absent).items == expected, absent


def test_a_text_of_over_a_megabyte_is_found_at_its_end(office: Office) -> None:
    item = assigned(office).id
    write(item, "我区科技创新能力稳步提升。" * 40_000 + "末尾的鳄鱼养殖")
    assert search(office, "coordinator", "鳄鱼养殖").items == [item]
    assert search(office, "coordinator", "鳄鱼提升").items == []
    assert "鳄鱼养殖" in places(office, "coordinator", "鳄鱼养殖")[0].shown


def test_of_very_many_items_the_pages_are_whole_and_in_order(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(150, staff_of(office), clock.now(), text="推进创新平台建设。")
    ids = list(db.session.scalars(select(Proposal.id).order_by(Proposal.id.desc())))
    named = ids[5::10]
    db.session.execute(update(Proposal).where(Proposal.id.in_(named)).values(title="建设港口的提案"))
    index_items(ids)
    db.session.commit()
    wanted = {Order.DATE: ids, Order.RELEVANCE: named + [one for one in ids if one not in named]}
    wanted[Order.RELEVANCE] = sorted(
        ids, key=lambda one: ("建设" in (db.session.get_one(Proposal, one).title), one), reverse=True
    )
    for most in (2_000, 60):
        monkeypatch.setattr(searching, "MOST_DOCUMENTS", most)
        for order, expected in wanted.items():
            page = search(office, "coordinator", "建设", order=order)
            found = page.items
            while page.later:
                page = search(office, "coordinator", "建设", order=order, place=page.later)
                found += page.items
            assert found == expected, (most, order)
            assert page.is_whole == (most > 60)


def test_filters_and_counts_are_of_the_same_items(office: Office) -> None:
    fill(60, staff_of(office), clock.now(), text="推进创新平台建设。")
    index_items(list(db.session.scalars(select(Proposal.id))))
    db.session.commit()
    all_of = search(office, "coordinator", "创新平台")
    assert (all_of.total, all_of.is_whole) == (60, True)
    for kind, count in all_of.facets["kind"].items():
        assert search(office, "coordinator", "创新平台", kind=kind).total == count
    for source, count in all_of.facets["source"].items():
        assert search(office, "coordinator", "创新平台", source=source).total == count
    for unit, count in all_of.facets["unit"].items():
        assert search(office, "coordinator", "创新平台", unit_id=unit).total == count
    for (term, session_no), count in all_of.facets["session"].items():
        narrowed = search(office, "coordinator", "创新平台", term=term, session_no=session_no)
        assert narrowed.total == count
    assert search(office, "coordinator", "创新平台", kind=Kind.OPINION).total == 0


def test_several_words_must_all_stand_in_the_item_but_not_in_one_text(office: Office) -> None:
    item = assigned(office)
    write(item.id, "推进海洋牧场建设")
    assert search(office, "coordinator", "郑毅 海洋牧场").items == [item.id]
    assert search(office, "coordinator", "海洋牧场 工业链").items == [item.id]
    assert search(office, "coordinator", "海洋牧场 远洋").items == []
    kinds = search(office, "coordinator", "海洋牧场 工业链").facets["source"]
    assert set(kinds) == {SourceKind.TEXT}
