"""The calendar's page, the preview of a notice, and the undoing of the last one."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import NotFound, Refused
from tracker.domain.notices import FIRST_YEAR, LAST_YEAR, NoticeError
from tracker.queries.calendar import calendar_changes, last_change, wanted_notice, working_calendar
from tracker.queries.notice_wanted import notice_wanted
from tracker.services import calendar_notices
from tracker.web import current
from tracker.web.calendar import blueprint
from tracker.web.calendar.forms import ConfirmedNoticeForm, NoticeForm, UndoForm
from tracker.web.calendar.spells import named_days

Answer = str | Response | tuple[str, int]


def _page(form: NoticeForm, status: int = 200) -> tuple[str, int]:
    year = request.args.get("year", current.today().year, type=int)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound
    calendar, last = working_calendar(), last_change()
    page = render_template(
        "calendar/view_calendar.html",
        year=year,
        is_announced=year in calendar.announced_years,
        days=named_days(calendar.days.values(), year),
        wanted=notice_wanted(current.today()),
        changes=calendar_changes(),
        last_id=last.id if last else None,
        form=form,
    )
    return page, status


@blueprint.get("/calendar")
def view_calendar() -> Answer:
    """Show a year's days and every notice that was entered."""
    return _page(NoticeForm(formdata=None, year=wanted_notice(current.today())))


@blueprint.post("/calendar/preview")
def preview_notice() -> Answer:
    """Show what a notice would change, before anything is changed."""
    form = ConfirmedNoticeForm()
    if not form.validate():
        return _page(form, 422)
    return _preview(form)


def _preview(form: ConfirmedNoticeForm, status: int = 200) -> Answer:
    try:
        notice = form.notice()
    except NoticeError as error:
        form.refuse(error)
        return _page(form, 422)
    moves = calendar_notices.preview_notice(notice)
    form.confirmed.data = moves.digest()
    page = render_template(
        "calendar/preview_notice.html",
        form=form,
        notice=notice,
        days=named_days(notice.days),
        moves=moves,
        shown=moves.shown_to(current.actor()),
    )
    return page, status


@blueprint.post("/calendar/notices")
def enter_notice() -> Answer:
    """Enter a notice whose preview was confirmed."""
    form = ConfirmedNoticeForm()
    try:
        made = calendar_notices.apply_notice(
            current.actor(),
            form.notice(),
            text=form.text.data or "",
            confirmed=form.confirmed.data or "",
            now=current.now(),
        )
    except (NoticeError, Refused) as error:
        form.refuse(error)
        return _preview(form, 422)
    flash(_("已登记放假安排，%(count)s件的期限随之变动。", count=made.moved), "done")
    return redirect(url_for("calendar.view_calendar", year=made.year))


@blueprint.route("/calendar/changes/<int:change_id>/undo", methods=["GET", "POST"])
def undo_notice(change_id: int) -> Answer:
    """Show what undoing the last notice would move back; undo it once that is confirmed."""
    change, form = last_change(), UndoForm()
    if change is None or change.id != change_id:
        raise NotFound
    if form.validate_on_submit():
        seen = form.confirmed.data or ""
        try:
            made = calendar_notices.undo_notice(current.actor(), change_id, confirmed=seen, now=current.now())
        except Refused as error:
            form.refuse(error)
        else:
            flash(_("已撤销，%(count)s件的期限随之变动。", count=made.moved), "done")
            return redirect(url_for("calendar.view_calendar", year=made.year))
    moves = calendar_notices.preview_undoing(change)
    form.confirmed.data = moves.digest()
    shown = moves.shown_to(current.actor())
    page = render_template("calendar/undo_notice.html", change=change, form=form, moves=moves, shown=shown)
    return page, 422 if form.form_errors else 200
