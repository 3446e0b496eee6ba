"""Gaps, doubles and returning topics, without a database."""

import pytest

from tracker.domain.numbering import normalise_number
from tracker.domain.register_checks import (
    alike,
    compare_numbers,
    range_text,
    repeated,
    serial_of,
    series_of,
    twice,
)


@pytest.mark.parametrize(
    ("raw", "series", "place"),
    [
        ("第20220247号", "2022", 247),
        ("第2022190号", "2022", 190),
        ("第87号", "", 87),
        ("16-3-45号", "16-3-", 45),
        ("第03434号（医疗卫生类270号）", "", 3434),
        ("[2014]0514号", "〔2014〕", 514),
        ("第7335号", "", 7335),
    ],
)
def test_a_number_is_a_series_and_a_place(raw: str, series: str, place: int) -> None:
    serial = serial_of(normalise_number(raw))
    assert serial is not None
    assert (serial.series, serial.place) == (series, place)


@pytest.mark.parametrize("raw", [None, "", "第20250118040077号", "待编"])
def test_what_counts_nothing_is_in_no_series(raw: str | None) -> None:
    assert serial_of(normalise_number(raw) if raw else raw) is None


def gaps(*numbers: str, last: int | None = None) -> list[str]:
    return [range_text(*gap) for series in series_of(numbers, last) for gap in series.gaps]


def test_gaps_are_written_as_ranges_with_the_zeros_of_the_series() -> None:
    numbers = ["20260011", "20260016", "20260019", "20260021"]
    assert gaps(*numbers) == ["20260012–20260015", "20260017–20260018", "20260020"]
    assert gaps("0011", "0013", "1200") == ["0012", "0014–1199"]


def test_a_known_last_number_shows_what_lacks_at_the_end() -> None:
    assert gaps("1", "2", last=5) == ["3–5"]
    assert gaps("1", "2", last=2) == []


def test_series_do_not_mix() -> None:
    found = series_of(["20260001", "20260003", "20250009", "87", None, "20250118040077"])
    assert [(one.name, one.count, one.missing) for one in found] == [
        ("2026", 2, 1),
        ("", 1, 0),
        ("2025", 1, 0),
    ]


def test_a_far_number_costs_a_range_and_not_a_list() -> None:
    assert gaps("1", "999999") == ["2–999998"]


def test_a_pasted_list_is_compared_whatever_its_writing() -> None:
    found = compare_numbers("第0087号，88、\n第90号 编号", ["87", "89", "0090", None])
    assert (found.missing, found.unknown, found.both) == (("88",), ("89",), 2)


def test_an_empty_list_says_nothing() -> None:
    found = compare_numbers(" \n,", ["87"])
    assert (found.missing, found.unknown, found.both) == ((), (), 0)


def test_one_number_in_two_writings_stands_twice() -> None:
    assert twice([(1, "087"), (2, "87"), (3, "88"), (4, None), (5, None)]) == [[1, 2]]


def test_the_same_title_and_sponsor_stand_twice() -> None:
    rows = [(1, "关于修路的建议", "张三"), (2, "《关于修路的建议》", "张三"), (3, "关于修路的建议", "李四")]
    assert alike(rows) == [[1, 2]]


def test_a_topic_that_comes_back_is_found_with_its_likeness() -> None:
    earlier = [(1, "关于加快推进石墨烯应用示范的建议"), (2, "关于修建村道的提案")]
    found = list(repeated([(9, "关于进一步推进石墨烯应用示范的提案"), (8, "关于养老服务的建议")], earlier))
    assert [(key, [other for other, _score in others]) for key, others in found] == [(9, [1])]
    assert 0.5 <= found[0][1][0][1] < 1
