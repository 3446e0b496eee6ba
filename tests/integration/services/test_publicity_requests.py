"""A sent letter is asked to be not public, or less: by the lead's people or a co-handler; a leader decides."""

from typing import Any

import pytest
from flask import Flask

from tests.support.office import Office
from tests.support.publishing import prepared, publish, published
from tests.support.replies import Desk, desk_at
from tracker.clock import local_day
from tracker.domain.errors import Forbidden, InvalidInput, NotFound, NotOffered, ProofNeeded, Refused
from tracker.domain.publication import PublicForm, PublicityChoice
from tracker.domain.vocabulary import Publicity, ReplyState, RequestState
from tracker.models.assignment import Milestone, SideRequest
from tracker.queries.item import events_of, milestones_of
from tracker.queries.publication import decisions_of, requests_on
from tracker.services import consents, public_copies, publication, publicity, request_answers
from tracker.services.publicity_requests import agree_not_public, ask_not_public

WITHHELD = PublicityChoice(Publicity.WITHHELD, None, "15-third-party", "函中写了企业的核心参数")
ON_REQUEST = PublicityChoice(Publicity.ON_REQUEST, None, None, "只与申请人有关")
SUMMARY = PublicityChoice(Publicity.PROACTIVE, PublicForm.SUMMARY, None, "附表不宜公开")


def ask(desk: Desk, choice: PublicityChoice = WITHHELD, key: str = "officer") -> SideRequest:
    found: SideRequest = desk.step(key, ask_not_public, choice=choice, version=None)
    return found


def answer(desk: Desk, service: Any, request: SideRequest, key: str = "leader", **words: Any) -> Any:
    return desk.step(key, service, on=request.id, version=None, **({"reason": "同意。"} | words))


def clock_of(desk: Desk) -> Milestone:
    (due,) = [row for row in milestones_of(desk.proposal_id) if row.code == "publish"]
    return due


def test_a_request_stops_publishing_until_a_leader_agrees(context: Flask, office: Office) -> None:
    desk = prepared(office)
    request = ask(desk)
    with pytest.raises(Refused, match="不公开的申请还没有答复"):
        publish(desk)
    answer(desk, agree_not_public, request)
    assert (desk.reply.publicity, desk.reply.publicity_reason) == (
        Publicity.WITHHELD,
        WITHHELD.reason,
    )
    decided = decisions_of(desk.reply.id)[-1]
    assert (decided.ground, decided.by_id) == ("15-third-party", office.people["leader"])
    assert decided.review_on is not None
    assert [one.kind for one in events_of(desk.proposal_id)[:2]] == ["publicity.decided", "request.accepted"]
    assert (clock_of(desk).done_on, clock_of(desk).dropped_on) == (None, local_day(desk.now))


def test_a_refused_request_lets_the_letter_go(context: Flask, office: Office) -> None:
    desk = prepared(office)
    request = ask(desk)
    with pytest.raises(Refused, match="理由"):
        answer(desk, request_answers.refuse_request, request, reason=" ")
    answer(desk, request_answers.refuse_request, request, reason="参数早已公布")
    assert (request.state, request.decision_reason) == (RequestState.REFUSED, "参数早已公布")
    publish(desk)
    assert desk.reply.state is ReplyState.PUBLISHED


def test_who_asked_takes_it_back(context: Flask, office: Office) -> None:
    desk = prepared(office)
    request = ask(desk)
    for key in ("head", "leader"):
        with pytest.raises((Forbidden, Refused)):
            desk.step(key, request_answers.cancel_request, on=request.id, version=None)
    desk.step("officer", request_answers.cancel_request, on=request.id, version=None)
    assert request.state is RequestState.CANCELLED
    publish(desk)


def test_each_part_asks_for_itself_and_once(context: Flask, office: Office) -> None:
    desk = desk_at(office, "sent", "finance")
    ask(desk, key="head")
    with pytest.raises(Refused, match="不能重复"):
        ask(desk)
    ask(desk, ON_REQUEST, key="finance_liaison")
    asked = [one.request for one in requests_on(desk.reply.id)]
    units = [office.units["dept"], office.units["finance"]]
    assert [one.assignment.unit_id for one in asked if one.assignment] == units


