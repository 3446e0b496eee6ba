"""The steps that a submitted reply gets: its own copy of the chain in force, with the joint leads' signatures."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from tracker.clock import local_day
from tracker.domain.chains import StepPlan, settle
from tracker.domain.errors import N_
from tracker.domain.permissions import Actor
from tracker.domain.step_words import StepPlace, StepState
from tracker.domain.vocabulary import (
    AssignmentRole,
    ReplyState,
    Role,
)
from tracker.extensions import db
from tracker.models.people import Unit
from tracker.models.reply import Reply
from tracker.models.sign_off import ReplyStep
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.chains import chain_for, plans_of
from tracker.queries.steps import Steps, able, steps_of

JOINT_SIGNATURE = N_("共同主办单位领导签发")


def start_steps(actor: Actor, file: CaseFile, seat: Seat, reply: Reply, now: datetime) -> Steps:
    """Give a submitted reply its own copy of the steps of the chain in force, and ask the first of them.

    A draft that comes again by the same chain keeps the levels that were added to its last submission.
    """
    chain = chain_for(seat.assignment.unit_id, file.proposal, local_day(now))
    plans = with_joint_leads(plans_of(chain), file, seat)
    before = steps_of(reply.id)
    lap = before[0].lap + 1 if before else 1
    made = [_step(file, seat, plan, local_day(now)) for plan in plans]
    if [_shape(step) for step in before if step.added_by_id is None] == [_shape(step) for step in made]:
        made = [_again(step) for step in before]
    for step in made:
        step.reply_id, step.lap, step.chain_id = reply.id, lap, chain.id if chain else None
        step.author_id, step.submitted_by_id, step.state = reply.author_id, actor.user_id, StepState.PENDING
    settle(made)
    db.session.add_all(made)
    return tuple(made)


def with_joint_leads(plans: Sequence[StepPlan], file: CaseFile, seat: Seat) -> list[StepPlan]:
    """Return the plan with a signature of every other joint lead's leader, all at once, before the own last one."""
    others = [
        one.assignment.unit_id
        for one in file.answering
        if one.assignment.role is AssignmentRole.JOINT_LEAD
        and one.assignment.unit_id != seat.assignment.unit_id
    ]
    if seat.assignment.role is not AssignmentRole.JOINT_LEAD or not others:
        return list(plans)
    last = max(plan.position for plan in plans)
    moved = [
        replace(plan, position=plan.position + 1) if plan.position == last else plan
        for plan in sorted(plans, key=lambda plan: plan.position)
    ]
    joint = [
        StepPlan(
            last,
            ReplyState.SIGN_OFF,
            JOINT_SIGNATURE,
            StepPlace.NAMED_UNIT,
            Role.LEADER,
            unit_id=unit_id,
        )
        for unit_id in others
    ]
    return [*moved[:-1], *joint, moved[-1]]


def _step(file: CaseFile, seat: Seat, plan: StepPlan, today: date) -> ReplyStep:
    return ReplyStep(
        position=plan.position,
        stage=plan.stage,
        name=plan.name,
        role=plan.role if plan.user_id is None else None,
        unit_id=_place(file, seat, plan, today),
        user_id=plan.user_id,
        demands_meeting=plan.demands_meeting,
    )


def _place(file: CaseFile, seat: Seat, plan: StepPlan, today: date) -> int | None:
    """Return the unit that a step asks: the office, the unit, or the host where the answering unit has nobody here."""
    if plan.place is StepPlace.NAMED_UNIT:
        return plan.unit_id
    if plan.place is StepPlace.PERSON or plan.role is None:
        return None
    if plan.place is StepPlace.HANDLING_OFFICE:
        return seat.part.place
    unit = db.session.get_one(Unit, seat.assignment.unit_id)
    return unit.id if able(plan.role, unit, today) else file.proposal.host_unit_id


def _shape(step: ReplyStep) -> tuple[object, ...]:
    """Return what two steps have alike when they ask the same; positions shift where levels were added."""
    return step.stage, step.name, step.role, step.unit_id, step.user_id, step.demands_meeting


def _again(step: ReplyStep) -> ReplyStep:
    return ReplyStep(
        position=step.position,
        stage=step.stage,
        name=step.name,
        role=step.role,
        unit_id=step.unit_id,
        user_id=step.user_id,
        demands_meeting=step.demands_meeting,
        added_by_id=step.added_by_id,
        added_reason=step.added_reason,
    )
