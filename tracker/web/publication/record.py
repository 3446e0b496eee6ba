"""The record of publishing one reply: what was decided, who consented, the copy with its marks, what is done next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template

from tracker.domain.actions import Action
from tracker.domain.decisions import Decision, decide
from tracker.domain.guards import GUARDS
from tracker.domain.marked_text import Paragraph, Place, marked_paragraphs
from tracker.domain.masking import FORCED
from tracker.domain.permissions import Permission, allows_when_fresh
from tracker.domain.publication import PublicForm
from tracker.domain.vocabulary import Machine, Publicity, ReplyState
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.item import DueRecord
from tracker.queries.publication import publication_rows, standing_of
from tracker.queries.requests import may_see_request
from tracker.services.consents import may_write_summary
from tracker.services.loading import open_case, readable_reply
from tracker.services.publication import masked_text, publication_question
from tracker.services.publicity import DECIDED_LATER
from tracker.services.publicity_requests import asking_seat
from tracker.services.reply_desk import Desk
from tracker.web.confidential import hides_sponsors, without_names
from tracker.web.current import actor, freshly_proved, now, today
from tracker.web.labels import say
from tracker.web.letter_rows import titled
from tracker.web.publication.forms import (
    AddMaskForm,
    AskLessForm,
    ConsentForm,
    PrepareForm,
    PublicityForm,
    PublishForm,
    SummaryForm,
    offer_consent,
    offer_less,
    offer_publicity,
)


@dataclass(frozen=True)
class Record:
    """A reply with all that is known about publishing it, and what this person may do."""

    desk: Desk
    decisions: Sequence[Any]
    consents: Sequence[Any]
    summaries: Sequence[Any]
    copies: Sequence[Any]
    publish: Decision
    withdraw: Decision
    sees_inside: bool
    requests: Sequence[Any]
    asks_for: Seat | None
    due: DueRecord | None

    @property
    def asks_less(self) -> bool:
        """Whether the person may ask now that the letter be less public: once a part, until it is decided."""
        part = self.asks_for.assignment.id if self.asks_for else None
        waiting = {one.request.assignment_id for one in self.requests if one.request.decided_at is None}
        return part is not None and part not in waiting

    def unit_of(self, asked: Any) -> str:
        """Return the unit whose part a request was made for."""
        seat = self.desk.file.seat_of(asked.request.assignment_id)
        return seat.assignment.unit.short_name if seat else ""

    @property
    def copy(self) -> Any:
        """The copy in hand or published, None where there is none."""
        return next((one for one in self.copies if one.ended_at is None), None)

    @property
    def withdrawn(self) -> list[Any]:
        """The copies that were published and taken back."""
        return [one for one in self.copies if one.ended_at is not None and one.published_on is not None]

    @property
    def draft(self) -> Any:
        """The copy in hand while it is not published."""
        return self.copy if self.copy is not None and self.copy.published_on is None else None

    @property
    def obstacles(self) -> list[str]:
        """What still hinders the publication, each in its words."""
        return [say(GUARDS[guard].refusal) for guard in self.publish.failing]

    def may(self, permission: Permission) -> bool:
        """Tell whether the person has the right, a fresh proof aside."""
        asked = (permission, freshly_proved(actor()), self.desk.file.parties, self.desk.seat.target)
        return allows_when_fresh(*asked, now=now())

    @property
    def prepares(self) -> bool:
        """Whether the person makes the copy now."""
        reply = self.desk.reply
        is_due = reply.state is ReplyState.SENT and reply.publicity is Publicity.PROACTIVE
        return is_due and self.may(Permission.SEND_REPLY)

    @property
    def decides(self) -> bool:
        """Whether the person decides about publishing now."""
        return self.desk.reply.state in DECIDED_LATER and self.may(Permission.DECIDE_PUBLICITY)

    @property
    def asks_consent(self) -> bool:
        """Whether the person records the sponsors' consent."""
        return self.may(Permission.RECORD_CONTACT)

    @property
    def writes_summary(self) -> bool:
        """Whether the person writes the summary."""
        return may_write_summary(self.desk, actor(), now())

    @property
    def forbidding(self) -> list[str]:
        """The co-handlers who do not want their opinion published."""
        seats = self.desk.file.co_handling
        return [
            seat.assignment.unit.short_name
            for seat in seats
            if seat.opinion is not None and seat.opinion_is_in and not seat.opinion.may_be_published
        ]


