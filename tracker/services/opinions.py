"""Co-handlers' opinions (会办意见): written by the liaison, signed by the head, weighed by the lead."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy import select

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.due_dates import Milestone as Code
from tracker.domain.errors import N_, InvalidInput, NotOffered, Refused, TrackerError
from tracker.domain.permissions import Actor, Permission
from tracker.domain.text import plain_lines
from tracker.domain.text_merge import is_undecided
from tracker.domain.vocabulary import AssignmentState, Machine
from tracker.extensions import db
from tracker.models.opinion import Opinion
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.facts_opinion import opinion_question
from tracker.queries.opinions import written_opinion_title
from tracker.services.loading import demand, open_case, readable_opinion
from tracker.services.milestones import finish_milestone, redo_opinion
from tracker.services.moves import Telling, ask, check_version, make_move
from tracker.services.opinion_versions import OpinionTaken, keep_late, keep_saved
from tracker.services.private_copies import setting_aside
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import after_saving, unit_of_work

LONGEST = 50_000
WEIGHINGS = frozenset({Action.ADOPT, Action.PARTLY_ADOPT, Action.DECLINE})
UNSIGNED_PARTS = {AssignmentState.WAITING: N_("请先签收，再办理会办意见。")}


@dataclass(frozen=True)
class OpinionText:
    """What a co-handler writes: the opinion, whom to ask, and whether the lead may quote it in public."""

    text: str
    contact_person: str | None = None
    contact_phone: str | None = None
    may_be_published: bool = True


def save_opinion(
    actor: Actor,
    proposal_id: int,
    opinion_id: int,
    *,
    written: OpinionText,
    version: int | None,
    now: datetime,
) -> Opinion:
    """Save an opinion that is being written; no word is lost.

    Raises OpinionTaken where it was changed or handed in meanwhile: both texts are kept as versions first.
    Raises TextSetAside where the writer lost the right meanwhile: the text is kept as a private copy.
    """
    title = partial(written_opinion_title, actor.user_id, opinion_id)
    with setting_aside(actor, Machine.OPINION, written.text, title, now), unit_of_work():
        opinion, taken = _save(actor, proposal_id, opinion_id, written=written, version=version, now=now)
        if taken is None:
            return opinion
    raise taken


def _save(
    actor: Actor,
    proposal_id: int,
    opinion_id: int,
    *,
    written: OpinionText,
    version: int | None,
    now: datetime,
) -> tuple[Opinion, OpinionTaken | None]:
    """Save an opinion, or keep a text that comes too late and return what is to be said of it after the commit."""
    file, seat, opinion = _open(actor, proposal_id, opinion_id, now)
    demand(file, Permission.DRAFT_OPINION, actor, now, seat.target)
    text = _checked(written)
    taken = keep_late(actor, opinion, text, version, now)
    if taken is None:
        _check_received(seat)
        _write(opinion, written, text, actor, now)
    return opinion, taken


def submit_opinion(
    actor: Actor,
    proposal_id: int,
    opinion_id: int,
    *,
    written: OpinionText | None = None,
    version: int | None,
    now: datetime,
) -> Opinion:
    """Save what was written and hand the opinion to the unit's head for signature, in one transaction.

    Raises SavedOnly, with the text saved, where it cannot be handed in; with ``written`` what :func:`save_opinion`
    raises. Without it the text that stands is handed in.
    """
    if written is None:
        with unit_of_work():
            return _submit(actor, proposal_id, opinion_id, version, now)
    title = partial(written_opinion_title, actor.user_id, opinion_id)
    with setting_aside(actor, Machine.OPINION, written.text, title, now), unit_of_work():
        opinion, taken = _save(actor, proposal_id, opinion_id, written=written, version=version, now=now)
        done: Opinion | TrackerError | None = taken
        if done is None:
            submit = partial(_submit, actor, proposal_id, opinion_id, None, now)
            done = after_saving(opinion, submit)
    if isinstance(done, TrackerError):
        raise done
    return done


def _submit(actor: Actor, proposal_id: int, opinion_id: int, version: int | None, now: datetime) -> Opinion:
    file, seat, opinion = _open(actor, proposal_id, opinion_id, now)
    check_version(opinion, version)
    _check_received(seat)
    opinion.author_id = opinion.author_id or actor.user_id
    make_move(opinion, Action.SUBMIT, opinion_question(actor, file, seat, now), Telling(data=_unit(seat)))
    refresh_summary(proposal_id)
    return opinion


def sign_opinion(
    actor: Actor, proposal_id: int, opinion_id: int, *, version: int | None, now: datetime
) -> Opinion:
    """Sign an opinion as the unit's head, not its author; the unit has answered the lead with it."""
    with unit_of_work():
        file, seat, opinion = _open(actor, proposal_id, opinion_id, now)
        check_version(opinion, version)
        opinion.signed_by_id, opinion.signed_at = actor.user_id, now
        make_move(opinion, Action.SIGN, opinion_question(actor, file, seat, now), Telling(data=_unit(seat)))
        _answer(actor, file, seat, now)
        finish_milestone(seat.assignment.id, Code.CO_OPINION, local_day(now))
        refresh_summary(proposal_id)
        return opinion


