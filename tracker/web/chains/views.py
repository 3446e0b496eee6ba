"""Pages of sign-off chains: the list with a sample item tried, and one chain."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.chains import faults_of
from tracker.domain.errors import InvalidInput, NotFound, Refused
from tracker.domain.step_words import Importance
from tracker.domain.vocabulary import Kind, UnitKind
from tracker.queries.chains import chain_with_steps, chains_of, plans_of, tried
from tracker.queries.steps import signers_of
from tracker.services import chains
from tracker.web import current
from tracker.web.chains import blueprint
from tracker.web.chains.forms import SPARE, ChainForm, ForceForm, TryForm

Answer = str | Response | tuple[str, int]


def _departments() -> list[Any]:
    kept = chains.kept_units(current.actor())
    units = current.units().units.values()
    return [one for one in units if one.id in kept and one.kind is UnitKind.DEPARTMENT]


def _names(unit_ids: list[int]) -> dict[int, str]:
    """Return the names of whom a chain of these units may ask by name, by id."""
    return {user.id: user.name for unit_id in unit_ids for user in signers_of(unit_id, current.today())}


@blueprint.get("/chains")
def list_chains() -> str:
    """Show every chain with the days on which it holds, and try a sample item."""
    units = _departments()
    form = TryForm(request.args).offer()
    sample = None
    if request.args.get("kind") and form.validate() and units:
        day = form.on.data or current.today()
        weights = (Importance(form.importance.data),)
        sample = (tried(units[0].id, Kind(form.kind.data), weights, day), day)
    return render_template(
        "chains/list_chains.html",
        units=units,
        chains=chains_of([unit.id for unit in units]),
        form=form,
        sample=sample,
        plans_of=plans_of,
        names=_names([unit.id for unit in units]),
        tree=current.units(),
        today=current.today(),
    )


@blueprint.post("/chains/copies")
def copy_chain() -> Response:
    """Copy a chain, or the built-in one, into a draft."""
    unit_id = request.form.get("unit_id", 0, type=int)
    source_id = request.form.get("source_id", type=int)
    made = chains.copy_chain(current.actor(), unit_id, source_id=source_id, now=current.now())
    flash(_("已复制成草稿，改好后再定生效日期。"), "done")
    return redirect(url_for("chains.edit_chain", chain_id=made.id))


def _opened(chain_id: int) -> Any:
    chain = chain_with_steps(chain_id)
    if chain is None or chain.unit_id not in chains.kept_units(current.actor()):
        raise NotFound
    return chain


def _form(chain: Any, *, is_posted: bool) -> ChainForm:
    """Return the editor's form, as it was posted or as the chain is kept, with all that may be chosen."""
    if is_posted:
        form = ChainForm()
    else:
        rows = [
            {**vars(plan), "place": plan.place.value, "stage": plan.stage.value} for plan in plans_of(chain)
        ]
        form = ChainForm(formdata=None, obj=chain, steps=rows, version=chain.version)
        form.kind.data = chain.kind.value if chain.kind else ""
        form.importance.data = chain.importance.value if chain.importance else ""
        for _row in range(SPARE):
            form.steps.append_entry()
    units = [one for one in current.units().units.values() if one.is_active]
    return form.offer(units, signers_of(chain.unit_id, current.today()))


def _page(chain: Any, form: ChainForm, force: ForceForm) -> str:
    return render_template(
        "chains/edit_chain.html",
        chain=chain,
        form=form,
        force=force,
        faults=faults_of(plans_of(chain)),
        plans=plans_of(chain),
        names=_names([chain.unit_id]),
        tree=current.units(),
    )


@blueprint.route("/chains/<int:chain_id>", methods=["GET", "POST"])
def edit_chain(chain_id: int) -> Answer:
    """Show a chain; a draft is edited here."""
    chain = _opened(chain_id)
    form = _form(chain, is_posted=request.method == "POST")
    if form.validate_on_submit():
        said: dict[str, Any] = {"entry": form.entry(), "version": form.version.data, "now": current.now()}
        try:
            chains.save_chain(current.actor(), chain_id, **said)
        except (InvalidInput, Refused) as error:
            form.refuse(error)
        else:
            flash(_("已保存。"), "done")
            return redirect(url_for("chains.edit_chain", chain_id=chain_id))
    force = ForceForm(formdata=None, version=chain.version, valid_from=current.today())
    return _page(chain, form, force), 422 if form.errors or form.form_errors else 200


@blueprint.post("/chains/<int:chain_id>/force")
def put_in_force(chain_id: int) -> Answer:
    """Put a draft in force from a day."""
    force = ForceForm()
    try:
        chains.put_in_force(
            current.actor(),
            chain_id,
            valid_from=force.valid_from.data,
            version=force.version.data,
            now=current.now(),
        )
    except (InvalidInput, Refused) as error:
        force.refuse(error)
        chain = _opened(chain_id)
        return _page(chain, _form(chain, is_posted=False), force), 422
    flash(_("已定下生效日期。"), "done")
    return redirect(url_for("chains.list_chains"))


@blueprint.post("/chains/<int:chain_id>/end")
def end_chain(chain_id: int) -> Response:
    """End a chain after today."""
    version = ForceForm().version.data
    chains.end_chain(current.actor(), chain_id, version=version, now=current.now())
    flash(_("已停用，明天起按其他流程办理。"), "done")
    return redirect(url_for("chains.list_chains"))
