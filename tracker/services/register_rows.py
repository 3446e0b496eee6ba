"""A row of an imported register as an item's entry: what its cells say, and what the form says of all rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tracker.documents.register_table import ReadRow, Remark
from tracker.domain.errors import N_
from tracker.domain.numbering import normalise_number
from tracker.domain.phrases import phrase
from tracker.domain.sponsor_kinds import sponsor_kind_of
from tracker.domain.vocabulary import BodyLevel, Kind, Phase
from tracker.queries.intake import match_units
from tracker.queries.people import UnitTree
from tracker.services.intake_rows import COLUMNS, NewItem, SponsorEntry

OF_LEAD = ("delegation", "deputy_number", "phone", "address", "postcode", "email")


@dataclass(frozen=True)
class ForAll:
    """What holds for every row that does not say otherwise; the day is in Beijing."""

    kind: Kind
    body: str
    received_on: date
    body_level: BodyLevel | None = None
    term: int | None = None
    session_no: int | None = None
    phase: Phase = Phase.SESSION

    def columns(self) -> dict[str, Any]:
        """Return it as columns of an entry."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class Units:
    """The units that a row names: who answers, the first the lead, and who helps."""

    leads: tuple[int, ...] = ()
    helpers: tuple[int, ...] = ()

    @property
    def all(self) -> tuple[int, ...]:
        """Every unit named."""
        return (*self.leads, *self.helpers)


def given_of(row: ReadRow) -> dict[str, Any]:
    """Return what a row itself says of an entry's columns, asks and text."""
    given = {name: row.values[name] for name in (*COLUMNS, "asks", "body_text") if name in row.values}
    if "term_session" in row.values:
        term, session = row.values["term_session"]
        given = {"term": term, "session_no": session, **given}
    return given


def new_entry(row: ReadRow, for_all: ForAll) -> NewItem:
    """Return the entry of an item that is not in the register yet."""
    values = {**for_all.columns(), "title": "", **given_of(row)}
    return NewItem(**values, sponsors=_sponsors(row, values["kind"], ()))


def changed_entry(row: ReadRow, before: NewItem) -> NewItem:
    """Return a registered item's entry with what the row says; an empty cell changes nothing."""
    sponsors = _sponsors(row, before.kind, before.sponsors) if "sponsor" in row.values else before.sponsors
    given = given_of(row)
    if normalise_number(given.get("number_raw") or "") == normalise_number(before.number_raw or ""):
        given.pop("number_raw", None)
    return replace(before, **given, sponsors=sponsors)


def _sponsors(row: ReadRow, kind: Kind, known: Sequence[SponsorEntry]) -> tuple[SponsorEntry, ...]:
    """Return the sponsors that a row names, the first the lead; known ones keep what the row does not say."""
    by_name: Mapping[str, SponsorEntry] = {one.name: one for one in known}
    names = _names(row, known)
    entries = [by_name.get(name) or SponsorEntry(name, sponsor_kind_of(name, kind)) for name in names]
    if not entries:
        return ()
    said = {name: row.values[name] for name in OF_LEAD if name in row.values}
    if "sponsor_kind" in row.values:
        said["kind"] = row.values["sponsor_kind"]
    lead = replace(entries[0], is_lead=True, **said)
    return (lead, *(replace(one, is_lead=False) for one in entries[1:]))


def _names(row: ReadRow, known: Sequence[SponsorEntry]) -> list[str]:
    """Return the names of the sponsors, the lead first; co-signers of whom the row says nothing stay."""
    others = row.values.get("co_sponsors")
    if others is None:
        others = tuple(one.name for one in known if not one.is_lead)
    return list(dict.fromkeys((*row.values.get("sponsor", ()), *others)))


def units_of(row: ReadRow, tree: UnitTree, host_id: int) -> tuple[Units, tuple[Remark, ...]]:
    """Return the units that a row names, and what is wrong with them: unknown names, or not our item at all."""
    found, faults = {}, []
    for code in ("lead_unit", "co_units"):
        matched = match_units(row.values.get(code, ()), tree)
        found[code] = matched.unit_ids
        faults += [
            Remark(
                row.addresses[code],
                phrase(N_("单位表里没有“%(name)s”，请先在“人员与单位”中添加。"), name=name),
            )
            for name in matched.unknown
        ]
    helpers = tuple(one for one in found["co_units"] if one not in found["lead_unit"])
    units = Units(found["lead_unit"], helpers)
    if units.all and not faults and host_id not in units.all:
        address = row.addresses.get("lead_unit") or row.addresses["co_units"]
        faults.append(Remark(address, phrase(N_("主办、会办单位里没有本单位，不是交给本单位的件。"))))
    return units, tuple(faults)
