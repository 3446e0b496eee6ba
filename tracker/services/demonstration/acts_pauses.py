"""Terms that moved in the demonstration office: extended, then resting for a while; and a pause that is asked for."""

from datetime import timedelta

from tracker.services import extensions, item_parts, pause_requests
from tracker.services.demonstration.walk import LEADER, Walk

MOVED_PLACE, ASKED_PLACE = 1, 2
SOME_MORE = timedelta(days=20)


def extend_and_rest(walk: Walk) -> None:
    """Extend the day of one answer, and let its part rest for some days after that."""
    seat = walk.own().assignment
    if walk.plan.place != MOVED_PLACE or seat.due_on is None:
        return
    now, head = walk.at(22), walk.actor(walk.heads[walk.plan.office], walk.at(22))
    asked = extensions.ask_extension(
        head,
        walk.proposal_id,
        seat.id,
        until=seat.due_on + SOME_MORE,
        items=None,
        reason="涉及多个部门，需要会同调研后答复。",
        version=None,
        now=now,
    )
    granted = "提案委来电同意，抓紧办理。"
    now = walk.at(24)
    extensions.accept_extension(
        walk.actor(LEADER, now), walk.proposal_id, asked.id, reason=granted, version=None, now=now
    )
    now, awaited = walk.at(26), "自治区有关实施方案即将印发，待印发后答复。"
    item_parts.pause_part(
        walk.actor(LEADER, now), walk.proposal_id, seat.id, reason=awaited, version=None, now=now
    )
    now = walk.at(40)
    item_parts.resume_part(walk.actor(LEADER, now), walk.proposal_id, seat.id, version=None, now=now)


def ask_rest(walk: Walk) -> None:
    """Have the head of one office ask that its part may rest, which waits for the decision."""
    if walk.plan.place != ASKED_PLACE:
        return
    now = walk.at(16)
    pause_requests.ask_pause(
        walk.actor(walk.heads[walk.plan.office], now),
        walk.proposal_id,
        walk.own().assignment.id,
        reason="国家部委正在制定配套办法，预计下季度出台，建议待出台后继续办理。",
        version=None,
        now=now,
    )
