"""Pages on which a coordinator or a head keeps the unit's standard phrases."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import InvalidInput, NotFound
from tracker.domain.stock_phrases import PLACES
from tracker.queries.stock_phrases import phrases_of
from tracker.services import stock_phrases
from tracker.web.choices import choice
from tracker.web.current import actor, now, units
from tracker.web.phrases import blueprint
from tracker.web.phrases.forms import PhraseForm

Answer = Response | tuple[str, int]


def _kept() -> dict[int, str]:
    """Return the units whose phrases the person keeps, by id; raises NotFound where there is none."""
    person, tree = actor(), units()
    scopes = (person.scopes.get(role, frozenset()) for role in stock_phrases.KEEPERS)
    found = {unit_id: tree.name(unit_id) for unit_id in sorted(frozenset[int]().union(*scopes))}
    if not found:
        raise NotFound
    return found


def _page(form: PhraseForm, phrase: Any = None) -> Answer:
    kept = _kept()
    form.unit.choices = [choice(str(unit_id), name) for unit_id, name in kept.items()]
    page = render_template(
        "phrases/list_phrases.html", form=form, phrase=phrase, phrases=phrases_of(kept), places=PLACES
    )
    return page, 422 if form.errors or form.form_errors else 200


def _find(phrase_id: int) -> Any:
    found = next((one for one in phrases_of(_kept()) if one.id == phrase_id), None)
    if found is None:
        raise NotFound
    return found


@blueprint.get("/phrases")
def list_phrases() -> Answer:
    """Show the phrases of one's units and the form of a new one."""
    return _page(PhraseForm(formdata=None))


@blueprint.post("/phrases")
def add_phrase() -> Answer:
    """Add a phrase."""
    form = PhraseForm()
    if form.validate():
        try:
            unit_id = request.form.get("unit", type=int) or 0
            stock_phrases.add_phrase(actor(), unit_id, entry=form.entry(), now=now())
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("已添加。"), "done")
            return redirect(url_for("phrases.list_phrases"))
    return _page(form)


@blueprint.get("/phrases/<int:phrase_id>")
def view_phrase(phrase_id: int) -> Answer:
    """Show a phrase in its form."""
    phrase = _find(phrase_id)
    return _page(PhraseForm(formdata=None, obj=phrase, unit=str(phrase.unit_id)), phrase)


@blueprint.post("/phrases/<int:phrase_id>")
def edit_phrase(phrase_id: int) -> Answer:
    """Change a phrase."""
    form = PhraseForm()
    if form.validate():
        try:
            stock_phrases.edit_phrase(actor(), phrase_id, entry=form.entry(), now=now())
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("已保存。"), "done")
            return redirect(url_for("phrases.list_phrases"))
    return _page(form, _find(phrase_id))


@blueprint.post("/phrases/<int:phrase_id>/deleted")
def delete_phrase(phrase_id: int) -> Response:
    """Delete a phrase."""
    stock_phrases.delete_phrase(actor(), phrase_id)
    flash(_("已删除。"), "done")
    return redirect(url_for("phrases.list_phrases"))
