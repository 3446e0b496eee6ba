"""Judging the promise marks of a draft: verdict, owner, measure and day; adding and splitting marks."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.commitments import BY_HAND, PAST, Resolved, resolve_day, split_place
from tracker.domain.errors import N_, InvalidInput, NotFound, StalePage
from tracker.domain.permissions import Actor, Permission
from tracker.domain.vocabulary import Verdict
from tracker.extensions import db
from tracker.models.commitment import PromiseMark
from tracker.models.people import Unit
from tracker.models.reply import Reply
from tracker.queries.calendar import working_calendar
from tracker.services.moves import check_version
from tracker.services.open_drafts import Draft, open_draft
from tracker.services.promise_finding import marks_by_id, new_mark, resolve
from tracker.services.unit_of_work import unit_of_work

SHORTEST = 2


@dataclass(frozen=True)
class Judgement:
    """An officer's verdict on a sentence: a promise with owner, measure and time, or none with the reason."""

    verdict: Verdict
    reason: str | None = None
    owner_unit_id: int | None = None
    owner_user_id: int | None = None
    target: str | None = None
    due_text: str | None = None
    due_on: date | None = None


def judge_promise(
    actor: Actor,
    proposal_id: int,
    reply_id: int,
    mark_id: int,
    *,
    judged: Judgement,
    version: int | None,
    now: datetime,
) -> PromiseMark:
    """Say whether a sentence is a promise; one that is gets an owner and a day, or a day of review.

    Raises InvalidInput for a promise without owner, for words of time that lie before the reply, and for a refusal
    without its reason; StalePage where somebody judged it or the sentence changed meanwhile.
    """
    with unit_of_work():
        draft = open_draft(actor, proposal_id, reply_id, now, permission=Permission.EDIT_COMMITMENTS)
        mark = _mark_of(draft.reply.id, mark_id, version)
        if judged.verdict is Verdict.PROMISE:
            _accept(draft, mark, judged)
        else:
            _decline(mark, judged)
        mark.verdict = judged.verdict
        mark.judged_by_id, mark.judged_at = actor.user_id, now
        return mark


def add_promise(
    actor: Actor, proposal_id: int, reply_id: int, *, quote: str, start: int | None, now: datetime
) -> PromiseMark:
    """Mark words of the draft that the reader did not find; ``start`` tells equal words apart.

    Raises InvalidInput where the words do not stand in the text or overlap another mark.
    """
    with unit_of_work():
        draft = open_draft(actor, proposal_id, reply_id, now, permission=Permission.EDIT_COMMITMENTS)
        words = quote.strip()
        taken = [(row.start_at, row.end_at) for row in marks_by_id(reply_id).values() if row.is_placed]
        place = _place_of(draft.reply.text, words, start)
        if any(place < other_end and other < place + len(words) for other, other_end in taken):
            raise InvalidInput(field="quote", reason=N_("这句话里已经有标记，请在右侧直接判定或拆分。"))
        mark = new_mark(draft, place, words, is_found=False)
        mark.owner_unit_id = draft.seat.part.place
        db.session.add(mark)
        db.session.flush()
        return mark


def split_promise(
    actor: Actor,
    proposal_id: int,
    reply_id: int,
    mark_id: int,
    *,
    second: str,
    version: int | None,
    now: datetime,
) -> PromiseMark:
    """Cut a mark in two where the words ``second`` begin; both halves are to be judged; returns the second."""
    with unit_of_work():
        draft = open_draft(actor, proposal_id, reply_id, now, permission=Permission.EDIT_COMMITMENTS)
        mark = _mark_of(draft.reply.id, mark_id, version)
        places = split_place(mark.start_at, mark.quote, second.strip())
        if places is None:
            raise InvalidInput(field="second", reason=N_("请填写第二个承诺开头的几个字，要与原句一字不差。"))
        first, other = places
        text = draft.reply.text
        mark.start_at, mark.end_at, mark.quote = first[0], first[1], text[slice(*first)]
        mark.verdict, mark.is_found = Verdict.UNDECIDED, False
        part = new_mark(draft, other[0], text[slice(*other)], is_found=False)
        part.owner_unit_id = mark.owner_unit_id
        db.session.add(part)
        db.session.flush()
        return part


