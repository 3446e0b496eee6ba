"""What else may become of a promise, always with a reason: more time, another aim, given up, broken, taken up again."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.errors import N_, InvalidInput
from tracker.domain.permissions import Actor
from tracker.models.commitment import Commitment
from tracker.services.commitments import close, quoted
from tracker.services.moves import Telling, make_move
from tracker.services.promise_desk import open_commitment
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work

COURSES = (Action.POSTPONE, Action.CHANGE, Action.DROP, Action.DECLARE_BROKEN, Action.REOPEN)


def change_course(
    actor: Actor,
    commitment_id: int,
    action: Action,
    *,
    reason: str | None,
    until: date | None,
    version: int | None,
    now: datetime,
) -> Commitment:
    """Postpone, change, drop, declare broken or reopen a promise with its reason; the first due day always stays.

    Raises InvalidInput where more time comes without a day after today in Beijing.
    """
    with unit_of_work():
        desk = open_commitment(actor, commitment_id, version=version, now=now)
        promise = desk.commitment
        if action is Action.POSTPONE and (until is None or until <= local_day(now)):
            raise InvalidInput(field="until", reason=N_("请填写延期到哪一天，应晚于今天。"))
        make_move(promise, action, desk.question, Telling(reason, quoted(promise)))
        _EFFECTS[action](promise, actor, now, until)
        refresh_summary(promise.proposal_id)
        return promise


def _end(promise: Commitment, actor: Actor, now: datetime, _until: date | None) -> None:
    close(promise, actor, now)


def _postpone(promise: Commitment, _actor: Actor, _now: datetime, until: date | None) -> None:
    promise.due_on = promise.next_on = until


def _reopen(promise: Commitment, _actor: Actor, _now: datetime, _until: date | None) -> None:
    promise.closed_by_id = promise.closed_on = promise.reported_by_id = promise.reported_on = None
    promise.is_open = True


_EFFECTS: Mapping[Action, Callable[[Commitment, Actor, datetime, date | None], None]] = {
    Action.POSTPONE: _postpone,
    Action.CHANGE: _end,
    Action.DROP: _end,
    Action.DECLARE_BROKEN: _end,
    Action.REOPEN: _reopen,
}
