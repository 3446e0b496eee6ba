"""专题: key items grouped under one topic with a leader as its owner (handling.md §2.6: 20 topics, 225 suggestions)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.clock import local_day
from tracker.domain.errors import N_, Forbidden, InvalidInput
from tracker.domain.permissions import Actor
from tracker.domain.text import squeeze
from tracker.domain.vocabulary import GroupKind, Role
from tracker.extensions import db
from tracker.models.grouping import HandlingGroup
from tracker.queries.people import holders
from tracker.services.group_members import (
    NOBODY,
    add_members,
    asked,
    drop_member,
    may_group,
    member_of,
    open_group,
    open_items,
)
from tracker.services.intake import host_of
from tracker.services.loading import open_case
from tracker.services.moves import check_version
from tracker.services.unit_of_work import refusing, unit_of_work

LONGEST_TITLE = 120
SAME = N_("已经有同名的专题。")
ELSEWHERE = N_("只能归入本单位登记的件。")


@dataclass(frozen=True)
class TopicEntry:
    """A topic as typed: its title, and the leader who owns it: one of ours, or another by name."""

    title: str
    owner_id: int | None = None
    leader_name: str | None = None


def create_topic(actor: Actor, *, entry: TopicEntry, now: datetime) -> HandlingGroup:
    """Open a topic in the coordinator's department (W28); raises InvalidInput for a title that is empty or taken."""
    with unit_of_work():
        host = host_of(actor)
        if not may_group(actor, host.id, now):
            raise Forbidden
        topic = HandlingGroup(
            kind=GroupKind.TOPIC,
            host_unit_id=host.id,
            created_at=now,
            created_by_id=actor.user_id,
            changed_at=now,
        )
        _write(topic, entry, now)
        with refusing("handling_group", InvalidInput(field="title", reason=SAME)):
            db.session.add(topic)
        return topic


def edit_topic(
    actor: Actor, topic_id: int, *, entry: TopicEntry, version: int | None, now: datetime
) -> HandlingGroup:
    """Rename a topic or name another owner."""
    with unit_of_work():
        topic = open_group(actor, topic_id, GroupKind.TOPIC, version=version, now=now)
        with refusing("handling_group", InvalidInput(field="title", reason=SAME)):
            _write(topic, entry, now)
            topic.changed_at = now
        return topic


def put_in_topic(
    actor: Actor, topic_id: int, *, items: Sequence[int], version: int | None, now: datetime
) -> HandlingGroup:
    """Put items of the same book into a topic; one that is not the person's, or in another topic, refuses them all."""
    with unit_of_work():
        if not items:
            raise InvalidInput(field="items", reason=NOBODY)
        topic = open_group(actor, topic_id, GroupKind.TOPIC, version=version, now=now)
        files = open_items(actor, items, now)
        if any(file.proposal.host_unit_id != topic.host_unit_id for file in files):
            raise InvalidInput(field="items", reason=ELSEWHERE)
        add_members(actor, topic, files, now)
        return topic


def put_item_in_topic(
    actor: Actor, proposal_id: int, *, topic_id: int, version: int | None, now: datetime
) -> HandlingGroup:
    """Put one item into a topic, from the item's page; ``version`` is the item's."""
    with unit_of_work():
        check_version(open_case(actor, proposal_id, now).proposal, version)
        return put_in_topic(actor, topic_id, items=[proposal_id], version=None, now=now)


def take_from_topic(
    actor: Actor, topic_id: int, proposal_id: int, *, reason: str | None, version: int | None, now: datetime
) -> HandlingGroup:
    """Take an item out of its topic, with the reason."""
    with unit_of_work():
        topic = open_group(actor, topic_id, GroupKind.TOPIC, version=version, now=now)
        member = member_of(topic, proposal_id)
        open_items(actor, [proposal_id], now)
        drop_member(actor, topic, member, now, reason=asked(reason))
        return topic


def _write(topic: HandlingGroup, entry: TopicEntry, now: datetime) -> None:
    title = squeeze(entry.title)
    if not title:
        raise InvalidInput(field="title", reason=N_("请填写专题名称。"))
    if len(title) > LONGEST_TITLE:
        raise InvalidInput(field="title", reason=N_("专题名称最多120字。"))
    leaders = {one.id for one in holders(Role.LEADER, [topic.host_unit_id], local_day(now))}
    if entry.owner_id is not None and entry.owner_id not in {*leaders, topic.owner_id}:
        raise InvalidInput(field="owner_id", reason=N_("请选择本单位的领导。"))
    topic.title, topic.owner_id = title, entry.owner_id
    topic.leader_name = None if entry.owner_id else squeeze(entry.leader_name or "")[:80] or None
