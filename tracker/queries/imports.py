"""Imports of registers: the list, one with its rows, and who has worked on what it made since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from tracker.domain.imports import UNDER_WAY
from tracker.extensions import db
from tracker.models.event import Event
from tracker.models.imports import ImportedRow, RegisterImport
from tracker.models.proposal import Proposal

MOST = 50
Import: TypeAlias = RegisterImport  # what pages call one: they do not know the tables


@dataclass(frozen=True)
class Touched:
    """An item of an import on which somebody has worked since: who was last, and when (UTC)."""

    proposal_id: int
    number: str
    title: str
    who: str
    at: datetime


def imports_of(host_unit_id: int) -> Sequence[RegisterImport]:
    """Return the latest imports of a department with who made them, the newest first."""
    statement = (
        select(RegisterImport)
        .options(joinedload(RegisterImport.made_by))
        .where(RegisterImport.host_unit_id == host_unit_id)
        .order_by(RegisterImport.id.desc())
        .limit(MOST)
    )
    return db.session.scalars(statement).all()


def import_of(host_unit_id: int, import_id: int) -> RegisterImport | None:
    """Return one import of a department with who made and undid it."""
    statement = (
        select(RegisterImport)
        .options(joinedload(RegisterImport.made_by), joinedload(RegisterImport.undone_by))
        .where(RegisterImport.host_unit_id == host_unit_id, RegisterImport.id == import_id)
    )
    return db.session.scalar(statement)


def under_way(host_unit_id: int) -> RegisterImport | None:
    """Return the import that waits or runs in a department, if there is one."""
    statement = select(RegisterImport).where(
        RegisterImport.host_unit_id == host_unit_id, RegisterImport.state.in_(UNDER_WAY)
    )
    return db.session.scalar(statement.limit(1))


def rows_of_import(import_id: int) -> Sequence[ImportedRow]:
    """Return what an import made and changed, in the file's order."""
    statement = select(ImportedRow).where(ImportedRow.import_id == import_id).order_by(ImportedRow.id)
    return db.session.scalars(statement).all()


def touched_since(one: RegisterImport, most: int | None = None) -> list[Touched]:
    """Return the items on which somebody has worked since an import: each with its last event."""
    last = (
        select(func.max(Event.id))
        .where(
            Event.id > (one.last_event_id or 0),
            Event.proposal_id.in_(select(ImportedRow.proposal_id).where(ImportedRow.import_id == one.id)),
        )
        .group_by(Event.proposal_id)
    )
    statement = (
        select(Proposal.id, Proposal.number_raw, Proposal.title, Event.actor_name, Event.at)
        .join(Event, Event.proposal_id == Proposal.id)
        .where(Event.id.in_(last))
        .order_by(Proposal.id)
        .limit(most)
    )
    return [
        Touched(id_, number or "", title, who, at)
        for id_, number, title, who, at in db.session.execute(statement)
    ]
