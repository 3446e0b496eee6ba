"""Drafts that ended with their unit's part: kept for who may read drafts."""

from flask import render_template

from tracker.domain.errors import NotFound
from tracker.domain.permissions import Permission
from tracker.queries.ended_work import cancelled_drafts
from tracker.services.loading import open_case
from tracker.web.current import actor, now
from tracker.web.request import blueprint


@blueprint.get("/items/<int:proposal_id>/cancelled-drafts/<int:reply_id>")
def read_cancelled(proposal_id: int, reply_id: int) -> str:
    """Show a draft that ended with its unit's part, to who may read drafts."""
    file = open_case(actor(), proposal_id, now())
    rows = cancelled_drafts(proposal_id) if file.may(Permission.VIEW_DRAFTS, actor(), now=now()) else ()
    reply = next((row for row in rows if row.id == reply_id), None)
    if reply is None:
        raise NotFound
    return render_template("request/read_cancelled.html", file=file, item=file.proposal, reply=reply)
