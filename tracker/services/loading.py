"""How every service and page opens an item: whoever may not know of it gets the same answer as for none at all."""

from collections.abc import Iterable
from datetime import datetime

from tracker.domain.decisions import RESTS
from tracker.domain.errors import Forbidden, NotFound, ProofNeeded, Refused
from tracker.domain.permissions import WHOLE_CASE, Actor, Permission, Target, allows_when_fresh
from tracker.domain.vocabulary import SENT_REPLY_STATES
from tracker.models.opinion import Opinion
from tracker.models.reply import Reply
from tracker.queries.case_file import CaseFile, Seat, case_file, case_files, read_steps


def open_case(actor: Actor, proposal_id: int, now: datetime) -> CaseFile:
    """Read an item with its seats; raises NotFound where there is none or the person may not see it."""
    file = case_file(proposal_id)
    if file is None or not file.may(Permission.VIEW_CASE, actor, now=now):
        raise NotFound
    return file


def open_cases(actor: Actor, proposal_ids: Iterable[int], now: datetime) -> list[CaseFile]:
    """Read items in the order of their ids; raises NotFound where the person may not see every one of them."""
    ids = list(dict.fromkeys(proposal_ids))
    files = case_files(ids)
    read_steps(files.values())
    if any(one not in files or not files[one].may(Permission.VIEW_CASE, actor, now=now) for one in ids):
        raise NotFound
    return [files[one] for one in ids]


def seat_of(file: CaseFile, assignment_id: int) -> Seat:
    """Return one assignment's seat; raises NotFound where the item has no such assignment."""
    seat = file.seat_of(assignment_id)
    if seat is None:
        raise NotFound
    return seat


def opinion_of(file: CaseFile, opinion_id: int) -> tuple[Seat, Opinion]:
    """Return an opinion with its seat; raises NotFound where the item has none such."""
    for seat in file.seats:
        if seat.opinion is not None and seat.opinion.id == opinion_id:
            return seat, seat.opinion
    raise NotFound


def reply_of(file: CaseFile, reply_id: int) -> tuple[Seat, Reply]:
    """Return a reply that is not cancelled with its seat; raises NotFound where the item has none such."""
    for seat in file.seats:
        if seat.reply is not None and seat.reply.id == reply_id:
            return seat, seat.reply
    raise NotFound


def readable_opinion(file: CaseFile, opinion_id: int, actor: Actor, now: datetime) -> tuple[Seat, Opinion]:
    """Return an opinion for a page; raises NotFound where the person may not read it (R5)."""
    seat, opinion = opinion_of(file, opinion_id)
    if not file.may(Permission.VIEW_OPINIONS, actor, now=now, target=seat.target):
        raise NotFound
    return seat, opinion


def readable_reply(file: CaseFile, reply_id: int, actor: Actor, now: datetime) -> tuple[Seat, Reply]:
    """Return a reply for a page; raises NotFound where the person may read neither drafts nor the sent letter."""
    seat, reply = reply_of(file, reply_id)
    needed = Permission.VIEW_REPLY if reply.state in SENT_REPLY_STATES else Permission.VIEW_DRAFTS
    if not file.may(needed, actor, now=now, target=seat.target):
        raise NotFound
    return seat, reply


def readable_draft(file: CaseFile, reply_id: int, actor: Actor, now: datetime) -> tuple[Seat, Reply]:
    """Return a reply for a page of its drafts; raises NotFound for who may read only the sent letter (R4)."""
    seat, reply = reply_of(file, reply_id)
    if not file.may(Permission.VIEW_DRAFTS, actor, now=now, target=seat.target):
        raise NotFound
    return seat, reply


def refuse_held(seat: Seat) -> None:
    """Raise Refused while the work on a part rests: it is paused, or its return is asked for."""
    if seat.is_held:
        raise Refused(reason=RESTS)


def demand(
    file: CaseFile, permission: Permission, actor: Actor, now: datetime, target: Target = WHOLE_CASE
) -> None:
    """Raise Forbidden where the person lacks the right, ProofNeeded where only a fresh sign-in is missing."""
    if file.may(permission, actor, now=now, target=target):
        return
    if allows_when_fresh(permission, actor, file.parties, target, now=now):
        raise ProofNeeded
    raise Forbidden
