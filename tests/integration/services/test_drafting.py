import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.support.drafts import LETTER, NOW, PROMISE, handled, opened, seat_of_unit, started
from tests.support.items import assigned
from tests.support.office import Office, build_office
from tracker.clock import local_day
from tracker.domain.errors import Forbidden, InvalidInput, NotFound, NotOffered, Refused, SavedOnly, StalePage
from tracker.domain.events import EventKind
from tracker.domain.reply_words import OPENING_END
from tracker.domain.vocabulary import Publicity, ReplyState, Stage, Verdict
from tracker.extensions import db
from tracker.models.assignment import Milestone
from tracker.models.event import Event
from tracker.models.proposal import ProposalPoint
from tracker.models.reply import DraftVersion, Reply
from tracker.models.writing import DraftSnapshot, PrivateCopy
from tracker.queries.drafts import asks_of, full_reply, marks_of, undecided_of, version_lines, version_texts
from tracker.queries.facts_reply import reply_facts
from tracker.services.asks import Tie
from tracker.services.draft_versions import DraftTaken
from tracker.services.drafting import (
    DraftEntry,
    recall_submission,
    save_text,
    save_version,
    start_reply,
    submit_draft,
)
from tracker.services.private_copies import TextSetAside
from tracker.services.promise_marks import Judgement, judge_promise


@pytest.fixture
def office(context: Flask) -> Office:
    return build_office()


@pytest.fixture
def reply(office: Office) -> Reply:
    return started(office)


def save(office: Office, reply: Reply, text: str = LETTER, key: str = "officer", **changes: object) -> Reply:
    entry = replace(DraftEntry(text), **changes)  # type: ignore[arg-type]  # the test names the fields
    return save_text(
        office.actor(key), reply.proposal_id, reply.id, entry=entry, version=reply.version, now=NOW
    )


def decide_all(office: Office, reply: Reply) -> None:
    for mark in undecided_of(reply.id):
        judged = Judgement(Verdict.NOT_PROMISE, reason="方向性表述")
        judge_promise(
            office.actor("officer"),
            reply.proposal_id,
            reply.id,
            mark.id,
            judged=judged,
            version=None,
            now=NOW,
        )


def versions(reply: Reply) -> list[tuple[int, bool, str | None]]:
    return [(line.number, line.is_submitted, line.note) for line in version_lines(reply.id)]


def test_a_started_reply_proposes_the_words_of_the_field(office: Office) -> None:
    reply = started(office, "finance", "industry")
    assert reply.title == "关于自治区政协十三届四次会议第20260124号提案答复的函"
    assert reply.addressee == "郑毅委员"
    assert reply.text == (
        "郑毅委员：\n您提出的《关于补齐工业链短板，全面振兴广西工业的提案》（编号：第20260124号）收悉，"
        "我厅为主办单位，经综合会办单位财政厅、工业和信息化厅意见，现答复如下："
    )
    assert (reply.class_scheme, reply.contact_person, reply.draft_number) == ("npc", "李文静", 1)
    file = opened(reply.proposal_id)
    assert file.proposal.stage is Stage.DRAFTING
    events = select(Event).where(Event.kind == EventKind.REPLY_STARTED)
    assert db.session.scalars(events).one().new_state == "drafting"


def test_a_part_has_one_reply_and_needs_an_officer(office: Office, reply: Reply) -> None:
    with pytest.raises(NotOffered):
        start_reply(office.actor("officer"), reply.proposal_id, reply.assignment_id, now=NOW)
    item = assigned(office, number_raw="第20260999号")
    lead = seat_of_unit(opened(item.id), office.units["dept"]).assignment
    with pytest.raises(Forbidden):
        start_reply(office.actor("coordinator"), item.id, lead.id, now=NOW)


def test_a_co_handler_has_no_reply_to_start(office: Office) -> None:
    file = handled(office, "finance")
    seat = seat_of_unit(file, office.units["finance"])
    with pytest.raises((NotOffered, Forbidden)):
        start_reply(office.actor("officer"), file.proposal.id, seat.assignment.id, now=NOW)


