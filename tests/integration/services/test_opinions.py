from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.drafts import NOW, handled, opened, opinion_at, seat_of_unit
from tests.support.items import assigned
from tests.support.office import Office, build_office
from tracker.domain.actions import Action
from tracker.domain.errors import Forbidden, InvalidInput, NotFound, NotOffered, Refused, SavedOnly, StalePage
from tracker.domain.events import EventKind
from tracker.domain.vocabulary import AssignmentState, OpinionState
from tracker.extensions import db
from tracker.models.assignment import Milestone
from tracker.models.event import Event
from tracker.models.opinion import Opinion
from tracker.models.proposal import Proposal
from tracker.queries.case_file import CaseFile
from tracker.queries.facts_opinion import opinion_moves
from tracker.queries.opinions import opinion_sheet, opinions_of
from tracker.services.opinion_versions import OpinionTaken
from tracker.services.opinions import (
    OpinionText,
    override_silence,
    resume_opinion,
    return_empty_opinion,
    save_opinion,
    send_back_opinion,
    sign_opinion,
    submit_opinion,
    weigh_opinion,
)
from tracker.services.unit_of_work import unit_of_work

WRITTEN = OpinionText("同意。建议对技改项目按投资额给予贴息。", "韦立民", "0771-5550111")


@pytest.fixture
def office(context: Flask) -> Office:
    return build_office()


@pytest.fixture
def file(office: Office) -> CaseFile:
    return handled(office, "finance")


@pytest.fixture
def opinion(office: Office, file: CaseFile) -> Opinion:
    return opinion_at(file, office.units["finance"])


def save(office: Office, opinion: Opinion, key: str = "finance_liaison", text: str = WRITTEN.text) -> Opinion:
    written = OpinionText(text, WRITTEN.contact_person, WRITTEN.contact_phone)
    actor = office.actor(key)
    return save_opinion(
        actor, opinion.proposal_id, opinion.id, written=written, version=opinion.version, now=NOW
    )


def signed(office: Office, opinion: Opinion) -> Opinion:
    save(office, opinion)
    case, one = opinion.proposal_id, opinion.id
    submit_opinion(office.actor("finance_liaison"), case, one, version=None, now=NOW)
    return sign_opinion(office.actor("finance_head"), case, one, version=None, now=NOW)


def test_a_signed_opinion_answers_the_lead_in_the_same_act(office: Office, opinion: Opinion) -> None:
    signed(office, opinion)
    file = opened(opinion.proposal_id)
    seat = seat_of_unit(file, office.units["finance"])
    assert seat.opinion is not None
    assert (seat.opinion.state, seat.assignment.state) == (OpinionState.SUBMITTED, AssignmentState.ANSWERED)
    assert seat.assignment.officer_id == office.people["finance_liaison"]
    assert (file.proposal.co_in, file.proposal.co_total) == (1, 1)
    done = select(Milestone.done_on).where(
        Milestone.assignment_id == seat.assignment.id, Milestone.code == "co_opinion"
    )
    assert db.session.scalar(done) is not None
    kinds = db.session.scalars(select(Event.kind).order_by(Event.id.desc()).limit(3)).all()
    assert list(kinds) == [
        EventKind.ASSIGNMENT_ANSWERED,
        EventKind.ASSIGNMENT_OFFICER_SET,
        EventKind.OPINION_SIGNED,
    ]


def test_whoever_wrote_an_opinion_may_not_sign_it(office: Office, opinion: Opinion) -> None:
    save(office, opinion, "finance_head")
    submit_opinion(office.actor("finance_head"), opinion.proposal_id, opinion.id, version=None, now=NOW)
    with pytest.raises(Forbidden):
        sign_opinion(office.actor("finance_head"), opinion.proposal_id, opinion.id, version=None, now=NOW)
    db.session.expire_all()
    assert opinion.state is OpinionState.TO_SIGN


def test_an_opinion_is_saved_and_handed_in_in_one_act(office: Office, opinion: Opinion) -> None:
    case, one, who = opinion.proposal_id, opinion.id, office.actor("finance_liaison")
    with pytest.raises(SavedOnly) as refusal:
        submit_opinion(who, case, one, written=OpinionText(""), version=opinion.version, now=NOW)
    assert opinion.state is OpinionState.DRAFTING
    written = OpinionText("同意，建议予以贴息。")
    submit_opinion(who, case, one, written=written, version=refusal.value.version, now=NOW)
    db.session.expire_all()
    assert (opinion.state, opinion.text) == (OpinionState.TO_SIGN, written.text)


def test_an_empty_opinion_is_not_submitted(office: Office, opinion: Opinion) -> None:
    with pytest.raises(Refused, match="正文还是空的"):
        submit_opinion(
            office.actor("finance_liaison"), opinion.proposal_id, opinion.id, version=None, now=NOW
        )


