"""The life line of an item: ten steps from assignment to kept promises, of which several may run at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tracker.clock import local_day
from tracker.domain.due_dates import Milestone as Code
from tracker.domain.errors import N_
from tracker.domain.phrases import Phrase, phrase
from tracker.domain.vocabulary import (
    SENT_REPLY_STATES,
    SIGNED_REPLY_STATES,
    AssignmentState,
    CaseState,
    ReplyState,
)
from tracker.models.assignment import Milestone
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.item import Side


class StepState(StrEnum):
    """Whether a step is behind, runs, or lies ahead."""

    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True)
class LifeStep:
    """One step with its name, its note and its state."""

    name: str
    state: StepState
    note: Phrase | None = None


@dataclass(frozen=True)
class Life:
    """What the steps are drawn from; ``due`` holds the days of the host's own seat by milestone."""

    file: CaseFile
    side: Side
    due: Mapping[str, date]

    @property
    def own(self) -> Seat | None:
        """The host's own seat."""
        return self.file.own

    @property
    def reply(self) -> ReplyState | None:
        """The state of the host's reply, None before it is begun."""
        return self.own.reply.state if self.own and self.own.reply else None

    @property
    def is_answered(self) -> bool:
        """Whether the answer has gone out and the item moved on."""
        return self.file.proposal.replied_on is not None

    @property
    def is_handled(self) -> bool:
        """Whether the item is being handled and the host has signed for it."""
        own = self.own
        signed = own is not None and own.assignment.state is not AssignmentState.WAITING
        return self.file.proposal.state is CaseState.HANDLING and signed


REVIEWING = frozenset({ReplyState.DEPT_REVIEW, ReplyState.OFFICE_CHECK, ReplyState.COUNTERSIGN})
BEFORE_SIGNING = frozenset({None, ReplyState.DRAFTING}) | REVIEWING


def life_line(file: CaseFile, side: Side, milestones: list[Milestone]) -> list[LifeStep]:
    """Return the ten steps of an item in their order."""
    own = file.own
    seat_id = own.assignment.id if own else 0
    due = {row.code: row.due_on for row in milestones if row.assignment_id == seat_id}
    life = Life(file, side, due)
    return [LifeStep(name, *draw(life)) for name, draw in STEPS]


Drawn = tuple[StepState, Phrase | None]


def _day(day: date | datetime | None) -> Phrase | None:
    if day is None:
        return None
    return phrase("%(day)s", day=local_day(day) if isinstance(day, datetime) else day)


def _assigned(life: Life) -> Drawn:
    if life.own is None:
        return StepState.NOW, None
    return StepState.DONE, _day(life.own.assignment.assigned_on)


def _received(life: Life) -> Drawn:
    own = life.own
    if own is None:
        return StepState.AHEAD, None
    if own.assignment.state is AssignmentState.WAITING:
        return StepState.NOW, _limit(life, Code.SIGN)
    return StepState.DONE, _day(own.assignment.signed_at)


def _limit(life: Life, code: Code) -> Phrase | None:
    day = life.due.get(code.value)
    return phrase(N_("限 %(day)s"), day=day) if day else None


def _contacted(life: Life) -> Drawn:
    if life.side.first_contact_on:
        return StepState.DONE, _day(life.side.first_contact_on)
    if life.is_answered:
        return StepState.DONE, Phrase(N_("无记录"))
    state = StepState.NOW if life.is_handled else StepState.AHEAD
    return state, _limit(life, Code.FIRST_CONTACT)


def _opinions(life: Life) -> Drawn:
    file = life.file
    seats = file.co_handling
    if not seats:
        past = life.is_answered or life.is_handled
        return (StepState.DONE if past else StepState.AHEAD), Phrase(N_("无会办"))
    answered = len(seats) - file.opinions_missing
    note = phrase(N_("%(answered)s/%(all)s 已回"), answered=answered, all=len(seats))
    if life.is_answered or not (file.opinions_missing or file.opinions_unweighed):
        return StepState.DONE, note
    return (StepState.NOW if file.proposal.state is CaseState.HANDLING else StepState.AHEAD), note


def _drafted(life: Life) -> Drawn:
    reply = life.own.reply if life.own else None
    if reply is None:
        begins = life.is_handled and life.own is not None and life.own.is_answering and _is_given(life.own)
        return (StepState.NOW if begins else StepState.AHEAD), None
    note = phrase(N_("第%(draft)s稿"), draft=reply.draft_number)
    if reply.sent_back_count:
        note = phrase(
            N_("第%(draft)s稿，退回%(back)s次"), draft=reply.draft_number, back=reply.sent_back_count
        )
    return (StepState.NOW if reply.state is ReplyState.DRAFTING else StepState.DONE), note


def _is_given(seat: Seat) -> bool:
    return seat.assignment.officer_id is not None


def _reviewed(life: Life) -> Drawn:
    if life.reply in REVIEWING:
        return StepState.NOW, _limit(life, Code.DRAFT)
    if life.reply in BEFORE_SIGNING:
        day = life.due.get(Code.DRAFT.value)
        return StepState.AHEAD, phrase(N_("内部 %(day)s"), day=day) if day else None
    return StepState.DONE, None


def _signed(life: Life) -> Drawn:
    if life.reply is ReplyState.SIGN_OFF:
        return StepState.NOW, None
    reply = life.own.reply if life.own else None
    if reply is None or reply.state not in SIGNED_REPLY_STATES:
        return StepState.AHEAD, None
    return StepState.DONE, _day(reply.signed_at)


def _sent(life: Life) -> Drawn:
    reply = life.own.reply if life.own else None
    if reply is not None and reply.state in SENT_REPLY_STATES:
        return StepState.DONE, _day(reply.sent_on)
    runs = life.reply in {ReplyState.SIGNED, ReplyState.NUMBERED}
    return (StepState.NOW if runs else StepState.AHEAD), _limit(life, Code.REPLY)


def _evaluated(life: Life) -> Drawn:
    state = life.file.proposal.state
    if state in {CaseState.REPLIED, CaseState.EVALUATING}:
        return StepState.NOW, None
    return (StepState.DONE if life.is_answered else StepState.AHEAD), None


def _kept(life: Life) -> Drawn:
    total = life.file.proposal.promise_total or life.side.marks_promised
    note = phrase(N_("%(total)s句"), total=total) if total else None
    if life.file.proposal.state is CaseState.TRACKING or (life.is_answered and life.side.promises_open):
        return StepState.NOW, note
    return (StepState.DONE if life.is_answered else StepState.AHEAD), note


STEPS: tuple[tuple[str, Callable[[Life], Drawn]], ...] = (
    (N_("交办"), _assigned),
    (N_("签收"), _received),
    (N_("首次联系"), _contacted),
    (N_("会办意见"), _opinions),
    (N_("拟稿"), _drafted),
    (N_("审核"), _reviewed),
    (N_("签发"), _signed),
    (N_("发送"), _sent),
    (N_("征询意见"), _evaluated),
    (N_("承诺落实"), _kept),
)
