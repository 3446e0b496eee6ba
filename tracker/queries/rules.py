"""Rule sets as they hold for a department: its own versions first, then its place's, the law's and the defaults."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.domain import rule_sets
from tracker.domain.rule_sets import RuleSet
from tracker.domain.vocabulary import UnitKind
from tracker.extensions import db
from tracker.models.people import Unit
from tracker.models.rules import OfficeRuleSet
from tracker.queries.kept import KeptAMinute
from tracker.queries.people import AnyUnit

FALLBACK = "national"
OFFICE = "office_default"
KeptRuleSet = OfficeRuleSet  # what pages call one: they do not know the tables


@dataclass(frozen=True)
class OwnVersion:
    """A version of a department's own rules that is, was or will be in force."""

    unit_id: int
    valid_from: date
    rule_set: RuleSet


@lru_cache(maxsize=256)
def read_text(text: str) -> RuleSet:
    """Return the one version that a kept text holds; raise RuleSetError."""
    return rule_sets.parse(text)[-1]


def version_of(row: OfficeRuleSet) -> RuleSet:
    """Return a kept version with the day from which it is in force, if it has one."""
    found = read_text(row.text)
    return replace(found, valid_from=row.valid_from) if row.valid_from else found


def own_versions() -> tuple[OwnVersion, ...]:
    """Return every approved version of every department; one statement at most once a minute."""
    return _KEPT.get()


def forget_rules() -> None:
    """Read the versions anew next time: for the service that changes them."""
    _KEPT.forget()


def sets_for(unit: AnyUnit, on: date) -> list[RuleSet]:
    """Return the rule sets that hold for a department's items on a day, those that go before first."""
    return [*_own_in_force(unit.id, on), *rule_sets.in_force(shipped_names(unit), on)]


def shipped_names(unit: AnyUnit) -> list[str]:
    """Return the names of the shipped sets that a department uses, those that go before first.

    The law holds under every place's rules too: what it demands before a signature, and the time to publish.
    """
    return list(dict.fromkeys([unit.rule_set or FALLBACK, FALLBACK, OFFICE]))


def known_version(name: str, label: str) -> RuleSet | None:
    """Return one version of a shipped or an own rule set, None where there is none."""
    own = [version.rule_set for version in own_versions() if version.rule_set.name == name]
    shipped = rule_sets.versions(name) if name in rule_sets.available() else ()
    return next((found for found in (*own, *shipped) if found.version == label), None)


def kept_rule_sets(unit_ids: Iterable[int]) -> Sequence[OfficeRuleSet]:
    """Return every version that these departments keep, drafts and the latest first."""
    statement = (
        select(OfficeRuleSet)
        .options(joinedload(OfficeRuleSet.created_by), joinedload(OfficeRuleSet.approved_by))
        .where(OfficeRuleSet.unit_id.in_(sorted(unit_ids)))
        .order_by(OfficeRuleSet.id.desc())
    )
    return db.session.scalars(statement).all()


def kept_rule_set(rule_set_id: int) -> OfficeRuleSet | None:
    """Return one kept version with who made and approved it."""
    statement = (
        select(OfficeRuleSet)
        .options(joinedload(OfficeRuleSet.created_by), joinedload(OfficeRuleSet.approved_by))
        .where(OfficeRuleSet.id == rule_set_id)
    )
    return db.session.scalars(statement).one_or_none()


def departments() -> Sequence[Unit]:
    """Return the departments that keep a book here."""
    return db.session.scalars(select(Unit).where(Unit.kind == UnitKind.DEPARTMENT).order_by(Unit.id)).all()


def _own_in_force(unit_id: int, on: date) -> list[RuleSet]:
    """Return the version in force of each of the department's own sets, the latest first."""
    found = [one for one in own_versions() if one.unit_id == unit_id and one.valid_from <= on]
    latest = {one.rule_set.name: one for one in sorted(found, key=lambda one: one.valid_from)}
    return [one.rule_set for one in sorted(latest.values(), key=lambda one: one.valid_from, reverse=True)]


def _read_versions() -> tuple[OwnVersion, ...]:
    rows = db.session.scalars(
        select(OfficeRuleSet).where(OfficeRuleSet.valid_from.is_not(None)).order_by(OfficeRuleSet.id)
    )
    return tuple(OwnVersion(row.unit_id, row.valid_from, version_of(row)) for row in rows if row.valid_from)


_KEPT = KeptAMinute(_read_versions)
