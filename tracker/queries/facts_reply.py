"""What the guards of a reply look at: one statement, asked by services and by pages alike."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import ScalarSelect, and_, func, select
from sqlalchemy.orm import undefer

from tracker.domain.chains import demands_meeting, present
from tracker.domain.guards import Facts
from tracker.domain.reply_words import OPENING_END
from tracker.domain.rule_sets import Demand
from tracker.domain.step_words import StepState
from tracker.domain.vocabulary import (
    Publicity,
    Verdict,
)
from tracker.extensions import db
from tracker.models.commitment import PromiseMark
from tracker.models.proposal import ProposalPoint
from tracker.models.reply import PointAnswer, Reply
from tracker.models.sign_off import ContactWaiver, MeetingRecord, ReplyStep
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.facts_contact import contact_demand, contacts_until
from tracker.queries.groups import shared_opinions

is_written = and_(Reply.text != "", Reply.text.not_like(f"%{OPENING_END}"))


def reply_facts(file: CaseFile, seat: Seat, today: date = date.max, steps: Sequence[ReplyStep] = ()) -> Facts:
    """Return the facts of a seat's reply on a day in Beijing: text, marks, decisions, contacts, opinions, its steps.

    Contacts are those of the present round up to ``today``: one dated later does not stand before the signature. An
    item that is handled as one with others shares the contacts and opinions of their leading item (handling.md §2.5
    rule 4).
    """
    reply = seat.reply
    demand, _source = contact_demand(file.proposal, today)
    counts = (contacts_until(file.proposal, today), *shared_opinions(file.proposal.id))
    if reply is None:
        return _common(file, demand, *db.session.execute(select(*counts)).one())
    statement = select(
        *counts,
        is_written,
        _marks(reply.id, Verdict.PROMISE),
        _marks(reply.id, Verdict.UNDECIDED),
        _of_reply(ContactWaiver, reply.id),
        _of_reply(MeetingRecord, reply.id),
        _asks_open(reply),
        Reply,
    ).where(Reply.id == reply.id)
    # the text comes along: the pages of a draft need it in any case
    statement = statement.options(undefer(Reply.text))
    row = db.session.execute(statement).one()
    contacts, missing, unweighed, has_text, promises, undecided, waivers, meetings, asks_open, _reply = row
    return replace(
        _common(file, demand, contacts, missing, unweighed),
        asks_open=asks_open,
        promises=promises,
        promises_undecided=undecided,
        is_contact_waived=bool(waivers),
        has_text=bool(has_text),
        has_class=reply.class_mark is not None,
        has_publicity=is_publicity_whole(reply),
        steps_passed=sum(step.state is StepState.DONE for step in steps),
        meeting_is_missing=not meetings and asks_for_meeting(steps),
    )


def _common(file: CaseFile, demand: Demand, contacts: int, missing: int, unweighed: int) -> Facts:
    return Facts(
        opinions_missing=file.opinions_missing + missing,
        opinions_unweighed=file.opinions_unweighed + unweighed,
        contacts=contacts,
        contact_is_demanded=demand is Demand.BLOCK,
    )


def asks_for_meeting(steps: Sequence[ReplyStep]) -> bool:
    """Tell whether the present step, or one before it, demands the record of a leadership meeting."""
    now = max((step.position for step in present(steps)), default=0)
    return demands_meeting(((step.position, step.demands_meeting) for step in steps), now)


def _of_reply(table: type[ContactWaiver | MeetingRecord], reply_id: int) -> ScalarSelect[int]:
    return select(func.count()).select_from(table).where(table.reply_id == reply_id).scalar_subquery()


def is_publicity_whole(reply: Reply) -> bool:
    """Tell whether it is decided how a reply is published, with the reason where it is kept back."""
    return reply.publicity is Publicity.PROACTIVE or (
        reply.publicity is not None and bool(reply.publicity_reason)
    )


def _asks_open(reply: Reply) -> ScalarSelect[int]:
    """Count the item's asks that the reply neither answers nor names as another's to answer."""
    answered = select(PointAnswer.id).where(
        PointAnswer.point_id == ProposalPoint.id,
        PointAnswer.reply_id == reply.id,
        (PointAnswer.section != "") | PointAnswer.is_outside,
    )
    statement = select(func.count()).select_from(ProposalPoint)
    return statement.where(
        ProposalPoint.proposal_id == reply.proposal_id, ~answered.exists()
    ).scalar_subquery()


def _marks(reply_id: int, verdict: Verdict) -> ScalarSelect[int]:
    """Count the marks that stand in the text; those whose words were cut wait without counting."""
    statement = select(func.count()).select_from(PromiseMark)
    return statement.where(
        PromiseMark.reply_id == reply_id, PromiseMark.verdict == verdict, PromiseMark.is_placed
    ).scalar_subquery()