def send_back_opinion(
    actor: Actor, proposal_id: int, opinion_id: int, *, reason: str, version: int | None, now: datetime
) -> Opinion:
    """Give an opinion back to its author instead of signing it, with the reason."""
    with unit_of_work():
        file, seat, opinion = _open(actor, proposal_id, opinion_id, now)
        check_version(opinion, version)
        question = opinion_question(actor, file, seat, now)
        make_move(opinion, Action.SEND_BACK, question, Telling(reason, _unit(seat)))
        opinion.sent_back_count += 1
        refresh_summary(proposal_id)
        return opinion


def weigh_opinion(
    actor: Actor,
    proposal_id: int,
    opinion_id: int,
    *,
    action: Action,
    words: str | None,
    version: int | None,
    now: datetime,
) -> Opinion:
    """Adopt an opinion, partly adopt or decline it with the reason, as the lead that must answer for it (§1.4)."""
    if action not in WEIGHINGS:
        raise NotOffered
    with unit_of_work():
        file, seat, opinion = _open(actor, proposal_id, opinion_id, now)
        check_version(opinion, version)
        make_move(opinion, action, opinion_question(actor, file, seat, now), Telling(words, _unit(seat)))
        opinion.weighing = (words or "").strip() or None
        opinion.weighed_by_id, opinion.weighed_at = actor.user_id, now
        refresh_summary(proposal_id)
        return opinion


def return_empty_opinion(
    actor: Actor, proposal_id: int, opinion_id: int, *, reason: str, version: int | None, now: datetime
) -> Opinion:
    """Give back an opinion that says nothing to the matter; the unit owes it anew (Chongqing rule art. 20)."""
    with unit_of_work():
        file, seat, opinion = _open(actor, proposal_id, opinion_id, now)
        check_version(opinion, version)
        question = opinion_question(actor, file, seat, now)
        make_move(opinion, Action.RETURN_EMPTY, question, Telling(reason, _unit(seat)))
        opinion.signed_by_id, opinion.signed_at = None, None
        opinion.sent_back_count += 1
        if seat.assignment.state is AssignmentState.ANSWERED:
            telling = Telling(reason, _unit(seat))
            make_move(seat.assignment, Action.TAKE_BACK_ANSWER, ask(actor, file.parties, now), telling)
            seat.assignment.answered_at = None
        redo_opinion(file, seat.assignment, local_day(now))
        refresh_summary(proposal_id)
        return opinion


def override_silence(
    actor: Actor,
    proposal_id: int,
    opinion_id: int,
    *,
    reason: str,
    early_reason: str | None = None,
    version: int | None,
    now: datetime,
) -> Opinion:
    """Go on without a co-handler that stays silent, with the reason; it may still hand its opinion in (§2.5 rule 1).

    Up to the day that the opinion is due a second reason is demanded: why its time is cut short.
    """
    with unit_of_work():
        file, seat, opinion = _open(actor, proposal_id, opinion_id, now)
        check_version(opinion, version)
        question = opinion_question(actor, file, seat, now)
        words = _with_early(reason, early_reason, is_early=is_early(seat, local_day(now)))
        make_move(opinion, Action.OVERRIDE_SILENCE, question, Telling(words, _unit(seat)))
        refresh_summary(proposal_id)
        return opinion