def settle_days(reply: Reply, on: date) -> list[PromiseMark]:
    """Count the words of time of a reply's promises from the day ``on`` that it bears; returns the marks that moved.

    Days filled in by a person stay.
    """
    moved = []
    for mark in marks_by_id(reply.id).values():
        if mark.verdict is not Verdict.PROMISE or mark.rule == BY_HAND:
            continue
        found = resolve_day(mark.due_text or "", on, working_calendar().add_working_days)
        if found.rule != PAST and (found.due_on, found.review_on) != (mark.due_on, mark.review_on):
            mark.due_on, mark.review_on, mark.rule = found.due_on, found.review_on, found.rule
            moved.append(mark)
    return moved


def _mark_of(reply_id: int, mark_id: int, version: int | None) -> PromiseMark:
    mark = db.session.get(PromiseMark, mark_id, populate_existing=True)
    if mark is None or mark.reply_id != reply_id:
        raise NotFound
    if not mark.is_placed:
        raise StalePage
    check_version(mark, version)  # type: ignore[arg-type]  # versioned like the records with states
    return mark


def _accept(draft: Draft, mark: PromiseMark, judged: Judgement) -> None:
    owner = _owner(judged)
    words = (judged.due_text or "").strip().strip("“”\"'")
    found = resolve(words, draft)
    by_hand = _day_by_hand(mark, judged, words, found)
    _check_day(by_hand, found, draft.today)
    mark.owner_unit_id, mark.owner_user_id = owner.id, judged.owner_user_id
    mark.target, mark.reason = kept_words(judged.target), kept_words(judged.reason)
    mark.due_text = words or None
    mark.due_on = by_hand or found.due_on
    mark.review_on = None if mark.due_on else found.review_on
    mark.rule = BY_HAND if by_hand else found.rule


def _owner(judged: Judgement) -> Unit:
    unit = db.session.get(Unit, judged.owner_unit_id) if judged.owner_unit_id is not None else None
    if unit is None or not unit.is_active:
        raise InvalidInput(field="owner", reason=N_("请选择这句承诺由谁落实。"))
    return unit


def _check_day(by_hand: date | None, found: Resolved, today: date) -> None:
    if by_hand is not None and by_hand < today:
        raise InvalidInput(field="due_on", reason=N_("到期日不能早于今天。"))
    if by_hand is None and found.rule == PAST:
        raise InvalidInput(
            field="due_text", reason=N_("这个时间早于答复日期，请改写时间用语或直接填到期日。")
        )


def kept_words(words: str | None) -> str | None:
    """Return what was typed without spaces at its ends, None for nothing."""
    return (words or "").strip() or None


def _day_by_hand(mark: PromiseMark, judged: Judgement, words: str, found: Resolved) -> date | None:
    """Return the day that the officer filled in; one that was only carried along with changed words does not count."""
    day = judged.due_on
    if day is None or day == found.due_on:
        return None
    was_carried = day == mark.due_on and words != (mark.due_text or "") and found.rule != PAST
    return None if was_carried else day


def _decline(mark: PromiseMark, judged: Judgement) -> None:
    reason = (judged.reason or "").strip()
    if judged.verdict is Verdict.NOT_PROMISE and not reason:
        raise InvalidInput(field="reason", reason=N_("请写明为什么不是承诺，例如“方向性表述”。"))
    mark.reason = reason or None


def _place_of(text: str, words: str, start: int | None) -> int:
    """Return where the words stand: at ``start``, else the place nearest to it."""
    if len(words) < SHORTEST or words not in text or "\n\n" in words:
        raise InvalidInput(field="quote", reason=N_("正文里没有这句话，请从正文里原样摘录。"))
    if start is not None and text.startswith(words, start):
        return start
    places = [at for at in range(len(text)) if text.startswith(words, at)]
    return min(places, key=lambda at: abs(at - (start or 0)))
