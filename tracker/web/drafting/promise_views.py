"""Steps on the promise marks of a draft: judge, split, add."""

from flask import flash, redirect
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import InvalidInput, NotFound
from tracker.services import promise_marks
from tracker.web.current import actor, now
from tracker.web.drafting import blueprint
from tracker.web.drafting.desk import open_desk
from tracker.web.drafting.forms import SPLIT, JudgeForm, MarkForm
from tracker.web.drafting.views import DRAFT, Answer, draft_page, draft_url, show_desk


def _next(proposal_id: int, reply_id: int) -> Response:
    """Go on to the next sentence that waits for a verdict."""
    desk = open_desk(proposal_id, reply_id)
    waiting = next(iter(desk.undecided), None)
    anchor = f"promise-{waiting.mark.id}" if waiting else "promises"
    return redirect(draft_url(proposal_id, reply_id, _anchor=anchor))


@blueprint.post(f"{DRAFT}/promises/<int:mark_id>")
def judge_promise(proposal_id: int, reply_id: int, mark_id: int) -> Answer:
    """Write the verdict on one sentence down, or cut it in two."""
    form = JudgeForm(prefix=f"mark-{mark_id}-")
    if form.validate():
        try:
            _judge(proposal_id, reply_id, mark_id, form)
        except InvalidInput as error:
            form.refuse(error)
        else:
            return _next(proposal_id, reply_id)
    return _refused(proposal_id, reply_id, mark_id, form)


def _judge(proposal_id: int, reply_id: int, mark_id: int, form: JudgeForm) -> None:
    version = form.version.data
    if form.verdict.data == SPLIT:
        promise_marks.split_promise(
            actor(), proposal_id, reply_id, mark_id, second=form.second.data or "", version=version, now=now()
        )
        flash(_("已拆成两句，请分别判定。"), "done")
        return
    promise_marks.judge_promise(
        actor(), proposal_id, reply_id, mark_id, judged=form.judgement(), version=version, now=now()
    )
    flash(_("已记下判定。"), "done")


def _refused(proposal_id: int, reply_id: int, mark_id: int, form: JudgeForm) -> Answer:
    desk = open_desk(proposal_id, reply_id, current=mark_id)
    row = next((row for row in desk.rows if row.mark.id == mark_id), None)
    if row is None:
        raise NotFound
    form.owner.choices = row.form.owner.choices
    row.form = form
    return show_desk(desk, status=422)


@blueprint.post(f"{DRAFT}/promises")
def add_promise(proposal_id: int, reply_id: int) -> Answer:
    """Mark words that the reader did not find."""
    form = MarkForm()
    if form.validate():
        try:
            made = promise_marks.add_promise(
                actor(), proposal_id, reply_id, quote=form.quote.data or "", start=form.start.data, now=now()
            )
        except InvalidInput as error:
            form.refuse(error)
        else:
            return redirect(draft_url(proposal_id, reply_id, mark=made.id, _anchor=f"promise-{made.id}"))
    return draft_page(proposal_id, reply_id, mark_form=form)
