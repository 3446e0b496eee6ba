"""Which unit a name in a letter means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.queries.intake import match_unit

KNOWN = {
    "广西壮族自治区科学技术厅": 1,
    "科技厅": 1,
    "广西壮族自治区财政厅": 2,
    "财政厅": 2,
    "广西壮族自治区工业和信息化厅": 3,
    "工业和信息化厅": 3,
    "广西壮族自治区大数据发展局": 4,
    "大数据发展局": 4,
    "南宁市财政局": 5,
}


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("财政厅", 2),
        ("自治区财政厅", 2),
        ("广西壮族自治区 财政厅", 2),
        ("自治区大数据局", 4),
        ("工信厅", 3),
        ("工业信息化厅", 3),
        ("科学技术厅", 1),
        ("财政", None),
        ("发展改革委", None),
        ("南宁市财政局", 5),
        ("", None),
    ],
)
def test_a_name_means_one_unit_or_none(name: str, unit: int | None) -> None:
    assert match_unit(name, KNOWN) == unit


def test_a_short_form_that_fits_two_units_means_none() -> None:
    assert match_unit("大数据局", {"大数据发展局": 1, "大数据管理局": 2}) is None


@given(name=st.sampled_from(sorted(KNOWN)))
def test_every_known_name_means_its_unit(name: str) -> None:
    assert match_unit(name, KNOWN) == KNOWN[name]
