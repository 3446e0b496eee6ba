"""What the demonstration office brings together: two items handled as one, and a topic with its leader."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import CaseState, Stage
from tracker.extensions import db
from tracker.models.proposal import Proposal
from tracker.services.demonstration.walk import COORDINATOR, LEADER
from tracker.services.merged_handling import merge_handling
from tracker.services.topics import TopicEntry, create_topic, put_in_topic

WORD, TITLE = "县域", "县域科技创新"


def bring_together(people: Mapping[str, Actor], now: datetime) -> None:
    """Handle the drafts on counties as one, and put all that is in hand on counties into a topic."""
    coordinator = people[COORDINATOR]
    told = select(Proposal.id).where(Proposal.title.contains(WORD), Proposal.state == CaseState.HANDLING)
    leading, *others = db.session.scalars(told.where(Proposal.stage == Stage.DRAFTING).order_by(Proposal.id))
    merge_handling(coordinator, leading, others=others, version=None, now=now)
    entry = TopicEntry(TITLE, owner_id=people[LEADER].user_id)
    topic = create_topic(coordinator, entry=entry, now=now)
    items = db.session.scalars(told.order_by(Proposal.id)).all()
    put_in_topic(coordinator, topic.id, items=items, version=None, now=now)
