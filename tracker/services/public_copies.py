"""Making the copy of a letter for the public: private data found and taken out, each place decided by a person."""

from datetime import datetime

from sqlalchemy import select

from tracker.domain.errors import N_, InvalidInput, NotFound, NotOffered, Refused
from tracker.domain.events import EventKind
from tracker.domain.masking import FORCED, Known, Private, find_private
from tracker.domain.permissions import Actor, Permission
from tracker.domain.publication import PublicForm
from tracker.domain.vocabulary import LetterState, Machine, Publicity, ReplyState
from tracker.extensions import db
from tracker.models.later_letter import LaterLetter
from tracker.models.publication import PublicCopy, PublicMask
from tracker.models.reply import Reply
from tracker.queries.publication import decided_form, known_private, live_copy, summaries_of
from tracker.services.loading import demand
from tracker.services.moves import Telling, check_version, write_event
from tracker.services.reply_desk import Desk, open_reply
from tracker.services.unit_of_work import unit_of_work

LONGEST_REASON = 300
REMADE = N_("重新生成公开文本")
SUMMARY_ONLY = N_("领导决定只公开摘要，不能公开全文。")
NO_SUMMARY = N_("还没有写摘要，请先写摘要再生成公开文本。")


def prepare_copy(
    actor: Actor, proposal_id: int, reply_id: int, *, form: PublicForm, version: int | None, now: datetime
) -> PublicCopy:
    """Make the copy anew from the sent letter with its corrections, or from the latest summary; every find is masked.

    A copy in hand that was not published ends with it. Raises Refused without a summary or where only that may be
    published, NotOffered where the letter is not sent or not to be published.
    """
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        demand(desk.file, Permission.SEND_REPLY, actor, now)
        if desk.reply.state is not ReplyState.SENT or desk.reply.publicity is not Publicity.PROACTIVE:
            raise NotOffered
        refuse_whole(reply_id, form)
        _end_old(reply_id, actor, now)
        source = _source(desk.reply, form)
        copy = PublicCopy(
            proposal_id=proposal_id,
            reply_id=reply_id,
            form=form,
            title=desk.reply.title,
            source=source,
            made_at=now,
            made_by_id=actor.user_id,
        )
        copy.masks = _masks(source, known_private(desk.file.proposal, desk.reply))
        db.session.add(copy)
        _tell(
            desk,
            EventKind.REPLY_COPY_MADE,
            actor,
            now,
            Telling(data={"form": form, "places": len(copy.masks)}),
        )
        return copy


def refuse_whole(reply_id: int, form: PublicForm) -> None:
    """Raise Refused for the whole text where a leader decided to publish a summary alone."""
    if form is PublicForm.FULL and decided_form(reply_id) is PublicForm.SUMMARY:
        raise Refused(reason=SUMMARY_ONLY)


def _end_old(reply_id: int, actor: Actor, now: datetime) -> None:
    old = live_copy(reply_id)
    if old is not None:
        old.ended_at, old.ended_by_id, old.end_reason = now, actor.user_id, REMADE
        db.session.flush()


def _source(reply: Reply, form: PublicForm) -> str:
    if form is PublicForm.FULL:
        return "\n".join([reply.title, reply.text, *_corrections(reply.id)])
    summaries = summaries_of(reply.id)
    if not summaries:
        raise Refused(reason=NO_SUMMARY)
    return f"{reply.title}\n{summaries[-1].text}"


def _corrections(reply_id: int) -> list[str]:
    """Return the later letters that were sent, so that what is published is what holds."""
    statement = select(LaterLetter).where(
        LaterLetter.reply_id == reply_id, LaterLetter.state == LetterState.SENT
    )
    rows = db.session.scalars(statement.order_by(LaterLetter.id))
    return [f"\n{one.title}\n{one.document_number or ''}\n{one.text}" for one in rows]


def _masks(source: str, known: Known) -> list[PublicMask]:
    return [
        PublicMask(start_at=one.start, end_at=one.end, private=one.private)
        for one in find_private(source, known)
    ]


def decide_mask(
    actor: Actor,
    proposal_id: int,
    reply_id: int,
    mask_id: int,
    *,
    is_masked: bool,
    reason: str | None,
    version: int | None,
    now: datetime,
) -> PublicMask:
    """Leave one found place in the copy, with the reason, or take it out again; who is kept secret stays out.

    ``version`` is the copy's. Raises InvalidInput without a reason, Refused for a confidential sponsor.
    """
    with unit_of_work():
        desk, copy = _open_copy(actor, proposal_id, reply_id, version, now)
        mask = next((one for one in copy.masks if one.id == mask_id), None)
        if mask is None:
            raise NotFound
        words = (reason or "").strip()
        if not is_masked and mask.private in FORCED:
            raise Refused(reason=N_("保密的提出人不能在公开文本里出现。"))
        if not is_masked and not words:
            raise InvalidInput(field="reason", reason=N_("请写明为什么可以公开这一处。"))
        if len(words) > LONGEST_REASON:
            raise InvalidInput(field="reason", reason=N_("最多300字。"))
        mask.is_masked, mask.reason = is_masked, words or None
        mask.decided_by_id, mask.decided_at = actor.user_id, now
        copy.made_at = now
        data = {"private": mask.private, "is_masked": is_masked}
        _tell(desk, EventKind.REPLY_MASK_DECIDED, actor, now, Telling(words, data))
        return mask


def add_mask(
    actor: Actor, proposal_id: int, reply_id: int, *, quote: str, version: int | None, now: datetime
) -> int:
    """Take words out of the copy wherever they stand and are not taken out yet; returns in how many places.

    Raises InvalidInput where they stand nowhere.
    """
    with unit_of_work():
        desk, copy = _open_copy(actor, proposal_id, reply_id, version, now)
        words = quote.strip()
        taken = [(one.start_at, one.end_at) for one in copy.masks]
        places = [at for at in _places(copy.source, words) if not _touches(at, at + len(words), taken)]
        if not places:
            raise InvalidInput(field="quote", reason=N_("公开文本里没有这几个字，或者已经标出。"))
        for at in places:
            mask = PublicMask(start_at=at, end_at=at + len(words), private=Private.BY_HAND)
            mask.decided_by_id, mask.decided_at = actor.user_id, now
            copy.masks.append(mask)
        copy.made_at = now
        data = {"private": Private.BY_HAND, "is_masked": True}
        _tell(desk, EventKind.REPLY_MASK_DECIDED, actor, now, Telling(data=data))
        return len(places)


def _places(text: str, words: str) -> list[int]:
    found, at = [], text.find(words) if words else -1
    while at >= 0:
        found.append(at)
        at = text.find(words, at + len(words))
    return found


def _touches(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    return any(start < other_end and other < end for other, other_end in taken)


def _open_copy(
    actor: Actor, proposal_id: int, reply_id: int, version: int | None, now: datetime
) -> tuple[Desk, PublicCopy]:
    """Open the copy in hand, which is not published yet."""
    desk = open_reply(actor, proposal_id, reply_id, version=None, now=now)
    demand(desk.file, Permission.SEND_REPLY, actor, now)
    copy = live_copy(reply_id)
    if copy is None or copy.published_on is not None:
        raise NotOffered
    check_version(copy, version)  # type: ignore[arg-type]  # versioned like the records with states
    return desk, copy


def _tell(desk: Desk, kind: EventKind, actor: Actor, now: datetime, telling: Telling) -> None:
    subject = (Machine.REPLY, desk.reply.id, None, None)
    write_event(desk.file.proposal.id, kind, actor, now, telling=telling, subject=subject)