def open_record(proposal_id: int, reply_id: int) -> Record:
    """Read the record for the signed-in person; raises NotFound where they may not read the letter."""
    person = actor()
    file = open_case(person, proposal_id, now())
    seat, reply = readable_reply(file, reply_id, person, now())
    rows = publication_rows(reply)
    live = next((one for one in rows.copies if one.ended_at is None), None)
    standing = standing_of(rows.consents, rows.requests, live)
    question = publication_question(freshly_proved(person), file, seat, standing, now())
    sees_inside = file.may(Permission.VIEW_ROUTING, person, now=now())
    return Record(
        desk=Desk(file, seat, reply, (), question),
        decisions=rows.decisions,
        consents=rows.consents if sees_inside else [],
        summaries=rows.summaries if sees_inside else [],
        copies=rows.copies,
        publish=decide(Machine.REPLY, reply.state, Action.PUBLISH, question),
        withdraw=decide(Machine.REPLY, reply.state, Action.WITHDRAW_PUBLICATION, question),
        sees_inside=sees_inside,
        requests=[one for one in rows.requests if may_see_request(file, one.request, person, now())],
        asks_for=asking_seat(file, seat, person, now()),
        due=rows.due,
    )


def marked(record: Record) -> tuple[Paragraph, ...]:
    """Return the copy's source with each place numbered: taken out (sure) or left in (not)."""
    places = [
        Place(one.start_at, one.end_at, str(number), "sure" if one.is_masked else "not", f"mask-{one.id}")
        for number, one in enumerate(record.draft.masks, start=1)
    ]
    return marked_paragraphs(without_names(record.desk.file, record.draft.source), places)


def record_page(proposal_id: int, reply_id: int, forms: Mapping[str, Any] | None = None) -> str:
    """Draw the record; ``forms`` holds a refused form by its name."""
    record = open_record(proposal_id, reply_id)
    shown = record.copy.body if record.copy is not None else None
    return render_template(
        "publication/view_publication.html",
        record=record,
        reply=record.desk.reply,
        item=record.desk.file.proposal,
        actions=Action,
        marks=marked(record) if record.draft else (),
        preview=marked_paragraphs(masked_text(record.draft)) if record.draft else (),
        body=marked_paragraphs(shown) if shown else (),
        forced=FORCED,
        due=record.due,
        forms=_forms(record) | dict(forms or {}),
    )


def sponsor_choices(file: CaseFile) -> list[tuple[int, str]]:
    """Return the sponsors to choose from, none for who may not learn who filed the item."""
    return [] if hides_sponsors(file) else [(one.id, titled(one)) for one in file.proposal.sponsors]


def _forms(record: Record) -> dict[str, Any]:
    reply, names = record.desk.reply, sponsor_choices(record.desk.file)
    summary = record.summaries[-1].text if record.summaries else ""
    latest = record.decisions[-1] if record.decisions else None
    form = (latest.form if latest else None) or PublicForm.FULL
    publicity = PublicityForm(
        formdata=None, version=reply.version, publicity=reply.publicity, public_form=form
    )
    prepare = PrepareForm(formdata=None, version=reply.version, form=form)
    prepare.form.choices = offer_publicity(publicity).public_form.choices
    return {
        "consent": offer_consent(ConsentForm(formdata=None, version=reply.version, on_day=today()), names),
        "summary": SummaryForm(formdata=None, version=reply.version, text=summary),
        "prepare": prepare,
        "add": AddMaskForm(formdata=None),
        "publish": PublishForm(formdata=None, version=reply.version, published_on=today()),
        "publicity": publicity,
        "less": offer_less(AskLessForm(formdata=None, version=reply.version)),
    }
