"""Changing the class of a reply after its signature: the letter keeps its mark, the item follows (§2.5 rule 5)."""

from datetime import datetime

from tracker.domain.class_marks import ClassMark, UnknownMarkError, scheme_named
from tracker.domain.errors import N_, InvalidInput, NotOffered
from tracker.domain.events import EventKind
from tracker.domain.permissions import Actor, Permission
from tracker.domain.vocabulary import SIGNED_REPLY_STATES, Machine
from tracker.extensions import db
from tracker.models.reply import ClassChange
from tracker.queries.class_history import class_history
from tracker.services.loading import demand
from tracker.services.moves import Telling, write_event
from tracker.services.reply_desk import open_reply
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work

REASON_LENGTH, EVIDENCE_LENGTH = 500, 300


def change_class(
    actor: Actor,
    proposal_id: int,
    reply_id: int,
    *,
    mark: str,
    reason: str | None,
    evidence: str | None,
    version: int | None,
    now: datetime,
) -> ClassChange:
    """Give a signed reply another class, with the reason and what it rests on; the letter's own mark never changes.

    The people who verify promises may do it, for both judge results (W21), and never the reply's own writers. Raises
    InvalidInput for an unknown mark, the present one, or without reason or evidence; NotOffered before the signature.
    """
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        demand(desk.file, Permission.VERIFY_COMPLETION, actor, now, desk.question.target)
        if desk.reply.state not in SIGNED_REPLY_STATES:
            raise NotOffered
        wanted = _known(desk.reply.class_scheme, mark)
        history = class_history(reply_id)
        before = history[-1].mark if history else desk.reply.class_mark
        words, proof = _checked(reason, evidence)
        if wanted.mark == before:
            raise InvalidInput(field="mark", reason=N_("现在就是这一类，不用改。"))
        row = ClassChange(
            proposal_id=proposal_id,
            reply_id=reply_id,
            scheme=desk.reply.class_scheme,
            mark=wanted.mark,
            outcome=wanted.outcome,
            reason=words,
            evidence=proof,
            at=now,
            by_id=actor.user_id,
        )
        db.session.add(row)
        telling = Telling(words, {"before": before, "after": wanted.mark, "evidence": proof})
        subject = (Machine.REPLY, reply_id, None, None)
        write_event(proposal_id, EventKind.CLASS_CHANGED, actor, now, telling=telling, subject=subject)
        refresh_summary(proposal_id)
        return row


def _known(scheme: str, mark: str) -> ClassMark:
    try:
        return scheme_named(scheme).find(mark)
    except UnknownMarkError as error:
        raise InvalidInput(field="mark", reason=N_("这个办理结果类别不在本地的类别表里。")) from error


def _checked(reason: str | None, evidence: str | None) -> tuple[str, str]:
    words, proof = (reason or "").strip(), (evidence or "").strip()
    if not words:
        raise InvalidInput(field="reason", reason=N_("请写明为什么改。"))
    if not proof:
        raise InvalidInput(field="evidence", reason=N_("请写明依据，例如文号、链接或核查记录。"))
    if len(words) > REASON_LENGTH:
        raise InvalidInput(field="reason", reason=N_("最多500字。"))
    if len(proof) > EVIDENCE_LENGTH:
        raise InvalidInput(field="evidence", reason=N_("最多300字。"))
    return words, proof
