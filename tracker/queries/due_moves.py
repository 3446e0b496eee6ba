"""Which open due dates another calendar or other rules would move: computed from what each date keeps of its making.

Dates freeze with the item: what is done, closed, returned or recalled is never looked at.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.domain.calendar import WorkingCalendar
from tracker.domain.deadlines import compute
from tracker.domain.due_dates import Anchor, Change, DueDate, MilestoneRule
from tracker.domain.due_dates import Milestone as Code
from tracker.domain.errors import N_
from tracker.domain.permissions import Actor
from tracker.domain.phrases import Phrase, phrase
from tracker.domain.rule_sets import Item, RuleSet
from tracker.domain.rule_sets import select as select_rules
from tracker.domain.vocabulary import ANSWERING_ROLES, AssignmentState
from tracker.extensions import db
from tracker.models.assignment import Assignment, Milestone
from tracker.models.proposal import Proposal
from tracker.queries.calendar import read_calendar
from tracker.queries.granted import counted, granted, granted_to
from tracker.queries.rules import known_version
from tracker.queries.visibility import visible

ENDED = (AssignmentState.RETURNED, AssignmentState.RECALLED, AssignmentState.DONE, AssignmentState.ARCHIVED)
# A term made by the rule of another step: a second round's reply, an opinion asked for anew.
MADE_BY: Mapping[Code, tuple[Code, ...]] = {
    Code.REPLY: (Code.REDO,),
    Code.CO_OPINION: (Code.OPINION_REDO, Code.DRAFT),
}
REACH = timedelta(days=16)  # a last day of rest rolls on no farther
MOST_SHOWN = 100
OpenRow = tuple[Milestone, Assignment, Proposal]
Finder = Callable[[DueDate, Item], MilestoneRule | None]


@dataclass(frozen=True)
class DueMove:
    """An open due date and what it would become; ``why`` says which lines of the sum are new or gone."""

    row: Milestone
    assignment: Assignment
    item: Proposal
    due: DueDate
    why: tuple[Phrase, ...]

    @property
    def days(self) -> int:
        """By how many calendar days it moves; negative for earlier."""
        return (self.due.day - self.row.due_on).days


@dataclass(frozen=True)
class Moves:
    """Every open due date that would move, and those whose explanation alone would change."""

    moved: tuple[DueMove, ...]
    reworded: tuple[DueMove, ...]

    @property
    def items(self) -> int:
        """How many items have a date that would move."""
        return len({move.item.id for move in self.moved})

    def shown_to(self, actor: Actor) -> list[DueMove]:
        """Return those of items that the person may see, the largest first; the others count without a name."""
        largest = sorted(self.moved, key=lambda move: (-abs(move.days), move.row.due_on, move.row.id))[
            :MOST_SHOWN
        ]
        wanted = select(Proposal.id).where(
            Proposal.id.in_({move.item.id for move in largest}), visible(actor)
        )
        seen = set(db.session.scalars(wanted)) if largest else set()
        return [move for move in largest if move.item.id in seen]

    def digest(self) -> str:
        """Return what a confirmation names, so that it holds for exactly what was shown."""
        shown = sorted(f"{move.row.id}:{move.row.due_on}:{move.due.day}" for move in self.moved)
        return hashlib.sha256("\n".join(shown).encode()).hexdigest()[:16]


def moves_by_calendar(calendar: WorkingCalendar, days: Iterable[date]) -> Moves:
    """Return what a calendar that differs on ``days`` from the present one would move."""
    first = min(days, default=date.max - REACH)
    rows = _open_rows(Milestone.due_on >= first - REACH)
    return _moves(rows, kept_rule, calendar, read_calendar())


def moves_by_rules(unit_id: int, rule_set: RuleSet, calendar: WorkingCalendar) -> Moves:
    """Return what a department's open items would owe under another rule set, as if it had held from the start."""

    def by_new_rule(due: DueDate, item: Item) -> MilestoneRule | None:
        return _rule_for(due, {rule.code: rule for rule in select_rules(rule_set, item)})

    return _moves(_open_rows(Proposal.host_unit_id == unit_id), by_new_rule, calendar)


def kept_rule(due: DueDate, item: Item) -> MilestoneRule | None:
    """Return the rule that made a due date, None where its version is no longer known."""
    rule_set = known_version(due.rule_set, due.version)
    if rule_set is None:
        return None
    rules = {rule.code: rule for rule in select_rules(rule_set, item)}
    return _rule_for(due, rules)


