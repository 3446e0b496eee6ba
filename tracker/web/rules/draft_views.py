"""The editing of a draft: a row by its form, the title, or the whole as text; one service stands behind all of them."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import InvalidInput, NotFound, Refused
from tracker.domain.rule_model import Part
from tracker.domain.rule_sets import RuleSetError
from tracker.queries.rules import KeptRuleSet, version_of
from tracker.services import office_rules
from tracker.web import current
from tracker.web.rules import blueprint
from tracker.web.rules.forms import TextForm
from tracker.web.rules.row_forms import BasisForm, TitleForm, filled, sent
from tracker.web.rules.views import opened

Answer = str | Response | tuple[str, int]
PARTS = "<any(milestone, extension, check):part>"


def _draft(rule_set_id: int) -> KeptRuleSet:
    row = opened(rule_set_id)
    if row.valid_from is not None:
        raise Refused(reason=office_rules.IN_FORCE)
    return row


@blueprint.route(f"/rules/<int:rule_set_id>/{PARTS}/new", methods=["GET", "POST"])
def add_row(rule_set_id: int, part: str) -> Answer:
    """Add a term, a rule about extending one, or a demand."""
    return _row(rule_set_id, Part(part), None)


@blueprint.route(f"/rules/<int:rule_set_id>/{PARTS}/<int:place>", methods=["GET", "POST"])
def edit_row(rule_set_id: int, part: str, place: int) -> Answer:
    """Change one row."""
    return _row(rule_set_id, Part(part), place)


def _row(rule_set_id: int, part: Part, place: int | None) -> Answer:
    row = _draft(rule_set_id)
    if request.method == "GET":
        rows = version_of(row).rows(part)
        if place is not None and place >= len(rows):
            raise NotFound
        kept = None if place is None else rows[place]
        return _row_page(row, part, place, filled(part, kept, row.version))
    form = sent(part)
    if form.validate():
        try:
            _keep(rule_set_id, part, place, form)
        except InvalidInput as error:
            form.refuse(error)
        else:
            return _back(rule_set_id, part)
    return _row_page(row, part, place, form), 422


def _keep(rule_set_id: int, part: Part, place: int | None, form: BasisForm) -> None:
    version = form.version.data
    office_rules.change_row(
        current.actor(),
        rule_set_id,
        (part, place),
        written=form.written(),
        version=version,
        now=current.now(),
    )


def _back(rule_set_id: int, part: Part) -> Response:
    flash(_("已保存。"), "done")
    return redirect(url_for("rules.edit_rules", rule_set_id=rule_set_id, _anchor=part.value))


def _row_page(row: KeptRuleSet, part: Part, place: int | None, form: BasisForm) -> str:
    rule_set = version_of(row)
    return render_template(
        "rules/edit_row.html", row=row, rule_set=rule_set, part=part.value, place=place, form=form
    )


@blueprint.post(f"/rules/<int:rule_set_id>/{PARTS}/<int:place>/removal")
def remove_row(rule_set_id: int, part: str, place: int) -> Response:
    """Take one row out."""
    version = request.form.get("version", 0, type=int)
    office_rules.remove_row(
        current.actor(), rule_set_id, Part(part), place, version=version, now=current.now()
    )
    flash(_("已删除。"), "done")
    return redirect(url_for("rules.edit_rules", rule_set_id=rule_set_id, _anchor=part))


@blueprint.route("/rules/<int:rule_set_id>/title", methods=["GET", "POST"])
def rename_rules(rule_set_id: int) -> Answer:
    """Give the draft another title."""
    row = _draft(rule_set_id)
    if request.method == "GET":
        title = version_of(row).title
        return _title_page(row, TitleForm(formdata=None, title=title, version=row.version))
    form = TitleForm()
    if form.validate():
        title, version = form.title.data or "", form.version.data
        try:
            office_rules.rename_rules(
                current.actor(), rule_set_id, title=title, version=version, now=current.now()
            )
        except InvalidInput as error:
            form.refuse(error)
        else:
            return _back(rule_set_id, Part.MILESTONE)
    return _title_page(row, form), 422


def _title_page(row: KeptRuleSet, form: TitleForm) -> str:
    return render_template("rules/rename_rules.html", row=row, rule_set=version_of(row), form=form)


@blueprint.route("/rules/<int:rule_set_id>/text", methods=["GET", "POST"])
def edit_text(rule_set_id: int) -> Answer:
    """Edit the draft as TOML: the second way, for those who like it."""
    row = _draft(rule_set_id)
    form = TextForm() if request.method == "POST" else TextForm(formdata=None, obj=row)
    if form.validate_on_submit():
        said = (form.text.data or "").replace("\r\n", "\n")
        try:
            office_rules.save_rules(
                current.actor(), rule_set_id, text=said, version=form.version.data, now=current.now()
            )
        except (InvalidInput, Refused, RuleSetError) as error:
            form.refuse(error)
        else:
            return _back(rule_set_id, Part.MILESTONE)
    page = render_template("rules/edit_text.html", row=row, rule_set=version_of(row), form=form)
    return page, 422 if form.errors or form.form_errors else 200
