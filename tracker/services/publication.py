"""Publishing a reply and taking it back (W26): the masked copy is frozen with its hash in the same act."""

from datetime import date, datetime
from hashlib import sha256

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.decisions import Question
from tracker.domain.due_dates import Milestone as Code
from tracker.domain.errors import N_, InvalidInput, NotOffered, Refused
from tracker.domain.masking import FORCED, apply_masks, find_private
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import Publicity
from tracker.models.publication import PublicCopy
from tracker.models.reply import Reply
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.publication import (
    Standing,
    consents_of,
    known_private,
    live_copy,
    publication_facts,
    requests_on,
    standing_of,
)
from tracker.services.milestones import drop_milestone, finish_milestone
from tracker.services.moves import Telling, check_version, make_move
from tracker.services.public_copies import refuse_whole
from tracker.services.reply_desk import Desk, open_reply
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work

LONGEST_PLACE = 300


def publication_question(
    actor: Actor, file: CaseFile, seat: Seat, standing: Standing, now: datetime
) -> Question:
    """Return the question about publishing a seat's reply, with the facts of its guards."""
    if seat.reply is None:
        raise LookupError(seat.assignment.id)
    facts = publication_facts(file.proposal, seat.reply, standing)
    return Question(actor, file.parties, now, seat.target, facts)


def masked_text(copy: PublicCopy) -> str:
    """Return the text of a copy as the public would read it now."""
    return apply_masks(copy.source, ((one.start_at, one.end_at) for one in copy.masks if one.is_masked))


def publish_reply(
    actor: Actor,
    proposal_id: int,
    reply_id: int,
    *,
    published_on: date,
    place: str | None,
    copy_version: int | None,
    version: int | None,
    now: datetime,
) -> Reply:
    """Publish the copy in hand on a day in Beijing: its text is frozen with its hash and never changed again.

    Raises Refused where it is not to be published, a sponsor objects or no copy stands; InvalidInput for the day.
    """
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        _check_day(desk.reply, published_on, now)
        copy = live_copy(reply_id)
        if copy is not None:
            check_version(copy, copy_version)  # type: ignore[arg-type]  # versioned like the records with states
        body = masked_text(copy) if copy else ""
        digest = sha256(body.encode()).hexdigest()
        data = {"form": copy.form.value if copy else "", "sha256": digest}
        standing = standing_of(consents_of(reply_id), requests_on(reply_id), copy)
        question = publication_question(actor, desk.file, desk.seat, standing, now)
        make_move(desk.reply, Action.PUBLISH, question, Telling(data=data))
        if copy is None:
            raise NotOffered
        refuse_whole(reply_id, copy.form)
        _check_secret(desk, body)
        _freeze(copy, body, digest, actor=actor, now=now)
        copy.published_on, copy.place = published_on, (place or "").strip()[:LONGEST_PLACE] or None
        finish_milestone(desk.seat.assignment.id, Code.PUBLISH, published_on)
        refresh_summary(proposal_id)
        return desk.reply


def _check_day(reply: Reply, published_on: date, now: datetime) -> None:
    if published_on > local_day(now) or (reply.sent_on is not None and published_on < reply.sent_on):
        raise InvalidInput(field="published_on", reason=N_("公开日期应在发出之日与今天之间。"))


def _check_secret(desk: Desk, body: str) -> None:
    """Refuse a text that still names who is kept secret, whatever was decided before."""
    known = known_private(desk.file.proposal, desk.reply)
    if any(one.private in FORCED for one in find_private(body, known)):
        raise Refused(reason=N_("公开文本里还有保密的提出人，请重新生成公开文本。"))


def _freeze(copy: PublicCopy, body: str, digest: str, *, actor: Actor, now: datetime) -> None:
    copy.body, copy.sha256, copy.title = body, digest, body.partition("\n")[0][:LONGEST_PLACE]
    copy.published_at, copy.published_by_id = now, actor.user_id


def withdraw_publication(
    actor: Actor, proposal_id: int, reply_id: int, *, reason: str | None, version: int | None, now: datetime
) -> Reply:
    """Take a published letter back with a reason; its frozen copy stays in the record."""
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        copy = live_copy(reply_id)
        make_move(desk.reply, Action.WITHDRAW_PUBLICATION, desk.question, Telling(reason))
        if copy is not None:
            copy.ended_at, copy.ended_by_id = now, actor.user_id
            copy.end_reason = (reason or "").strip()[:500]
        if desk.reply.publicity is not Publicity.PROACTIVE:
            drop_milestone(desk.seat.assignment.id, Code.PUBLISH, local_day(now))
        refresh_summary(proposal_id)
        return desk.reply
