"""Drafting a reply (拟稿): start, save, keep versions, submit, take back; no word is lost to another editor."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.class_marks import SCHEMES
from tracker.domain.due_dates import Milestone as Code
from tracker.domain.errors import N_, InvalidInput, NotOffered, Refused, TrackerError
from tracker.domain.events import EventKind
from tracker.domain.opinion_words import annex, with_annex
from tracker.domain.permissions import Actor, Permission
from tracker.domain.reply_words import own_name
from tracker.domain.text import plain_lines, squeeze
from tracker.domain.text_merge import is_undecided
from tracker.domain.vocabulary import AssignmentState, Machine, Publicity, ReplyState
from tracker.extensions import db
from tracker.models.reply import DraftVersion, Reply
from tracker.queries.drafts import written_title
from tracker.queries.opinions import heard_of
from tracker.services.asks import Tie, follow_ties
from tracker.services.draft_versions import (
    forget_snapshots,
    keep_late,
    keep_snapshot,
    keep_version,
    next_number,
)
from tracker.services.loading import demand, open_case, readable_draft, refuse_held, seat_of
from tracker.services.milestones import finish_milestone
from tracker.services.moves import Telling, make_move, write_event
from tracker.services.new_replies import check_partners, lock_for_reply, new_reply
from tracker.services.open_drafts import Draft, open_draft
from tracker.services.private_copies import setting_aside
from tracker.services.promise_finding import follow_text, forget_lost
from tracker.services.reply_desk import open_reply
from tracker.services.step_making import start_steps
from tracker.services.steps import rest
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import after_saving, refusing, unit_of_work

LONGEST = 200_000
LONGEST_ADDRESSEE = 120
UNDECIDED = N_("还有两种写法没有取舍：请删去带“▲”的一种，并去掉标记。")


@dataclass(frozen=True)
class DraftEntry:
    """What the editor sends; what is None stays as it is. ``ties`` says where each ask is answered, by its id."""

    text: str
    title: str | None = None
    contact_person: str | None = None
    contact_phone: str | None = None
    class_mark: str | None = None
    publicity: Publicity | None = None
    publicity_reason: str | None = None
    ties: Mapping[int, Tie] = field(default_factory=dict)


def start_reply(actor: Actor, proposal_id: int, assignment_id: int, *, now: datetime) -> Reply:
    """Start the reply of an answering unit that has an officer; title, salutation and opening are proposed.

    Raises NotOffered where the part is not being handled or has its reply already, Refused where another joint lead
    drafts the one letter of all.
    """
    with unit_of_work():
        lock_for_reply(proposal_id)
        file = open_case(actor, proposal_id, now)
        seat = seat_of(file, assignment_id)
        demand(file, Permission.EDIT_DRAFT, actor, now, seat.target)
        check_partners(file, seat)
        if seat not in file.answering or seat.assignment.state is not AssignmentState.HANDLING or seat.reply:
            raise NotOffered
        if seat.officer is None:
            raise Refused(reason=N_("还没有确定承办人，请部门负责人先指定。"))
        reply = new_reply(actor, file, seat, now)
        with refusing("assignment_id", NotOffered()), refusing("uq_reply_live", NotOffered()):
            db.session.add(reply)
        keep_snapshot(actor, reply)
        subject = (Machine.REPLY, reply.id, None, ReplyState.DRAFTING.value)
        write_event(proposal_id, EventKind.REPLY_STARTED, actor, now, subject=subject)
        refresh_summary(proposal_id)
        return reply


def save_text(
    actor: Actor, proposal_id: int, reply_id: int, *, entry: DraftEntry, version: int | None, now: datetime
) -> Reply:
    """Save the working text and carry the promise marks along; no word is lost.

    Raises DraftTaken where somebody else saved or submitted meanwhile: both texts are kept as versions first.
    Raises TextSetAside where the writer lost the right meanwhile: the text is kept as a private copy.
    """
    with _setting_aside(actor, reply_id, entry, now), unit_of_work():
        draft = open_draft(actor, proposal_id, reply_id, now, may_be_sealed=True)
        text = _checked(entry, draft.reply)
        taken = keep_late(actor, draft.reply, text, version, now)
        if taken is None:
            _write(actor, draft, entry, text, now)
            return draft.reply
    raise taken


def save_version(
    actor: Actor,
    proposal_id: int,
    reply_id: int,
    *,
    entry: DraftEntry,
    note: str | None,
    version: int | None,
    now: datetime,
) -> DraftVersion:
    """Save the text and keep it as the next numbered version; raises what :func:`save_text` raises."""
    with _setting_aside(actor, reply_id, entry, now), unit_of_work():
        draft = open_draft(actor, proposal_id, reply_id, now, may_be_sealed=True)
        text = _checked(entry, draft.reply)
        taken = keep_late(actor, draft.reply, text, version, now)
        if taken is None:
            _write(actor, draft, entry, text, now)
            kept = keep_version(actor, draft.reply, text, now, note=squeeze(note or "")[:200] or None)
            draft.reply.draft_number = kept.number + 1
            data = {"draft": kept.number}
            write_event(proposal_id, EventKind.REPLY_VERSION_SAVED, actor, now, telling=Telling(data=data))
            return kept
    raise taken


def save_merged(
    actor: Actor, proposal_id: int, reply_id: int, *, entry: DraftEntry, version: int | None, now: datetime
) -> Reply:
    """Save what one editor made of two texts; raises InvalidInput while a place still holds two wordings."""
    if is_undecided(plain_lines(entry.text)):
        raise InvalidInput(field="text", reason=UNDECIDED)
    return save_text(actor, proposal_id, reply_id, entry=entry, version=version, now=now)


def tell_opinions(
    actor: Actor, proposal_id: int, reply_id: int, *, entry: DraftEntry, version: int | None, now: datetime
) -> Reply:
    """Save the draft with the paragraphs that tell the sponsor how each co-handler's opinion was weighed.

    Raises Refused while no opinion has been weighed.
    """
    file = open_case(actor, proposal_id, now)
    seat, _reply = readable_draft(file, reply_id, actor, now)
    words = annex(heard_of(file), own_name(seat.assignment.unit.name))
    if not words:
        raise Refused(reason=N_("会办意见都还没有写明是否采纳，请先逐份写明。"))
    told = replace(entry, text=with_annex(plain_lines(entry.text), words))
    return save_text(actor, proposal_id, reply_id, entry=told, version=version, now=now)


def _setting_aside(
    actor: Actor, reply_id: int, entry: DraftEntry, now: datetime
) -> AbstractContextManager[None]:
    title = partial(written_title, actor.user_id, reply_id)
    return setting_aside(actor, Machine.REPLY, entry.text, title, now)


def submit_draft(
    actor: Actor,
    proposal_id: int,
    reply_id: int,
    *,
    entry: DraftEntry | None = None,
    version: int | None,
    asks_confirmed: bool = False,
    now: datetime,
) -> Reply:
    """Save what was typed and submit the draft for review in one transaction, which seals its text.

    Raises SavedOnly, with the text saved, while a sentence waits for its verdict, or while an ask has no answer and
    nobody has confirmed that it stays so (``asks_confirmed``); the sealed version keeps how many were confirmed.
    Without ``entry`` the text that stands is submitted; with it, raises what :func:`save_text` raises.
    """
    if entry is None:
        with unit_of_work():
            return _submit(actor, proposal_id, reply_id, version, now, asks_confirmed=asks_confirmed)
    with _setting_aside(actor, reply_id, entry, now), unit_of_work():
        draft = open_draft(actor, proposal_id, reply_id, now, may_be_sealed=True)
        text = _checked(entry, draft.reply)
        done: Reply | TrackerError | None = keep_late(actor, draft.reply, text, version, now)
        if done is None:
            _write(actor, draft, entry, text, now)
            submit = partial(_submit, actor, proposal_id, reply_id, None, now, asks_confirmed=asks_confirmed)
            done = after_saving(draft.reply, submit)
    if isinstance(done, TrackerError):
        raise done
    return done


def _submit(
    actor: Actor,
    proposal_id: int,
    reply_id: int,
    version: int | None,
    now: datetime,
    *,
    asks_confirmed: bool,
) -> Reply:
    desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
    reply = desk.reply
    demand(desk.file, Permission.SUBMIT_REPLY, actor, now, replace(desk.seat.target, is_working=True))
    refuse_held(desk.seat)
    if is_undecided(reply.text):
        raise Refused(reason=UNDECIDED)
    reply.draft_number = next_number(reply.id)
    data = {"draft": reply.draft_number}
    facts = replace(desk.question.facts, asks_confirmed=asks_confirmed)
    make_move(reply, Action.SUBMIT, replace(desk.question, facts=facts), Telling(data=data))
    sealed = keep_version(actor, reply, reply.text, now)
    sealed.is_submitted, sealed.asks_open = True, facts.asks_open
    start_steps(actor, desk.file, desk.seat, reply, now)
    forget_lost(reply.id)
    forget_snapshots(reply.id)
    finish_milestone(desk.seat.assignment.id, Code.DRAFT, local_day(now))
    refresh_summary(proposal_id)
    return reply


def recall_submission(
    actor: Actor, proposal_id: int, reply_id: int, *, version: int | None, now: datetime
) -> Reply:
    """Take a submitted draft back before anybody has passed it; the sealed version stays."""
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        data = {"draft": desk.reply.draft_number}
        make_move(desk.reply, Action.RECALL_SUBMISSION, desk.question, Telling(data=data))
        rest(desk.steps)
        refresh_summary(proposal_id)
        return desk.reply


def _checked(entry: DraftEntry, reply: Reply) -> str:
    """Return the text as it is kept; raises InvalidInput for values that a draft cannot hold."""
    text = plain_lines(entry.text)
    if len(text) > LONGEST:
        raise InvalidInput(field="text", reason=N_("正文太长，请控制在20万字以内。"))
    if entry.title is not None and not entry.title.strip():
        raise InvalidInput(field="title", reason=N_("请填写答复函的标题。"))
    marks = {mark.mark for mark in SCHEMES[reply.class_scheme].marks}
    if entry.class_mark and entry.class_mark not in marks:
        raise InvalidInput(field="class_mark", reason=N_("这个办理结果类别不在本地的类别表里。"))
    return text


def _write(actor: Actor, draft: Draft, entry: DraftEntry, text: str, now: datetime) -> None:
    reply = draft.reply
    old = reply.text
    reply.text = text
    reply.author_id, reply.saved_at = actor.user_id, now
    reply.draft_number = max(reply.draft_number, next_number(reply.id))
    _write_head(reply, entry)
    _write_decisions(reply, entry)
    follow_ties(reply, old, text, entry.ties)
    db.session.flush()
    follow_text(draft, old, text)
    keep_snapshot(actor, reply)


def _write_head(reply: Reply, entry: DraftEntry) -> None:
    reply.title = squeeze(entry.title) if entry.title is not None else reply.title
    reply.addressee = _addressee(reply.text) or reply.addressee
    if entry.contact_person is not None:
        reply.contact_person = squeeze(entry.contact_person) or None
    if entry.contact_phone is not None:
        reply.contact_phone = squeeze(entry.contact_phone) or None


def _addressee(text: str) -> str | None:
    """Return whom the text addresses in its first line (郑毅委员：), where it does."""
    first = text.partition("\n")[0].strip()
    return first[:-1] if first.endswith(("：", ":")) and 1 < len(first) <= LONGEST_ADDRESSEE else None


def _write_decisions(reply: Reply, entry: DraftEntry) -> None:
    """Keep the officer's proposals; one that is not open to all is kept once its reason stands (GBF46)."""
    if entry.class_mark is not None:
        reply.class_mark = entry.class_mark or None
    reason = squeeze(entry.publicity_reason or "")
    if entry.publicity is Publicity.PROACTIVE or (entry.publicity and reason):
        reply.publicity, reply.publicity_reason = entry.publicity, reason or None
