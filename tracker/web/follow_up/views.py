"""Pages of one promise; what each button does is decided by the same tables as the services."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.actions import Action
from tracker.domain.decisions import offered
from tracker.domain.errors import InvalidInput, Refused
from tracker.domain.vocabulary import Machine
from tracker.queries.promises import names_of
from tracker.queries.shared_promises import places_of
from tracker.services import commitments
from tracker.services.commitment_courses import COURSES
from tracker.services.commitment_courses import change_course as take_course
from tracker.services.promise_desk import PromiseDesk, open_commitment
from tracker.web.confidential import without_names
from tracker.web.current import actor, freshly_proved, now, today, units
from tracker.web.follow_up import blueprint
from tracker.web.follow_up.forms import CourseForm, DoneForm, ProgressForm, VerifyForm
from tracker.web.forms import VersionedForm

Answer = Response | tuple[str, int]


def _steps(desk: PromiseDesk) -> list[Action]:
    found = offered(Machine.COMMITMENT, desk.commitment.state, desk.question)
    return [one.move.action for one in found if one.move]


def _page(commitment_id: int, status: int = 200, **sent: VersionedForm) -> tuple[str, int]:
    desk = open_commitment(freshly_proved(actor()), commitment_id, now=now())
    promise, steps = desk.commitment, _steps(desk)
    version = promise.version
    forms: dict[str, VersionedForm] = {
        "progress": ProgressForm(formdata=None, version=version),
        "done": DoneForm(formdata=None, version=version, done_on=today()),
        "verify": VerifyForm(formdata=None, version=version),
        "course": CourseForm(formdata=None, version=version).offer(_courses(steps)),
    }
    page = render_template(
        "follow_up/view_promise.html",
        promise=promise,
        item=desk.file.proposal,
        quote=without_names(desk.file, promise.quote),
        may_see_item=desk.may_see_item(actor(), now()),
        places=places_of(actor(), units(), promise),
        offered=steps,
        steps=Action,
        people=names_of([promise.owner_user_id, promise.reported_by_id, promise.closed_by_id]),
        forms=forms | sent,
        courses=_courses(steps),
    )
    return page, status


def _courses(steps: list[Action]) -> list[Action]:
    return [one for one in COURSES if one in steps]


@blueprint.get("/promises/<int:commitment_id>")
def view_promise(commitment_id: int) -> Answer:
    """One promise: its sentence, owner, words of time, day, notes, and what may be done next."""
    return _page(commitment_id)


def _carry_out(
    commitment_id: int, name: str, form: VersionedForm, act: Callable[[], object], done: str
) -> Answer:
    """Validate, act and say so; a refusal shows the page again with what was typed."""
    if form.validate():
        try:
            act()
        except (InvalidInput, Refused) as error:
            form.refuse(error)
        else:
            flash(done, "done")
            return redirect(url_for("follow_up.view_promise", commitment_id=commitment_id))
    return _page(commitment_id, 422, **{name: form})


@blueprint.post("/promises/<int:commitment_id>/progress")
def report_progress(commitment_id: int) -> Answer:
    """Add a note of progress."""
    form = ProgressForm()

    def act() -> object:
        return commitments.report_progress(
            actor(),
            commitment_id,
            text=form.text.data or "",
            percent=form.percent.data,
            evidence=form.evidence.data,
            version=form.version.data,
            now=now(),
        )

    return _carry_out(commitment_id, "progress", form, act, _("进展已记录。"))


@blueprint.post("/promises/<int:commitment_id>/done")
def report_done(commitment_id: int) -> Answer:
    """Report a promise as done."""
    form = DoneForm()

    def act() -> object:
        return commitments.report_done(
            actor(),
            commitment_id,
            text=form.text.data or "",
            evidence=form.evidence.data,
            done_on=form.done_on.data or today(),
            version=form.version.data,
            now=now(),
        )

    return _carry_out(commitment_id, "done", form, act, _("已报完成，等待他人核验销号。"))


@blueprint.post("/promises/<int:commitment_id>/verified")
def verify_done(commitment_id: int) -> Answer:
    """Close a promise that somebody else reported done."""
    return _decide(commitment_id, commitments.verify_done, _("已核验销号。"))


@blueprint.post("/promises/<int:commitment_id>/sent-back")
def send_report_back(commitment_id: int) -> Answer:
    """Send a report of completion back with a reason."""
    return _decide(commitment_id, commitments.send_report_back, _("已退回继续办理。"))


def _decide(commitment_id: int, service: Callable[..., object], done: str) -> Answer:
    form = VerifyForm()

    def act() -> object:
        return service(actor(), commitment_id, remark=form.remark.data, version=form.version.data, now=now())

    return _carry_out(commitment_id, "verify", form, act, done)


@blueprint.post("/promises/<int:commitment_id>/course")
def change_course(commitment_id: int) -> Answer:
    """Give more time, change, drop, declare broken or reopen, always with a reason."""
    form = CourseForm().offer(COURSES)

    def act() -> object:
        return take_course(
            actor(),
            commitment_id,
            Action(form.course.data),
            reason=form.reason.data,
            until=form.until.data,
            version=form.version.data,
            now=now(),
        )

    return _carry_out(commitment_id, "course", form, act, _("已记录，理由写入办理经过。"))
