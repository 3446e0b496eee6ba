"""Pages of a draft: start, edit, save by itself, keep and compare versions, submit and take back."""

from collections.abc import Callable
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.actions import Action
from tracker.domain.errors import InvalidInput, NotFound, Refused, SavedOnly
from tracker.domain.text_diff import compare
from tracker.domain.text_merge import Meeting
from tracker.queries.drafts import base_text, full_reply, late_version, version_lines, version_texts
from tracker.services import drafting
from tracker.services.draft_versions import DraftTaken
from tracker.services.loading import open_case, readable_draft
from tracker.web.addresses import asked_id
from tracker.web.confidential import without_names
from tracker.web.current import actor, now
from tracker.web.drafting import blueprint
from tracker.web.drafting.desk import Desk, open_desk
from tracker.web.drafting.forms import DraftForm, MarkForm
from tracker.web.errors import describe
from tracker.web.filters import moment
from tracker.web.forms import VersionedForm

Answer = Response | tuple[str, int]
READING = "paper"
DRAFT = "/items/<int:proposal_id>/replies/<int:reply_id>"


def draft_url(proposal_id: int, reply_id: int, **more: Any) -> str:
    """Return the editor's address."""
    return url_for("drafting.edit_draft", proposal_id=proposal_id, reply_id=reply_id, **more)


@blueprint.post("/items/<int:proposal_id>/reply")
def start_reply(proposal_id: int) -> Response:
    """Start the reply of an answering unit and open it."""
    file = open_case(actor(), proposal_id, now())
    wanted = request.form.get("assignment_id", type=int)
    seats = [seat for seat in file.answering if wanted in {None, seat.assignment.id}]
    if not seats:
        raise NotFound
    reply = drafting.start_reply(actor(), proposal_id, seats[0].assignment.id, now=now())
    flash(_("已按惯例拟好标题、称谓和开头，请接着写。"), "done")
    return redirect(draft_url(proposal_id, reply.id))


@blueprint.get(f"{DRAFT}/draft")
def edit_draft(proposal_id: int, reply_id: int) -> Answer:
    """Show the editor; a draft that is being reviewed is shown for reading."""
    return draft_page(proposal_id, reply_id)


def draft_page(
    proposal_id: int, reply_id: int, form: DraftForm | None = None, mark_form: MarkForm | None = None
) -> Answer:
    """Draw the editor; with a refused form its words stand as typed and the status is 422."""
    desk = open_desk(proposal_id, reply_id, current=request.args.get("mark", type=int))
    is_refused = any(one is not None and (one.errors or one.form_errors) for one in (form, mark_form))
    return show_desk(desk, form, mark_form, status=422 if is_refused else 200)


def show_desk(
    desk: Desk, form: DraftForm | None = None, mark_form: MarkForm | None = None, *, status: int = 200
) -> Answer:
    """Draw a draft's desk for its editor, or for reading where it cannot be edited now."""
    is_edited = desk.is_editable and request.args.get("view") != READING
    template = "drafting/edit_draft.html" if is_edited else "drafting/read_draft.html"
    page = render_template(
        template,
        desk=desk,
        form=form.offer(desk.reply.class_scheme) if form else filled_form(desk),
        mark_form=mark_form or MarkForm(formdata=None),
        actions=Action,
    )
    return page, status


def filled_form(desk: Desk) -> DraftForm:
    """Return the form as the draft stands."""
    reply = desk.reply
    form = DraftForm(formdata=None, obj=reply, note=None)
    form.publicity.data = reply.publicity.value if reply.publicity else ""
    form.class_mark.data = reply.class_mark or ""
    return form.offer(reply.class_scheme)


def store(proposal_id: int, reply_id: int, act: Callable[[DraftForm], Answer]) -> Answer:
    """Validate and act; a refusal keeps what was typed, a draft taken by another shows both texts."""
    form = DraftForm()
    if form.validate():
        try:
            return act(form)
        except (InvalidInput, Refused) as error:
            form.refuse(error)
            if isinstance(error, SavedOnly):
                form.version.data = error.version
        except DraftTaken as taken:
            return meeting_page(proposal_id, reply_id, taken, form), 409
    return draft_page(proposal_id, reply_id, form)


def meeting_page(proposal_id: int, reply_id: int, taken: DraftTaken, form: DraftForm) -> str:
    """Show two editors' texts, both kept as versions: take either, or save what is made of both."""
    return render_template(
        "drafting/draft_taken.html",
        taken=taken,
        form=form,
        said=describe(taken),
        here={"proposal_id": proposal_id, "reply_id": reply_id},
    )


@blueprint.get(f"{DRAFT}/versions/<int:number>/meeting")
def view_meeting(proposal_id: int, reply_id: int, number: int) -> str:
    """Show the text that came too late beside the one that stands, for whoever wrote it."""
    desk = open_desk(proposal_id, reply_id)
    late = late_version(reply_id, number, actor().user_id)
    if late is None or not desk.is_editable:
        raise NotFound
    meeting = Meeting(base_text(reply_id, late.base_version), desk.reply.text, late.text)
    taken = DraftTaken(meeting, kept=number, version=desk.reply.version)
    return meeting_page(proposal_id, reply_id, taken, filled_form(desk))


