"""Letters of the demonstration office that follow a sent reply: one in each state, from a draft to the sending."""

from collections.abc import Callable, Mapping

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.later_letters import LetterKind, PromiseFate
from tracker.domain.vocabulary import LetterState, Verdict
from tracker.extensions import db
from tracker.models.later_letter import LaterLetter
from tracker.queries.later_letters import promises_in
from tracker.services import later_letters, letter_ends, letter_promises, reply
from tracker.services.demonstration.walk import CHECKER, COORDINATOR, LEADER, Walk

# place among the items whose promises are followed -> how far its later letter got
PLACES: Mapping[int, LetterState] = {
    1: LetterState.DRAFTING,
    2: LetterState.TO_SIGN,
    3: LetterState.SIGNED,
    4: LetterState.NUMBERED,
    5: LetterState.SENT,
    6: LetterState.CANCELLED,
}
CORRECTION = later_letters.LetterEntry(
    reason="核对时发现项目数量有误。", wrong="支持项目86项", right="支持项目68项"
)
SUPPLEMENT = later_letters.LetterEntry(
    reason="有关管理办法已经印发。", right="《自治区科技专项资金管理办法》已经印发，申报系统已经开通。"
)


def write_letter(walk: Walk) -> None:
    """Take a later letter to where it is to be seen; most items have none."""
    wanted = PLACES.get(walk.plan.place)
    if wanted is None:
        return
    letter_id = _start(walk, LetterKind.CORRECTION if walk.plan.place % 2 else LetterKind.SUPPLEMENT)
    for state in WAYS[wanted]:
        STEPS[state](walk, letter_id)


def _start(walk: Walk, kind: LetterKind) -> int:
    now = walk.at(66)
    return later_letters.start_letter(
        walk.actor(CHECKER, now),
        walk.proposal_id,
        walk.reply_id,
        kind=kind,
        entry=CORRECTION if kind is LetterKind.CORRECTION else SUPPLEMENT,
        version=None,
        now=now,
    ).id


def _move(walk: Walk, letter_id: int, action: Action, reason: str | None = None) -> None:
    now = walk.at(66)
    later_letters.move_letter(
        walk.actor(CHECKER, now), walk.proposal_id, letter_id, action, reason=reason, version=None, now=now
    )


def _sign(walk: Walk, letter_id: int) -> None:
    now = walk.at(67)
    letter_ends.sign_letter(
        walk.actor(LEADER, now),
        walk.proposal_id,
        letter_id,
        remark="同意。",
        promises_seen=True,
        version=None,
        now=now,
    )


def _number(walk: Walk, letter_id: int) -> None:
    now = walk.at(67)
    letter_ends.number_letter(
        walk.actor(COORDINATOR, now),
        walk.proposal_id,
        letter_id,
        serial=None,
        skipped=None,
        version=None,
        now=now,
    )


def _send(walk: Walk, letter_id: int) -> None:
    now = walk.at(68)
    sponsors = walk.file().proposal.sponsors
    letter_ends.send_letter(
        walk.actor(COORDINATOR, now),
        walk.proposal_id,
        letter_id,
        addressees=[reply.Addressee(one.name, "邮寄", sponsor_id=one.id) for one in sponsors],
        sent_on=local_day(now),
        version=None,
        now=now,
    )


def _submit(walk: Walk, letter_id: int) -> None:
    """Say that no sentence of the letter promises anything new, and hand it to the leader."""
    now, letter = walk.at(66), db.session.get_one(LaterLetter, letter_id)
    found = promises_in(letter)
    said = letter_promises.Verdicts(
        {row.id: Verdict.NOT_PROMISE for row in found.found},
        {row.id: PromiseFate.KEEPS for row in found.open},
    )
    who = walk.actor(CHECKER, now)
    letter_promises.judge_letter(who, walk.proposal_id, letter_id, said=said, version=None, now=now)
    _move(walk, letter_id, Action.SUBMIT)


def _cancel(walk: Walk, letter_id: int) -> None:
    _move(walk, letter_id, Action.CANCEL, "改为在下一次答复中一并说明。")


STEPS: Mapping[LetterState, Callable[[Walk, int], None]] = {
    LetterState.TO_SIGN: _submit,
    LetterState.SIGNED: _sign,
    LetterState.NUMBERED: _number,
    LetterState.SENT: _send,
    LetterState.CANCELLED: _cancel,
}
_FORWARD = (LetterState.TO_SIGN, LetterState.SIGNED, LetterState.NUMBERED, LetterState.SENT)
WAYS: Mapping[LetterState, tuple[LetterState, ...]] = {
    LetterState.DRAFTING: (),
    LetterState.CANCELLED: (LetterState.CANCELLED,),
    **{state: _FORWARD[: place + 1] for place, state in enumerate(_FORWARD)},
}
