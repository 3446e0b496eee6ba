from datetime import date

import pytest
from flask import Flask

from tests.support.drafts import LETTER, NOW, PROMISE, VAGUE, started
from tests.support.office import Office, build_office
from tracker.domain.errors import Forbidden, InvalidInput, NotFound, NotOffered, StalePage
from tracker.domain.vocabulary import Verdict
from tracker.extensions import db
from tracker.models.commitment import PromiseMark
from tracker.models.reply import Reply
from tracker.queries.drafts import full_reply, marks_of, undecided_of
from tracker.services.drafting import DraftEntry, save_text, submit_draft
from tracker.services.promise_finding import marks_by_id
from tracker.services.promise_marks import (
    Judgement,
    add_promise,
    judge_promise,
    settle_days,
    split_promise,
)
from tracker.services.unit_of_work import unit_of_work

NOT = Judgement(Verdict.NOT_PROMISE, reason="方向性表述")


@pytest.fixture
def office(context: Flask) -> Office:
    return build_office()


@pytest.fixture
def reply(office: Office) -> Reply:
    made = started(office, "finance")
    write(office, made, LETTER)
    return made


def write(office: Office, reply: Reply, text: str) -> None:
    entry = DraftEntry(text)
    save_text(office.actor("officer"), reply.proposal_id, reply.id, entry=entry, version=None, now=NOW)


def judge(
    office: Office, mark: PromiseMark, judged: Judgement, key: str = "officer", version: int | None = None
) -> PromiseMark:
    case = full_reply(mark.reply_id).proposal_id
    actor = office.actor(key)
    return judge_promise(actor, case, mark.reply_id, mark.id, judged=judged, version=version, now=NOW)


def promise(office: Office, **given: object) -> Judgement:
    fields = {"owner_unit_id": office.units["hightech"], **given}
    return Judgement(Verdict.PROMISE, **fields)  # type: ignore[arg-type]  # the test names the fields


def quotes(reply: Reply) -> list[str]:
    return [mark.quote for mark in marks_of(reply.id)]


def test_a_saved_text_is_read_for_promises_and_proposes_owner_measure_and_day(
    office: Office, reply: Reply
) -> None:
    exact, vague = marks_of(reply.id)
    assert quotes(reply) == [PROMISE, VAGUE]
    assert (exact.verdict, exact.target, exact.due_text) == (Verdict.UNDECIDED, "20家", "2026年底前")
    assert (exact.due_on, exact.rule, exact.owner_unit_id) == (
        date(2026, 12, 31),
        "whole_year",
        office.units["hightech"],
    )
    assert (vague.due_on, vague.rule) == (None, "review_vague")
    assert vague.review_on is not None


def test_a_promise_that_names_another_unit_is_proposed_to_it(office: Office, reply: Reply) -> None:
    write(office, reply, f"{LETTER}\n自治区财政厅将于2027年安排专项资金1亿元。")
    owners = {mark.owner_unit_id for mark in marks_of(reply.id)}
    assert office.units["finance"] in owners


def test_an_officer_accepts_a_promise_with_its_owner_and_day(office: Office, reply: Reply) -> None:
    mark = marks_of(reply.id)[0]
    judged = promise(office, owner_user_id=office.people["officer"], target=" 20家 ", due_text="“2026年底前”")
    found = judge(office, mark, judged, version=mark.version)
    assert (found.verdict, found.target, found.due_text) == (Verdict.PROMISE, "20家", "2026年底前")
    assert (found.due_on, found.review_on, found.rule) == (date(2026, 12, 31), None, "whole_year")
    assert (found.judged_by_id, found.judged_at) == (office.people["officer"], NOW)


def test_a_promise_may_belong_to_a_co_handler(office: Office, reply: Reply) -> None:
    mark = marks_of(reply.id)[0]
    assert (
        judge(office, mark, promise(office, owner_unit_id=office.units["finance"])).owner_unit_id
        == (office.units["finance"])
    )


def test_without_words_of_time_a_promise_gets_a_day_of_review(office: Office, reply: Reply) -> None:
    found = judge(office, marks_of(reply.id)[1], promise(office))
    assert (found.due_on, found.review_on, found.rule) == (None, date(2026, 12, 31), "review_undated")