@blueprint.post(f"{DRAFT}/draft")
def save_draft(proposal_id: int, reply_id: int) -> Answer:
    """Save the draft and stay."""

    def act(form: DraftForm) -> Answer:
        save = drafting.save_merged if request.form.get("then") == "merge" else drafting.save_text
        save(actor(), proposal_id, reply_id, entry=form.entry(), version=form.version.data, now=now())
        flash(_("已保存。"), "done")
        if request.form.get("then") == "leave":
            return redirect(url_for("item.view_item", proposal_id=proposal_id))
        return redirect(draft_url(proposal_id, reply_id))

    return store(proposal_id, reply_id, act)


@blueprint.post(f"{DRAFT}/autosave")
def autosave(proposal_id: int, reply_id: int) -> tuple[Response, int] | Response:
    """Save for a script: JSON with the new version and the time, or 409 with the text that stands now."""
    form = DraftForm()
    if not form.validate():
        field, words = next(iter(form.errors.items()))
        raise InvalidInput(field=field, reason=str(words[0]))
    try:
        reply = drafting.save_text(
            actor(), proposal_id, reply_id, entry=form.entry(), version=form.version.data, now=now()
        )
    except DraftTaken as taken:
        where = url_for(
            "drafting.view_meeting", proposal_id=proposal_id, reply_id=reply_id, number=taken.kept
        )
        return jsonify(code=taken.code, message=describe(taken), kept=taken.kept, url=where), 409
    return jsonify(version=reply.version, saved_at=moment(reply.saved_at), draft=reply.draft_number)


@blueprint.post(f"{DRAFT}/versions")
def save_version(proposal_id: int, reply_id: int) -> Answer:
    """Keep the draft as a numbered version."""

    def act(form: DraftForm) -> Answer:
        kept = drafting.save_version(
            actor(),
            proposal_id,
            reply_id,
            entry=form.entry(),
            note=form.note.data,
            version=form.version.data,
            now=now(),
        )
        flash(_("已存为第%(number)s稿。", number=kept.number), "done")
        return redirect(draft_url(proposal_id, reply_id))

    return store(proposal_id, reply_id, act)


@blueprint.get(f"{DRAFT}/versions")
def compare_versions(proposal_id: int, reply_id: int) -> str:
    """Show what changed between two versions; without ``to``, up to the working text."""
    file = open_case(actor(), proposal_id, now())
    readable_draft(file, reply_id, actor(), now())
    reply, lines = full_reply(reply_id), version_lines(reply_id)
    old = asked_id("from") or next((line.number for line in lines), None)
    new = asked_id("to")
    texts = version_texts(reply_id, [number for number in (old, new) if number])
    if (old is not None and old not in texts) or (new is not None and new not in texts):
        raise NotFound
    older, newer = (texts[old] if old else ""), (texts[new] if new else reply.text)
    found = compare(without_names(file, older), without_names(file, newer))
    return render_template(
        "drafting/compare_versions.html", file=file, reply=reply, lines=lines, old=old, new=new, found=found
    )


@blueprint.post(f"{DRAFT}/opinions-told")
def tell_opinions(proposal_id: int, reply_id: int) -> Answer:
    """Save the draft with what became of the co-handlers' opinions, and stay."""

    def act(form: DraftForm) -> Answer:
        entry, version = form.entry(), form.version.data
        drafting.tell_opinions(actor(), proposal_id, reply_id, entry=entry, version=version, now=now())
        flash(_("已把会办意见采纳情况写进正文，请看一遍。"), "done")
        return redirect(draft_url(proposal_id, reply_id))

    return store(proposal_id, reply_id, act)


@blueprint.post(f"{DRAFT}/submission")
def submit_draft(proposal_id: int, reply_id: int) -> Answer:
    """Save what was typed and submit it for review, in one act."""

    def act(form: DraftForm) -> Answer:
        drafting.submit_draft(
            actor(),
            proposal_id,
            reply_id,
            entry=form.entry(),
            version=form.version.data,
            asks_confirmed=form.asks_confirmed.data,
            now=now(),
        )
        flash(_("已送审。"), "done")
        return redirect(url_for("item.view_item", proposal_id=proposal_id))

    return store(proposal_id, reply_id, act)


@blueprint.post(f"{DRAFT}/submission/recalled")
def recall_submission(proposal_id: int, reply_id: int) -> Response:
    """Take a submission back before the head decides."""
    form = VersionedForm()
    drafting.recall_submission(actor(), proposal_id, reply_id, version=form.version.data, now=now())
    flash(_("已撤回送审，可以继续修改。"), "done")
    return redirect(draft_url(proposal_id, reply_id))
