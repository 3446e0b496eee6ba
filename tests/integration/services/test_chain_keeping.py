"""Chains are kept by the office or the security administrator, freshly proved; what is in force is never edited."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from tests.support.office import Office
from tracker.domain.chains import BUILT_IN
from tracker.domain.errors import Forbidden, InvalidInput, NotFound, ProofNeeded, Refused, StalePage
from tracker.domain.permissions import Actor
from tracker.domain.step_words import Importance
from tracker.domain.vocabulary import Kind
from tracker.queries.chains import plans_of, tried
from tracker.services import chains

NOW = datetime(2026, 3, 23, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 23)
ENTRY = chains.ChainEntry("重点件流程", None, Importance.KEY, BUILT_IN)


def made(office: Office, key: str = "coordinator", *, proved: bool = True) -> int:
    actor = office.actor(key, fresh=NOW if proved else None, on=TODAY)
    return chains.copy_chain(actor, office.units["dept"], source_id=None, now=NOW).id


def keeper(office: Office) -> Actor:
    return office.actor("coordinator", fresh=NOW, on=TODAY)


def saved(office: Office, entry: chains.ChainEntry = ENTRY) -> int:
    chain_id = made(office)
    chains.save_chain(keeper(office), chain_id, entry=entry, version=None, now=NOW)
    return chain_id


def in_force(office: Office, chain_id: int, day: date | None = TODAY) -> None:
    chains.put_in_force(keeper(office), chain_id, valid_from=day, version=None, now=NOW)


@pytest.mark.parametrize("key", ["coordinator", "security_admin"])
def test_a_copy_of_the_built_in_chain_is_a_sound_draft(context: Flask, office: Office, key: str) -> None:
    chain_id = made(office, key)
    actor = office.actor(key, fresh=NOW, on=TODAY)
    chain = chains.put_in_force(actor, chain_id, valid_from=TODAY, version=None, now=NOW)
    assert plans_of(chain) == list(BUILT_IN)
    assert chain.approved_by_id == office.people[key]


@pytest.mark.parametrize("key", ["officer", "head", "leader", "supervisor", "system_admin", "finance_head"])
def test_nobody_else_keeps_chains(context: Flask, office: Office, key: str) -> None:
    with pytest.raises(Forbidden):
        made(office, key)


def test_keeping_needs_a_fresh_proof(context: Flask, office: Office) -> None:
    with pytest.raises(ProofNeeded):
        made(office, proved=False)


def test_another_units_chain_is_not_there(context: Flask, office: Office) -> None:
    with pytest.raises(NotFound):
        chains.copy_chain(keeper(office), office.units["finance"], source_id=None, now=NOW)
    with pytest.raises(NotFound):
        in_force(office, 999)


def test_a_chain_in_force_is_chosen_from_its_day_and_no_longer_edited(context: Flask, office: Office) -> None:
    chain_id = saved(office)
    in_force(office, chain_id, date(2026, 4, 1))
    dept = office.units["dept"]
    assert tried(dept, Kind.PROPOSAL, (Importance.KEY,), date(2026, 3, 31)) is None
    found = tried(dept, Kind.PROPOSAL, (Importance.KEY,), date(2026, 4, 1))
    assert found is not None
    assert (found.id, tried(dept, Kind.PROPOSAL, (Importance.ORDINARY,), date(2026, 4, 1))) == (
        chain_id,
        None,
    )
    with pytest.raises(Refused, match="复制一份"):
        chains.save_chain(keeper(office), chain_id, entry=ENTRY, version=None, now=NOW)


def test_an_unsound_draft_or_a_past_day_is_refused(context: Flask, office: Office) -> None:
    chain_id = saved(office, replace(ENTRY, steps=BUILT_IN[:2]))
    with pytest.raises(Refused, match="最后一个环节应是签发"):
        in_force(office, chain_id)
    sound = saved(office)
    for day in (None, date(2026, 3, 22)):
        with pytest.raises(InvalidInput):
            in_force(office, sound, day)


def test_an_ended_chain_applies_no_more_from_the_next_day(context: Flask, office: Office) -> None:
    chain_id = saved(office)
    in_force(office, chain_id)
    chains.end_chain(keeper(office), chain_id, version=None, now=NOW)
    assert tried(office.units["dept"], Kind.PROPOSAL, (Importance.KEY,), date(2026, 3, 24)) is None
    with pytest.raises(Refused):
        chains.end_chain(keeper(office), chain_id, version=None, now=NOW)


def test_a_stale_page_keeps_nothing(context: Flask, office: Office) -> None:
    chain_id = saved(office)
    with pytest.raises(StalePage):
        chains.save_chain(keeper(office), chain_id, entry=ENTRY, version=0, now=NOW)
