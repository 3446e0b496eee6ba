"""The names behind the ids of a list's address: people, topics and labels, also those that are gone; one statement."""

from datetime import date

from sqlalchemy import Select, exists, or_, select

from tracker.domain.vocabulary import Role
from tracker.extensions import db
from tracker.models.grouping import HandlingGroup
from tracker.models.people import RoleGrant, User
from tracker.models.register import Tag
from tracker.queries.register import Reader, RegisterFilter
from tracker.queries.topics import may_know_topic


def names_of_filter(reader: Reader, chosen: RegisterFilter) -> dict[str, str | None]:
    """Return the names of the officer, topic and label that a list is narrowed to; None for one that is not there."""
    asked: dict[str, Select[str]] = {}
    if chosen.officer_id:
        asked["officer"] = _officer(chosen.officer_id)
        asked["gone"] = _gone(chosen.officer_id, reader.today)
    if chosen.topic_id is not None:
        asked["topic"] = _topic(chosen.topic_id, reader)
    if chosen.tag_id is not None:
        asked["tag"] = _tag(chosen.tag_id, reader)
    if not asked:
        return {}
    row = db.session.execute(
        select(*(statement.scalar_subquery().label(name) for name, statement in asked.items()))
    ).one()
    return dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping


def _officer(user_id: int) -> Select[str]:
    """Select the name of somebody who handles items or did; of nobody else."""
    handled = exists().where(RoleGrant.user_id == User.id, RoleGrant.role == Role.OFFICER)
    return select(User.name).where(User.id == user_id, handled)


def _gone(user_id: int, today: date) -> Select[str]:
    """Select the name once more where the person handles nothing any longer."""
    handles = exists().where(
        RoleGrant.user_id == User.id,
        RoleGrant.role == Role.OFFICER,
        RoleGrant.valid_from <= today,
        or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= today),
    )
    return select(User.name).where(User.id == user_id, or_(~User.is_active, ~handles))


def _topic(topic_id: int, reader: Reader) -> Select[str]:
    known = may_know_topic(reader.actor, reader.tree)
    return select(HandlingGroup.title).where(HandlingGroup.id == topic_id, known)


def _tag(tag_id: int, reader: Reader) -> Select[str]:
    return select(Tag.name).where(Tag.id == tag_id, Tag.host_unit_id.in_(sorted(reader.departments)))
