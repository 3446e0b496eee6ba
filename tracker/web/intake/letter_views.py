"""Pages on which a letter is read, corrected beside its text, and confirmed; nothing is kept before."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.documents import letters
from tracker.documents.boxed import read_upload
from tracker.documents.letters import LetterReading
from tracker.domain.due_dates import Milestone
from tracker.domain.errors import Forbidden, InvalidInput, Refused, TrackerError
from tracker.domain.rule_sets import Item
from tracker.domain.vocabulary import AssignmentRole
from tracker.queries.calendar import working_calendar
from tracker.queries.facts_assignment import assignable_units
from tracker.queries.intake import host_department, match_units
from tracker.services.intake import DuplicateItem, likeness_of
from tracker.services.intake_rows import lead_of
from tracker.services.letters import file_letter
from tracker.services.milestones import due_dates
from tracker.services.old_replies import DEFAULT_SCHEME
from tracker.web.current import actor, now, today, units
from tracker.web.intake import blueprint
from tracker.web.intake.confirm import confirmed_letter, typed_entry
from tracker.web.intake.forms import newlines
from tracker.web.intake.letter_forms import REPLIED, HandedOverForm, LetterForm, OldReplyForm, UploadForm
from tracker.web.intake.prefill import item_data, reply_data
from tracker.web.intake.reading import Reading, notes_on
from tracker.web.intake.ticket import Ticket, redeem, sign
from tracker.web.storage import file_store

Page = Response | tuple[str, int]
PASTED = "pasted.txt"
COMPUTE = "compute"


def host() -> Any:
    """Return the department in whose book the person registers; raises Forbidden where there is none."""
    found = host_department(actor(), units())
    if found is None:
        raise Forbidden
    return found


@dataclass(frozen=True)
class Deadline:
    """When a reply was due and when it was sent, both days in Beijing."""

    due_on: date
    sent_on: date | None

    @property
    def days_late(self) -> int:
        """How many working days after the due day the reply was sent; 0 where it was in time."""
        if self.sent_on is None or self.sent_on <= self.due_on:
            return 0
        return working_calendar().count_working_days(self.due_on, self.sent_on)


@blueprint.route("/intake/letter", methods=["GET", "POST"])
def read_letter() -> Page:
    """Take a letter and show what it says."""
    form = UploadForm(mode=request.args.get("mode"))
    if request.method == "GET":
        return _upload_page(form, 200)
    try:
        ticket = _receive(form) if form.validate() else None
    except TrackerError as error:
        form.refuse(error)
        ticket = None
    if ticket is None:
        return _upload_page(form, 422)
    text = ticket.text(file_store())
    reading = letters.read_letter(text)
    return _letter_page(_filled(ticket, reading), ticket, text, reading, 200)


def _upload_page(form: UploadForm, status: int) -> tuple[str, int]:
    return render_template("intake/upload_letter.html", form=form), status


def _receive(form: UploadForm) -> Ticket | None:
    """Put the upload and its text into the stash; raises the errors of reading a file."""
    store, mode = file_store(), form.mode.data
    upload = form.letter.data
    if upload is not None and upload.filename:
        data = upload.read()
        name = upload.filename.rsplit("\\", 1)[-1].rsplit("/", 1)[-1]
        found = read_upload(data, name)
        digest = store.stash(found.text.encode(), now())
        return Ticket(mode, digest, name, found.media_type, len(data), store.stash(data, now()))
    pasted = newlines(form.pasted.data)
    if not pasted.strip():
        raise InvalidInput(field="letter", reason=_("请选择文件，或者把来信全文粘贴进来。"))
    found = read_upload(pasted.encode(), PASTED)
    return Ticket(mode, store.stash(found.text.encode(), now()), _("粘贴的正文"))


def _filled(ticket: Ticket, reading: LetterReading) -> LetterForm:
    """Return the form filled with what the letter states."""
    ours = host()
    data: dict[str, Any] = item_data(reading, units(), ours.id, today())
    if ticket.mode != REPLIED:
        return HandedOverForm(formdata=None, data=data)
    data |= reply_data(reading, ours.class_scheme or DEFAULT_SCHEME, units(), ours.id)
    return OldReplyForm(formdata=None, data=data)


@blueprint.post("/intake/letter/confirm")
def confirm_letter() -> Page:
    """Keep what the person confirmed: all of it or nothing."""
    ticket = redeem(request.form.get("ticket"))
    text = ticket.text(file_store())
    reading = letters.read_letter(text)
    form = OldReplyForm() if ticket.mode == REPLIED else HandedOverForm()
    _offer(form)
    if COMPUTE in request.form:
        return _letter_page(form, ticket, text, reading, 200)
    item_id = _file(form, ticket, text, reading) if form.validate() else None
    if item_id is None:
        return _letter_page(form, ticket, text, reading, 422)
    return _lead_on(form, item_id)


def _lead_on(form: LetterForm, item_id: int) -> Response:
    """Lead to the item of an old reply, else to the assignment with the units that the letter names."""
    if not isinstance(form, HandedOverForm):
        flash(_("已补录答复函和其中的承诺。"), "done")
        return redirect(url_for("item.view_item", proposal_id=item_id))
    flash(_("已登记。下一步：确定主办和会办单位。"), "done")
    lead, helping = form.lead.data or None, form.co_handlers.data
    return redirect(url_for("assignment.assign_units", proposal_id=item_id, lead=lead, co=helping))


def _file(form: LetterForm, ticket: Ticket, text: str, reading: LetterReading) -> int | None:
    try:
        letter = confirmed_letter(form, ticket, text, reading)
        return file_letter(actor(), letter, store=file_store(), now=now()).id
    except DuplicateItem as error:
        form.merge_into.data = error.proposal_id
        form.refuse(error)
    except (InvalidInput, Refused) as error:
        form.refuse(error)
    return None


def _offer(form: LetterForm) -> None:
    ours = host()
    outer = assignable_units(units(), ours.id)
    form.offer(outer, ours.class_scheme or DEFAULT_SCHEME)


def _letter_page(
    form: LetterForm, ticket: Ticket, text: str, reading: LetterReading, status: int
) -> tuple[str, int]:
    _offer(form)
    form.ticket.data = sign(ticket)
    named = reading.co_handlers.value if reading.co_handlers else ()
    notes = notes_on(reading, match_units(named, units()).unknown, ticket.mode)
    sent_on = reading.reply_date.value if reading.reply_date else None
    page = render_template(
        "intake/read_letter.html",
        form=form,
        ticket=ticket,
        letter=Reading(text, reading, ticket.mode, notes, sent_on),
        is_reply=ticket.mode == REPLIED,
        found=_duplicate(form),
        deadline=_deadline(form),
    )
    return page, status


def _deadline(form: LetterForm) -> Deadline | None:
    """Return by when an old reply was due, once the day of assignment is known."""
    if not isinstance(form, OldReplyForm) or not form.assigned_on.data:
        return None
    entry = typed_entry(form, "")
    if not entry.sponsors:
        return None
    found = due_dates(
        Item(entry.kind, entry.phase, entry.body_level, lead_of(entry.sponsors).kind),
        AssignmentRole.LEAD,
        assigned_on=form.assigned_on.data,
        received_on=entry.received_on,
        host=host(),
    ).get(Milestone.REPLY)
    return Deadline(found.day, form.sent_on.data) if found else None


def _duplicate(form: LetterForm) -> object:
    """Return the item that the letter belongs to, where this person may see it; it will be merged into that one."""
    alike = likeness_of(typed_entry(form, ""), host().id)
    if alike is None or alike.proposal.host_unit_id != host().id:
        form.merge_into.data = None
        return None
    form.merge_into.data = alike.proposal.id
    return alike.proposal
