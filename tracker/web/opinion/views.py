"""Pages of a co-handler's opinion: for the liaison who writes, the head who signs, and the lead who weighs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.actions import Action
from tracker.domain.errors import InvalidInput, NotFound, Refused, SavedOnly
from tracker.domain.permissions import Permission
from tracker.domain.vocabulary import OpinionState
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.facts_opinion import opinion_moves
from tracker.queries.opinions import OpinionSheet, opinion_sheet, opinion_versions
from tracker.services import opinions
from tracker.services.loading import open_case, readable_opinion
from tracker.services.opinion_versions import OpinionTaken
from tracker.web.current import actor, now, today
from tracker.web.errors import describe
from tracker.web.forms import VersionedForm
from tracker.web.opinion import blueprint
from tracker.web.opinion.forms import OpinionForm, OverrideForm, ReasonForm

Answer = Response | tuple[str, int]
OPINION = "/items/<int:proposal_id>/opinions/<int:opinion_id>"
WEIGHED = {
    "adopt": Action.ADOPT,
    "partly": Action.PARTLY_ADOPT,
    "decline": Action.DECLINE,
    "return": Action.RETURN_EMPTY,
}


@dataclass(frozen=True)
class Desk:
    """An opinion with its item, and what the person may do with it now."""

    file: CaseFile
    seat: Seat
    sheet: OpinionSheet
    steps: frozenset[Action]
    is_editable: bool

    @property
    def versions(self) -> Sequence[Any]:
        """The texts saved before, for who writes the opinion."""
        return opinion_versions(self.sheet.opinion.id) if self.is_editable else []

    @property
    def is_early(self) -> bool:
        """Whether the opinion is not due yet."""
        return opinions.is_early(self.seat, today())


def _open(proposal_id: int, opinion_id: int) -> Desk:
    file = open_case(actor(), proposal_id, now())
    seat, opinion = readable_opinion(file, opinion_id, actor(), now())
    steps = opinion_moves(actor(), file, seat, now())
    may_write = file.may(Permission.DRAFT_OPINION, actor(), now=now(), target=seat.target)
    is_own = may_write and seat.part.place in frozenset[int]().union(*actor().scopes.values())
    return Desk(
        file=file,
        seat=seat,
        sheet=opinion_sheet(opinion_id),
        steps=frozenset(step.move.action for step in steps if step.move),
        is_editable=is_own and opinion.state is OpinionState.DRAFTING,
    )


def _page(desk: Desk, form: OpinionForm | None = None, reason: ReasonForm | None = None) -> Answer:
    status = 422 if any(one and (one.errors or one.form_errors) for one in (form, reason)) else 200
    name = "opinion/edit_opinion.html" if desk.is_editable else "opinion/view_opinion.html"
    shown = form or OpinionForm(formdata=None, obj=desk.sheet.opinion)
    asked = reason or OverrideForm(formdata=None)
    return render_template(name, desk=desk, form=shown, reason_form=asked, actions=Action), status


def _view(proposal_id: int, opinion_id: int) -> Response:
    return redirect(url_for("opinion.view_opinion", proposal_id=proposal_id, opinion_id=opinion_id))


@blueprint.get(OPINION)
def view_opinion(proposal_id: int, opinion_id: int) -> Answer:
    """Show an opinion and what may be done with it; whoever writes it is led to its form."""
    return _page(_open(proposal_id, opinion_id))


@blueprint.get(f"{OPINION}/edit")
def edit_opinion(proposal_id: int, opinion_id: int) -> Answer:
    """Show the form of an opinion that is being written."""
    return _page(_open(proposal_id, opinion_id))


def _write(proposal_id: int, opinion_id: int, act: Callable[[OpinionForm], Answer]) -> Answer:
    form, here = OpinionForm(), {"proposal_id": proposal_id, "opinion_id": opinion_id}
    if form.validate():
        try:
            return act(form)
        except (InvalidInput, Refused) as error:
            form.refuse(error)
            if isinstance(error, SavedOnly):
                form.version.data = error.version
        except OpinionTaken as taken:
            page = render_template(
                "opinion/opinion_taken.html", taken=taken, form=form, said=describe(taken), here=here
            )
            return page, 409
    return _page(_open(proposal_id, opinion_id), form)


@blueprint.post(f"{OPINION}/edit")
def save_opinion(proposal_id: int, opinion_id: int) -> Answer:
    """Save what was written and stay."""

    def act(form: OpinionForm) -> Answer:
        written, version = form.written(), form.version.data
        opinions.save_opinion(actor(), proposal_id, opinion_id, written=written, version=version, now=now())
        flash(_("已保存。"), "done")
        return redirect(url_for("opinion.edit_opinion", proposal_id=proposal_id, opinion_id=opinion_id))

    return _write(proposal_id, opinion_id, act)


@blueprint.post(f"{OPINION}/submission")
def submit_opinion(proposal_id: int, opinion_id: int) -> Answer:
    """Save what was written and hand it to the head, in one act."""

    def act(form: OpinionForm) -> Answer:
        written, version = form.written(), form.version.data
        opinions.submit_opinion(actor(), proposal_id, opinion_id, written=written, version=version, now=now())
        flash(_("已送本单位负责人签署。"), "done")
        return _view(proposal_id, opinion_id)

    return _write(proposal_id, opinion_id, act)


@blueprint.post(f"{OPINION}/signature")
def sign_opinion(proposal_id: int, opinion_id: int) -> Response:
    """Sign the opinion; the lead has it then."""
    form = VersionedForm()
    opinions.sign_opinion(actor(), proposal_id, opinion_id, version=form.version.data, now=now())
    flash(_("已签署，主办单位已收到。"), "done")
    return _view(proposal_id, opinion_id)


def _with_reason(
    proposal_id: int,
    opinion_id: int,
    act: Callable[[str, int | None], object],
    done: str,
    given: ReasonForm | None = None,
) -> Answer:
    form = given or OverrideForm()  # the page of a refusal has both reasons
    if form.validate():
        try:
            act(form.reason.data or "", form.version.data)
        except InvalidInput as error:
            form.refuse(error)
        except Refused as error:
            form.reason.errors = [describe(error)]
        else:
            flash(done, "done")
            return _view(proposal_id, opinion_id)
    return _page(_open(proposal_id, opinion_id), reason=form)


@blueprint.post(f"{OPINION}/sent-back")
def send_back_opinion(proposal_id: int, opinion_id: int) -> Answer:
    """Give the opinion back to its author with the reason."""
    return _with_reason(
        proposal_id,
        opinion_id,
        lambda reason, version: opinions.send_back_opinion(
            actor(), proposal_id, opinion_id, reason=reason, version=version, now=now()
        ),
        _("已退回修改。"),
    )


@blueprint.post(f"{OPINION}/weighed/<how>")
def weigh_opinion(proposal_id: int, opinion_id: int, how: str) -> Answer:
    """Adopt, partly adopt, decline, or give an empty opinion back."""
    action = WEIGHED.get(how)
    if action is None:
        raise NotFound

    def act(reason: str, version: int | None) -> object:
        if action is Action.RETURN_EMPTY:
            return opinions.return_empty_opinion(
                actor(), proposal_id, opinion_id, reason=reason, version=version, now=now()
            )
        return opinions.weigh_opinion(
            actor(), proposal_id, opinion_id, action=action, words=reason, version=version, now=now()
        )

    done = _("已退回，请对方重新提出。") if action is Action.RETURN_EMPTY else _("已记下是否采纳。")
    return _with_reason(proposal_id, opinion_id, act, done)


@blueprint.post(f"{OPINION}/overridden")
def override_silence(proposal_id: int, opinion_id: int) -> Answer:
    """Go on without a silent co-handler, with the reason, and with a second one before the opinion is due."""
    form = OverrideForm()
    return _with_reason(
        proposal_id,
        opinion_id,
        lambda reason, version: opinions.override_silence(
            actor(),
            proposal_id,
            opinion_id,
            reason=reason,
            early_reason=form.early_reason.data,
            version=version,
            now=now(),
        ),
        _("已按无意见处理，对方仍可补交。"),
        form,
    )


@blueprint.post(f"{OPINION}/resumed")
def resume_opinion(proposal_id: int, opinion_id: int) -> Response:
    """Write an opinion after all."""
    form = VersionedForm()
    opinions.resume_opinion(actor(), proposal_id, opinion_id, version=form.version.data, now=now())
    flash(_("可以补交会办意见了。"), "done")
    return redirect(url_for("opinion.edit_opinion", proposal_id=proposal_id, opinion_id=opinion_id))
