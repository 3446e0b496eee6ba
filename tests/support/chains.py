"""Sign-off chains to test with, in force since long ago."""

from datetime import date
from typing import Any

from tests.support.office import BEGAN, Office
from tracker.domain.chains import BUILT_IN, StepPlan
from tracker.domain.step_words import Importance, StepPlace
from tracker.domain.vocabulary import Kind, ReplyState, Role
from tracker.extensions import db
from tracker.models.people import Unit, User, grant
from tracker.models.sign_off import SignOffChain, SignOffChainStep
from tracker.services.unit_of_work import unit_of_work

SINCE = date(2020, 1, 1)


def step(position: int, stage: ReplyState, name: str, **who: Any) -> StepPlan:
    """Return one step; without more it asks whom the built-in chain asks at that stage."""
    usual = {plan.stage: plan for plan in BUILT_IN}.get(stage)
    given = {"place": usual.place, "role": usual.role} if usual and not who else who
    return StepPlan(position, stage, name, **given)


def countersigning(position: int, office: Office, *keys: str) -> list[StepPlan]:
    """Return countersignatures of units, all asked at once."""
    return [
        StepPlan(
            position,
            ReplyState.COUNTERSIGN,
            "会签",
            StepPlace.NAMED_UNIT,
            Role.HEAD,
            unit_id=office.units[key],
        )
        for key in keys
    ]


def key_chain(office: Office, principal: int, *, with_meeting: bool = True) -> list[StepPlan]:
    """Return review, two countersignatures, check, the vice leader, and the principal leader after a meeting."""
    return [
        step(1, ReplyState.DEPT_REVIEW, "处长审核"),
        *countersigning(2, office, "rural", "finance"),
        step(3, ReplyState.OFFICE_CHECK, "办公室核稿"),
        StepPlan(
            4,
            ReplyState.SIGN_OFF,
            "分管领导签发",
            StepPlace.PERSON,
            user_id=office.people["leader"],
        ),
        StepPlan(
            5,
            ReplyState.SIGN_OFF,
            "主要领导签发",
            StepPlace.PERSON,
            user_id=principal,
            demands_meeting=with_meeting,
        ),
    ]


def in_force(
    office: Office,
    steps: list[StepPlan],
    *,
    kind: Kind | None = None,
    importance: Importance | None = None,
    since: date = SINCE,
    name: str = "测试流程",
) -> int:
    """Keep a chain of the department and return its id."""
    with unit_of_work():
        chain = SignOffChain(
            unit_id=office.units["dept"],
            name=name,
            kind=kind,
            importance=importance,
            valid_from=since,
            created_at=BEGAN,
            created_by_id=office.people["coordinator"],
            approved_at=BEGAN,
            approved_by_id=office.people["coordinator"],
            steps=[SignOffChainStep(**vars(plan)) for plan in steps],
        )
        db.session.add(chain)
        db.session.flush()
        return chain.id


def add_person(office: Office, key: str, role: Role, unit: str) -> int:
    """Add somebody to the small office and return their id; ``office.actor`` does not know them."""
    with unit_of_work():
        some = db.session.get_one(User, office.people["leader"])
        user = User(username=key, name=key, password_hash=some.password_hash, created_at=BEGAN)
        user.duty, user.is_active = some.duty, True
        db.session.add(user)
        db.session.flush()
        db.session.add(grant(user, db.session.get_one(Unit, office.units[unit]), role, SINCE))
        return user.id