@pytest.mark.parametrize(
    ("key", "error"),
    [
        ("officer2", Forbidden),
        ("coordinator", Forbidden),
        ("leader", Forbidden),
        ("supervisor", Forbidden),
        ("industry_liaison", NotFound),
        ("system_admin", NotFound),
    ],
)
def test_who_has_no_part_asks_nothing(context: Flask, office: Office, key: str, error: Any) -> None:
    desk = desk_at(office, "sent", "finance")
    with pytest.raises(error):
        ask(desk, key=key)
    assert not requests_on(desk.reply.id)


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (PublicityChoice(Publicity.WITHHELD, None, None, "商业秘密"), "请选择条例依据"),
        (PublicityChoice(Publicity.WITHHELD, None, "99", "商业秘密"), "从条例的条款里选择"),
        (PublicityChoice(Publicity.ON_REQUEST, None, None, "  "), "请写明理由"),
        (PublicityChoice(Publicity.PROACTIVE, PublicForm.SUMMARY, None, "长" * 501), "最多500字"),
    ],
)
def test_what_is_missing_is_said(context: Flask, office: Office, choice: PublicityChoice, words: str) -> None:
    desk = desk_at(office, "sent")
    with pytest.raises(InvalidInput) as error:
        ask(desk, choice)
    assert words in str(error.value.params["reason"])
    assert not requests_on(desk.reply.id)


def test_only_less_than_now_may_be_asked(context: Flask, office: Office) -> None:
    desk = desk_at(office, "sent")
    answer(desk, agree_not_public, ask(desk, ON_REQUEST))
    for choice in (SUMMARY, ON_REQUEST):
        with pytest.raises(InvalidInput, match="公开范围已经不大于"):
            ask(desk, choice)
    answer(desk, agree_not_public, ask(desk))
    with pytest.raises(NotOffered):
        ask(desk)


def test_nothing_is_asked_of_a_letter_that_is_not_sent(context: Flask, office: Office) -> None:
    with pytest.raises(NotOffered):
        ask(desk_at(office, "numbered"))


def test_only_a_leader_freshly_proved_decides(context: Flask, office: Office) -> None:
    desk = prepared(office)
    request = ask(desk)
    for key in ("officer", "head", "coordinator", "supervisor"):
        for service in (agree_not_public, request_answers.refuse_request):
            with pytest.raises(Forbidden):
                answer(desk, service, request, key)
    stale: dict[str, Any] = {"reason": "同意", "version": None, "now": desk.now}
    for service in (agree_not_public, request_answers.refuse_request):
        with pytest.raises(ProofNeeded):
            service(desk.actor("leader", proved=False), desk.proposal_id, request.id, **stale)
    assert request.state is RequestState.ASKED


def test_a_summary_agreed_on_is_all_that_may_be_published(context: Flask, office: Office) -> None:
    desk = prepared(office)
    answer(desk, agree_not_public, ask(desk, SUMMARY))
    assert (desk.reply.publicity, decisions_of(desk.reply.id)[-1].form) == (
        Publicity.PROACTIVE,
        PublicForm.SUMMARY,
    )
    with pytest.raises(Refused, match="只公开摘要"):
        desk.step("coordinator", public_copies.prepare_copy, form=PublicForm.FULL, version=None)
    with pytest.raises(Refused, match="只公开摘要"):
        publish(desk)  # the whole text was prepared before the decision
    desk.step("officer", consents.save_summary, text="将认定20家企业。", version=None)
    desk.step("coordinator", public_copies.prepare_copy, form=PublicForm.SUMMARY, version=None)
    publish(desk)
    assert desk.reply.state is ReplyState.PUBLISHED


def test_a_published_letter_is_decided_about_and_then_taken_back(context: Flask, office: Office) -> None:
    desk = published(office)
    answer(desk, agree_not_public, ask(desk))
    assert (desk.reply.state, desk.reply.publicity) == (ReplyState.PUBLISHED, Publicity.WITHHELD)
    assert (clock_of(desk).dropped_on, clock_of(desk).done_on is None) == (None, False)
    desk.step("coordinator", publication.withdraw_publication, reason="按决定撤回", version=None)
    assert (desk.reply.state, clock_of(desk).dropped_on) == (ReplyState.SENT, local_day(desk.now))


def test_the_clock_of_publishing_is_taken_up_again(context: Flask, office: Office) -> None:
    desk = prepared(office)
    answer(desk, agree_not_public, ask(desk))
    whole = PublicityChoice(Publicity.PROACTIVE, PublicForm.FULL)
    desk.step("leader", publicity.decide_publicity, choice=whole, version=None)
    assert (clock_of(desk).dropped_on, clock_of(desk).done_on) == (None, None)
