"""Persons and organisations, told from their names."""

import pytest

from tracker.domain.sponsor_kinds import sponsor_kind_of
from tracker.domain.vocabulary import Kind, SponsorKind


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("郑毅", Kind.PROPOSAL, SponsorKind.MEMBER),
        ("韦小明", Kind.SUGGESTION, SponsorKind.DEPUTY),
        ("民盟广西区委会", Kind.PROPOSAL, SponsorKind.PARTY),
        ("九三学社广西区委", Kind.PROPOSAL, SponsorKind.PARTY),
        ("自治区工商联", Kind.PROPOSAL, SponsorKind.GROUP),
        ("科技界", Kind.PROPOSAL, SponsorKind.SECTOR),
        ("自治区政协人口资源环境委员会", Kind.PROPOSAL, SponsorKind.COMMITTEE),
        ("南宁代表团", Kind.SUGGESTION, SponsorKind.DELEGATION),
    ],
)
def test_a_name_tells_the_kind_of_sponsor(name: str, kind: Kind, expected: SponsorKind) -> None:
    assert sponsor_kind_of(name, kind) is expected
