"""A list as a file to take away: written whole before the first byte is sent, so that no half file is ever offered."""

from contextlib import ExitStack
from tempfile import TemporaryFile

from flask import Response, send_file

from tracker.documents.sheets import MEDIA_TYPES, Format, Sheet, write_sheet
from tracker.services.exports import demand_export, may_export, note_export
from tracker.web import current


def offers_export() -> bool:
    """Tell whether the signed-in person may take lists out, a fresh sign-in asked for at need."""
    return may_export(current.actor(), current.now())


def sheet_answer(sheet: Sheet, kind: Format, *, what: str) -> Response:
    """Send a list as a file and note it in the audit log; ``what`` names the list there.

    Raises Forbidden, or ProofNeeded for who must sign in again first.
    """
    demand_export(current.actor(), current.now())
    name = f"{sheet.name}{current.today().isoformat()}.{kind}"
    with ExitStack() as until_failed:
        file = until_failed.enter_context(TemporaryFile())
        rows = write_sheet(file, sheet, kind)
        note_export(current.actor(), what=f"{what}.{kind}", rows=rows, now=current.now())
        file.seek(0)
        answer = send_file(
            file,
            mimetype=MEDIA_TYPES[kind],
            as_attachment=True,
            download_name=name,
            conditional=False,
            max_age=0,
        )
        answer.call_on_close(until_failed.pop_all().close)
    return answer
