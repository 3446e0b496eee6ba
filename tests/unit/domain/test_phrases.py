import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.phrases import Phrase

VALUES = st.recursive(
    st.text() | st.integers() | st.dates(),
    lambda inner: st.builds(Phrase, st.text(), st.dictionaries(st.text(), inner, max_size=3)),
    max_leaves=6,
)
PHRASES = st.builds(Phrase, st.text(), st.dictionaries(st.text(), VALUES, max_size=3))
HOLIDAY = Phrase(
    "%(name)s放假，%(day)s起%(count)s天", {"name": Phrase("中秋节"), "day": date(2021, 9, 19), "count": 3}
)


def test_a_phrase_reads_in_chinese_by_itself() -> None:
    assert HOLIDAY.text() == "中秋节放假，9月19日起3天"


def test_a_phrase_is_translated_inside_out() -> None:
    english = {
        "%(name)s放假，%(day)s起%(count)s天": "%(count)s days off from %(day)s: %(name)s",
        "中秋节": "Mid-Autumn",
    }
    words = HOLIDAY.text(lambda msgid: english.get(msgid, msgid), date.isoformat)
    assert words == "3 days off from 2021-09-19: Mid-Autumn"


def test_a_phrase_without_places_may_hold_a_percent_sign() -> None:
    assert Phrase("100%").text() == "100%"


@given(PHRASES)
def test_a_phrase_survives_a_json_column(phrase: Phrase) -> None:
    assert Phrase.from_json(json.loads(json.dumps(phrase.to_json()))) == phrase


@pytest.mark.parametrize("data", [{"msgid": "x", "params": []}, {"msgid": "x", "params": {"a": None}}])
def test_what_is_no_phrase_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        Phrase.from_json(data)
