"""A person's own pages: choice, absence, calendar feed, and the printed sheet of a unit."""

from datetime import datetime

from flask import Response as FlaskResponse
from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import InvalidInput, NotFound
from tracker.domain.icalendar import DayEvent, calendar_text
from tracker.domain.lateness import lateness
from tracker.domain.vocabulary import ADMIN_ROLES
from tracker.queries.calendar import working_calendar
from tracker.queries.due_lists import DueLine, due_of_person, due_of_places
from tracker.queries.reminder_choices import absences_of, choice_of, owner_of_feed, substitutes_for
from tracker.queries.reminders import office_hours
from tracker.services import feeds, reminder_choices
from tracker.services.outbox import mail_domain
from tracker.web.current import actor, now, today, units
from tracker.web.labels import label
from tracker.web.reminders import blueprint
from tracker.web.reminders.forms import AbsenceForm, ChoiceForm

Answer = str | Response | tuple[str, int]
SHEET_DAYS = 15  # working days ahead that the printed sheet looks
TITLE = 30  # characters of a title in a calendar


def _page(form: ChoiceForm | None = None, away: AbsenceForm | None = None, address: str = "") -> str:
    me = actor().user_id
    choice = choice_of(me)
    shown = form or ChoiceForm(formdata=None, obj=choice)
    people = substitutes_for(me, today())
    return render_template(
        "reminders/view_mine.html",
        form=shown.offer(office_hours()),
        away=(away or AbsenceForm(formdata=None, from_on=today())).offer(people),
        absences=absences_of(me, today()),
        choice=choice,
        address=address,
        places=_places(),
    )


@blueprint.get("/account/reminders")
def view_mine() -> Answer:
    """Show how the person is reminded, when they are away, and their calendar feed."""
    return _page()


@blueprint.post("/account/reminders")
def save_mine() -> Answer:
    """Keep the person's choice."""
    form = ChoiceForm().offer(office_hours())
    if form.validate():
        try:
            reminder_choices.save_choice(actor(), entry=form.entry(), version=form.version.data)
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("已保存。"), "done")
            return redirect(url_for("reminders.view_mine"))
    return _page(form), 422


@blueprint.post("/account/absences")
def add_absence() -> Answer:
    """Keep an absence."""
    form = AbsenceForm().offer(substitutes_for(actor().user_id, today()))
    if form.validate():
        days = {"from_on": form.from_on.data, "until_on": form.until_on.data}
        try:
            reminder_choices.add_absence(
                actor(), **days, substitute_id=form.substitute.data or None, now=now()
            )
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("已登记外出。"), "done")
            return redirect(url_for("reminders.view_mine"))
    return _page(away=form), 422


@blueprint.post("/account/absences/<int:absence_id>/end")
def end_absence(absence_id: int) -> Answer:
    """Take an absence back."""
    reminder_choices.end_absence(actor(), absence_id)
    flash(_("已取消。"), "done")
    return redirect(url_for("reminders.view_mine"))


@blueprint.post("/account/feed")
def make_feed() -> Answer:
    """Open the calendar feed and show its address, once."""
    token = feeds.make_feed(actor(), now())
    return _page(address=url_for("reminders.read_feed", token=token, _external=True))


@blueprint.post("/account/feed/revoke")
def revoke_feed() -> Answer:
    """Close the calendar feed."""
    feeds.revoke_feed(actor())
    flash(_("日历订阅已停用，原来的地址打不开了。"), "done")
    return redirect(url_for("reminders.view_mine"))


@blueprint.get("/feeds/<token>.ics")
def read_feed(token: str) -> FlaskResponse:
    """Answer a calendar programme: the due days of the token's owner, number and short title only."""
    owner = owner_of_feed(token)
    if owner is None:
        abort(404)
    text = calendar_text(_("办理期限"), map(_event, due_of_person(owner.id)), _stamp(), mail_domain())
    return FlaskResponse(text, mimetype="text/calendar")


def _stamp() -> datetime:
    return now().replace(microsecond=0)


def _event(line: DueLine) -> DayEvent:
    name = _("第%(number)s项承诺", number=line.promise_number) if line.promise_number else label(line.watched)
    summary = " ".join(part for part in (str(name), line.number, line.title[:TITLE]) if part)
    link = url_for("item.view_item", proposal_id=line.proposal_id, _external=True)
    return DayEvent(f"{line.watched.value}-{line.subject_id}", line.due_on, summary, link)


def _places() -> list[tuple[int, str]]:
    """Return the units and offices in which the person has business, in the order of the units."""
    roles = [role for role in actor().scopes if role not in ADMIN_ROLES]
    own = frozenset[int]().union(*(actor().scopes[role] for role in roles))
    return [(unit.id, unit.short_name) for unit in units().units.values() if unit.id in own]


@blueprint.get("/reminders/sheet")
def print_sheet() -> str:
    """Show what is due in a unit, for offices without mail: one page to print."""
    places = dict(_places())
    unit_id = request.args.get("unit", next(iter(places), 0), type=int)
    if unit_id not in places:
        raise NotFound
    calendar = working_calendar()
    until = calendar.add_working_days(today(), SHEET_DAYS)
    lines = due_of_places(units().below(unit_id), until)
    rows = [(line, lateness(line.due_on, today(), calendar)) for line in lines]
    return render_template(
        "reminders/print_sheet.html",
        rows=rows,
        today=today(),
        unit=places[unit_id],
        places=places,
        unit_id=unit_id,
        until=until,
    )
