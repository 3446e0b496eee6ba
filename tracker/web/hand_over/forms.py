"""Forms of hand-overs: to whom, all or some, and why."""

from collections.abc import Iterable

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import Length, Optional

from tracker.domain.hand_overs import HeldKind
from tracker.queries.hand_overs import Taker
from tracker.queries.people import UnitTree
from tracker.web.choices import choice
from tracker.web.forms import LONGEST_ID, PlainForm

EVERYTHING, SOME = "all", "some"
NOBODY = choice(0, _l("请选择"))


class OfferForm(PlainForm):
    """What passes to whom, and why."""

    receiver = SelectField(_l("接收人"), coerce=int)
    scope = RadioField(_l("移交"), default=EVERYTHING)
    reason = TextAreaField(
        _l("移交原因"),
        description=_l("例如：调离、退休、休假。会记入每一件的办理过程。"),
        validators=[Optional(), Length(max=500, message=_l("最多500字。"))],
    )

    def offer(self, takers: Iterable[Taker], total: int) -> None:
        """Offer those who have the role for some of the work, and all or some of it."""
        self.receiver.choices = [
            NOBODY,
            *(
                choice(
                    one.person.user_id,
                    _("%(name)s（可接%(count)s项）", name=one.person.name, count=one.count),
                )
                for one in takers
            ),
        ]
        self.scope.choices = [
            choice(EVERYTHING, _("全部（%(count)s项）", count=total)),
            choice(SOME, _("只移交下面勾选的")),
        ]

    def keys(self) -> list[tuple[HeldKind, int]] | None:
        """Return the chosen pieces by kind and id; None for everything."""
        if self.scope.data != SOME:
            return None
        found = (key.partition(":") for key in request.form.getlist("keys"))
        return [(HeldKind(kind), int(number)) for kind, _sign, number in found if is_key(kind, number)]


def is_key(kind: str, number: str) -> bool:
    """Tell whether a ticked box names a piece of work."""
    is_number = number.isascii() and number.isdecimal() and len(number) < LONGEST_ID
    return kind in set(HeldKind) and is_number


class MergeForm(PlainForm):
    """Into which office, who takes it over there, and why."""

    to_unit = SelectField(_l("并入"), coerce=int)
    receiver = SelectField(_l("接收人（并入处室的负责人）"), coerce=int)
    reason = TextAreaField(
        _l("依据和原因"),
        description=_l("例如：机构改革方案的文号。会记入每一件的办理过程。"),
        validators=[Optional(), Length(max=500, message=_l("最多500字。"))],
    )

    def offer(self, offices: Iterable[int], heads: Iterable[tuple[int, str, int]], tree: UnitTree) -> None:
        """Offer the other offices of the department, and their heads by name and office."""
        self.to_unit.choices = [NOBODY, *(choice(number, tree.units[number].name) for number in offices)]
        named = (choice(user_id, f"{name}（{tree.name(unit_id)}）") for user_id, name, unit_id in heads)
        self.receiver.choices = [NOBODY, *named]
