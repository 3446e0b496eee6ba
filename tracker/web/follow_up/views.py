"""Pages of promises; what each button does is decided by the same tables as the services."""

from collections.abc import Callable
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.actions import Action
from tracker.domain.errors import InvalidInput, Refused
from tracker.queries.calendar import working_calendar
from tracker.queries.people import unit_tree
from tracker.queries.promises import (
    PAGE,
    PromiseFilter,
    count_promises,
    list_promises as read_promises,
    names_of,
)
from tracker.services import commitments
from tracker.web.current import actor, now, today
from tracker.web.errors import describe
from tracker.web.follow_up import blueprint
from tracker.web.follow_up.forms import DoneForm, ProgressForm, VerifyForm
from tracker.web.forms import VersionedForm

VIEWS = ("open", "overdue", "undated", "reported", "closed")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _filter() -> PromiseFilter:
    view = request.args.get("view", "open")
    day, _sep, row_id = request.args.get("after", "").partition("_")
    after_day = _day(day)
    after = (after_day, int(row_id)) if after_day and row_id.isdigit() and len(row_id) < 16 else None
    return PromiseFilter(
        view=view if view in VIEWS else "open",
        owner_unit_id=request.args.get("unit", type=int),
        text=request.args.get("q", "").strip()[:100],
        after=after,
    )


@blueprint.get("/promises")
def list_promises() -> str:
    """The ledger: one page of promises, the next day that matters first."""
    chosen = _filter()
    rows = read_promises(actor(), chosen, today())
    shown = rows[:PAGE]
    last = shown[-1] if len(rows) > PAGE else None
    later = f"{last.next_on}_{last.id}" if last else None
    return render_template(
        "follow_up/list_promises.html",
        rows=shown,
        chosen=chosen,
        counts=count_promises(actor(), today()),
        later=later,
        calendar=working_calendar(),
        today=today(),
        tree=unit_tree(),
    )


def _page(commitment_id: int, status: int = 200, **forms: VersionedForm) -> tuple[str, int]:
    file, commitment = commitments.open_commitment(actor(), commitment_id, now())
    people = names_of([commitment.owner_user_id, commitment.reported_by_id, commitment.closed_by_id])
    page = render_template(
        "follow_up/view_promise.html",
        promise=commitment,
        item=file.proposal,
        offered=commitments.offered_steps(actor(), file, commitment, now()),
        steps=Action,
        people=people,
        calendar=working_calendar(),
        today=today(),
        progress_form=forms.get("progress") or ProgressForm(formdata=None, version=commitment.version),
        done_form=forms.get("done") or DoneForm(formdata=None, version=commitment.version, done_on=today()),
        verify_form=forms.get("verify") or VerifyForm(formdata=None, version=commitment.version),
    )
    return page, status


@blueprint.get("/promises/<int:commitment_id>")
def view_promise(commitment_id: int) -> tuple[str, int]:
    """One promise: its sentence, owner, words of time, day, notes, and what may be done next."""
    return _page(commitment_id)


def _carry_out(
    commitment_id: int, name: str, form: VersionedForm, act: Callable[[], object], done: str
) -> Response | tuple[str, int]:
    """Validate, act and say so; a refusal shows the page again with what was typed."""
    if form.validate():
        try:
            act()
        except InvalidInput as error:
            form[str(error.params["field"])].errors = [describe(error)]
        except Refused as error:
            flash(describe(error), "error")
        else:
            flash(done, "done")
            return redirect(url_for("follow_up.view_promise", commitment_id=commitment_id))
    return _page(commitment_id, 422, **{name: form})


@blueprint.post("/promises/<int:commitment_id>/progress")
def report_progress(commitment_id: int) -> Response | tuple[str, int]:
    """Add a note of progress."""
    form = ProgressForm()
    return _carry_out(
        commitment_id,
        "progress",
        form,
        lambda: commitments.report_progress(
            actor(),
            commitment_id,
            text=form.text.data or "",
            percent=form.percent.data,
            evidence=form.evidence.data,
            version=form.version.data,
            now=now(),
        ),
        _("进展已记录。"),
    )


@blueprint.post("/promises/<int:commitment_id>/done")
def report_done(commitment_id: int) -> Response | tuple[str, int]:
    """Report a promise as done."""
    form = DoneForm()
    return _carry_out(
        commitment_id,
        "done",
        form,
        lambda: commitments.report_done(
            actor(),
            commitment_id,
            text=form.text.data or "",
            evidence=form.evidence.data,
            done_on=form.done_on.data or today(),
            version=form.version.data,
            now=now(),
        ),
        _("已报完成，等待他人核验销号。"),
    )


@blueprint.post("/promises/<int:commitment_id>/verified")
def verify_done(commitment_id: int) -> Response | tuple[str, int]:
    """Close a promise that somebody else reported done."""
    form = VerifyForm()
    return _carry_out(
        commitment_id,
        "verify",
        form,
        lambda: commitments.verify_done(
            actor(), commitment_id, remark=form.remark.data, version=form.version.data, now=now()
        ),
        _("已核验销号。"),
    )


@blueprint.post("/promises/<int:commitment_id>/sent-back")
def send_report_back(commitment_id: int) -> Response | tuple[str, int]:
    """Send a report of completion back with a reason."""
    form = VerifyForm()
    return _carry_out(
        commitment_id,
        "verify",
        form,
        lambda: commitments.send_report_back(
            actor(), commitment_id, remark=form.remark.data, version=form.version.data, now=now()
        ),
        _("已退回继续办理。"),
    )
