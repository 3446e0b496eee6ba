"""Sign-off chains as data: which chain an item gets, whether a chain is sound, and how a reply walks along its steps.

Steps with one position are asked at the same time (会签, joint leads); the next position is asked once all of them are
done or bypassed. The rules below work on any rows that have a position, a stage and a state.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol, TypeVar

from tracker.domain.actions import Action
from tracker.domain.errors import N_
from tracker.domain.step_words import Importance, StepPlace, StepState
from tracker.domain.vocabulary import (
    REVIEW_STATES,
    Kind,
    ReplyState,
    Role,
)

SIGNING_PLACES = frozenset({StepPlace.ANSWERING_UNIT, StepPlace.PERSON})
FINISHED = frozenset({StepState.DONE, StepState.BYPASSED})
LONGEST_CHAIN = 20
LONGEST_NAME = 60

# who may be asked at a stage: a signature is always a leader's of the unit that answers (handling.md §1.4)
ROLES_OF: Mapping[ReplyState, tuple[Role, ...]] = {
    ReplyState.DEPT_REVIEW: (Role.HEAD,),
    ReplyState.OFFICE_CHECK: (Role.COORDINATOR, Role.HEAD),
    ReplyState.COUNTERSIGN: (Role.HEAD, Role.LEADER),
    ReplyState.SIGN_OFF: (Role.LEADER,),
}
MOVE_TO: Mapping[ReplyState, Action] = {
    ReplyState.DEPT_REVIEW: Action.MOVE_TO_REVIEW,
    ReplyState.OFFICE_CHECK: Action.MOVE_TO_CHECK,
    ReplyState.COUNTERSIGN: Action.MOVE_TO_COUNTERSIGN,
    ReplyState.SIGN_OFF: Action.MOVE_TO_SIGN,
}
_DIRECT: Mapping[tuple[ReplyState, ReplyState | None], Action] = {
    (ReplyState.DEPT_REVIEW, ReplyState.OFFICE_CHECK): Action.APPROVE,
    (ReplyState.OFFICE_CHECK, ReplyState.SIGN_OFF): Action.PASS_CHECK,
    (ReplyState.SIGN_OFF, None): Action.SIGN,
}


@dataclass(frozen=True)
class StepPlan:
    """One step of a chain as it is written down, before anybody's reply."""

    position: int
    stage: ReplyState
    name: str
    place: StepPlace
    role: Role | None = None
    unit_id: int | None = None
    user_id: int | None = None
    demands_meeting: bool = False


BUILT_IN = (
    StepPlan(1, ReplyState.DEPT_REVIEW, N_("部门审核"), StepPlace.HANDLING_OFFICE, Role.HEAD),
    StepPlan(2, ReplyState.OFFICE_CHECK, N_("办公室核稿"), StepPlace.ANSWERING_UNIT, Role.COORDINATOR),
    StepPlan(3, ReplyState.SIGN_OFF, N_("领导签发"), StepPlace.ANSWERING_UNIT, Role.LEADER),
)
BUILT_IN_NAMES = frozenset(step.name for step in BUILT_IN)


class Fitting(Protocol):
    """What of a chain decides for which items it is."""

    @property
    def kind(self) -> Kind | None:
        """The kind of item it is for, any where None."""

    @property
    def importance(self) -> Importance | None:
        """The weight of an item that it is for, any where None."""


class Step(Protocol):
    """What of a step decides where the reply goes next."""

    position: int
    stage: ReplyState
    state: StepState


Chain = TypeVar("Chain", bound=Fitting)
AnyStep = TypeVar("AnyStep", bound=Step)


def weights_of(*, is_key: bool, is_leader_led: bool) -> tuple[Importance, ...]:
    """Return an item's weights, the most telling first: what a leader leads may be a key item besides."""
    found = [
        weight
        for weight, holds in ((Importance.LEADER_LED, is_leader_led), (Importance.KEY, is_key))
        if holds
    ]
    return tuple(found) or (Importance.ORDINARY,)


def choose(chains: Iterable[Chain], kind: Kind, weights: Sequence[Importance]) -> Chain | None:
    """Return the most specific chain for an item: importance counts before kind; of equals the last one given."""
    fitting = [
        chain
        for chain in chains
        if chain.kind in {None, kind} and (chain.importance is None or chain.importance in weights)
    ]

    def weight(chain: Chain) -> tuple[int, bool]:
        rank = 0 if chain.importance is None else len(weights) - weights.index(chain.importance)
        return rank, chain.kind is not None

    best = max((weight(chain) for chain in fitting), default=None)
    return next((chain for chain in reversed(fitting) if weight(chain) == best), None)


