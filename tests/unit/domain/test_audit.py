"""The audit log's chain: every change of a row, of their order or of their number is found, at the first bad row."""

import hashlib
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from tracker.domain.audit import (
    KEYS,
    NO_HASH,
    NO_SEALS,
    AuditKind,
    Digest,
    Seals,
    canonical,
    first_bad,
    hash_of,
)

Row = dict[str, Any]
Tampering = Callable[[list[Row], int], list[Row]]
OURS, THEIRS = Seals(("ours",)), Seals(("of somebody who can write to the database",))
LENGTH = 16


def chained(rows: list[Row], seals: Seals = OURS, since: int = 0) -> list[Row]:
    """Chain rows as the program does, from the row at ``since`` on."""
    done = rows[:since]
    for row in rows[since:]:
        whole = row | {"seal": seals.present, "previous_hash": done[-1]["hash"] if done else NO_HASH}
        done.append(whole | {"hash": hash_of(whole, seals)})
    return done


def a_chain(seals: Seals = OURS, length: int = LENGTH) -> list[Row]:
    rows: list[Row] = [
        {
            "sequence": number,
            "at": f"2026-11-21T01:{number:02}:00.000000+00:00",
            "kind": "signed_in",
            "actor_name": f"李文静{number}",
            "data": {"failures": number},
        }
        for number in range(1, length + 1)
    ]
    return chained(rows, seals)


def changed(rows: list[Row], place: int, **values: object) -> list[Row]:
    return [*rows[:place], rows[place] | values, *rows[place + 1 :]]


def edited(rows: list[Row], at: int) -> list[Row]:
    return changed(rows, at, actor_name="某人")


def edited_with_a_plain_hash(rows: list[Row], at: int) -> list[Row]:
    row = rows[at] | {"actor_name": "某人", "seal": None}
    return changed(rows, at, actor_name="某人", seal=None, hash=hash_of(row))


def deleted(rows: list[Row], at: int) -> list[Row]:
    return rows[:at] + rows[at + 1 :]


def deleted_and_renumbered(rows: list[Row], at: int) -> list[Row]:
    left = [row | {"sequence": number} for number, row in enumerate(deleted(rows, at), start=1)]
    return chained(left, THEIRS, at)


def inserted(rows: list[Row], at: int) -> list[Row]:
    return [*rows[:at], rows[at], *rows[at:]]


def swapped(rows: list[Row], at: int) -> list[Row]:
    return [*rows[:at], rows[at + 1], rows[at], *rows[at + 2 :]]


def retimed(rows: list[Row], at: int) -> list[Row]:
    return changed(rows, at, at="2020-01-01T00:00:00.000000+00:00")


def renumbered(rows: list[Row], at: int) -> list[Row]:
    return changed(rows, at, sequence=1_000)


def number_used_again(rows: list[Row], at: int) -> list[Row]:
    return changed(rows, at + 1, sequence=rows[at]["sequence"])


def truncated(rows: list[Row], at: int) -> list[Row]:
    return rows[: at + 1]


def written_anew_without_a_key(rows: list[Row], at: int) -> list[Row]:
    return chained(edited(rows, at), NO_SEALS, at)


def written_anew_with_another_key(rows: list[Row], at: int) -> list[Row]:
    return chained(edited(rows, at), THEIRS, at)


def written_anew_with_the_name_of_our_key(rows: list[Row], at: int) -> list[Row]:
    forged = chained(edited(rows, at), THEIRS, at)
    return [row | {"seal": OURS.present} for row in forged]


# How far behind the row that was touched the first break is seen: a removed or doubled row shows at its neighbour.
TAMPERINGS: dict[Tampering, int] = {
    edited: 0,
    edited_with_a_plain_hash: 0,
    deleted: 0,
    deleted_and_renumbered: 0,
    inserted: 1,
    swapped: 0,
    retimed: 0,
    renumbered: 0,
    number_used_again: 1,
    truncated: LENGTH,
    written_anew_without_a_key: 0,
    written_anew_with_another_key: 0,
    written_anew_with_the_name_of_our_key: 0,
}
HEADS = {LENGTH: a_chain()[-1]["hash"]}


def breaks(rows: list[Row]) -> list[int]:
    return list(first_bad(rows, OURS, HEADS))


def test_a_whole_chain_has_no_bad_row() -> None:
    assert breaks(a_chain()) == []
    assert list(first_bad([], OURS)) == []


@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_every_tampering_is_found_where_it_begins(tamper: Tampering) -> None:
    for at in range(1, LENGTH - 1):
        found = breaks(tamper(a_chain(), at))
        if tamper is edited_with_a_plain_hash:
            assert found[0] == at + 1
        elif tamper is truncated:
            assert found == [LENGTH], "the head that was kept outside is missing"
        else:
            assert found[0] == at + 1 + TAMPERINGS[tamper], at


def test_a_log_written_anew_as_a_whole_is_found_by_its_key_alone() -> None:
    for forged in (written_anew_without_a_key, written_anew_with_another_key):
        assert list(first_bad(forged(a_chain(), 0), OURS)) != []


def test_ten_thousand_tamperings_are_all_found() -> None:
    random, whole, ways = Random(20261121), a_chain(), list(TAMPERINGS)
    missed = [
        number
        for number in range(10_000)
        if not any(first_bad(random.choice(ways)(whole, random.randrange(LENGTH - 1)), OURS, HEADS))
    ]
    assert missed == []


def test_rows_from_before_there_was_a_key_are_still_checked() -> None:
    older = a_chain(NO_SEALS)
    assert "seal" in older[0]
    kept = [{name: value for name, value in row.items() if name != "seal"} for row in older]
    assert [hash_of(row) for row in kept] == [row["hash"] for row in older], (
        "the column itself changes no hash"
    )
    both = chained(older, OURS, LENGTH // 2)
    assert list(first_bad(both, OURS)) == []
    assert list(first_bad(edited(both, 2), OURS)) == [3]
    assert list(first_bad(older, OURS)) == [LENGTH], "where there is a key, the end must be sealed"


def test_a_key_that_was_replaced_still_checks_what_it_sealed() -> None:
    rows = chained(a_chain(Seals(("old",))), Seals(("new", "old")), LENGTH // 2)
    assert list(first_bad(rows, Seals(("new", "old")))) == []
    assert next(first_bad(rows, Seals(("new",)))) == 1


@pytest.mark.skipif("sm3" not in hashlib.algorithms_available, reason="this OpenSSL has no SM3")
def test_the_chain_may_be_made_with_sm3_and_go_on_after_a_change_of_digest() -> None:
    sm3 = Seals(("ours",), Digest.SM3)
    rows = chained(a_chain(), sm3, LENGTH // 2)
    assert rows[-1]["seal"].startswith("hmac-sm3:")
    assert list(first_bad(rows, OURS)) == []
    assert list(first_bad(edited(rows, LENGTH - 2), sm3)) == [LENGTH - 1]


def test_the_line_that_is_hashed_is_one_and_the_same_everywhere() -> None:
    assert canonical({"b": "李", "a": [1, None]}) == '{"a":[1,null],"b":"李"}'


def test_no_kind_may_hold_a_text_a_password_or_a_telephone_number() -> None:
    told = {key for keys in KEYS.values() for key in keys}
    assert told == {
        "role",
        "unit_id",
        "failures",
        "asked_by",
        "left",
        "before",
        "after",
        "status",
        "method",
        "place",
        "what",
        "rows",
        "first_bad",
        "giver",
        "receiver",
        "lines",
        "moved",
        "is_for_receiver",
    }
    assert set(KEYS) == set(AuditKind)