def test_a_unit_signs_for_the_item_before_it_writes(office: Office) -> None:
    item = assigned(office, "industry")
    opinion = opinion_at(opened(item.id), office.units["industry"])
    with pytest.raises(Refused, match="请先签收"):
        save(office, opinion, "industry_liaison")


def test_of_two_writers_the_second_sees_both_texts(office: Office, opinion: Opinion) -> None:
    seen = opinion.version
    save(office, opinion)
    late = OpinionText("不同意。")
    with pytest.raises(OpinionTaken) as refused:
        save_opinion(
            office.actor("finance_head"), opinion.proposal_id, opinion.id, written=late, version=seen, now=NOW
        )
    assert refused.value.meeting.theirs == WRITTEN.text
    assert opinion_sheet(opinion.id).opinion.text == WRITTEN.text


def test_the_head_sends_an_opinion_back_with_the_reason(office: Office, opinion: Opinion) -> None:
    save(office, opinion)
    case, one, head = opinion.proposal_id, opinion.id, office.actor("finance_head")
    submit_opinion(office.actor("finance_liaison"), case, one, version=None, now=NOW)
    with pytest.raises(Refused, match="请写明理由"):
        send_back_opinion(head, case, one, reason=" ", version=None, now=NOW)
    send_back_opinion(head, case, one, reason="请补贴息比例。", version=None, now=NOW)
    sheet = opinion_sheet(one)
    assert (sheet.opinion.state, sheet.opinion.sent_back_count) == (OpinionState.DRAFTING, 1)
    assert sheet.last_reason == "请补贴息比例。"


@pytest.mark.parametrize(
    ("action", "words", "state"),
    [
        (Action.ADOPT, None, OpinionState.ADOPTED),
        (Action.PARTLY_ADOPT, "贴息比例另定。", OpinionState.PARTLY_ADOPTED),
        (Action.DECLINE, "与现行办法不一致。", OpinionState.NOT_ADOPTED),
    ],
)
def test_the_lead_weighs_an_opinion(
    office: Office, opinion: Opinion, action: Action, words: str | None, state: OpinionState
) -> None:
    signed(office, opinion)
    case = opinion.proposal_id
    weigh_opinion(
        office.actor("officer"), case, opinion.id, action=action, words=words, version=None, now=NOW
    )
    found = opinions_of(case)[0]
    assert (found.state, found.weighing, found.weighed_by_id) == (state, words, office.people["officer"])
    assert opened(case).opinions_unweighed == 0


@pytest.mark.parametrize("action", [Action.PARTLY_ADOPT, Action.DECLINE])
def test_not_adopting_everything_needs_a_reason(office: Office, opinion: Opinion, action: Action) -> None:
    signed(office, opinion)
    with pytest.raises(Refused):
        weigh_opinion(
            office.actor("officer"),
            opinion.proposal_id,
            opinion.id,
            action=action,
            words="",
            version=None,
            now=NOW,
        )


def test_only_the_lead_weighs(office: Office, opinion: Opinion) -> None:
    signed(office, opinion)
    for key in ("finance_head", "leader"):
        with pytest.raises(Forbidden):
            weigh_opinion(
                office.actor(key),
                opinion.proposal_id,
                opinion.id,
                action=Action.ADOPT,
                words=None,
                version=None,
                now=NOW,
            )
    with pytest.raises(NotOffered):
        weigh_opinion(
            office.actor("officer"),
            opinion.proposal_id,
            opinion.id,
            action=Action.SIGN,
            words=None,
            version=None,
            now=NOW,
        )


def test_an_opinion_without_content_is_owed_anew(office: Office, opinion: Opinion) -> None:
    signed(office, opinion)
    case = opinion.proposal_id
    return_empty_opinion(
        office.actor("officer"), case, opinion.id, reason="没有实质内容。", version=None, now=NOW
    )
    file = opened(case)
    seat = seat_of_unit(file, office.units["finance"])
    assert (seat.assignment.state, seat.assignment.answered_at) == (AssignmentState.HANDLING, None)
    assert (file.opinions_missing, file.proposal.co_in) == (1, 0)
    assert db.session.scalar(select(Milestone.done_on).where(Milestone.code == "co_opinion")) is None
    submit_opinion(office.actor("finance_liaison"), case, opinion.id, version=None, now=NOW)
    sign_opinion(office.actor("finance_head"), case, opinion.id, version=None, now=NOW)
    assert opened(case).opinions_missing == 0


def test_the_lead_goes_on_without_a_silent_unit_which_may_still_answer(
    office: Office, opinion: Opinion
) -> None:
    case, officer = opinion.proposal_id, office.actor("officer")
    with pytest.raises(Refused):
        override_silence(officer, case, opinion.id, reason="", version=None, now=NOW)
    override_silence(
        officer, case, opinion.id, reason="三次催办未回。", early_reason="急件", version=None, now=NOW
    )
    assert opened(case).opinions_missing == 0
    resume_opinion(office.actor("finance_liaison"), case, opinion.id, version=None, now=NOW)
    assert opened(case).opinions_missing == 1


