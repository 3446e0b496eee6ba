"""What a letter states becomes an entry; where it is silent the entry is empty."""

from datetime import date

import pytest

from tests.support.source import ROOT
from tracker.documents.letters import PromiseFound, read_letter
from tracker.domain.vocabulary import BodyLevel, Kind, Origin, Publicity, SponsorKind
from tracker.services.letter_entry import (
    entry_from,
    is_co_opinion,
    is_doubtful,
    item_words,
    promise_from,
    publicity_of,
    split_names,
)

LETTER = (ROOT / "tests" / "golden" / "letters" / "whole" / "guangxi-004.txt").read_text("utf-8")
TODAY = date(2026, 11, 21)
PROMISE = PromiseFound(
    quote="将于今年8月交付使用",
    start=0,
    end=10,
    responsible=None,
    due_text="今年8月",
    due_date=date(2021, 8, 31),
    kind="planned",
    vague_time=None,
    conditional=False,
    third_party=False,
)


def test_a_real_letter_becomes_an_entry() -> None:
    entry = entry_from(item_words(read_letter(LETTER)), received_on=TODAY, body_text="")
    assert (entry.kind, entry.body, entry.body_level) == (Kind.PROPOSAL, "自治区政协", BodyLevel.PROVINCE)
    assert (entry.term, entry.session_no, entry.number_raw) == (12, 4, "第20210124号")
    assert [(one.name, one.kind, one.is_lead) for one in entry.sponsors] == [
        ("郑毅", SponsorKind.MEMBER, True)
    ]
    assert (entry.origin, entry.received_on) == (Origin.LETTER, TODAY)
    assert entry.identity == "自治区政协|province|12|4|session|20210124"


def test_a_text_that_says_nothing_gives_nothing() -> None:
    entry = entry_from(item_words(read_letter("今天天气很好。")), received_on=TODAY, body_text="")
    assert (entry.body, entry.title, entry.sponsors, entry.identity) == ("", "", (), None)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("郑毅", ("郑毅",)),
        ("郑毅、韦小明，李一;王二", ("郑毅", "韦小明", "李一", "王二")),
        (" 、 ", ()),
        ("", ()),
    ],
)
def test_names_are_cut_apart(words: str, names: tuple[str, ...]) -> None:
    assert split_names(words) == names


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("此件主动公开", Publicity.PROACTIVE),
        ("依申请公开", Publicity.ON_REQUEST),
        ("不予公开", Publicity.WITHHELD),
        ("此件不宜公开", Publicity.WITHHELD),
        ("内部资料", None),
        (None, None),
    ],
)
def test_words_of_publicity_are_understood(words: str | None, expected: Publicity | None) -> None:
    assert publicity_of(words) is expected


def test_a_promise_whose_day_is_past_is_doubtful() -> None:
    assert is_doubtful(PROMISE, date(2021, 9, 23))
    assert not is_doubtful(PROMISE, date(2021, 8, 1))
    assert not is_doubtful(PROMISE, None)


def test_a_dated_promise_keeps_its_day_and_an_undated_one_gets_a_review() -> None:
    dated = promise_from(PROMISE, date(2021, 8, 1), 1)
    assert (dated.due_on, dated.review_on, dated.due_text) == (date(2021, 8, 31), None, "今年8月")
    vague = PromiseFound(
        "尽快发放", 0, 4, None, None, None, "next_step", "尽快", conditional=False, third_party=False
    )
    undated = promise_from(vague, date(2021, 9, 23), 1)
    assert (undated.due_on, undated.review_on, undated.due_text) == (None, date(2021, 12, 23), "尽快")


def test_a_co_handler_s_opinion_is_no_reply() -> None:
    text = "自治区科技厅：\n你厅主办的自治区政协第20210124号提案，现提出会办意见如下：\n同意。\n自治区财政厅"
    assert is_co_opinion(read_letter(text))
    assert not is_co_opinion(read_letter(LETTER))
