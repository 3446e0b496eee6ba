"""The page on which a contact with a sponsor is recorded."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import Forbidden, InvalidInput
from tracker.domain.permissions import Permission
from tracker.domain.reply_words import POSTS
from tracker.domain.vocabulary import ContactMethod
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.contacts import contacts_of, sponsors_of
from tracker.services import contacts
from tracker.services.loading import open_case
from tracker.web.choices import choice
from tracker.web.confidential import hides_sponsors
from tracker.web.contact import blueprint
from tracker.web.contact.forms import ContactForm
from tracker.web.current import actor, now, today


def _seats(file: CaseFile) -> list[Seat]:
    """Return the person's own parts for which a contact may be recorded, else all; Forbidden where there is none."""
    seats = [
        seat
        for seat in file.live
        if file.may(Permission.RECORD_CONTACT, actor(), now=now(), target=seat.target)
    ]
    if not seats:
        raise Forbidden
    scope = frozenset[int]().union(*actor().scopes.values())
    return [seat for seat in seats if seat.part.place in scope] or seats


def _offer(form: ContactForm, file: CaseFile) -> ContactForm:
    form.seat.choices = [choice(seat.assignment.id, seat.assignment.unit.short_name) for seat in _seats(file)]
    hidden, sponsors = hides_sponsors(file), sponsors_of(file.proposal.id)
    form.sponsor.choices = [choice(one.id, _named(one, hidden=hidden)) for one in sponsors]
    return form


def _named(one: Any, *, hidden: bool) -> str:
    """Return a sponsor in the list; of a confidential item, to who may not know, only their place in it."""
    if hidden:
        return str(_("保密（第%(place)s位提出人）", place=one.position))
    return f"{one.name}{POSTS.get(one.kind, '')}"


def _page(file: CaseFile, form: ContactForm, status: int = 200) -> tuple[str, int]:
    sees_all = file.may(Permission.VIEW_HISTORY, actor(), now=now())
    own = {seat.assignment.id for seat in _seats(file)}
    earlier = [one for one in contacts_of(file.proposal.id) if sees_all or one.assignment_id in own]
    page = render_template("contact/record_contact.html", file=file, form=form, earlier=earlier)
    return page, status


@blueprint.get("/items/<int:proposal_id>/contacts/new")
def record_contact(proposal_id: int) -> tuple[str, int]:
    """Show the form, today and a meeting filled in, the one who records as who came."""
    file = open_case(actor(), proposal_id, now())
    form = ContactForm(
        formdata=None,
        on=today(),
        method=ContactMethod.MEETING.value,
        people=actor().name,
        seat=request.args.get("assignment", type=int),
    )
    return _page(file, _offer(form, file))


@blueprint.post("/items/<int:proposal_id>/contacts/new")
def keep_contact(proposal_id: int) -> Response | tuple[str, int]:
    """Record the contact; a refusal keeps what was typed."""
    file = open_case(actor(), proposal_id, now())
    form = _offer(ContactForm(), file)
    if form.validate():
        try:
            contacts.record_contact(actor(), proposal_id, form.seat.data, entry=form.entry(), now=now())
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("已记下这次沟通。"), "done")
            return redirect(url_for("item.view_item", proposal_id=proposal_id))
    return _page(file, form, 422)
