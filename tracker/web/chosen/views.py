"""Pages of acts on many items: what was chosen and what will not go, then what became of each."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import InvalidInput, Refused
from tracker.queries.case_file import CaseFile
from tracker.queries.tags import departments_of, tags_of
from tracker.services import bulk, tags
from tracker.services.bulk import Outcome
from tracker.services.urging import Urge
from tracker.web.address_words import a_number
from tracker.web.choices import named_choices
from tracker.web.chosen import blueprint
from tracker.web.chosen.forms import PUT, TAKE, LabelForm, OfficerForm, WordsForm
from tracker.web.current import actor, now, today, units
from tracker.web.errors import describe
from tracker.web.forms import PlainForm

Answer = Response | tuple[str, int]
LONGEST_LIST = 2000


def _ids() -> list[int]:
    """Return the items that were checked, or that a page of this blueprint was made for (``items``: 12.15.40)."""
    texts = request.values.getlist("item") or request.values.get("items", "").split(".")
    found = (a_number(text) for text in texts[: bulk.MOST + 1])
    return list(dict.fromkeys(one for one in found if one is not None))


def _back() -> str:
    """Return the list from which the items were chosen."""
    words = request.values.get("list", "")[:LONGEST_LIST]
    return f"{url_for('register.list_items')}?{words or 'view=open'}"


def _page(
    name: str,
    form: PlainForm,
    files: Sequence[CaseFile],
    why_not: Callable[[CaseFile], str],
    status: int,
    **more: Any,
) -> Answer:
    lines = [(file, why_not(file)) for file in files]
    shown = render_template(
        f"chosen/{name}.html",
        form=form,
        lines=lines,
        count=sum(not words for _file, words in lines),
        ids=".".join(str(file.proposal.id) for file, words in lines if not words),
        kept=request.values.get("list", "")[:LONGEST_LIST],
        back=_back(),
        **more,
    )
    return shown, status


def _result(heading: str, outcomes: Sequence[Outcome], undo: dict[str, Any] | None = None) -> Answer:
    """Show what became of each item: those that were refused first, with the reason."""
    done = [one.proposal_id for one in outcomes if one.refusal is None]
    files = {file.proposal.id: file for file in bulk.chosen_files(actor(), _ids(), now())}
    refused = [
        (files.get(one.proposal_id), describe(one.refusal)) for one in outcomes if one.refusal is not None
    ]
    shown = render_template(
        "chosen/result.html",
        heading=heading,
        done=[files[one] for one in done if one in files],
        refused=refused,
        undo=undo if done else None,
        done_ids=".".join(str(one) for one in done),
        kept=request.values.get("list", "")[:LONGEST_LIST],
        back=_back(),
    )
    return shown, 200


def _files() -> list[CaseFile]:
    return bulk.chosen_files(actor(), _ids(), now())


def _officer_page(form: OfficerForm, status: int = 200) -> Answer:
    files = _files()
    form.officer_id.choices = named_choices(bulk.officers_of(actor(), files, now(), today()))

    def why_not(file: CaseFile) -> str:
        return "" if bulk.seat_to_give(actor(), file, now()) else _("承办人由承办处室的负责人定。")

    return _page("choose_officer", form, files, why_not, status)


@blueprint.get("/items/chosen/officer")
def choose_officer() -> Answer:
    """Ask who is to handle the chosen items."""
    return _officer_page(OfficerForm(formdata=None))


@blueprint.post("/items/chosen/officer")
def assign_officer() -> Answer:
    """Name the officer for each of them."""
    form = OfficerForm()
    form.officer_id.choices = named_choices(bulk.officers_of(actor(), _files(), now(), today()))
    if form.validate():
        outcomes = bulk.assign_each(actor(), _ids(), officer_id=form.officer_id.data, now=now())
        return _result(_("改派承办人"), outcomes)
    return _officer_page(form, 422)


def _words_page(form: WordsForm, status: int = 200) -> Answer:
    def why_not(file: CaseFile) -> str:
        return "" if bulk.urged_seats(actor(), file, now()) else _("没有您可以催办的事项。")

    return _page("choose_words", form, _files(), why_not, status)


@blueprint.get("/items/chosen/urge")
def choose_words() -> Answer:
    """Ask what the chosen items are urged with."""
    return _words_page(WordsForm(formdata=None))


@blueprint.post("/items/chosen/urge")
def urge_items() -> Answer:
    """Urge each of them."""
    form = WordsForm()
    if form.validate():
        outcomes = bulk.urge_each(actor(), _ids(), urge=Urge(form.text.data or ""), now=now())
        return _result(_("催办"), outcomes)
    return _words_page(form, 422)


def _label_page(form: LabelForm, status: int = 200) -> Answer:
    def why_not(file: CaseFile) -> str:
        return "" if tags.may_tag(actor(), file, now()) else _("标签由本单位联络员和承办人加。")

    known = [tag.name for tag in tags_of(departments_of(actor(), units()))]
    return _page("choose_label", form, _files(), why_not, status, known=known)


@blueprint.get("/items/chosen/labels")
def choose_label() -> Answer:
    """Ask which label is put on the chosen items, or taken off."""
    return _label_page(LabelForm(formdata=None))


@blueprint.post("/items/chosen/labels")
def label_items() -> Answer:
    """Put the label on each of them, or take it off."""
    form = LabelForm()
    if form.validate():
        is_put, name = form.act.data == PUT, form.name.data or ""
        try:
            outcomes = (bulk.tag_each if is_put else bulk.untag_each)(actor(), _ids(), name=name, now=now())
        except InvalidInput as error:
            form.refuse(error)
        else:
            heading = _("加标签“%(tag)s”", tag=name) if is_put else _("去掉标签“%(tag)s”", tag=name)
            return _result(heading, outcomes, {"name": name, "act": TAKE if is_put else PUT})
    return _label_page(form, 422)


@blueprint.get("/items/chosen/export")
def export_items() -> Response:
    """Lead to the export of the chosen items."""
    ids = ".".join(str(one) for one in _ids()[: bulk.MOST])
    if not ids:
        raise Refused(reason=bulk.NOBODY)
    return redirect(url_for("register.choose_export", ids=ids))


@blueprint.get("/items/chosen/print")
def print_items() -> Response:
    """Lead to the list of the chosen items, laid out for paper."""
    ids = ".".join(str(one) for one in _ids()[: bulk.MOST])
    if not ids:
        raise Refused(reason=bulk.NOBODY)
    return redirect(url_for("register.print_items", ids=ids))