def _rule_for(due: DueDate, rules: Mapping[Code, MilestoneRule]) -> MilestoneRule | None:
    for code in (due.code, *MADE_BY.get(due.code, ())):
        rule = rules.get(code)
        if rule and rule.anchor is due.anchor:
            return rule
    return None


def moves_of_part(assignment_id: int, calendar: WorkingCalendar) -> list[DueMove]:
    """Return what the extensions and pauses of one part make of its open due dates, by the rules that made them."""
    rows = _open_rows(Assignment.id == assignment_id)
    return list(_of_part(rows, kept_rule, calendar, granted_to(assignment_id)))


def _open_rows(*conditions: object) -> Sequence[OpenRow]:
    statement = (
        select(Milestone, Assignment, Proposal)
        .join(Assignment, Assignment.id == Milestone.assignment_id)
        .join(Proposal, Proposal.id == Milestone.proposal_id)
        .options(joinedload(Assignment.unit))
        .where(
            Milestone.done_on.is_(None),
            Milestone.dropped_on.is_(None),
            Proposal.is_open,
            Assignment.state.not_in(ENDED),
        )
        .where(*conditions)  # type: ignore[arg-type]
        .order_by(Proposal.due_on, Proposal.id, Assignment.id, Milestone.due_on, Milestone.id)
    )
    return [(row, seat, item) for row, seat, item in db.session.execute(statement).unique()]


def _moves(
    rows: Sequence[OpenRow],
    find: Finder,
    calendar: WorkingCalendar,
    present: WorkingCalendar | None = None,
) -> Moves:
    changes = granted(None) if rows else {}
    moved: list[DueMove] = []
    reworded: list[DueMove] = []
    for assignment_id, group in groupby(rows, key=lambda found: found[1].id):
        own = changes.get(assignment_id, ())
        for move in _of_part(list(group), find, calendar, own):
            if present is not None and not _is_made_so(move, find, present, own):
                continue
            (moved if move.days else reworded).append(move)
    return Moves(tuple(moved), tuple(reworded))


def _of_part(
    rows: Sequence[OpenRow],
    find: Finder,
    calendar: WorkingCalendar,
    changes: Sequence[Change],
) -> Iterable[DueMove]:
    """Yield the changes of one part, the reply first: other dates hang on its own."""
    deadline: date | None = None
    for row, seat, item in sorted(rows, key=lambda found: _hangs_on_reply(found[0])):
        old = DueDate.from_json(row.explanation)
        rule = find(old, _about(item))
        if rule is None:
            continue
        start = deadline if deadline and old.anchor is Anchor.REPLY_DEADLINE else old.anchor_day
        due = compute(rule, {old.anchor.value: start}, calendar, _counted(changes, old, seat))
        new = replace(due, code=old.code, first_day=row.first_due_on)
        if old.code is Code.REPLY:
            deadline = new.day
        if new.day != row.due_on or new != old:
            yield DueMove(row, seat, item, new, _why(old, new))


def _counted(changes: Sequence[Change], due: DueDate, seat: Assignment) -> Sequence[Change]:
    owes_reply = seat.role in ANSWERING_ROLES
    return counted(changes, due.anchor, is_answer=due.code in MADE_BY, owes_reply=owes_reply)


def _is_made_so(move: DueMove, find: Finder, present: WorkingCalendar, changes: Sequence[Change]) -> bool:
    """Tell whether the rule and the present calendar made the date that stands: else the calendar cannot move it."""
    old = DueDate.from_json(move.row.explanation)
    rule = find(old, _about(move.item))
    if rule is None:
        return False
    own = _counted(changes, old, move.assignment)
    return compute(rule, {old.anchor.value: old.anchor_day}, present, own).day == old.day


def _about(item: Proposal) -> Item:
    return Item(item.kind, item.phase, item.body_level, item.sponsor_kind, item.is_express)


def _hangs_on_reply(row: Milestone) -> bool:
    return bool(row.explanation["anchor"] == Anchor.REPLY_DEADLINE.value)


def _why(old: DueDate, new: DueDate) -> tuple[Phrase, ...]:
    before, after = ([step.words for step in due.steps] for due in (old, new))
    if (old.rule_set, old.version) != (new.rule_set, new.version):
        words = N_("改按“%(title)s”%(version)s版")
        return (phrase(words, title=Phrase(new.title), version=new.version),)
    gone = [phrase(N_("不再：%(words)s"), words=words) for words in before if words not in after]
    return tuple([words for words in after if words not in before] + gone)
