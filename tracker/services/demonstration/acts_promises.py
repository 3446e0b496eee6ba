"""How the demonstration office follows its promises and closes an item."""

from datetime import timedelta

from tracker.clock import local_day
from tracker.queries.promises import promises_of
from tracker.services import case_end, commitments
from tracker.services.demonstration.walk import COORDINATOR, SUPERVISOR, Walk


def follow(walk: Walk) -> None:
    """Conclude the evaluation and report on the first promises."""
    now = walk.at(64)
    case_end.conclude_evaluation(walk.actor(COORDINATOR, now), walk.proposal_id, version=None, now=now)
    for promise in promises_of(walk.proposal_id)[:2]:
        _progress(walk, promise.id)


def _progress(walk: Walk, commitment_id: int) -> None:
    now = walk.at(68)
    commitments.report_progress(
        walk.actor(walk.officer, now),
        commitment_id,
        text="已印发工作方案，正在组织申报和评审。",
        percent=40,
        evidence="桂科计字〔2026〕18号",
        version=None,
        now=now,
    )


def finish_promises(walk: Walk) -> None:
    """Report every promise done and let the supervisor close it."""
    for promise in promises_of(walk.proposal_id):
        now = walk.at(69)
        commitments.report_done(
            walk.actor(walk.officer, now),
            promise.id,
            text="已全部完成，有关材料随附。",
            evidence="验收意见（桂科函）",
            done_on=local_day(now),
            version=None,
            now=now,
        )
        later = now + timedelta(minutes=30)
        commitments.verify_done(
            walk.actor(SUPERVISOR, later), promise.id, remark="材料齐全。", version=None, now=later
        )
        walk.clock = later


def close(walk: Walk) -> None:
    """Close the item."""
    now = walk.at(70)
    case_end.close_case(walk.actor(COORDINATOR, now), walk.proposal_id, version=None, now=now)
