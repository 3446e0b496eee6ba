"""What intake needs to know of the office: whose book an item goes to, and which unit a name means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tracker.domain.permissions import Actor
from tracker.domain.text import without_spaces
from tracker.domain.vocabulary import Role, UnitKind
from tracker.queries.people import UnitSeen, UnitTree

REGION_WORDS = ("广西壮族自治区", "自治区", "广西", "省", "市", "区直", "国家")


@dataclass(frozen=True)
class Matched:
    """Units that names of a letter mean, and the names that mean none for certain."""

    unit_ids: tuple[int, ...]
    unknown: tuple[str, ...]


def host_department(actor: Actor, tree: UnitTree) -> UnitSeen | None:
    """Return the department in whose book the coordinator registers: the first of those he coordinates."""
    scope = actor.scopes.get(Role.COORDINATOR, frozenset())
    mine = (unit for uid, unit in tree.units.items() if uid in scope)
    return next((unit for unit in mine if unit.kind is UnitKind.DEPARTMENT), None)


def match_units(names: Iterable[str], tree: UnitTree) -> Matched:
    """Find the units that are meant by names as a letter prints them, by present and former names."""
    found: dict[int, str] = {}
    unknown = []
    for name in names:
        if name not in tree.meant:
            tree.meant[name] = match_unit(name, tree.known_names)
        unit_id = tree.meant[name]
        if unit_id is None:
            unknown.append(name)
        else:
            found.setdefault(unit_id, name)
    return Matched(tuple(found), tuple(unknown))


def match_unit(name: str, known: Mapping[str, int]) -> int | None:
    """Return the one unit that a name means: spelt so, with or without the region, or shortened (大数据局)."""
    wanted = without_spaces(name)
    core = _core(wanted)
    tests = (
        lambda full: full == wanted,
        lambda full: _core(full) == core,
        lambda full: _is_short_for(core, _core(full)),
    )
    for test in tests:
        ids = {unit_id for full, unit_id in known.items() if core and test(without_spaces(full))}
        if len(ids) == 1:
            return ids.pop()
    return None


def _core(name: str) -> str:
    for word in REGION_WORDS:
        name = name.removeprefix(word)
    return name


def _is_short_for(short: str, full: str) -> bool:
    """Say whether the signs of ``short`` stand in ``full`` in this order, both beginning and ending alike."""
    rest = iter(full)
    return (
        len(short) > 2  # two signs fit too many names
        and short[0] == full[:1]
        and short[-1] == full[-1:]
        and all(sign in rest for sign in short)
    )
