"""A department's own labels on items (标签): put by whoever adds to the item's file, for its own people."""

from datetime import datetime

from sqlalchemy import func, select

from tracker.domain.errors import N_, InvalidInput, Refused
from tracker.domain.events import EventKind
from tracker.domain.permissions import Actor, Permission
from tracker.domain.phrases import phrase
from tracker.domain.text import squeeze
from tracker.extensions import db
from tracker.models.register import ProposalTag, Tag
from tracker.queries.case_file import CaseFile
from tracker.queries.tags import MOST_TAGS
from tracker.services.loading import demand, open_case
from tracker.services.moves import Telling, write_event
from tracker.services.unit_of_work import unit_of_work

LONGEST_NAME = 20


def checked_name(text: str) -> str:
    """Return a label as it is kept; raises InvalidInput for none, and for one that is too long."""
    name = squeeze(text)
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput(field="name", reason=N_("请填写标签，最多20字。"))
    return name


def put_tag(actor: Actor, proposal_id: int, *, name: str, now: datetime) -> Tag:
    """Put a label on an item, a new one of its department where there is none of this name (W7).

    Raises Refused where the item has it already, InvalidInput for no name and for one label too many.
    """
    with unit_of_work():
        item = _opened(actor, proposal_id, now).proposal
        tag = _tag(actor, item.host_unit_id, checked_name(name), now)
        if db.session.get(ProposalTag, (proposal_id, tag.id)) is not None:
            raise Refused(reason=phrase(N_("已有标签“%(tag)s”。"), tag=tag.name))
        db.session.add(ProposalTag(proposal_id=proposal_id, tag_id=tag.id))
        _tell(EventKind.TAG_PUT, actor, proposal_id, tag, now)
        return tag


def take_tag(actor: Actor, proposal_id: int, *, name: str, now: datetime) -> None:
    """Take a label off an item; one that no item has any more goes with it. Raises Refused where the item lacks it."""
    with unit_of_work():
        item = _opened(actor, proposal_id, now).proposal
        tag = _find(item.host_unit_id, checked_name(name))
        row = db.session.get(ProposalTag, (proposal_id, tag.id)) if tag else None
        if tag is None or row is None:
            raise Refused(reason=phrase(N_("没有标签“%(tag)s”。"), tag=name))
        db.session.delete(row)
        _tell(EventKind.TAG_TAKEN, actor, proposal_id, tag, now)
        db.session.flush()
        if db.session.scalar(select(ProposalTag.tag_id).where(ProposalTag.tag_id == tag.id).limit(1)) is None:
            db.session.delete(tag)


def may_tag(actor: Actor, file: CaseFile, now: datetime) -> bool:
    """Tell whether the person may label an item."""
    return file.may(Permission.UPLOAD, actor, now=now)


def _opened(actor: Actor, proposal_id: int, now: datetime) -> CaseFile:
    file = open_case(actor, proposal_id, now)
    demand(file, Permission.UPLOAD, actor, now)
    return file


def _find(host_unit_id: int, name: str) -> Tag | None:
    return db.session.scalar(select(Tag).where(Tag.host_unit_id == host_unit_id, Tag.name == name))


def _tag(actor: Actor, host_unit_id: int, name: str, now: datetime) -> Tag:
    found = _find(host_unit_id, name)
    if found is not None:
        return found
    count = select(func.count()).select_from(Tag).where(Tag.host_unit_id == host_unit_id)
    if (db.session.scalar(count) or 0) >= MOST_TAGS:
        raise InvalidInput(field="name", reason=N_("一个单位最多100个标签，请用已有的。"))
    tag = Tag(host_unit_id=host_unit_id, name=name, created_at=now, created_by_id=actor.user_id)
    db.session.add(tag)
    db.session.flush()
    return tag


def _tell(kind: EventKind, actor: Actor, proposal_id: int, tag: Tag, now: datetime) -> None:
    write_event(proposal_id, kind, actor, now, telling=Telling(data={"tag": tag.name}))
