"""Putting an ended item into the archive, and taking it up again with a reason."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from tracker.domain.actions import Action
from tracker.domain.decisions import decide
from tracker.domain.dispatches import Retention
from tracker.domain.errors import InvalidInput, NotOffered, Refused
from tracker.domain.vocabulary import Machine
from tracker.queries.case_file import CaseFile
from tracker.queries.promises import promises_of
from tracker.services import case_end
from tracker.services.loading import open_case
from tracker.web.case_end import blueprint
from tracker.web.choices import choice
from tracker.web.current import actor, now
from tracker.web.forms import TicksField, VersionedForm
from tracker.web.labels import choices, label

Answer = Response | tuple[str, int]


class ArchiveForm(VersionedForm):
    """Where an item is kept and for how long."""

    retention = RadioField(_l("保管期限"), validators=[InputRequired(_l("请选择保管期限。"))])
    code = StringField(_l("档号"), validators=[Optional(), Length(max=80, message=_l("最多80字。"))])
    note = StringField(_l("说明"), validators=[Optional(), Length(max=300, message=_l("最多300字。"))])


class ReopenForm(VersionedForm):
    """Why an ended item is taken up again, and which of its ended promises with it."""

    reason = TextAreaField(
        _l("理由"),
        validators=[InputRequired(_l("请写明理由。")), Length(max=1000, message=_l("最多1000字。"))],
    )
    promises = TicksField(_l("一并恢复落实的承诺"), coerce=int)


def _offered(proposal_id: int, *actions: Action) -> CaseFile:
    """Open an item for a step; raises NotOffered where the person has none of the steps now."""
    file = open_case(actor(), proposal_id, now())
    question = case_end.case_question(actor(), file, now())
    state = file.proposal.state
    if not any(decide(Machine.CASE, state, action, question).is_permitted for action in actions):
        raise NotOffered
    return file


@blueprint.get("/items/<int:proposal_id>/archive")
def archive_case(proposal_id: int) -> str:
    """Ask where the item is kept and for how long: for ever what the office answered, else 30 years."""
    file = _offered(proposal_id, Action.ARCHIVE)
    answered = file.own is not None and file.own.is_answering
    proposed = Retention.PERMANENT if answered else Retention.THIRTY_YEARS
    form = ArchiveForm(formdata=None, retention=proposed.value, version=file.proposal.version)
    return _archive_page(file, form)


def _archive_page(file: CaseFile, form: ArchiveForm) -> str:
    form.retention.choices = choices(Retention)
    return render_template("case_end/archive_case.html", item=file.proposal, form=form)


@blueprint.post("/items/<int:proposal_id>/archive")
def confirm_archiving(proposal_id: int) -> Answer:
    """Archive the item with its units' tasks."""
    form = ArchiveForm()
    form.retention.choices = choices(Retention)
    if not form.validate():
        return _archive_page(_offered(proposal_id, Action.ARCHIVE), form), 422
    volume = case_end.Volume(Retention(form.retention.data), form.code.data, form.note.data)
    case_end.archive_case(actor(), proposal_id, volume=volume, version=form.version.data, now=now())
    flash(_("已归档。"), "done")
    return redirect(url_for("item.view_item", proposal_id=proposal_id))


@blueprint.get("/items/<int:proposal_id>/reopen")
def reopen_case(proposal_id: int) -> str:
    """Ask why an ended item is taken up again, and say what happens then."""
    file = _reopenable(proposal_id)
    return _reopen_page(file, ReopenForm(formdata=None, version=file.proposal.version))


def _reopenable(proposal_id: int) -> CaseFile:
    file = open_case(actor(), proposal_id, now())
    return _offered(proposal_id, case_end.reopen_action(file.proposal))


def _reopen_page(file: CaseFile, form: ReopenForm) -> str:
    _offer_promises(form, file.proposal.id)
    was_replied = file.proposal.replied_on is not None
    return render_template(
        "case_end/reopen_case.html", item=file.proposal, form=form, was_replied=was_replied
    )


def _offer_promises(form: ReopenForm, proposal_id: int) -> None:
    ended = [one for one in promises_of(proposal_id) if not one.is_open]
    form.promises.choices = [choice(one.id, f"{one.quote}（{label(one.state)}）") for one in ended]


@blueprint.post("/items/<int:proposal_id>/reopen")
def confirm_reopening(proposal_id: int) -> Answer:
    """Take the item up again."""
    open_case(actor(), proposal_id, now())
    form = ReopenForm()
    _offer_promises(form, proposal_id)
    try:
        if not form.validate():
            return _reopen_page(_reopenable(proposal_id), form), 422
        case_end.reopen_case(
            actor(),
            proposal_id,
            reason=form.reason.data,
            promises=form.promises.data or (),
            version=form.version.data,
            now=now(),
        )
    except (InvalidInput, Refused) as error:
        form.refuse(error)
        return _reopen_page(_reopenable(proposal_id), form), 422
    flash(_("已重新办理，理由已记入办理经过。"), "done")
    return redirect(url_for("item.view_item", proposal_id=proposal_id))