def test_a_day_filled_in_by_hand_stands_with_its_rule(office: Office, reply: Reply) -> None:
    found = judge(office, marks_of(reply.id)[1], promise(office, due_text="尽快", due_on=date(2026, 9, 1)))
    assert (found.due_on, found.review_on, found.rule) == (date(2026, 9, 1), None, "by_hand")


def test_new_words_of_time_overrule_the_day_that_the_form_carried_along(office: Office, reply: Reply) -> None:
    mark = marks_of(reply.id)[0]
    found = judge(office, mark, promise(office, due_text="2027年6月底前", due_on=mark.due_on))
    assert (found.due_on, found.rule) == (date(2027, 6, 30), "month")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"owner_unit_id": None}, "owner"),
        ({"owner_unit_id": 999_999}, "owner"),
        ({"due_text": "2024年底前"}, "due_text"),
        ({"due_on": date(2026, 3, 1)}, "due_on"),
    ],
)
def test_an_impossible_promise_is_refused_at_its_field(
    office: Office, reply: Reply, given: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        judge(office, marks_of(reply.id)[1], promise(office, **given))
    assert refused.value.params["field"] == field
    assert len(undecided_of(reply.id)) == 2


def test_no_promise_needs_a_reason(office: Office, reply: Reply) -> None:
    mark = marks_of(reply.id)[0]
    with pytest.raises(InvalidInput):
        judge(office, mark, Judgement(Verdict.NOT_PROMISE, reason=" "))
    assert judge(office, mark, NOT).reason == "方向性表述"
    assert judge(office, mark, Judgement(Verdict.UNDECIDED)).verdict is Verdict.UNDECIDED


def test_two_judges_of_one_sentence_come_one_after_the_other(office: Office, reply: Reply) -> None:
    mark = marks_of(reply.id)[0]
    seen = mark.version
    judge(office, mark, NOT, version=seen)
    with pytest.raises(StalePage):
        judge(office, mark, promise(office), key="head", version=seen)


def test_typing_above_moves_a_mark_without_making_its_form_stale(office: Office, reply: Reply) -> None:
    mark = marks_of(reply.id)[0]
    seen, start = mark.version, mark.start_at
    write(office, reply, LETTER.replace("我厅已开展调研。", "我厅高度重视，已开展调研。"))
    moved = marks_of(reply.id)[0]
    assert (moved.id, moved.version, moved.start_at - start) == (mark.id, seen, 5)
    judge(office, moved, NOT, version=seen)


def test_a_verdict_holds_while_the_sentence_stands_and_opens_when_it_changes(
    office: Office, reply: Reply
) -> None:
    judge(office, marks_of(reply.id)[0], promise(office, due_text="2026年底前"))
    write(office, reply, f"{LETTER}\n又记。")
    assert marks_of(reply.id)[0].verdict is Verdict.PROMISE
    write(office, reply, LETTER.replace("20家", "30家"))
    changed = marks_of(reply.id)[0]
    assert (changed.verdict, changed.owner_unit_id) == (Verdict.UNDECIDED, office.units["hightech"])
    assert "30家" in changed.quote


def test_a_sentence_cut_and_pasted_elsewhere_keeps_its_verdict(office: Office, reply: Reply) -> None:
    judge(office, marks_of(reply.id)[1], NOT)
    write(office, reply, LETTER.replace(f"{VAGUE}。", ""))
    assert quotes(reply) == [PROMISE]
    assert len(marks_by_id(reply.id)) == 2
    write(office, reply, LETTER.replace(f"{PROMISE}。{VAGUE}。", f"{VAGUE}。\n{PROMISE}。"))
    assert quotes(reply) == [VAGUE, PROMISE]
    assert [mark.verdict for mark in marks_of(reply.id)] == [Verdict.NOT_PROMISE, Verdict.UNDECIDED]


def test_marks_that_nobody_judged_go_with_their_sentences(office: Office, reply: Reply) -> None:
    write(office, reply, "郑毅委员：\n情况已核实。")
    assert marks_by_id(reply.id) == {}


def test_words_that_the_reader_missed_are_marked_by_hand(office: Office, reply: Reply) -> None:
    start = LETTER.index("我厅已开展调研")
    case = reply.proposal_id
    made = add_promise(office.actor("officer"), case, reply.id, quote="我厅已开展调研", start=start, now=NOW)
    assert (made.start_at, made.is_found, made.verdict) == (start, False, Verdict.UNDECIDED)
    write(office, reply, LETTER.replace("一、工作情况", "一、有关工作情况"))
    assert made.id in {mark.id for mark in marks_of(reply.id)}


@pytest.mark.parametrize("quote", ["正文里没有的话", "", "将", PROMISE[4:9]])
def test_only_free_words_of_the_text_can_be_marked(office: Office, reply: Reply, quote: str) -> None:
    with pytest.raises(InvalidInput):
        add_promise(office.actor("officer"), reply.proposal_id, reply.id, quote=quote, start=None, now=NOW)


def test_of_equal_words_the_nearest_to_the_selection_is_marked(office: Office, reply: Reply) -> None:
    text = "甲：情况属实。\n乙：情况属实。"
    write(office, reply, text)
    second = text.rindex("情况属实")
    made = add_promise(
        office.actor("officer"), reply.proposal_id, reply.id, quote="情况属实", start=second + 1, now=NOW
    )
    assert made.start_at == second


def test_a_sentence_with_two_promises_is_split(office: Office, reply: Reply) -> None:
    both = "我厅将在2026年底前实施100项技改项目，评选优秀新产品40项"
    write(office, reply, LETTER.replace(f"{PROMISE}。{VAGUE}。", f"{both}。"))
    mark = marks_of(reply.id)[0]
    second = split_promise(
        office.actor("officer"),
        reply.proposal_id,
        reply.id,
        mark.id,
        second="评选优秀",
        version=mark.version,
        now=NOW,
    )
    assert [one.quote for one in marks_of(reply.id)] == [
        "我厅将在2026年底前实施100项技改项目",
        "评选优秀新产品40项",
    ]
    assert (second.target, second.verdict) == ("40项", Verdict.UNDECIDED)
    with pytest.raises(InvalidInput):
        split_promise(
            office.actor("officer"),
            reply.proposal_id,
            reply.id,
            mark.id,
            second="不在句中",
            version=None,
            now=NOW,
        )


def test_marks_belong_to_the_draft_and_to_its_people(office: Office, reply: Reply) -> None:
    mark = marks_of(reply.id)[0]
    for key in ("leader", "finance_liaison"):
        with pytest.raises((Forbidden, NotFound)):
            judge(office, mark, NOT, key=key)
    with pytest.raises(NotFound):
        judge_promise(
            office.actor("officer"), reply.proposal_id, reply.id, 999_999, judged=NOT, version=None, now=NOW
        )


def test_a_submission_forgets_lost_marks_and_closes_the_others(office: Office, reply: Reply) -> None:
    for mark in marks_of(reply.id):
        judge(office, mark, NOT)
    write(office, reply, LETTER.replace(f"{VAGUE}。", ""))
    submit_draft(
        office.actor("officer"), reply.proposal_id, reply.id, version=None, asks_confirmed=True, now=NOW
    )
    assert [mark.quote for mark in marks_by_id(reply.id).values()] == [PROMISE]
    with pytest.raises(NotOffered):
        judge(office, marks_of(reply.id)[0], NOT)


def test_days_are_counted_anew_from_the_day_of_the_signature(office: Office, reply: Reply) -> None:
    exact, vague = marks_of(reply.id)
    judge(office, exact, promise(office, due_text="两年内"))
    judge(office, vague, promise(office, due_on=date(2026, 9, 1)))
    with unit_of_work():
        moved = settle_days(full_reply(reply.id), date(2026, 5, 8))
        assert [mark.due_on for mark in moved] == [date(2028, 5, 8)]
    db.session.expire_all()
    assert marks_of(reply.id)[1].due_on == date(2026, 9, 1)