def test_the_opening_alone_is_no_text_yet(office: Office, reply: Reply) -> None:
    file = opened(reply.proposal_id)
    seat = seat_of_unit(file, office.units["dept"])
    assert reply.text.endswith(OPENING_END)
    assert reply_facts(file, seat, local_day(NOW)).has_text is False
    save(office, reply)
    assert reply_facts(file, seat, local_day(NOW)).has_text is True


def test_text_is_saved_exactly_with_plain_line_ends(office: Office, reply: Reply) -> None:
    save(office, reply, "𠮷田〇昇﨑：\r\n\r\n  将“跨省通办”\t办理。\r\n\r\n")
    assert full_reply(reply.id).text == "𠮷田〇昇﨑：\n\n  将“跨省通办”\t办理。"


def test_everything_of_the_form_is_kept_and_what_is_not_sent_stays(office: Office, reply: Reply) -> None:
    points = list(db.session.scalars(select(ProposalPoint.id).order_by(ProposalPoint.position)))
    save(
        office,
        reply,
        title=" 关于第20260124号提案\n答复的函 ",
        contact_phone="0771-5550123",
        class_mark="B",
        publicity=Publicity.ON_REQUEST,
        publicity_reason="涉及企业商业秘密",
        ties={points[0]: Tie("0:我厅已开展调研。"), points[1]: Tie("")},
    )
    found = full_reply(reply.id)
    assert found.title == "关于第20260124号提案 答复的函"
    assert (found.contact_person, found.contact_phone, found.class_mark) == ("李文静", "0771-5550123", "B")
    assert (found.publicity, found.publicity_reason) == (Publicity.ON_REQUEST, "涉及企业商业秘密")
    assert [ask.section for ask in asks_of(found)] == ["一第1段", None]
    save(office, found, ties={points[0]: Tie("")})
    assert [ask.section for ask in asks_of(found)] == [None, None]


