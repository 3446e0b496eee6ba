"""Rules in words for templates: what a term is, for which items it holds, who agrees to a longer one."""

from collections.abc import Iterable, Mapping

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.domain.due_dates import Anchor, DueDate, Unit
from tracker.domain.due_names import ANCHOR_NAMES
from tracker.domain.explaining import edition, explain
from tracker.domain.rule_fields import SELECTORS
from tracker.domain.rule_model import Approver, Demand
from tracker.web.filters import day
from tracker.web.labels import label, say

APPROVERS: Mapping[Approver, LazyString] = {
    Approver.ASSIGNER: _l("交办机关"),
    Approver.PC_OFFICE: _l("人大代表工作机构"),
    Approver.CPPCC_OFFICE: _l("政协提案委"),
    Approver.GOVERNMENT_OFFICE: _l("政府办公厅（室）"),
    Approver.SUPERVISION_OFFICE: _l("督查室"),
}
AMOUNTS: Mapping[Unit, LazyString] = {
    Unit.WORKING_DAYS: _l("%(amount)s个工作日"),
    Unit.DAYS: _l("%(amount)s天"),
    Unit.MONTHS: _l("%(amount)s个月"),
}
UNITS: Mapping[Unit, LazyString] = {
    Unit.WORKING_DAYS: _l("个工作日"),
    Unit.DAYS: _l("天（日历日）"),
    Unit.MONTHS: _l("个月"),
}
DEMANDS: Mapping[Demand, LazyString] = {
    Demand.NONE: _l("不提示，可以签发"),
    Demand.WARN: _l("提示，但可以签发"),
    Demand.BLOCK: _l("不能签发"),
}


def anchor_name(anchor: Anchor) -> str:
    """Return what the day is called from which a term counts."""
    return say(ANCHOR_NAMES[anchor])


def amount_words(amount: int, unit: Unit) -> str:
    """Return an amount with its unit: 3个月."""
    return str(AMOUNTS[unit]) % {"amount": amount}


def approvers_words(approvers: Iterable[Approver]) -> str:
    """Return who must agree."""
    return _("、").join(str(APPROVERS[one]) for one in approvers)


def demand_words(demand: Demand) -> str:
    """Return what happens where no contact with the sponsor is on file."""
    return str(DEMANDS[demand])


def narrowed(only: Mapping[str, frozenset[str]]) -> str:
    """Return for which items a rule holds; nothing for all."""
    words = [
        _("、").join(sorted(str(label(SELECTORS[name](word))) for word in found))
        for name, found in only.items()
    ]
    return "·".join(words)


def due_paragraph(due: DueDate) -> str:
    """Return the paragraph that explains a due date, in the reader's language."""
    return "".join(sentence.text(_, day) for sentence in explain(due))


GLOBALS = {
    "anchor_name": anchor_name,
    "amount_words": amount_words,
    "approvers_words": approvers_words,
    "demand_words": demand_words,
    "narrowed": narrowed,
    "due_paragraph": due_paragraph,
    "edition": edition,
}
