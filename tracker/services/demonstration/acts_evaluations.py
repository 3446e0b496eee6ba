"""How the sponsors of the demonstration office judge the answers: most are content, one item is handled anew."""

import struct
import zlib

from tracker.clock import local_day
from tracker.domain.vocabulary import ContactMethod, EvaluationState, Pertinence, Satisfaction
from tracker.models.evaluation import Evaluation
from tracker.queries.evaluations import evaluations_of
from tracker.services import evaluations, rounds
from tracker.services.demonstration.walk import CHECKER, COORDINATOR, SUPERVISOR, Walk
from tracker.services.evaluations import EvaluationEntry
from tracker.services.files import stash_file

SIDE = 320  # of the picture that stands for a scanned form, in pixels
RESULTS = (Satisfaction.SATISFIED, Satisfaction.SATISFIED, Satisfaction.BASICALLY)
CONTENT = "答复实在，希望按时落实。"
DISCONTENT = "没有写明资金来源和完成时间，希望逐条答复。"


def ask(walk: Walk) -> None:
    """Ask the lead sponsor."""
    now = walk.at(56)
    evaluations.ask_evaluation(
        walk.actor(COORDINATOR, now), walk.proposal_id, opinion_ids=(), version=None, now=now
    )


def hear(walk: Walk) -> None:
    """Enter the form that came back, and let another person confirm it."""
    _confirm(walk, _enter(walk, RESULTS[walk.plan.place % len(RESULTS)]))


def hear_some(walk: Walk) -> None:
    """Leave one item waiting, one entered, one dissatisfied, and have one handled anew."""
    if walk.plan.place == 0:
        return
    row = _enter(walk, Satisfaction.SATISFIED if walk.plan.place == 1 else Satisfaction.DISSATISFIED)
    if walk.plan.place == 1:
        return
    _confirm(walk, row)
    if walk.plan.place > 2:
        _redo(walk)


def _enter(walk: Walk, result: Satisfaction) -> Evaluation:
    now = walk.at(60)
    row = next(one for one in evaluations_of(walk.proposal_id) if one.state is EvaluationState.AWAITING)
    is_bad = result is Satisfaction.DISSATISFIED
    entry = EvaluationEntry(
        attitude=Satisfaction.BASICALLY if is_bad else Satisfaction.SATISFIED,
        result=result,
        on=local_day(now),
        text=DISCONTENT if is_bad else CONTENT,
        heard_by=ContactMethod.MEETING,
        agrees=not is_bad,
        pertinence=Pertinence.PARTLY if is_bad else Pertinence.TO_THE_POINT,
    )
    scan = stash_file(walk.store, _picture(walk.proposal_id), "征询意见表扫描件.png", now)
    return evaluations.enter_evaluation(
        walk.actor(COORDINATOR, now),
        walk.proposal_id,
        row.id,
        entry=entry,
        scan=scan,
        store=walk.store,
        version=None,
        now=now,
    )


def _confirm(walk: Walk, row: Evaluation) -> None:
    now = walk.at(62)
    evaluations.confirm_evaluation(walk.actor(CHECKER, now), walk.proposal_id, row.id, version=None, now=now)


def _redo(walk: Walk) -> None:
    now = walk.at(64)
    rounds.order_redo(
        walk.actor(SUPERVISOR, now),
        walk.proposal_id,
        reason="代表委员对办理结果不满意，请逐条重新答复。",
        ordered_by=None,
        co_handlers=(),
        version=None,
        now=now,
    )


def _picture(shade: int) -> bytes:
    """Return a lined sheet of paper as PNG, a little different for each item."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    paper, line = bytes([250 - shade % 16]), b"\x90"
    rows = b"".join(b"\0" + (line if y % 32 == 31 else paper) * SIDE for y in range(SIDE))
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