def test_a_publicity_without_its_reason_waits_and_loses_nothing(office: Office, reply: Reply) -> None:
    save(office, reply, publicity=Publicity.WITHHELD)
    found = full_reply(reply.id)
    assert (found.publicity, found.text) == (None, LETTER)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"class_mark": "Z"}, "class_mark"), ({"title": "  "}, "title"), ({"text": "长" * 200_001}, "text")],
)
def test_what_a_draft_cannot_hold_is_refused_at_its_field(
    office: Office, reply: Reply, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        save(office, reply, **changes)  # type: ignore[arg-type]  # the table names the fields
    assert refused.value.params["field"] == field


def test_the_head_may_edit_and_others_may_not(office: Office, reply: Reply) -> None:
    save(office, reply, key="head")
    assert full_reply(reply.id).author_id == office.people["head"]
    # whoever may not even read a draft that is not submitted gets the answer as for none (R4)
    refusals = {"officer2": Forbidden, "coordinator": Forbidden, "leader": NotFound}
    for key, refusal in refusals.items():
        with pytest.raises(refusal):
            save(office, full_reply(reply.id), key=key)


def test_the_second_of_two_editors_loses_nothing(office: Office, reply: Reply) -> None:
    seen = reply.version
    save(office, reply)
    late = DraftEntry("处长改的另一份文字。")

    def try_late() -> DraftTaken:
        with pytest.raises(DraftTaken) as refused:
            save_text(office.actor("head"), reply.proposal_id, reply.id, entry=late, version=seen, now=NOW)
        return refused.value

    taken, again = try_late(), try_late()
    assert taken.kept == again.kept
    assert (taken.meeting.theirs, taken.meeting.yours) == (LETTER, late.text)
    assert version_texts(reply.id, [taken.kept]) == {taken.kept: late.text}
    assert len(versions(reply)) == 2
    assert full_reply(reply.id).text == LETTER
    assert isinstance(taken, StalePage)


def test_the_base_of_a_late_page_is_kept_while_the_other_saves_on(office: Office, reply: Reply) -> None:
    save(office, reply)
    seen, base = full_reply(reply.id).version, LETTER
    for number in range(70):
        save(office, full_reply(reply.id), f"{LETTER}{number}")
    entry = DraftEntry(f"{base}\n处长补的一段。")
    with pytest.raises(DraftTaken) as refused:
        save_text(office.actor("head"), reply.proposal_id, reply.id, entry=entry, version=seen, now=NOW)
    meeting = refused.value.meeting
    assert meeting.base is not None
    assert meeting.merged.conflicts <= 1
    assert all(words in meeting.merged.text for words in ("支持。69", "处长补的一段。"))
    kept = db.session.scalars(select(DraftSnapshot.version)).all()
    assert len(kept) < 70


def test_a_strangers_text_is_refused_and_kept_nowhere(office: Office, reply: Reply) -> None:
    for key in ("officer2", "rural_officer", "finance_liaison"):
        with pytest.raises((Forbidden, NotFound)) as refused:
            save(office, reply, "别人写的文字", key)
        assert not isinstance(refused.value, TextSetAside)
    assert db.session.scalar(select(func.count()).select_from(PrivateCopy)) == 0


def test_two_editors_at_once_leave_one_text_and_one_kept_version(app: Flask) -> None:
    with app.app_context():
        office = build_office()
        reply = started(office)
        case, one, seen = reply.proposal_id, reply.id, reply.version
        actors = {key: office.actor(key) for key in ("officer", "head")}
        db.session.remove()
    ready, taken = threading.Barrier(2), []

    def write(key: str) -> None:
        with app.app_context():
            ready.wait()
            try:
                entry = DraftEntry(f"{key}写的文字。")
                save_text(actors[key], case, one, entry=entry, version=seen, now=NOW)
            except DraftTaken as late:
                taken.append((key, late.kept))

    writers = [threading.Thread(target=write, args=(key,)) for key in actors]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(taken) == 1
    loser, kept = taken[0]
    with app.app_context():
        assert version_texts(one, [kept]) == {kept: f"{loser}写的文字。"}
        winner = next(key for key in actors if key != loser)
        assert full_reply(one).text == f"{winner}写的文字。"


def test_versions_are_numbered_and_the_working_draft_is_the_next(office: Office, reply: Reply) -> None:
    for number, words in enumerate(("甲", "乙"), start=1):
        kept = save_version(
            office.actor("officer"),
            reply.proposal_id,
            reply.id,
            entry=DraftEntry(f"{LETTER}\n{words}"),
            note="按处长意见改",
            version=full_reply(reply.id).version,
            now=NOW,
        )
        assert kept.number == number
    assert versions(reply) == [(2, False, "按处长意见改"), (1, False, "按处长意见改")]
    assert full_reply(reply.id).draft_number == 3


def test_a_sentence_without_a_verdict_holds_the_draft_back(office: Office, reply: Reply) -> None:
    save(office, reply)
    assert len(undecided_of(reply.id)) == 2
    with pytest.raises(Refused, match="还有句子没有判定是不是承诺"):
        submit_draft(
            office.actor("officer"), reply.proposal_id, reply.id, version=None, asks_confirmed=True, now=NOW
        )
    assert full_reply(reply.id).state is ReplyState.DRAFTING
    assert versions(reply) == []


def test_an_unwritten_draft_is_not_submitted(office: Office, reply: Reply) -> None:
    with pytest.raises(Refused, match="正文还是空的"):
        submit_draft(
            office.actor("officer"), reply.proposal_id, reply.id, version=None, asks_confirmed=True, now=NOW
        )


def test_a_submission_seals_its_text(office: Office, reply: Reply) -> None:
    save(office, reply)
    decide_all(office, reply)
    submit_draft(
        office.actor("officer"), reply.proposal_id, reply.id, version=None, asks_confirmed=True, now=NOW
    )
    found = full_reply(reply.id)
    assert (found.state, found.draft_number) == (ReplyState.DEPT_REVIEW, 1)
    assert versions(reply) == [(1, True, None)]
    assert version_texts(reply.id, [1]) == {1: LETTER}
    done = select(Milestone.done_on).where(
        Milestone.assignment_id == reply.assignment_id, Milestone.code == "draft"
    )
    assert db.session.scalar(done) is not None
    event = db.session.scalars(select(Event).where(Event.kind == EventKind.REPLY_SUBMITTED)).one()
    assert event.data == {"draft": 1}
    with pytest.raises(NotOffered):
        save(office, found)


def test_a_recalled_draft_goes_on_as_the_next_number(office: Office, reply: Reply) -> None:
    save(office, reply)
    decide_all(office, reply)
    officer, case = office.actor("officer"), reply.proposal_id
    submit_draft(officer, case, reply.id, version=None, asks_confirmed=True, now=NOW)
    recall_submission(officer, case, reply.id, version=None, now=NOW)
    found = save(office, full_reply(reply.id), f"{LETTER}\n又记。")
    assert (found.state, found.draft_number) == (ReplyState.DRAFTING, 2)
    decide_all(office, reply)
    submit_draft(officer, case, reply.id, version=None, asks_confirmed=True, now=NOW + timedelta(hours=1))
    assert [line[:2] for line in versions(reply)] == [(2, True), (1, True)]


def test_what_was_typed_is_saved_and_submitted_in_one_act(office: Office, reply: Reply) -> None:
    save(office, reply)
    decide_all(office, reply)
    officer, seen, typed = office.actor("officer"), reply.version, f"{LETTER}\n特此函复。"
    entry = DraftEntry(typed)
    done = submit_draft(
        officer, reply.proposal_id, reply.id, entry=entry, version=seen, asks_confirmed=True, now=NOW
    )
    assert (done.state, done.text) == (ReplyState.DEPT_REVIEW, typed)
    assert version_texts(reply.id, [1]) == {1: typed}


def test_a_refused_submission_keeps_what_was_typed_and_tells_its_version(
    office: Office, reply: Reply
) -> None:
    officer, seen, entry = office.actor("officer"), reply.version, DraftEntry(LETTER)
    with pytest.raises(SavedOnly, match="还有句子没有判定是不是承诺") as refusal:
        submit_draft(
            officer, reply.proposal_id, reply.id, entry=entry, version=seen, asks_confirmed=True, now=NOW
        )
    found = full_reply(reply.id)
    assert (found.state, found.text, found.version) == (ReplyState.DRAFTING, LETTER, refusal.value.version)
    assert len(undecided_of(reply.id)) == 2
    assert versions(reply) == []


def test_a_submission_that_comes_too_late_keeps_both_texts(office: Office, reply: Reply) -> None:
    seen = reply.version
    save(office, reply)
    decide_all(office, reply)
    entry = DraftEntry(f"{LETTER}\n另一种写法。")
    with pytest.raises(DraftTaken):
        submit_draft(
            office.actor("officer"),
            reply.proposal_id,
            reply.id,
            entry=entry,
            version=seen,
            asks_confirmed=True,
            now=NOW,
        )
    assert full_reply(reply.id).state is ReplyState.DRAFTING
    assert sorted(version_texts(reply.id, [1, 2]).values()) == sorted([LETTER, entry.text])


def test_a_stale_submission_is_refused(office: Office, reply: Reply) -> None:
    seen = reply.version
    save(office, reply)
    with pytest.raises(StalePage):
        submit_draft(
            office.actor("officer"), reply.proposal_id, reply.id, version=seen, asks_confirmed=True, now=NOW
        )


def test_facts_count_marks_contacts_and_opinions(office: Office) -> None:
    reply = started(office, "finance")
    save(office, reply, class_mark="B", publicity=Publicity.PROACTIVE)
    decide_all(office, reply)
    file = opened(reply.proposal_id)
    facts = reply_facts(file, seat_of_unit(file, office.units["dept"]), local_day(NOW))
    assert (facts.opinions_missing, facts.opinions_unweighed, facts.contacts) == (1, 0, 0)
    assert (facts.promises, facts.promises_undecided) == (0, 0)
    assert (facts.has_text, facts.has_class, facts.has_publicity) == (True, True, True)
    assert len(marks_of(reply.id)) == 2
    assert PROMISE in [mark.quote for mark in marks_of(reply.id)]


def test_every_kept_version_belongs_to_its_writer(office: Office, reply: Reply) -> None:
    save_version(
        office.actor("officer"),
        reply.proposal_id,
        reply.id,
        entry=DraftEntry(LETTER),
        note=" ",
        version=None,
        now=NOW,
    )
    kept = db.session.scalars(select(DraftVersion)).one()
    assert (kept.saved_by_id, kept.note) == (office.people["officer"], None)
