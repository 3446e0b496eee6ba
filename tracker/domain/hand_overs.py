"""Hand-over (工作移交): what kinds of work pass from one person to another, who may give it, who may take it.

The table of rights has the row W40; work is judged by the places where it lies, not item by item, so that two
thousand items cost no more questions than the few offices that they lie in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.domain.errors import N_
from tracker.domain.permissions import Actor, CaseParties, Part, Permission, Target, allows, subjects_of
from tracker.domain.subjects import Subject
from tracker.domain.vocabulary import Role


class HandOverState(StrEnum):
    """Where a hand-over stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"


class LineState(StrEnum):
    """What became of one thing in a hand-over; ``gone``: somebody else has it by now, ``stayed``: still the giver's."""

    OFFERED = "offered"
    MOVED = "moved"
    GONE = "gone"
    STAYED = "stayed"


class HeldKind(StrEnum):
    """What a person can hold: a part of an item, a promise, or a step of sign-off that asks them by name."""

    PART = "part"
    PROMISE = "promise"
    STEP = "step"


class Need(StrEnum):
    """Which role a thing demands of whoever takes it."""

    ANSWERING = "answering"
    ASSISTING = "assisting"
    PROMISE = "promise"
    STEP = "step"


ROLES_FOR: Mapping[str, frozenset[Role]] = {
    Need.ANSWERING: frozenset({Role.OFFICER}),
    Need.ASSISTING: frozenset({Role.OFFICER, Role.LIAISON}),
    Need.PROMISE: frozenset({Role.OFFICER, Role.HEAD, Role.LIAISON, Role.COORDINATOR}),
    Need.STEP: frozenset({Role.OFFICER, Role.HEAD, Role.COORDINATOR, Role.LEADER, Role.LIAISON}),
}
GIVERS = frozenset({Subject.HEAD, Subject.CO_HEAD, Subject.COORDINATOR})
OVERSEERS = (Role.HEAD, Role.COORDINATOR)
ROLE_WORDS: Mapping[str, str] = {
    Need.ANSWERING: N_("承办人"),
    Need.ASSISTING: N_("承办人或会办联络员"),
    Need.PROMISE: N_("承办人、负责人或联络员"),
    Need.STEP: N_("审签人员"),
}

TO_ONESELF = N_("不能移交给本人。")
NOT_ACTIVE = N_("%(name)s的账号没有启用，不能接收。")
NOT_FIT = N_("%(name)s不是%(unit)s的%(roles)s，接不了其中%(count)s项。请另选接收人，或者分开移交。")
WROTE_IT = N_("%(name)s写过或送审过其中%(count)s件的答复稿，不能又在审签环节通过。请把这几个环节移交给别人。")
NOTHING = N_("没有可以移交的事项：可能已经移交，或者正等着别人接收。")
CHOOSE = N_("请选择要移交的事项。")
WHO = N_("请选择接收人。")
NOT_OPEN = N_("这次移交已经有结果，不能再改。")
REASON = N_("请写明理由。")


@dataclass(frozen=True)
class Pile:
    """Work of one kind that lies in one place: how much, and how much of it waits in an open hand-over."""

    kind: HeldKind
    need: Need
    host_unit_id: int
    unit_id: int
    office_id: int | None
    count: int = 0
    waiting: int = 0

    @property
    def free(self) -> int:
        """How much can be offered."""
        return self.count - self.waiting

    @property
    def place(self) -> int:
        """The office where it lies, or the unit while no office has it."""
        return self.office_id or self.unit_id


def may_give(actor: Actor, giver_id: int, pile: Pile, now: datetime) -> bool:
    """Tell whether a person may hand over what ``giver_id`` holds in a place (W40): one's own, or as head or office.

    A colleague has the row too, but only to take over.
    """
    part = Part(pile.unit_id, pile.office_id, giver_id)
    is_assisting = pile.need is Need.ASSISTING
    parties = CaseParties(
        host_unit_id=pile.host_unit_id,
        answering=() if is_assisting else (part,),
        assisting=(part,) if is_assisting else (),
    )
    is_giver = actor.user_id == giver_id or bool(subjects_of(actor, parties) & GIVERS)
    return is_giver and allows(Permission.HAND_OVER, actor, parties, Target(places=part.places), now=now)


def fits(receiver: Actor, pile: Pile) -> bool:
    """Tell whether a person has the role that the work of a pile demands where it lies."""
    return any(receiver.holds(role, pile.place) for role in ROLES_FOR[pile.need])


def unfit(receiver: Actor, piles: Iterable[Pile]) -> Pile | None:
    """Return the first pile that a person cannot take; None where all fit."""
    return next((pile for pile in piles if not fits(receiver, pile)), None)
