"""Pages of urging: one item, many items, a slip."""

import re

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import Forbidden, InvalidInput, NotFound, Refused
from tracker.domain.permissions import Permission
from tracker.domain.urging import UrgeKind
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.owed import owing_people, owing_seats, urging_with_people, urgings_of
from tracker.services import urging
from tracker.services.loading import open_case, seat_of
from tracker.web.choices import choice, choices_of
from tracker.web.current import actor, now, today
from tracker.web.urging import blueprint
from tracker.web.urging.forms import AnswerForm, UrgeForm, WordsForm

CHOSEN = re.compile(r"([0-9]{1,18})(?:-([0-9]{1,18}))?")
Answer = str | Response | tuple[str, int]


def _seats(file: CaseFile) -> list[Seat]:
    """Return the parts that the person may urge, those that owe something; Forbidden where they may urge none."""
    may = [seat for seat in file.live if file.may(Permission.URGE, actor(), now=now(), target=seat.target)]
    if not may:
        raise Forbidden
    return [seat for seat in owing_seats(file) if seat in may]


def _offered(form: UrgeForm, file: CaseFile) -> UrgeForm:
    form.seat.choices = [choice(seat.assignment.id, _named(file, seat)) for seat in _seats(file)]
    form.kind.choices = choices_of(urging.kinds_for(actor(), file))
    return form


def _named(file: CaseFile, seat: Seat) -> str:
    people = "、".join(user.name for user in owing_people(file, seat, today()))
    unit = seat.assignment.unit.short_name
    return _("%(unit)s：现在轮到%(people)s", unit=unit, people=people) if people else unit


def _page(file: CaseFile, form: UrgeForm, status: int = 200) -> tuple[str, int]:
    before = urgings_of(file.proposal.id)
    return render_template("urging/urge_item.html", file=file, form=form, before=before), status


@blueprint.get("/items/<int:proposal_id>/urge")
def urge_item(proposal_id: int) -> Answer:
    """Show whom an urge would reach, and what was urged before."""
    file = open_case(actor(), proposal_id, now())
    seat = request.args.get("assignment", type=int)
    return _page(file, _offered(UrgeForm(formdata=None, kind=UrgeKind.URGE.value, seat=seat), file))


@blueprint.post("/items/<int:proposal_id>/urge")
def send_urge(proposal_id: int) -> Answer:
    """Urge a part; a slip is shown to be printed."""
    file = open_case(actor(), proposal_id, now())
    form = _offered(UrgeForm(), file)
    if form.validate():
        try:
            row = urging.urge_part(actor(), proposal_id, form.seat.data, urge=form.urge(), now=now())
        except (InvalidInput, Refused) as error:
            form.refuse(error)
        else:
            flash(_("已催办。"), "done")
            if row.kind is UrgeKind.URGE:
                return redirect(url_for("item.view_item", proposal_id=proposal_id))
            return redirect(url_for("urging.view_urging", proposal_id=proposal_id, urging_id=row.id))
    return _page(file, form, 422)


def _chosen() -> list[urging.Chosen]:
    """Return what was picked: an item's id, or an item's and a part's with a hyphen between."""
    found = (CHOSEN.fullmatch(one) for one in request.values.getlist("item"))
    pairs = ((int(one[1]), int(one[2]) if one[2] else None) for one in found if one)
    return [urging.Chosen(*pair) for pair in dict.fromkeys(pairs)]


def _many(form: WordsForm, status: int = 200) -> tuple[str, int]:
    parts, chosen = [], _chosen()
    try:
        parts = urging.chosen_seats(actor(), chosen, now()) if chosen else []
    except Refused as error:
        form.refuse(error)
    return render_template("urging/urge_many.html", parts=parts, form=form), status


@blueprint.get("/urge")
def urge_many() -> Answer:
    """Show what was chosen (``item`` in the address, again and again) before it is urged together."""
    return _many(WordsForm(formdata=None))


@blueprint.post("/urge")
def send_many() -> Answer:
    """Urge all chosen items, or none where one is refused."""
    form = WordsForm()
    if form.validate():
        try:
            made = urging.urge_items(actor(), _chosen(), urge=form.urge(), now=now())
        except (InvalidInput, Refused) as error:
            form.refuse(error)
        else:
            flash(_("已催办%(count)s件次。", count=len(made)), "done")
            return redirect(url_for("desk.view_desk"))
    return _many(form, 422)


@blueprint.get("/items/<int:proposal_id>/urgings/<int:urging_id>")
def view_urging(proposal_id: int, urging_id: int) -> Answer:
    """Show a slip as it is printed, with the unit's answer."""
    return _slip(proposal_id, urging_id, None)


@blueprint.post("/items/<int:proposal_id>/urgings/<int:urging_id>/answer")
def answer_urging(proposal_id: int, urging_id: int) -> Answer:
    """Keep the unit's answer."""
    form = AnswerForm()
    text, version = form.text.data or "", form.version.data
    if form.validate():
        try:
            urging.answer_urging(actor(), proposal_id, urging_id, text=text, version=version, now=now())
        except (InvalidInput, Refused) as error:
            form.refuse(error)
        else:
            flash(_("已回复。"), "done")
            return redirect(url_for("urging.view_urging", proposal_id=proposal_id, urging_id=urging_id))
    return _slip(proposal_id, urging_id, form)


def _slip(proposal_id: int, urging_id: int, form: AnswerForm | None) -> tuple[str, int]:
    file = open_case(actor(), proposal_id, now())
    row = urging_with_people(proposal_id, urging_id)
    if row is None or not file.may_know(row.assignment_id, actor(), now()):
        raise NotFound
    seat = seat_of(file, row.assignment_id)
    answers = row.kind is not UrgeKind.URGE and row.answered_at is None
    answers = answers and file.may(Permission.RECORD_CONTACT, actor(), now=now(), target=seat.target)
    shown = form or AnswerForm(formdata=None, version=row.version)
    page = render_template("urging/view_urging.html", file=file, row=row, form=shown, answers=answers)
    return page, 422 if form else 200
