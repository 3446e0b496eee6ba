"""A person's private copies: texts that could not be saved because the item went to somebody else."""

from io import BytesIO
from typing import Any

from flask import flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import NotFound
from tracker.queries.private_copies import private_copies, private_copy
from tracker.services import private_copies as service
from tracker.web.current import actor
from tracker.web.drafting import blueprint


def _own(copy_id: int) -> Any:
    copy = private_copy(actor().user_id, copy_id)
    if copy is None:
        raise NotFound
    return copy


@blueprint.get("/copies")
def list_copies() -> str:
    """Show the person's own copies."""
    return render_template("drafting/list_copies.html", copies=private_copies(actor().user_id))


@blueprint.get("/copies/<int:copy_id>")
def view_copy(copy_id: int) -> str:
    """Show one copy to its writer."""
    return render_template("drafting/view_copy.html", copy=_own(copy_id))


@blueprint.get("/copies/<int:copy_id>/text")
def download_copy(copy_id: int) -> Response:
    """Send one copy as a text file, which Windows reads as UTF-8."""
    copy = _own(copy_id)
    words = f"{copy.title}\n\n{copy.text}\n".replace("\n", "\r\n")
    file = BytesIO(words.encode("utf-8-sig"))
    name = f"{copy.title[:60] or copy.id}.txt".replace("/", "／")
    return send_file(file, mimetype="text/plain", as_attachment=True, download_name=name)


@blueprint.post("/copies/<int:copy_id>/thrown-away")
def throw_away_copy(copy_id: int) -> Response:
    """Delete one copy."""
    service.throw_away_copy(actor(), copy_id)
    flash(_("副本已删除。"), "done")
    return redirect(url_for("drafting.list_copies"))
