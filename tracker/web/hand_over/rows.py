"""What the rows of hand-overs say: the kind of work, its item, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.domain.hand_overs import HandOverState, HeldKind, LineState, Pile
from tracker.queries.hand_overs import Offer
from tracker.web.labels import label

KINDS: Mapping[str, LazyString] = {
    HeldKind.PART: _l("在办件"),
    HeldKind.PROMISE: _l("承诺"),
    HeldKind.STEP: _l("审签环节"),
}
STATES: Mapping[str, LazyString] = {
    HandOverState.OFFERED: _l("待接收"),
    HandOverState.ACCEPTED: _l("已接收"),
    HandOverState.DECLINED: _l("没有接收"),
    HandOverState.TAKEN_BACK: _l("已收回"),
}
FATES: Mapping[str, LazyString] = {
    LineState.OFFERED: _l("待接收"),
    LineState.MOVED: _l("已移交"),
    LineState.GONE: _l("已由别人办理，没有移交"),
    LineState.STAYED: _l("仍由移交人办理"),
}
TONES = {
    HandOverState.OFFERED: "soon",
    HandOverState.ACCEPTED: "done",
    HandOverState.DECLINED: "late",
    HandOverState.TAKEN_BACK: "",
}


@dataclass(frozen=True)
class WorkRow:
    """One piece of work as a table draws it."""

    key: str
    kind: str
    what: str
    number: str
    title: str
    url: str
    row: Any


def work_row(row: Any) -> WorkRow:
    """Return a piece of what somebody holds, or a line of a hand-over."""
    what = str(label(row.stage))
    url = url_for("item.view_item", proposal_id=row.proposal_id)
    if row.kind == HeldKind.PROMISE:
        what = _("第%(number)s项承诺", number=row.promise_number)
        url = url_for("follow_up.view_promise", commitment_id=row.subject_id)
    elif row.kind == HeldKind.STEP:
        what = str(row.step_name)
    return WorkRow(
        f"{row.kind}:{row.subject_id}",
        str(KINDS[row.kind]),
        what,
        row.number_raw or _("无编号"),
        row.title,
        url,
        row,
    )


def counts_by_kind(piles: list[Pile]) -> dict[HeldKind, int]:
    """Return how many pieces there are of each kind."""
    return {kind: sum(pile.count for pile in piles if pile.kind is kind) for kind in HeldKind}


def giver_of(offer: Offer) -> str:
    """Return whose work a hand-over passes on."""
    return offer.giver.name if offer.giver else offer.unit.name if offer.unit else ""


def goes_to(offer: Offer) -> str:
    """Return where a hand-over goes: a person, for an office with that other office."""
    if offer.to_unit is None:
        return offer.receiver.name
    return _("%(unit)s（%(name)s接收）", unit=offer.to_unit.short_name, name=offer.receiver.name)
