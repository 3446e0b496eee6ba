"""Downloads: each request asks for the right anew, the name is kept in Chinese (RFC 6266)."""

from flask import Response, send_file

from tracker.domain.errors import NotFound
from tracker.queries.files import readable_file
from tracker.services.loading import open_case
from tracker.web.current import actor, now
from tracker.web.files import blueprint
from tracker.web.storage import file_store


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
        download_name=row.name,
        conditional=False,
        max_age=0,
    )
