"""Uploads and downloads: each request asks for the right anew, the name is kept in Chinese (RFC 6266)."""

from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from tracker.domain.errors import InvalidInput, NotFound
from tracker.domain.permissions import Permission
from tracker.domain.vocabulary import FileKind
from tracker.queries.case_file import CaseFile
from tracker.queries.files import readable_file
from tracker.services import files
from tracker.services.loading import demand, open_case
from tracker.web.addresses import asks_for_json
from tracker.web.confidential import without_names
from tracker.web.current import actor, now
from tracker.web.files import blueprint
from tracker.web.files.forms import UploadForm
from tracker.web.storage import file_store
from tracker.web.uploads import stashed


@blueprint.get("/items/<int:proposal_id>/files/<int:attachment_id>")
def download_file(proposal_id: int, attachment_id: int) -> Response:
    """Send a file as a download; it is never shown inside the page."""
    file = open_case(actor(), proposal_id, now())
    row = readable_file(file, attachment_id, actor(), now())
    if row is None:
        raise NotFound
    path = file_store().path(row.sha256)
    if not path.exists():
        raise NotFound
    return send_file(
        path,
        mimetype=row.media_type,
        as_attachment=True,
        download_name=without_names(file, row.name),
        conditional=False,
        max_age=0,
    )


def _opened(proposal_id: int) -> tuple[CaseFile, UploadForm]:
    """Open an item to which the person may add files, with a form that offers what they may choose."""
    file = open_case(actor(), proposal_id, now())
    demand(file, Permission.UPLOAD, actor(), now(), files.upload_target(file))
    form = UploadForm()
    if not file.may(Permission.VIEW_INTERNAL_FILES, actor(), now=now()):
        del form.is_internal
    return file, form


def _page(file: CaseFile, form: UploadForm, status: int = 200) -> Any:
    if status != 200 and asks_for_json():
        return jsonify(
            message=" ".join(str(words) for found in form.errors.values() for words in found)
        ), status
    return render_template("files/upload_files.html", file=file, form=form), status


def _add(proposal_id: int, form: UploadForm) -> list[Any]:
    return list(
        files.upload_files(
            actor(),
            proposal_id,
            stashed(form.files),
            store=file_store(),
            kind=FileKind(form.kind.data),
            is_internal="is_internal" in form and bool(form.is_internal.data),
            now=now(),
        )
    )


@blueprint.get("/items/<int:proposal_id>/files/new")
def new_files(proposal_id: int) -> Any:
    """Show the form with which files are added."""
    return _page(*_opened(proposal_id))


@blueprint.post("/items/<int:proposal_id>/files/new")
def upload_files(proposal_id: int) -> Any:
    """Add the files, all or none; a script gets the address to go on to instead of being led there."""
    file, form = _opened(proposal_id)
    if not form.validate():
        return _page(file, form, 422)
    try:
        added = _add(proposal_id, form)
    except InvalidInput as error:
        form.refuse(error)
        return _page(file, form, 422)
    flash(_("已上传%(count)s个文件。", count=len(added)), "done")
    address = url_for("item.view_item", proposal_id=proposal_id, tab="files")
    return jsonify(address=address) if asks_for_json() else redirect(address)


@blueprint.post("/items/<int:proposal_id>/files/<int:attachment_id>/removed")
def remove_file(proposal_id: int, attachment_id: int) -> Answer:
    """Remove one's own upload; the history keeps that it was there."""
    row = files.remove_file(actor(), proposal_id, attachment_id, now=now())
    flash(_("已删除“%(name)s”。", name=row.name), "done")
    return redirect(url_for("item.view_item", proposal_id=proposal_id, tab="files"))