def is_early(seat: Seat, today: date) -> bool:
    """Tell whether the day that a co-handler's opinion is due has not passed yet."""
    return seat.assignment.due_on is not None and today <= seat.assignment.due_on


def _with_early(reason: str, early_reason: str | None, *, is_early: bool) -> str:
    early = (early_reason or "").strip()
    if not is_early or not reason.strip():
        return reason
    if not early:
        raise InvalidInput(
            field="early_reason", reason=N_("还没有到会办意见的期限。提前处理的，请另写明为什么不等。")
        )
    return f"{reason.strip()}（未到期提前处理：{early}）"


def resume_opinion(
    actor: Actor, proposal_id: int, opinion_id: int, *, version: int | None, now: datetime
) -> Opinion:
    """Write an opinion after all that the lead had stopped waiting for."""
    return _move(actor, proposal_id, opinion_id, Action.RESUME, words=None, version=version, now=now)


def _move(
    actor: Actor,
    proposal_id: int,
    opinion_id: int,
    action: Action,
    *,
    words: str | None,
    version: int | None,
    now: datetime,
) -> Opinion:
    with unit_of_work():
        file, seat, opinion = _open(actor, proposal_id, opinion_id, now)
        check_version(opinion, version)
        make_move(opinion, action, opinion_question(actor, file, seat, now), Telling(words, _unit(seat)))
        refresh_summary(proposal_id)
        return opinion


def _open(actor: Actor, proposal_id: int, opinion_id: int, now: datetime) -> tuple[CaseFile, Seat, Opinion]:
    db.session.execute(select(Opinion.id).where(Opinion.id == opinion_id).with_for_update())
    file = open_case(actor, proposal_id, now)
    seat, opinion = readable_opinion(file, opinion_id, actor, now)
    return file, seat, opinion


def _check_received(seat: Seat) -> None:
    refusal = UNSIGNED_PARTS.get(seat.assignment.state)
    if refusal:
        raise Refused(reason=refusal)


def _checked(written: OpinionText) -> str:
    """Return the text as it is kept; raises InvalidInput for one that is too long or holds two wordings."""
    text = plain_lines(written.text)
    if len(text) > LONGEST:
        raise InvalidInput(field="text", reason=N_("会办意见太长，请控制在5万字以内。"))
    if is_undecided(text):
        raise InvalidInput(field="text", reason=N_("还有两种写法没有取舍：请删去带“▲”的一种，并去掉标记。"))
    return text


def _write(opinion: Opinion, written: OpinionText, text: str, actor: Actor, now: datetime) -> None:
    opinion.text = text
    opinion.contact_person = (written.contact_person or "").strip() or None
    opinion.contact_phone = (written.contact_phone or "").strip() or None
    opinion.may_be_published = written.may_be_published
    opinion.author_id, opinion.saved_at = actor.user_id, now
    keep_saved(actor, opinion, now)


def _answer(actor: Actor, file: CaseFile, seat: Seat, now: datetime) -> None:
    """Mark the unit's part as answered; a unit that named no officer names the author with the signature."""
    _check_received(seat)
    question = ask(actor, file.parties, now, target=seat.target)
    part = seat.assignment
    if part.state is AssignmentState.SIGNED:
        author = seat.opinion.author if seat.opinion else None
        part.officer_id = author.id if author else None
        data = {**_unit(seat), "officer": author.name if author else ""}
        make_move(part, Action.ASSIGN_OFFICER, question, Telling(data=data))
    part.answered_at = now
    make_move(part, Action.ANSWER, question, Telling(data=_unit(seat)))


def _unit(seat: Seat) -> dict[str, str]:
    return {"unit": seat.assignment.unit.short_name}
