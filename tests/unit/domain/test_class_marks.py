import pytest

from tracker.domain.class_marks import (
    SCHEMES,
    Outcome,
    UnknownMarkError,
    UnknownSchemeError,
    outcome_of,
    scheme_named,
)


@pytest.mark.parametrize(
    ("scheme", "mark", "outcome"),
    [
        ("npc", "A", Outcome.SOLVED),
        ("npc", "C", Outcome.DEFERRED),
        ("npc", "Ａ1类", Outcome.SOLVED),  # a sub-class counts as its class
        ("guangxi_cppcc", "B", Outcome.PLANNED),
        ("guangxi_cppcc", "c类", Outcome.REFERENCE),
        ("city_2020", "C", Outcome.PLANNED),  # the same letter means reference elsewhere
        ("foping", " C ", Outcome.REFERENCE),
        ("chongqing", "D", Outcome.BEYOND_POWER),
        ("hangzhou", "C", Outcome.DEFERRED),
        ("shanghai", "正在解决", Outcome.IN_PROGRESS),
    ],
)
def test_a_mark_means_what_its_place_says(scheme: str, mark: str, outcome: Outcome) -> None:
    assert outcome_of(scheme, mark) is outcome


def test_a_mark_that_the_place_does_not_know_is_refused() -> None:
    with pytest.raises(UnknownMarkError, match="没有“D”这一类别"):
        outcome_of("guangxi_cppcc", "D")


def test_an_unknown_scheme_is_refused() -> None:
    with pytest.raises(UnknownSchemeError, match="atlantis"):
        scheme_named("atlantis")


@pytest.mark.parametrize("name", SCHEMES)
def test_every_scheme_is_complete(name: str) -> None:
    scheme = SCHEMES[name]
    marks = [mark.mark for mark in scheme]
    assert scheme.name == name
    assert scheme.title
    assert scheme.source
    assert len(set(marks)) == len(marks) >= 3
    assert all(mark.definition for mark in scheme)
    assert scheme.marks[0].outcome is Outcome.SOLVED
