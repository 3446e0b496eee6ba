"""Extending a part's due date (延期): asked by the unit, decided inside it, then by the assigner within the caps."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from tracker.domain.actions import Action
from tracker.domain.deadlines import compute
from tracker.domain.due_dates import Change, DueDate, Extension, MilestoneRule, Pause, VolumeDays
from tracker.domain.errors import N_, InvalidInput, NotOffered, Refused
from tracker.domain.events import EventKind
from tracker.domain.extensions import NO_RULE, ONCE, ExtensionTerms, extension_terms
from tracker.domain.permissions import Actor, Permission
from tracker.domain.phrases import Phrase, phrase
from tracker.domain.rule_sets import extension_rule
from tracker.domain.vocabulary import AssignmentState, RequestKind, RequestState
from tracker.extensions import db
from tracker.models.assignment import Milestone, SideRequest
from tracker.models.people import Unit
from tracker.queries.calendar import working_calendar
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.due_moves import kept_rule
from tracker.queries.granted import granted_to
from tracker.queries.requests import items_of_unit
from tracker.queries.rules import sets_for
from tracker.services.loading import demand, open_case, seat_of
from tracker.services.milestones import extended_code, rule_item, write_milestones
from tracker.services.moves import Telling, check_version, write_event
from tracker.services.requests import close, enter, open_request, refuse_second, told
from tracker.services.returns import endorse_own
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work

WORKING = frozenset({AssignmentState.SIGNED, AssignmentState.HANDLING})
NO_DAY = N_("请填写延期到哪一天；按件数增加时间的，填写本年承办的件数。")
ONE_OF_TWO = N_("延期到哪一天和承办件数只填一项。")
NO_VOLUME = N_("适用的规则没有按件数增加时间的规定，或者没有达到件数。")
APPROVAL_MISSING = N_("规则要求经交办机关等同意，请写明谁在何时怎样同意的（如复函文号、电话）。")


@dataclass(frozen=True)
class Asking:
    """What holds for asking to extend a part: its present due date with the rule that made it, and the caps."""

    row: Milestone
    term: MilestoneRule
    terms: ExtensionTerms
    granted: tuple[Change, ...] = ()
    items: int = 0

    @property
    def volume(self) -> list[VolumeDays]:
        """The steps by which the rule gives added time for many items, the lowest first; empty for none."""
        return sorted(self.term.volume, key=lambda step: step.at_least)


def check_asking(actor: Actor, file: CaseFile, seat: Seat, now: datetime) -> Asking:
    """Return what holds for extending a part now.

    Raises Forbidden, NotOffered where nothing is owed, Refused where it is asked for already or no rule allows it.
    """
    refuse_second(file.proposal.id, seat.assignment.id, RequestKind.EXTENSION)
    demand(file, Permission.ASK_EXTENSION, actor, now, seat.target)
    if seat.assignment.state not in WORKING:
        raise NotOffered
    return asking_of(file, seat)


def asking_of(file: CaseFile, seat: Seat) -> Asking:
    """Return the due date of the answer that a part owes, with the caps on extending it; raises Refused for none."""
    row = owed(seat)
    if row is None:
        raise NotOffered
    due = DueDate.from_json(row.explanation)
    item = rule_item(file.proposal)
    term = kept_rule(due, item)
    host = db.session.get_one(Unit, file.proposal.host_unit_id)
    rule = extension_rule(sets_for(host, seat.assignment.assigned_on), due.code, item)
    if term is None or rule is None:
        raise Refused(reason=NO_RULE)
    granted = granted_to(seat.assignment.id)
    if not rule.is_repeatable and any(isinstance(one, Extension) for one in granted):
        raise Refused(reason=phrase(ONCE, title=Phrase(rule.title)))
    pauses = tuple(one for one in granted if isinstance(one, Pause))
    terms = extension_terms(due, term, rule, working_calendar(), pauses)
    part = seat.assignment
    items = items_of_unit(part.unit_id, part.assigned_on.year) if term.volume else 0
    return Asking(row, term, terms, tuple(granted), items)


def owed(seat: Seat) -> Milestone | None:
    """Return the open due date of the answer that a part owes, None where it is given or has no day."""
    code = extended_code(seat.assignment.role).value
    statement = select(Milestone).where(
        Milestone.assignment_id == seat.assignment.id, Milestone.code == code, Milestone.done_on.is_(None)
    )
    return db.session.scalars(statement).one_or_none()


def ask_extension(
    actor: Actor,
    proposal_id: int,
    assignment_id: int,
    *,
    until: date | None,
    items: int | None,
    reason: str | None,
    version: int | None,
    now: datetime,
) -> SideRequest:
    """Ask for a later day (W22), named or by the number of items that the unit handles this year.

    A head's own request is endorsed inside the unit with it. Raises InvalidInput for a day that the rule's caps do not
    allow, with the cap's own words.
    """
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        seat = seat_of(file, assignment_id)
        asking = check_asking(actor, file, seat, now)
        check_version(seat.assignment, version)
        words = told(reason)
        if not words:
            raise InvalidInput(field="reason", reason=N_("请写明理由。"))
        if until and items:
            raise InvalidInput(field="items", reason=ONE_OF_TWO)
        day = until or _by_volume(asking, items)
        fault = asking.terms.fault(day)
        if fault:
            raise InvalidInput(field="until" if until else "items", reason=fault)
        request = enter(
            SideRequest(
                proposal_id=proposal_id,
                assignment_id=assignment_id,
                kind=RequestKind.EXTENSION,
                state=RequestState.ASKED,
                reason=words,
                asked_until=day,
                asked_items=items,
                asked_by_id=actor.user_id,
                asked_at=now,
                is_by_office=file.may(Permission.DECIDE_REQUEST, actor, now=now, target=seat.target),
            )
        )
        data = {"kind": RequestKind.EXTENSION.value, "unit": seat.assignment.unit.short_name}
        write_event(proposal_id, EventKind.REQUEST_MADE, actor, now, telling=Telling(words, data))
        endorse_own(actor, file, request, now)
        refresh_summary(proposal_id)
        return request


def _by_volume(asking: Asking, items: int | None) -> date:
    if not items:
        raise InvalidInput(field="until", reason=NO_DAY)
    longer = asking.term.volume_extension(items)
    if longer is None:
        raise InvalidInput(field="items", reason=NO_VOLUME)
    due = asking.terms.due
    changes = [*asking.granted, longer]
    return compute(asking.term, {due.anchor.value: due.anchor_day}, working_calendar(), changes).day


def accept_extension(
    actor: Actor, proposal_id: int, request_id: int, *, reason: str | None, version: int | None, now: datetime
) -> SideRequest:
    """Grant a later day (W31): lateness counts against it from now on, the first day stays.

    Where the rule names approvers the words say who agreed. Raises Refused where the caps no longer allow the day.
    """
    with unit_of_work():
        opened = open_request(actor, proposal_id, request_id, version=version, now=now)
        request, seat = opened.request, opened.seat
        if request.kind is not RequestKind.EXTENSION or seat is None or request.asked_until is None:
            raise NotOffered
        asking = asking_of(opened.file, seat)
        fault = asking.terms.fault(request.asked_until)
        if fault:
            raise Refused(reason=fault)
        words = told(reason)
        if asking.terms.rule.approvers and not words:
            raise InvalidInput(field="reason", reason=APPROVAL_MISSING)
        close(opened, Action.ACCEPT, words)
        _extend(opened.file, seat, asking, actor, now)
        refresh_summary(proposal_id)
        return request


def _extend(file: CaseFile, seat: Seat, asking: Asking, actor: Actor, now: datetime) -> None:
    old = asking.row.due_on
    write_milestones(file.proposal, seat.assignment)
    moved = {
        "unit": seat.assignment.unit.short_name,
        "code": asking.row.code,
        "old": old.isoformat(),
        "new": asking.row.due_on.isoformat(),
    }
    telling = Telling(None, {"cause": "extension", "moves": [moved]})
    write_event(file.proposal.id, EventKind.CASE_DUE_MOVED, actor, now, telling=telling)
