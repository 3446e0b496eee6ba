"""Requests to test with: asked, endorsed and decided by the people whose step each is."""

from datetime import date, timedelta
from typing import Any

from tests.support.items import assigned, registered
from tests.support.office import Office
from tests.support.replies import Desk
from tracker import clock
from tracker.domain.vocabulary import AssignmentState, SponsorKind
from tracker.models.assignment import Assignment, SideRequest
from tracker.queries.case_file import Seat
from tracker.queries.requests import requests_of
from tracker.services import cosigners, request_answers, returns, successions, voiding, withdrawals
from tracker.services.assignment import assign_units
from tracker.services.intake_rows import SponsorEntry

LEAD = SponsorEntry(name="郑毅", kind=SponsorKind.MEMBER, is_lead=True)
JOINT = (
    LEAD,
    SponsorEntry(name="陈桂英", kind=SponsorKind.MEMBER),
    SponsorEntry(name="黄少华", kind=SponsorKind.MEMBER),
)
REASON = "本件涉及产业政策，不属于本单位职责。"


def given(office: Office, *helpers: str, **changes: Any) -> Desk:
    """Return an item just assigned to the department with these co-handlers, on the third day of its return limit."""
    desk = Desk(office, assigned(office, *helpers, **changes).id)
    desk.now -= timedelta(days=1)
    return desk


def fresh(office: Office, *helpers: str, **changes: Any) -> Desk:
    """Register and assign an item today: pages know no other day."""
    now = clock.now()
    item = registered(office, received_on=clock.local_day(now), **changes)
    assign_units(
        office.actor("coordinator"),
        item.id,
        lead=office.units["dept"],
        co_handlers=[office.units[key] for key in helpers],
        others=(),
        assigned_on=clock.local_day(now),
        assigner=None,
        version=None,
        now=now,
    )
    return Desk(office, item.id, now)


def seat_of(desk: Desk, unit: str) -> Seat:
    """Return the last seat of a unit, by its key."""
    return next(one for one in reversed(desk.file.seats) if one.assignment.unit_id == desk.office.units[unit])


def state_of(desk: Desk, unit: str) -> AssignmentState:
    """Return the state of a unit's last part."""
    return seat_of(desk, unit).assignment.state


def latest(desk: Desk) -> SideRequest:
    """Return the item's latest request."""
    return requests_of(desk.proposal_id)[0]


def ask_return(desk: Desk, who: str, unit: str = "dept", reason: str = REASON, **words: Any) -> SideRequest:
    """Let a person ask to return a unit's part."""
    found: SideRequest = desk.step(
        who,
        returns.ask_return,
        on=seat_of(desk, unit).assignment.id,
        reason=reason,
        **{"suggested_unit": "工业和信息化厅", "version": None, **words},
    )
    return found


def endorse(desk: Desk, who: str) -> None:
    """Let a person endorse the latest request."""
    desk.step(who, returns.endorse_request, on=latest(desk).id, remark=None, version=None)


def accept_return(desk: Desk, who: str = "coordinator", to: Any = None) -> None:
    """Let a person accept the latest request to return, with or without a unit that takes over."""
    on = latest(desk).id
    desk.step(who, successions.accept_return, on=on, successor=to, reason=None, version=None)


def refuse(desk: Desk, who: str = "coordinator", reason: str = "三定规定明确由你处承办。") -> None:
    """Let a person refuse the latest request."""
    desk.step(who, request_answers.refuse_request, on=latest(desk).id, reason=reason, version=None)


def cancel(desk: Desk, who: str) -> None:
    """Let a person take the latest request back."""
    desk.step(who, request_answers.cancel_request, on=latest(desk).id, version=None)


def about_item(desk: Desk, who: str, act: Any, reason: str | None = "来函申请撤回。") -> SideRequest:
    """Let a person make a request about the whole item."""
    desk.now += timedelta(hours=1)
    made: SideRequest = act(desk.actor(who), desk.proposal_id, reason=reason, version=None, now=desk.now)
    return made


def withdrawal(desk: Desk, who: str = "coordinator") -> SideRequest:
    """Enter the sponsor's wish to withdraw."""
    return about_item(desk, who, withdrawals.ask_withdrawal)


def void(desk: Desk, who: str = "coordinator") -> SideRequest:
    """Propose to void the item."""
    return about_item(desk, who, voiding.propose_void, "重复登记。")


def consent(desk: Desk, place: int, who: str = "coordinator", **changes: Any) -> None:
    """Record the agreement of the sponsor at a place (the lead is 0)."""
    given_words: dict[str, Any] = {"on": date(2026, 3, 23), "evidence": "3月23日来函，本人签名。"}
    given_words |= changes
    one = cosigners.Consent(sponsor_id=desk.file.proposal.sponsors[place].id, **given_words)
    desk.step(who, cosigners.record_consent, on=latest(desk).id, consent=one, version=None)


def assignments(desk: Desk) -> list[Assignment]:
    """Return every part of the item, the earliest first."""
    return sorted((one.assignment for one in desk.file.seats), key=lambda row: row.id)
