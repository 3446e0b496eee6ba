"""Ties of a draft's paragraphs to the asks of its item, while the text changes."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.drafts import LETTER, NOW, started
from tests.support.items import assigned
from tests.support.office import Office, build_office
from tracker.domain.errors import Forbidden, InvalidInput, NotFound, Refused
from tracker.domain.events import EventKind
from tracker.domain.sections import passages
from tracker.domain.vocabulary import Verdict
from tracker.extensions import db
from tracker.models.event import Event
from tracker.models.proposal import ProposalPoint
from tracker.models.reply import DraftVersion, Reply
from tracker.queries.drafts import Ask, asks_of, full_reply, undecided_of
from tracker.services.asks import Tie, add_ask, split_ask
from tracker.services.drafting import DraftEntry, save_text, submit_draft
from tracker.services.promise_marks import Judgement, judge_promise

WORK = "我厅已开展调研。"


@pytest.fixture
def office(context: Flask) -> Office:
    return build_office()


@pytest.fixture
def reply(office: Office) -> Reply:
    made = started(office)
    write(office, made, LETTER)
    return made


def write(office: Office, reply: Reply, text: str, ties: dict[int, Tie] | None = None) -> None:
    entry = DraftEntry(text, ties=ties or {})
    save_text(office.actor("officer"), reply.proposal_id, reply.id, entry=entry, version=None, now=NOW)


def tie(office: Office, reply: Reply, words: str, place: int = 0) -> None:
    text = full_reply(reply.id).text
    key = next(one.key for one in passages(text) if one.words.startswith(words))
    write(office, reply, text, {asks(reply)[place].point.id: Tie(key)})


def asks(reply: Reply) -> list[Ask]:
    db.session.expire_all()
    return list(asks_of(full_reply(reply.id)))


def test_an_ask_of_another_item_refuses_the_whole_save(office: Office, reply: Reply) -> None:
    other = assigned(office, number_raw="第20260777号", title="另一件")
    foreign = db.session.scalars(
        select(ProposalPoint.id).where(ProposalPoint.proposal_id == other.id)
    ).first()
    assert foreign is not None
    own = asks(reply)[0].point.id
    with pytest.raises(InvalidInput, match="建议的条目有变动"):
        write(office, reply, f"{LETTER}\n多写的一句。", {own: Tie(""), foreign: Tie("")})
    db.session.rollback()
    assert full_reply(reply.id).text == LETTER


def test_a_tie_follows_its_paragraph_through_edits(office: Office, reply: Reply) -> None:
    tie(office, reply, WORK)
    assert asks(reply)[0].section == "一第1段"
    moved = LETTER.replace(f"\n{WORK}", "").replace("\n感谢您", f"\n（一）又一节\n{WORK}\n感谢您")
    write(office, reply, moved)
    assert asks(reply)[0].section == "二（一）第1段"
    write(office, reply, moved.replace("已开展调研", "已经开展了调研"))
    assert asks(reply)[0].section == "二（一）第1段"
    answer = asks(reply)[0].answer
    assert answer is not None
    assert answer.quote == "我厅已经开展了调研"


def test_a_tie_whose_paragraph_is_cut_is_open_and_says_what_was_there(office: Office, reply: Reply) -> None:
    tie(office, reply, WORK)
    write(office, reply, LETTER.replace(f"\n{WORK}", ""))
    ask = asks(reply)[0]
    assert (ask.is_settled, ask.lost) == (False, "我厅已开展调研")
    write(office, reply, LETTER)
    assert asks(reply)[0].section == "一第1段"


def test_two_asks_may_be_answered_in_one_paragraph(office: Office, reply: Reply) -> None:
    tie(office, reply, WORK, 0)
    tie(office, reply, WORK, 1)
    write(office, reply, LETTER.replace("一、工作情况", "一、有关情况\n先说一句。"))
    assert [ask.section for ask in asks(reply)] == ["一第2段", "一第2段"]


def test_a_form_older_than_the_text_takes_no_tie_away(office: Office, reply: Reply) -> None:
    tie(office, reply, WORK)
    changed = LETTER.replace("已开展调研", "已完成调研")
    write(office, reply, changed, {asks(reply)[0].point.id: Tie(f"10:{WORK}")})
    assert asks(reply)[0].section == "一第1段"


def test_an_ask_that_is_not_ours_keeps_its_reason(office: Office, reply: Reply) -> None:
    point = asks(reply)[0].point.id
    with pytest.raises(InvalidInput, match="请写明理由"):
        write(office, reply, LETTER, {point: Tie(is_outside=True, reason=" ")})
    write(office, reply, LETTER, {point: Tie(is_outside=True, reason="属财政厅职责")})
    ask = asks(reply)[0]
    assert ask.is_settled
    assert ask.answer is not None
    assert (ask.is_outside, ask.section, ask.answer.reason) == (True, None, "属财政厅职责")


def test_a_submission_keeps_how_many_open_asks_were_confirmed(office: Office, reply: Reply) -> None:
    tie(office, reply, WORK)
    officer, case = office.actor("officer"), reply.proposal_id
    for mark in undecided_of(reply.id):
        judged = Judgement(Verdict.NOT_PROMISE, reason="方向性表述")
        judge_promise(officer, case, reply.id, mark.id, judged=judged, version=None, now=NOW)
    with pytest.raises(Refused, match="还有建议没有对应的答复"):
        submit_draft(officer, case, reply.id, version=None, now=NOW)
    submit_draft(officer, case, reply.id, version=None, asks_confirmed=True, now=NOW)
    sealed = db.session.scalars(select(DraftVersion).where(DraftVersion.is_submitted)).one()
    assert sealed.asks_open == 1


def test_an_added_ask_takes_its_place_and_is_told(office: Office, reply: Reply) -> None:
    first = asks(reply)[0].point.id
    officer, case = office.actor("officer"), reply.proposal_id
    add_ask(officer, case, reply.id, text=" 建设\n园区 ", after=first, now=NOW)
    assert [(ask.point.position, ask.point.text) for ask in asks(reply)] == [
        (1, "加大对企业技术改造的支持"),
        (2, "建设 园区"),
        (3, "引进和培养高层次人才"),
    ]
    event = db.session.scalars(select(Event).where(Event.kind == EventKind.CASE_ASK_ADDED)).one()
    assert event.data == {"ask": "建设 园区"}


def test_asks_are_changed_by_who_may_write_the_draft_only(office: Office, reply: Reply) -> None:
    case, point = reply.proposal_id, asks(reply)[0].point.id
    for key in ("officer2", "coordinator", "leader"):
        with pytest.raises((Forbidden, NotFound)):
            add_ask(office.actor(key), case, reply.id, text="别的", now=NOW)
        with pytest.raises((Forbidden, NotFound)):
            split_ask(office.actor(key), case, reply.id, point, second="技术", now=NOW)
    with pytest.raises(InvalidInput):
        add_ask(office.actor("officer"), case, reply.id, text="  ", now=NOW)
    assert len(asks(reply)) == 2


def test_an_ask_of_another_item_is_not_split_here(office: Office, reply: Reply) -> None:
    other = assigned(office, number_raw="第20260999号")
    foreign = db.session.scalars(select(ProposalPoint).where(ProposalPoint.proposal_id == other.id)).first()
    assert foreign is not None
    with pytest.raises(NotFound):
        split_ask(office.actor("officer"), reply.proposal_id, reply.id, foreign.id, second="技术", now=NOW)
