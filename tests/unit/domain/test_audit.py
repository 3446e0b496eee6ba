"""The audit log's chain: every change of a row, of their order or of their number is found, at the first bad row."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from tracker.domain.audit import KEYS, NO_HASH, AuditKind, canonical, first_bad, hash_of

Row = dict[str, Any]
Tampering = Callable[[list[Row], int], list[Row]]


def a_chain(length: int = 30) -> list[Row]:
    rows: list[Row] = []
    for number in range(1, length + 1):
        row: Row = {
            "sequence": number,
            "at": f"2026-11-21T01:{number:02}:00.000000+00:00",
            "kind": "signed_in",
            "actor_name": f"李文静{number}",
            "data": {"failures": number},
            "previous_hash": rows[-1]["hash"] if rows else NO_HASH,
        }
        rows.append(row | {"hash": hash_of(row)})
    return rows


def edited(rows: list[Row], at: int) -> list[Row]:
    rows[at] = rows[at] | {"actor_name": "某人"}
    return rows


def edited_with_its_hash(rows: list[Row], at: int) -> list[Row]:
    row = rows[at] | {"actor_name": "某人"}
    rows[at] = row | {"hash": hash_of(row)}
    return rows


def deleted(rows: list[Row], at: int) -> list[Row]:
    return rows[:at] + rows[at + 1 :]


def inserted(rows: list[Row], at: int) -> list[Row]:
    return [*rows[:at], rows[at], *rows[at:]]


def swapped(rows: list[Row], at: int) -> list[Row]:
    rows[at], rows[at + 1] = rows[at + 1], rows[at]
    return rows


def retimed(rows: list[Row], at: int) -> list[Row]:
    rows[at] = rows[at] | {"at": "2020-01-01T00:00:00.000000+00:00"}
    return rows


def renumbered(rows: list[Row], at: int) -> list[Row]:
    rows[at] = rows[at] | {"sequence": 1_000}
    return rows


TAMPERINGS = (edited, edited_with_its_hash, deleted, inserted, swapped, retimed, renumbered)


def test_a_whole_chain_has_no_bad_row() -> None:
    assert list(first_bad(a_chain())) == []
    assert list(first_bad([])) == []


@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_every_tampering_is_found_where_it_begins(tamper: Tampering) -> None:
    for at in range(28):
        found = list(first_bad(tamper(a_chain(), at)))
        # a row edited together with its hash is seen at the next one, which names the old hash; so is a second copy
        assert found[0] == at + (2 if tamper in {edited_with_its_hash, inserted} else 1), at


def test_ten_thousand_tamperings_are_all_found() -> None:
    random, whole = Random(20261121), a_chain()
    missed = [
        number
        for number in range(10_000)
        if not any(first_bad(random.choice(TAMPERINGS)([dict(row) for row in whole], random.randrange(28))))
    ]
    assert missed == []


def test_the_line_that_is_hashed_is_one_and_the_same_everywhere() -> None:
    assert canonical({"b": "李", "a": [1, None]}) == '{"a":[1,null],"b":"李"}'


def test_no_kind_may_hold_a_text_a_password_or_a_telephone_number() -> None:
    told = {key for keys in KEYS.values() for key in keys}
    assert told == {
        "role",
        "unit_id",
        "failures",
        "before",
        "after",
        "status",
        "method",
        "place",
        "what",
        "rows",
        "first_bad",
    }
    assert set(KEYS) == set(AuditKind)
