"""Who filed a confidential item, said only to those with the right to it (R14)."""

from flask_babel import gettext as _

from tracker.domain.permissions import Permission
from tracker.queries.case_file import CaseFile
from tracker.web import current


def hides_sponsors(file: CaseFile) -> bool:
    """Tell whether the signed-in person may not learn who filed the item."""
    sees = file.may(Permission.VIEW_SPONSOR_CONTACTS, current.actor(), now=current.now())
    return file.proposal.is_confidential and not sees


def sponsor_shown(file: CaseFile, name: str) -> str:
    """Return a sponsor's name as the signed-in person may read it."""
    return _("保密") if hides_sponsors(file) else name
