"""Giving an item to units (交办), taking a part back, signing for receipt, and handing it on inside a unit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.decisions import Question
from tracker.domain.due_dates import Milestone as Code
from tracker.domain.errors import N_, InvalidInput
from tracker.domain.events import EventKind
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import (
    ANSWERING_ROLES,
    OPINION_ROLES,
    AssignmentRole,
    AssignmentState,
    Machine,
    OpinionState,
)
from tracker.extensions import db
from tracker.models.assignment import Assignment
from tracker.models.opinion import Opinion
from tracker.models.proposal import Proposal
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.facts_assignment import assignment_facts, officers_for, offices_of
from tracker.queries.facts_case import seat_facts
from tracker.queries.people import UnitTree, unit_tree
from tracker.services.loading import open_case, seat_of
from tracker.services.milestones import finish_milestone, write_milestones
from tracker.services.moves import Subject, Telling, ask, check_version, make_move, write_event
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import refusing, unit_of_work


@dataclass(frozen=True)
class Part:
    """A unit's part in an item; ``part`` says which share a split handler answers (handling.md §2.3)."""

    unit_id: int
    role: AssignmentRole
    part: str | None = None


def parts_of(lead: int | None, co_handlers: Sequence[int], others: Sequence[Part]) -> tuple[Part, ...]:
    """Return the parts that a form means: a lead alone is 独办, beside another lead 共同主办."""
    roles = {one.role for one in others}
    if AssignmentRole.JOINT_LEAD in roles:
        lead_role = AssignmentRole.JOINT_LEAD
    elif co_handlers or roles & ANSWERING_ROLES:
        lead_role = AssignmentRole.LEAD
    else:
        lead_role = AssignmentRole.SOLE
    first = [Part(lead, lead_role)] if lead is not None else []
    return (*first, *others, *(Part(unit_id, AssignmentRole.CO) for unit_id in co_handlers))


def assign_units(
    actor: Actor,
    proposal_id: int,
    *,
    lead: int | None,
    co_handlers: Sequence[int],
    others: Sequence[Part],
    assigned_on: date,
    assigner: str | None,
    version: int | None,
    now: datetime,
) -> Proposal:
    """Give an item to units, or further units to one that is being handled (W3); ``assigned_on`` is in Beijing.

    Raises InvalidInput for a unit named twice, unknown, a split part without words, or a day after today.
    """
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        item, tree = file.proposal, unit_tree()
        check_version(item, version)
        parts = parts_of(lead, co_handlers, others)
        check_parts(parts, file, tree)
        check_day(assigned_on, now)
        _assign_case(actor, file, parts, tree, now)
        _reconsider_lead(file, parts)
        item.assigned_on = item.assigned_on or assigned_on
        item.assigner = assigner or item.assigner
        for part in parts:
            create_part(actor, item, part, assigned_on, now)
        refresh_summary(proposal_id)
        return item


def check_parts(
    parts: Sequence[Part],
    file: CaseFile,
    tree: UnitTree,
    *,
    field: str = "co_handlers",
    part_field: str = "others",
) -> None:
    """Raise InvalidInput for no unit, an unknown one, one that has a part already, or a split part without words."""
    taken = {seat.assignment.unit_id for seat in file.live}
    for part in parts:
        if part.unit_id not in tree.units:
            raise InvalidInput(field="lead", reason=N_("没有这个单位。"))
        if part.unit_id in taken:
            raise InvalidInput(field=field, reason=N_("同一个单位不能重复交办。"))
        if part.role is AssignmentRole.SPLIT and not (part.part or "").strip():
            raise InvalidInput(field=part_field, reason=N_("分办要写明这个单位负责哪一部分。"))
        taken.add(part.unit_id)
    if not parts:
        raise InvalidInput(field="lead", reason=N_("请选择承办单位。"))


def check_day(assigned_on: date, now: datetime) -> None:
    """Raise InvalidInput for a day in Beijing that has not come."""
    if assigned_on > local_day(now):
        raise InvalidInput(field="assigned_on", reason=N_("交办日期不能晚于今天。"))


def _assign_case(actor: Actor, file: CaseFile, parts: Sequence[Part], tree: UnitTree, now: datetime) -> None:
    question = assigning(actor, file, parts, now)
    make_move(file.proposal, Action.ASSIGN, question, assigned_telling(parts, tree))


def assigning(actor: Actor, file: CaseFile, parts: Sequence[Part], now: datetime) -> Question:
    """Return the question whether an item may be given to units."""
    facts = seat_facts(file)
    answering = sum(part.role in ANSWERING_ROLES for part in parts)
    facts = replace(facts, answering_total=facts.answering_total + answering)
    return ask(actor, file.parties, now, facts=facts)


def assigned_telling(parts: Sequence[Part], tree: UnitTree) -> Telling:
    """Return what the event of giving an item to units says."""
    answering = [tree.name(part.unit_id) for part in parts if part.role in ANSWERING_ROLES]
    helping = [tree.name(part.unit_id) for part in parts if part.role is AssignmentRole.CO]
    return Telling(data={"lead": "、".join(answering) or None, "co_handlers": helping})


def _reconsider_lead(file: CaseFile, parts: Sequence[Part]) -> None:
    """Make a unit that had the item alone its lead once others join."""
    joined = {part.role for part in parts} & (ANSWERING_ROLES | {AssignmentRole.CO})
    for seat in file.answering:
        if joined and seat.assignment.role is AssignmentRole.SOLE:
            seat.assignment.role = AssignmentRole.LEAD


