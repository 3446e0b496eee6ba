"""Who filed a confidential item, said only to those with the right to it (R14)."""

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from tracker.domain.permissions import Permission
from tracker.queries.case_file import CaseFile
from tracker.queries.register import names_sponsor
from tracker.web import current

CROSS, NOTHING = "×", "(?!)"
TITLES = "委员|代表|主席|主任|先生|女士|同志"
LONGEST_PERSON = 4


def hides_sponsors(file: CaseFile) -> bool:
    """Tell whether the signed-in person may not learn who filed the item."""
    if not file.proposal.is_confidential:
        return False
    return not file.may(Permission.VIEW_SPONSOR_CONTACTS, current.actor(), now=current.now())


def sponsor_shown(file: CaseFile, name: str) -> str:
    """Return a sponsor's name as the signed-in person may read it."""
    return _("保密") if hides_sponsors(file) else name


def without_names(file: CaseFile, words: str | None) -> str:
    """Return words without the names of a confidential item's sponsors, for who may not learn them (R14).

    Every character of a name becomes a cross, so that places in the text stay where they are.
    """
    if not words or not hides_sponsors(file):
        return words or ""
    found = _patterns(one.name for one in file.proposal.sponsors)
    return found.sub(lambda met: CROSS * len(met[0]), words)


def _patterns(names: Iterable[str]) -> re.Pattern[str]:
    """Return what finds names, also spaced out (郑 毅), and a family name before its title (郑委员)."""
    known = sorted({name for name in names if name}, key=len, reverse=True)
    whole = [r"\s*".join(map(re.escape, name)) for name in known]
    titled = [f"{re.escape(name[0])}(?={TITLES})" for name in known if len(name) <= LONGEST_PERSON]
    return re.compile("|".join([*whole, *titled]) or NOTHING)


def quote_in_list(promise: Any) -> str:
    """Return a promise's sentence for a list of many items; of a confidential one its own page says more."""
    is_shown = names_sponsor(promise.proposal, current.actor(), current.now())
    return str(promise.quote if is_shown else _("保密件的承诺，请点开查看"))
