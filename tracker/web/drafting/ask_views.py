"""Steps on the asks of a draft's item: add one that the register lacks, split one that holds two."""

from collections.abc import Callable

from flask import flash, redirect
from flask_babel import gettext as _

from tracker.domain.errors import InvalidInput
from tracker.services import asks
from tracker.web.current import actor, now
from tracker.web.drafting import blueprint
from tracker.web.drafting.desk import open_desk
from tracker.web.drafting.forms import AskForm
from tracker.web.drafting.views import DRAFT, Answer, draft_url, show_desk
from tracker.web.errors import describe


def _change(proposal_id: int, reply_id: int, act: Callable[[AskForm], int], done: str) -> Answer:
    form = AskForm()
    if form.validate():
        try:
            position = act(form)
        except InvalidInput as error:
            flash(describe(error), "late")
        else:
            flash(done, "done")
            return redirect(draft_url(proposal_id, reply_id, _anchor=f"ask-{position}"))
    return show_desk(open_desk(proposal_id, reply_id), status=422)


@blueprint.post(f"{DRAFT}/asks")
def add_ask(proposal_id: int, reply_id: int) -> Answer:
    """Add an ask at the end."""
    return _change(
        proposal_id,
        reply_id,
        lambda form: (
            asks.add_ask(actor(), proposal_id, reply_id, text=form.ask.data or "", now=now()).position
        ),
        _("已补列一条建议。"),
    )


@blueprint.post(f"{DRAFT}/asks/<int:point_id>/split")
def split_ask(proposal_id: int, reply_id: int, point_id: int) -> Answer:
    """Cut an ask in two."""
    return _change(
        proposal_id,
        reply_id,
        lambda form: (
            asks.split_ask(
                actor(), proposal_id, reply_id, point_id, second=form.second.data or "", now=now()
            ).position
        ),
        _("已拆成两条，请分别标明答在哪里。"),
    )