def test_a_silent_unit_no_longer_answers_once_the_item_has_ended(office: Office, opinion: Opinion) -> None:
    case = opinion.proposal_id
    given: dict[str, Any] = {"reason": "三次催办未回。", "early_reason": "急件", "version": None, "now": NOW}
    override_silence(office.actor("officer"), case, opinion.id, **given)
    with unit_of_work():
        db.session.get_one(Proposal, case).is_open = False
    with pytest.raises(Refused, match="已经办结"):
        resume_opinion(office.actor("finance_liaison"), case, opinion.id, version=None, now=NOW)


def test_a_stale_page_changes_nothing(office: Office, opinion: Opinion) -> None:
    seen = opinion.version
    save(office, opinion)
    with pytest.raises(StalePage):
        submit_opinion(
            office.actor("finance_liaison"), opinion.proposal_id, opinion.id, version=seen, now=NOW
        )


def test_a_page_offers_exactly_what_the_service_accepts(office: Office, opinion: Opinion) -> None:
    def offers(key: str) -> set[Action]:
        file = opened(opinion.proposal_id)
        seat = seat_of_unit(file, office.units["finance"])
        return {one.move.action for one in opinion_moves(office.actor(key), file, seat, NOW) if one.move}

    assert offers("finance_liaison") == {Action.SUBMIT}
    assert offers("officer") == {Action.OVERRIDE_SILENCE}
    signed(office, opinion)
    assert offers("officer") == {Action.ADOPT, Action.PARTLY_ADOPT, Action.DECLINE, Action.RETURN_EMPTY}
    assert offers("finance_liaison") == set()


def test_a_very_long_opinion_is_refused(office: Office, opinion: Opinion) -> None:
    with pytest.raises(InvalidInput):
        save(office, opinion, text="长" * 50_001)


def test_a_co_handler_neither_writes_nor_signs_for_another(office: Office) -> None:
    theirs = opinion_at(handled(office, "finance", "industry"), office.units["finance"])
    with pytest.raises(NotFound):
        save(office, theirs, "industry_liaison", "替他们写的。")
    save(office, theirs)
    case, one = theirs.proposal_id, theirs.id
    with pytest.raises(NotFound):
        submit_opinion(office.actor("industry_liaison"), case, one, version=None, now=NOW)
    submit_opinion(office.actor("finance_liaison"), case, one, version=None, now=NOW)
    with pytest.raises(NotFound):
        sign_opinion(office.actor("industry_head"), case, one, version=None, now=NOW)
    assert (theirs.state, theirs.text) == (OpinionState.TO_SIGN, WRITTEN.text)


def test_an_opinion_returned_as_empty_gets_five_working_days_of_its_own(
    office: Office, opinion: Opinion
) -> None:
    signed(office, opinion)
    case, one = opinion.proposal_id, opinion.id
    before = milestone(opinion)
    assert before.done_on is not None
    officer = office.actor("officer")
    return_empty_opinion(officer, case, one, reason="没有实质内容", version=None, now=NOW)
    after = milestone(opinion)
    assert (after.done_on, after.first_due_on) == (None, before.first_due_on)
    assert after.due_on == date(2026, 3, 30)
    assert after.explanation["rule_set"] == "office_default"
    assert seat_of_unit(opened(case), office.units["finance"]).assignment.due_on == after.due_on


def milestone(opinion: Opinion) -> Milestone:
    db.session.expire_all()
    statement = select(Milestone).where(
        Milestone.assignment_id == opinion.assignment_id, Milestone.code == "co_opinion"
    )
    return db.session.scalars(statement).one()


def test_silence_is_cut_short_before_its_day_only_with_a_second_reason(
    office: Office, opinion: Opinion
) -> None:
    officer, case, one = office.actor("officer"), opinion.proposal_id, opinion.id
    due = milestone(opinion).due_on
    with pytest.raises(InvalidInput) as refused:
        override_silence(officer, case, one, reason="已催办三次", version=None, now=NOW)
    assert refused.value.params["field"] == "early_reason"
    with pytest.raises(Refused, match="请写明理由"):
        override_silence(officer, case, one, reason=" ", early_reason="急", version=None, now=NOW)
    later = datetime(due.year, due.month, due.day, 20, tzinfo=UTC)
    override_silence(officer, case, one, reason="已催办三次", version=None, now=later)
    assert opinion_at(opened(case), office.units["finance"]).state is OpinionState.OVERRIDDEN


def test_the_second_reason_is_told_with_the_first(office: Office, opinion: Opinion) -> None:
    officer, case, one = office.actor("officer"), opinion.proposal_id, opinion.id
    words = {"reason": "已催办三次", "early_reason": "代表要求提前答复"}
    override_silence(officer, case, one, **words, version=None, now=NOW)
    event = db.session.scalars(select(Event).where(Event.kind == EventKind.OPINION_OVERRIDDEN)).one()
    assert event.reason == "已催办三次（未到期提前处理：代表要求提前答复）"
