"""What a department has taken heads of spreadsheets for."""

from sqlalchemy import select

from tracker.extensions import db
from tracker.models.imports import RegisterHead


def remembered_heads(host_unit_id: int) -> dict[str, str]:
    """Return the columns by head, an empty one for a head that is left out."""
    rows = db.session.execute(
        select(RegisterHead.head, RegisterHead.code).where(RegisterHead.host_unit_id == host_unit_id)
    )
    return {row.head: row.code for row in rows}