def create_part(actor: Actor, item: Proposal, part: Part, assigned_on: date, now: datetime) -> Assignment:
    """Give one unit its part of the item's present round, with its due dates and, assisting, an opinion to write."""
    row = Assignment(proposal_id=item.id, **part_values(part, item.round_no, assigned_on, now))
    with refusing("assignment", InvalidInput(field="co_handlers", reason=N_("同一个单位不能重复交办。"))):
        db.session.add(row)
    write_milestones(item, row)
    tell_created(actor, row, now)
    if part.role in OPINION_ROLES:
        db.session.add(Opinion(proposal_id=item.id, assignment_id=row.id, state=OpinionState.DRAFTING))
    return row


def part_values(part: Part, round_no: int, assigned_on: date, now: datetime) -> dict[str, Any]:
    """Return the row of a new part but for its item and its due day."""
    return {
        "unit_id": part.unit_id,
        "role": part.role,
        "state": AssignmentState.WAITING,
        "round_no": round_no,
        "part": (part.part or "").strip() or None,
        "assigned_on": assigned_on,
        "created_at": now,
    }


def tell_created(actor: Actor, row: Assignment, now: datetime) -> None:
    """Write the event of a new part, with the day by which it is due."""
    telling = created_telling(row.unit.short_name, row.role, row.due_on)
    subject = created_subject(row.id)
    write_event(row.proposal_id, EventKind.ASSIGNMENT_CREATED, actor, now, telling=telling, subject=subject)


def created_telling(unit: str, role: AssignmentRole, due_on: date | None) -> Telling:
    """Return what the event of a new part says."""
    return Telling(data={"unit": unit, "role": role.value, "due": due_on.isoformat() if due_on else None})


def created_subject(assignment_id: int) -> Subject:
    """Return what the event of a new part is about."""
    return (Machine.ASSIGNMENT, assignment_id, None, AssignmentState.WAITING.value)


def sign_for_receipt(
    actor: Actor, proposal_id: int, assignment_id: int, *, version: int | None, now: datetime
) -> Assignment:
    """Sign for a part (签收); the instant is kept and the step ticked off."""
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        seat = _checked(file, assignment_id, version)
        question = ask(actor, file.parties, now, target=seat.target)
        make_move(seat.assignment, Action.SIGN_FOR_RECEIPT, question, Telling(data=_unit(seat)))
        seat.assignment.signed_at = now
        finish_milestone(assignment_id, Code.SIGN, local_day(now))
        refresh_summary(file)
        return seat.assignment


def distribute(
    actor: Actor,
    proposal_id: int,
    assignment_id: int,
    *,
    office_id: int,
    version: int | None,
    now: datetime,
    reason: str | None = None,
) -> Assignment:
    """Give a part to an office inside its unit (分办), or to another one than it has (改派): the officer is free then.

    The draft and the contacts stay with the part. Raises InvalidInput for an office of another unit, Refused where work
    has begun and no reason is given. No unit may pass an item on outside itself (§1.4).
    """
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        seat = _checked(file, assignment_id, version)
        tree = unit_tree()
        offices = {unit.id: unit for unit in offices_of(tree, seat.assignment.unit_id)}
        if office_id not in offices:
            raise InvalidInput(field="office_id", reason=N_("请选择本单位的内设机构。"))
        facts = assignment_facts(seat, office_id=office_id)
        question = ask(actor, file.parties, now, target=seat.target, facts=facts)
        data = {**_unit(seat), "office": offices[office_id].short_name}
        held_by = seat.assignment.office_id
        if held_by in {None, office_id, seat.assignment.unit_id}:
            make_move(seat.assignment, Action.DISTRIBUTE, question, Telling(data=data))
        else:
            data["from_office"] = tree.name(held_by)
            make_move(seat.assignment, Action.REROUTE, question, Telling(reason, data))
        if held_by != office_id:
            seat.assignment.officer_id = None
        seat.assignment.office_id = office_id
        refresh_summary(file)
        return seat.assignment


def assign_officer(
    actor: Actor,
    proposal_id: int,
    assignment_id: int,
    *,
    officer_id: int,
    version: int | None,
    now: datetime,
) -> Assignment:
    """Name the officer who handles a part; raises InvalidInput for one who is no officer of its place today."""
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        seat = _checked(file, assignment_id, version)
        officers = {user.id: user for user in officers_for(seat, local_day(now))}
        if officer_id not in officers:
            raise InvalidInput(field="officer_id", reason=N_("请选择本处室的承办人。"))
        question = ask(actor, file.parties, now, target=seat.target, facts=assignment_facts(seat))
        data = {**_unit(seat), "officer": officers[officer_id].name}
        make_move(seat.assignment, Action.ASSIGN_OFFICER, question, Telling(data=data))
        seat.assignment.officer_id = officer_id
        refresh_summary(file)
        return seat.assignment


def _checked(file: CaseFile, assignment_id: int, version: int | None) -> Seat:
    seat = seat_of(file, assignment_id)
    check_version(seat.assignment, version)
    return seat


def _unit(seat: Seat) -> dict[str, str]:
    return {"unit": seat.assignment.unit.short_name}
