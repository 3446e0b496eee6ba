"""What the demonstration office brings together: items handled as one, one that went into another, and a topic."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import CaseState, Stage
from tracker.extensions import db
from tracker.models.proposal import Proposal
from tracker.services.demonstration.walk import COORDINATOR, LEADER
from tracker.services.merged_handling import merge_handling
from tracker.services.merging import merge_item
from tracker.services.topics import TopicEntry, create_topic, put_in_topic

WORD, TITLE = "县域", "县域科技创新"


def bring_together(people: Mapping[str, Actor], now: datetime) -> None:
    """Handle drafts on counties as one, likewise two that wait for a signature; put all on counties into a topic."""
    coordinator = people[COORDINATOR]
    told = select(Proposal.id).where(Proposal.title.contains(WORD), Proposal.state == CaseState.HANDLING)
    leading, *others = db.session.scalars(told.where(Proposal.stage == Stage.DRAFTING).order_by(Proposal.id))
    merge_handling(coordinator, leading, others=others, version=None, now=now)
    entry = TopicEntry(TITLE, owner_id=people[LEADER].user_id)
    topic = create_topic(coordinator, entry=entry, now=now)
    items = db.session.scalars(told.order_by(Proposal.id)).all()
    put_in_topic(coordinator, topic.id, items=items, version=None, now=now)
    _merge(coordinator, now)
    to_sign = select(Proposal.id).where(Proposal.stage == Stage.SIGN_OFF, ~Proposal.is_key)
    first, second, *_rest = db.session.scalars(to_sign.order_by(Proposal.id))
    merge_handling(coordinator, first, others=[second], version=None, now=now)


def _merge(coordinator: Actor, now: datetime) -> None:
    """Let the older of two items that wait for receipt go into the newer one."""
    waiting = select(Proposal.id).where(Proposal.stage == Stage.TO_SIGN, Proposal.round_no == 1)
    older, newer, *_rest = db.session.scalars(waiting.order_by(Proposal.id))
    merge_item(coordinator, older, target_id=newer, reason="两件内容相同，合并办理。", version=None, now=now)