def faults_of(steps: Sequence[StepPlan]) -> list[str]:
    """Return what is wrong with a chain, each fault in words that say how to mend it; none for a sound one."""
    if not steps:
        return [N_("还没有任何环节。")]
    ordered = sorted(steps, key=lambda step: step.position)
    ranks = [list(group) for _, group in groupby(ordered, key=lambda step: step.position)]
    found = [*_faults_of_order(ranks), *(fault for step in ordered for fault in _faults_of_step(step))]
    people = [step.user_id for step in steps if step.user_id is not None]
    if len(set(people)) < len(people):
        found.append(N_("同一个人不能办两个环节，请改由别人办理其中一个。"))
    if len(steps) > LONGEST_CHAIN:
        found.append(N_("环节太多，请控制在20个以内。"))
    return list(dict.fromkeys(found))


def _faults_of_order(ranks: list[list[StepPlan]]) -> Iterator[str]:
    if any(step.stage is not ReplyState.DEPT_REVIEW for step in ranks[0]):
        yield N_("第一个环节应是部门审核。")
    if any(len({step.stage for step in rank}) > 1 for rank in ranks):
        yield N_("同时办理的环节应是同一类，例如都是会签。")
    signing = [rank[0].stage is ReplyState.SIGN_OFF for rank in ranks]
    if not signing[-1]:
        yield N_("最后一个环节应是签发。")
    if sorted(signing) != signing:
        yield N_("签发之后只能还是签发；审核、核稿和会签请排在签发之前。")
    if len(ranks[-1]) > 1:
        yield N_("最后一个签发环节只能由一方办理。")


_STEP_FAULTS: tuple[tuple[Callable[[StepPlan], bool], str], ...] = (
    (
        lambda step: step.place is StepPlace.PERSON and step.user_id is None,
        N_("由指定的人办理的环节，请选定这个人。"),
    ),
    (
        lambda step: step.place is not StepPlace.PERSON and step.role not in ROLES_OF[step.stage],
        N_("有环节的办理角色与环节不符：签发由领导，核稿由办公室或处室负责人，审核由部门负责人。"),
    ),
    (
        lambda step: step.place is StepPlace.NAMED_UNIT and step.unit_id is None,
        N_("由指定单位办理的环节，请选定这个单位。"),
    ),
    (
        lambda step: step.stage is ReplyState.SIGN_OFF and step.place not in SIGNING_PLACES,
        N_("签发由答复单位的领导办理；其他单位请用会签。"),
    ),
)


def _faults_of_step(step: StepPlan) -> Iterator[str]:
    return (words for is_wrong, words in _STEP_FAULTS if is_wrong(step))


def settle(steps: Sequence[Step]) -> ReplyState | None:
    """Ask the first position that is not finished, and it alone; return its stage, None where all are finished."""
    open_steps = [step for step in steps if step.state not in FINISHED]
    first = min((step.position for step in open_steps), default=None)
    for step in open_steps:
        step.state = StepState.CURRENT if step.position == first else StepState.PENDING
    return next((step.stage for step in open_steps if step.position == first), None)


def present(steps: Iterable[AnyStep]) -> list[AnyStep]:
    """Return the steps that are asked now."""
    return [step for step in steps if step.state is StepState.CURRENT]


def stage_after(steps: Sequence[Step], step: Step) -> ReplyState | None:
    """Return the stage that follows once ``step`` is done; None where it is the last one open."""
    rest = [one for one in steps if one is not step and one.state not in FINISHED]
    return min(rest, key=lambda one: one.position).stage if rest else None


def passing(stage: ReplyState, following: ReplyState | None) -> Action:
    """Return the action by which a step of ``stage`` is passed when ``following`` is the next stage."""
    if stage is ReplyState.COUNTERSIGN:
        return Action.COUNTERSIGN
    return _DIRECT.get((stage, following), Action.PASS_ON)


def earlier(steps: Sequence[AnyStep]) -> list[AnyStep]:
    """Return the finished steps before the present ones, to which a reply may be sent back."""
    now = min((step.position for step in present(steps)), default=0)
    return [step for step in steps if step.position < now and step.state in FINISHED]


def make_room(steps: Iterable[Step], position: int) -> None:
    """Move every step from ``position`` on by one, so that another one fits in there."""
    for step in steps:
        if step.position >= position:
            step.position += 1


def is_last_signature(steps: Sequence[Step], step: Step) -> bool:
    """Tell whether no reply would be left to sign without this step: the last position is never bypassed."""
    return step.stage is ReplyState.SIGN_OFF and step.position == max(one.position for one in steps)


def demands_meeting(steps: Iterable[tuple[int, bool]], position: int) -> bool:
    """Tell whether a step up to ``position`` demands a meeting record; ``steps`` holds positions and demands."""
    return any(demands for place, demands in steps if place <= position)


if set(MOVE_TO) != set(REVIEW_STATES) or set(ROLES_OF) != set(REVIEW_STATES):
    raise RuntimeError(MOVE_TO, ROLES_OF)
