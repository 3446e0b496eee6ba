"""The list of rule sets, one of them with a sample tried, the editor of a draft, and putting it in force."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain import rule_sets
from tracker.domain.deadline_preview import Preview, preview
from tracker.domain.errors import InvalidInput, NotFound, Refused
from tracker.domain.rule_sets import RuleSet
from tracker.domain.vocabulary import UnitKind
from tracker.queries.calendar import working_calendar
from tracker.queries.rules import KeptRuleSet, kept_rule_set, kept_rule_sets, version_of
from tracker.services import office_rules
from tracker.services.chains import kept_units
from tracker.web import current
from tracker.web.rules import blueprint
from tracker.web.rules.forms import ForceForm, SampleForm

Answer = str | Response | tuple[str, int]


def _departments() -> list[Any]:
    kept = kept_units(current.actor())
    units = current.units().units.values()
    return [one for one in units if one.id in kept and one.kind is UnitKind.DEPARTMENT]


@blueprint.get("/rules")
def list_rules() -> str:
    """Show the department's own rules and the sets that come with the program."""
    units = _departments()
    own = kept_rule_sets([unit.id for unit in units])
    return render_template(
        "rules/list_rules.html",
        units=units,
        own=[(row, version_of(row)) for row in own],
        shipped=[rule_sets.load(name) for name in rule_sets.available()],
        today=current.today(),
    )


@blueprint.get("/rules/shipped/<name>")
def view_shipped(name: str) -> str:
    """Show every version of a shipped set with its sources, and try a sample item."""
    if name not in rule_sets.available():
        raise NotFound
    versions = rule_sets.versions(name)
    form, tried = _tried(versions)
    return render_template(
        "rules/view_shipped.html",
        name=name,
        versions=list(reversed(versions)),
        units=_departments(),
        form=form,
        tried=tried,
    )


def _tried(versions: Sequence[RuleSet]) -> tuple[SampleForm, Preview | None]:
    """Return the sample's form and, where it was sent with a day, what the command would print."""
    form = SampleForm(request.args).offer()
    if "kind" not in request.args or not form.validate() or not form.anchors():
        return form, None
    found = preview(versions, form.item(), form.anchors(), form.volume.data or 0, working_calendar())
    return form, found


@blueprint.post("/rules/copies")
def copy_rules() -> Response:
    """Copy a shipped set or a kept version into a draft."""
    made = office_rules.copy_rules(
        current.actor(),
        request.form.get("unit_id", 0, type=int),
        source=request.form.get("source", ""),
        source_id=request.form.get("source_id", type=int),
        now=current.now(),
    )
    flash(_("已复制成草稿，改好后再定生效日期。"), "done")
    return redirect(url_for("rules.edit_rules", rule_set_id=made.id))


def opened(rule_set_id: int) -> KeptRuleSet:
    """Return a version that the person keeps; raises NotFound for another unit's."""
    row = kept_rule_set(rule_set_id)
    if row is None or row.unit_id not in kept_units(current.actor()):
        raise NotFound
    return row


@blueprint.get("/rules/<int:rule_set_id>")
def edit_rules(rule_set_id: int) -> str:
    """Show a version; each row of a draft leads to its form."""
    row = opened(rule_set_id)
    found = version_of(row)
    sample, tried = _tried([found])
    return render_template("rules/edit_rules.html", row=row, rule_set=found, sample=sample, tried=tried)


@blueprint.get("/rules/<int:rule_set_id>/force")
def preview_force(rule_set_id: int) -> str:
    """Show which open items' dates a draft would move, before anything is changed."""
    row = opened(rule_set_id)
    return _force_page(row, ForceForm(formdata=None, version=row.version, valid_from=current.today()))


def _force_page(row: KeptRuleSet, form: ForceForm) -> str:
    moves = office_rules.preview_rules(row)
    form.confirmed.data = moves.digest()
    shown = moves.shown_to(current.actor())
    return render_template(
        "rules/preview_force.html", row=row, rule_set=version_of(row), form=form, moves=moves, shown=shown
    )


@blueprint.post("/rules/<int:rule_set_id>/force")
def put_in_force(rule_set_id: int) -> Answer:
    """Put a draft in force from a day."""
    form = ForceForm()
    try:
        made = office_rules.put_in_force(
            current.actor(),
            rule_set_id,
            valid_from=form.valid_from.data,
            takes_open=bool(form.takes_open.data),
            confirmed=form.confirmed.data or "",
            version=form.version.data,
            now=current.now(),
        )
    except (InvalidInput, Refused) as error:
        form.refuse(error)
        return _force_page(opened(rule_set_id), form), 422
    flash(_("已定下生效日期，%(count)s件的期限随之变动。", count=made.moved), "done")
    return redirect(url_for("rules.list_rules"))
