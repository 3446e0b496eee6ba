"""Items of the demonstration office that took another way: withdrawn, voided, paused, urged, archived."""

from tracker.clock import local_day
from tracker.domain.dispatches import Retention
from tracker.domain.urging import UrgeKind
from tracker.domain.vocabulary import Machine
from tracker.extensions import db
from tracker.models.writing import PrivateCopy
from tracker.services import case_end, cosigners, item_parts, urging, voiding, withdrawals
from tracker.services.demonstration.walk import COORDINATOR, LEADER, SUPERVISOR, Walk

WITHDRAWN_PLACE, ARCHIVED_PLACE, VOIDED_PLACE, PAUSED_PLACE, LOST_PLACE = 7, 9, 3, 8, 5
URGED_PLACE, ANSWERED_PLACE = 9, 10


def withdraw(walk: Walk) -> None:
    """Withdraw one item whose answer was being drafted, each co-signer agreeing."""
    if walk.plan.place != WITHDRAWN_PLACE:
        return
    now = walk.at(40)
    who, day = walk.actor(COORDINATOR, now), local_day(now)
    asked = withdrawals.ask_withdrawal(
        who, walk.proposal_id, reason="所提问题已经解决，申请撤回。", version=None, now=now
    )
    for sponsor in walk.file().proposal.sponsors[1:]:
        consent = cosigners.Consent(sponsor.id, day, "电话确认")
        cosigners.record_consent(who, walk.proposal_id, asked.id, consent=consent, version=None, now=now)
    withdrawals.accept_withdrawal(
        walk.actor(LEADER, now), walk.proposal_id, asked.id, reason=None, version=None, now=now
    )


def void(walk: Walk) -> None:
    """Void one item that was entered twice: one person proposes, another confirms."""
    if walk.plan.place != VOIDED_PLACE:
        return
    now = walk.at(1)
    asked = voiding.propose_void(
        walk.actor(COORDINATOR, now), walk.proposal_id, reason="同一件重复登记。", version=None, now=now
    )
    voiding.confirm_void(
        walk.actor(LEADER, now), walk.proposal_id, asked.id, reason=None, version=None, now=now
    )


def pause(walk: Walk) -> None:
    """Let one item rest until a higher decision has come."""
    if walk.plan.place != PAUSED_PLACE:
        return
    now = walk.at(14)
    item_parts.pause_part(
        walk.actor(LEADER, now),
        walk.proposal_id,
        walk.own().assignment.id,
        reason="国家有关规划正在修订，待印发后继续办理。",
        version=None,
        now=now,
    )


def urge(walk: Walk) -> None:
    """Urge the drafts of two items by slips of the supervisor; one is answered."""
    if walk.plan.place not in {URGED_PLACE, ANSWERED_PLACE}:
        return
    now = walk.at(62)
    slip = urging.urge_part(
        walk.actor(SUPERVISOR, now),
        walk.proposal_id,
        walk.own().assignment.id,
        urge=urging.Urge("请抓紧办理，书面说明进展和办结时间。", UrgeKind.SUPERVISION, local_day(walk.limit)),
        now=now,
    )
    if walk.plan.place == ANSWERED_PLACE:
        now = walk.at(64)
        urging.answer_urging(
            walk.actor(walk.officer, now),
            walk.proposal_id,
            slip.id,
            text="答复稿已经起草，正在与提出人沟通，沟通后即送审签。",
            version=None,
            now=now,
        )


def archive(walk: Walk) -> None:
    """Put the oldest closed item into the archive."""
    if walk.plan.place != ARCHIVED_PLACE:
        return
    now = walk.at(70)
    volume = case_end.Volume(Retention.PERMANENT, f"{now.year}-建议提案-{walk.plan.place:04d}")
    case_end.archive_case(
        walk.actor(COORDINATOR, now), walk.proposal_id, volume=volume, version=None, now=now
    )


def lose_text(walk: Walk) -> None:
    """Leave the officer a private copy of words that were typed while the item went to somebody else."""
    if walk.plan.place != LOST_PLACE:
        return
    copy = PrivateCopy(user_id=walk.people[walk.officer].user_id, kind=Machine.REPLY.value)
    copy.title, copy.saved_at = walk.plan.title, walk.at(34)
    copy.text = "一是完善配套政策。我厅将会同有关部门修订管理办法，明确支持范围和申报条件。"
    db.session.add(copy)
