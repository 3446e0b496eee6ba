"""Requests that wait in the demonstration office: parts to return, an item to withdraw, a letter not to be public."""

from tracker.domain.publication import PublicForm, PublicityChoice
from tracker.domain.vocabulary import Publicity
from tracker.services import publicity_requests, returns, withdrawals
from tracker.services.demonstration.walk import COORDINATOR, Walk

RETURNED_PLACE, INSIDE_PLACE, WITHDRAWN_PLACE, KEPT_BACK_PLACE = 2, 1, 6, 1


def ask_return(walk: Walk) -> None:
    """Have the office ask to return our part of one item, which waits for the decision."""
    if walk.plan.place != RETURNED_PLACE:
        return
    now = walk.at(1)
    returns.ask_return(
        walk.actor(COORDINATOR, now),
        walk.proposal_id,
        walk.own().assignment.id,
        reason="本件主要涉及产业园区建设，按职责分工建议由工业和信息化厅主办。",
        suggested_unit="工业和信息化厅",
        version=None,
        now=now,
    )


def ask_withdrawal(walk: Walk) -> None:
    """Enter one sponsor's wish to withdraw, which waits for the decision."""
    if walk.plan.place != WITHDRAWN_PLACE:
        return
    now = walk.at(12)
    withdrawals.ask_withdrawal(
        walk.actor(COORDINATOR, now),
        walk.proposal_id,
        reason="提出人来函：有关问题已在面商中解决，申请撤回本件。",
        version=None,
        now=now,
    )


def ask_return_inside(walk: Walk) -> None:
    """Have a co-handler's liaison ask to return its part, on which its own head has yet to say a word."""
    if walk.plan.place != INSIDE_PLACE:
        return
    now, seat = walk.at(7), walk.file().co_handling[-1]
    returns.ask_return(
        walk.actor(walk.liaisons[seat.assignment.unit.short_name], now),
        walk.proposal_id,
        seat.assignment.id,
        reason="本件所提事项不涉及我单位职责，建议不再列为会办单位。",
        suggested_unit=None,
        version=None,
        now=now,
    )


def ask_not_public(walk: Walk) -> None:
    """Have one officer ask that a summary be published in place of the sent letter."""
    if walk.plan.place != KEPT_BACK_PLACE:
        return
    now = walk.at(56)
    publicity_requests.ask_not_public(
        walk.actor(walk.officer, now),
        walk.proposal_id,
        walk.reply_id,
        choice=PublicityChoice(
            Publicity.PROACTIVE, PublicForm.SUMMARY, None, "附表列有尚未公布的项目清单，建议只公开摘要。"
        ),
        version=None,
        now=now,
    )
