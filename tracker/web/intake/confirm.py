"""From the confirmed letter form to what the service files."""

from datetime import date

from flask_babel import gettext as _

from tracker.documents.letters import LetterReading, PromiseFound
from tracker.domain.errors import InvalidInput
from tracker.domain.vocabulary import Kind, Origin, Publicity, Verdict
from tracker.services.intake_rows import NewItem
from tracker.services.letter_entry import split_names, sponsor_entries
from tracker.services.letters import ConfirmedLetter
from tracker.services.old_replies import OldPromise, OldReply
from tracker.web.current import today
from tracker.web.intake.letter_forms import LetterForm, OldReplyForm, PromiseForm
from tracker.web.intake.ticket import Ticket


def confirmed_letter(form: LetterForm, ticket: Ticket, text: str, reading: LetterReading) -> ConfirmedLetter:
    """Return what was confirmed; raises InvalidInput for a promise without a day."""
    is_reply = isinstance(form, OldReplyForm)
    return ConfirmedLetter(
        entry=typed_entry(form, "" if is_reply else text),
        upload=ticket.upload,
        reply=_reply(form, text, reading) if isinstance(form, OldReplyForm) else None,
        merge_into=form.merge_into.data,
    )


def typed_entry(form: LetterForm, body_text: str) -> NewItem:
    """Return the item as the form has it."""
    kind = form.kind.data or Kind.SUGGESTION
    return NewItem(
        kind=kind,
        body=form.body.data or "",
        body_level=form.body_level.data,
        term=form.term.data,
        session_no=form.session_no.data,
        phase=form.phase.data,
        number_raw=form.number_raw.data,
        title=form.title.data or "",
        received_on=form.received() or today(),
        sponsors=sponsor_entries(split_names(form.sponsors.data or ""), kind),
        origin=Origin.LETTER,
        body_text=body_text,
    )


def _reply(form: OldReplyForm, text: str, reading: LetterReading) -> OldReply:
    sent_on: date = form.sent_on.data or today()
    found = zip(form.promises, reading.commitments, strict=False)
    return OldReply(
        text=text,
        title=form.title.data or "",
        addressee=form.sponsors.data or "",
        sent_on=sent_on,
        class_mark=form.class_mark.data,
        publicity=Publicity(form.publicity.data),
        publicity_reason=form.publicity_reason.data,
        document_number=form.document_number.data,
        contact_person=form.contact_person.data,
        contact_phone=form.contact_phone.data,
        assigned_on=form.assigned_on.data,
        co_handlers=tuple(form.co_handlers.data or ()),
        promises=tuple(_promise(row.form, one) for row, one in found),
    )


def _promise(row: PromiseForm, found: PromiseFound) -> OldPromise:
    is_promise = row.verdict.data == "promise"
    if is_promise and not (row.due_on.data or row.review_on.data):
        row.review_on.errors = [_("请填写期限或复核日。")]
        raise InvalidInput(field="promises", reason=_("有承诺既没有期限也没有复核日。"))
    return OldPromise(
        quote=found.quote,
        start=found.start,
        end=found.end,
        verdict=Verdict.PROMISE if is_promise else Verdict.NOT_PROMISE,
        reason=_("答复时已完成") if row.verdict.data == "done" else None,
        owner_unit_id=row.owner.data,
        due_text=found.due_text or found.vague_time,
        due_on=row.due_on.data,
        review_on=row.review_on.data,
    )
