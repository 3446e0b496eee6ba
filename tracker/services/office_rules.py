"""Keeping a department's own rules: copied, edited as a draft, put in force from a day and never changed after."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from tracker.clock import local_day
from tracker.domain import rule_sets
from tracker.domain.errors import N_, InvalidInput, NotFound, Refused, StalePage
from tracker.domain.permissions import Actor, Permission
from tracker.domain.phrases import phrase
from tracker.domain.rule_editing import check_rows, with_row, with_title, without_row
from tracker.domain.rule_model import Part
from tracker.domain.rule_sets import RuleSet
from tracker.domain.rule_writing import to_toml
from tracker.extensions import db
from tracker.models.people import Unit
from tracker.models.rules import OfficeRuleSet
from tracker.queries.calendar import read_calendar
from tracker.queries.due_moves import Moves, moves_by_rules
from tracker.queries.rules import forget_rules, kept_rule_set, kept_rule_sets, read_text, version_of
from tracker.services.chains import kept_units
from tracker.services.due_moves import apply_moves
from tracker.services.people import demand_anywhere
from tracker.services.unit_of_work import unit_of_work

LONGEST_TEXT, LONGEST_TITLE = 100_000, 60
IN_FORCE = N_("已经定下生效日期的规则不能改，请复制一份再改。")
Written = Mapping[str, Any]  # a row's fields as they stand in the text
Place = tuple[Part, int | None]  # which row of which kind, None for a new one
ONE_VERSION = N_("这里一次只写一版，请只保留一个 [[version]]。")


def name_of(unit_id: int) -> str:
    """Return the name of a department's own rule set."""
    return f"own_{unit_id}"


def copy_rules(
    actor: Actor, unit_id: int, *, source: str, source_id: int | None, now: datetime
) -> OfficeRuleSet:
    """Make a draft from a shipped set's newest version, or from a kept version of the department (A12)."""
    with unit_of_work():
        _demand(actor, unit_id, now)
        unit = db.session.get(Unit, unit_id)
        if unit is None:
            raise NotFound
        label = _next_label(unit_id)
        copied = _source(actor, source, source_id, now)
        title = f"{unit.short_name}办理期限"
        made = OfficeRuleSet(
            unit_id=unit_id,
            name=name_of(unit_id),
            label=label,
            text=to_toml(copied, name=name_of(unit_id), title=title, version=label),
            created_at=now,
            created_by_id=actor.user_id,
        )
        db.session.add(made)
        db.session.flush()
        return made


def _source(actor: Actor, name: str, source_id: int | None, now: datetime) -> RuleSet:
    if source_id is not None:
        return version_of(_opened(actor, source_id, now))
    if name not in rule_sets.available():
        raise NotFound
    return rule_sets.load(name)


def _next_label(unit_id: int) -> str:
    labels = [row.label for row in kept_rule_sets([unit_id])]
    return str(max((int(label) for label in labels if label.isdigit()), default=0) + 1)


def save_rules(
    actor: Actor, rule_set_id: int, *, text: str, version: int | None, now: datetime
) -> OfficeRuleSet:
    """Write a draft anew; raises RuleSetError naming the line, Refused for a version in force."""
    return _rewrite(actor, rule_set_id, lambda _: text, version=version, now=now)


def change_row(
    actor: Actor, rule_set_id: int, at: Place, *, written: Written, version: int | None, now: datetime
) -> OfficeRuleSet:
    """Write one row of a draft anew, or add one; raises InvalidInput naming the field, else as save_rules does."""
    part, place = at
    return _rewrite(
        actor, rule_set_id, lambda text: with_row(text, part, place, written), version=version, now=now
    )


def remove_row(
    actor: Actor, rule_set_id: int, part: Part, place: int, *, version: int | None, now: datetime
) -> OfficeRuleSet:
    """Take one row out of a draft."""
    return _rewrite(actor, rule_set_id, lambda text: without_row(text, part, place), version=version, now=now)


def rename_rules(
    actor: Actor, rule_set_id: int, *, title: str, version: int | None, now: datetime
) -> OfficeRuleSet:
    """Give a draft another title; raises InvalidInput for none or a long one."""
    said = " ".join(title.split())
    if not said or len(said) > LONGEST_TITLE:
        raise InvalidInput(field="title", reason=N_("请填写名称，最多60个字。"))
    return _rewrite(actor, rule_set_id, lambda text: with_title(text, said), version=version, now=now)


def _rewrite(
    actor: Actor, rule_set_id: int, make: Callable[[str], str], *, version: int | None, now: datetime
) -> OfficeRuleSet:
    """Put a new text into a draft, whichever way it was made; the checks are the same."""
    with unit_of_work():
        row = _opened(actor, rule_set_id, now, version)
        if row.valid_from is not None:
            raise Refused(reason=IN_FORCE)
        text = make(row.text)
        if len(text) > LONGEST_TEXT:
            raise InvalidInput(field="text", reason=N_("规则太长，最多100000字。"))
        check_text(row, text)
        row.text = text
        return row


def check_text(row: OfficeRuleSet, text: str) -> RuleSet:
    """Return the version that a text holds; raises RuleSetError, Refused for another name or number, InvalidInput."""
    found = rule_sets.parse(text)
    if len(found) != 1:
        raise Refused(reason=ONE_VERSION)
    if (found[0].name, found[0].version) != (row.name, row.label):
        words = N_("name 应当是“%(name)s”，version 应当是“%(label)s”。")
        raise Refused(reason=phrase(words, name=row.name, label=row.label))
    check_rows(found[0])
    return found[0]


def preview_rules(row: OfficeRuleSet) -> Moves:
    """Return what the department's open items would owe under a version; nothing is changed."""
    return moves_by_rules(row.unit_id, read_text(row.text), read_calendar())


def put_in_force(
    actor: Actor,
    rule_set_id: int,
    *,
    valid_from: date | None,
    takes_open: bool,
    confirmed: str,
    version: int | None,
    now: datetime,
) -> OfficeRuleSet:
    """Put a draft in force for items assigned from a day on; open items follow only where that was confirmed.

    ``confirmed`` is the digest of the preview. Raises Refused where the preview no longer holds, or for a second time.
    """
    with unit_of_work():
        row = _opened(actor, rule_set_id, now, version)
        if row.valid_from is not None:
            raise Refused(reason=IN_FORCE)
        if valid_from is None or valid_from < local_day(now):
            raise InvalidInput(field="valid_from", reason=N_("生效日期不能早于今天。"))
        found = check_text(row, row.text)
        if takes_open:
            reason = f"{found.title} {found.version}"
            row.moved = apply_moves(
                actor, preview_rules(row), cause="rules", reason=reason, confirmed=confirmed, now=now
            )
        row.valid_from, row.approved_at, row.approved_by_id = valid_from, now, actor.user_id
        db.session.flush()
    forget_rules()
    return row


def _demand(actor: Actor, unit_id: int, now: datetime) -> None:
    demand_anywhere(Permission.CHANGE_RULES, actor, now)
    if unit_id not in kept_units(actor):
        raise NotFound


def _opened(actor: Actor, rule_set_id: int, now: datetime, version: int | None = None) -> OfficeRuleSet:
    """Return a version that the person keeps; raises NotFound for another unit's, as for none at all."""
    demand_anywhere(Permission.CHANGE_RULES, actor, now)
    row = kept_rule_set(rule_set_id)
    if row is None or row.unit_id not in kept_units(actor):
        raise NotFound
    if version is not None and row.version != version:
        raise StalePage
    return row
