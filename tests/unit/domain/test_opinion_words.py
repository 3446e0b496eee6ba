from dataclasses import replace

from tracker.domain.opinion_words import Heard, annex, gist, unnamed, with_annex
from tracker.domain.vocabulary import OpinionState

FINANCE = Heard("财政厅", ("广西壮族自治区财政厅", "财政厅"), OpinionState.ADOPTED, "同意。\n建议给予贴息。")
INDUSTRY = Heard("工信厅", ("工信厅",), OpinionState.PARTLY_ADOPTED, "建议扩围", "资金有限，分年实施。")
SILENT = Heard("大数据局", ("大数据局",), OpinionState.OVERRIDDEN)


def test_the_annex_tells_each_opinion_and_what_became_of_it() -> None:
    assert annex([FINANCE, INDUSTRY, SILENT], "我厅").split("\n") == [
        "会办意见采纳情况",
        "（一）财政厅：提出：“同意。建议给予贴息”，我厅予以采纳。",
        "（二）工信厅：提出：“建议扩围”，我厅部分采纳，资金有限，分年实施。",
        "（三）大数据局：截至答复时未提出意见。",
    ]


def test_an_opinion_that_may_not_be_published_is_named_without_its_words() -> None:
    words = annex([replace(INDUSTRY, may_be_published=False)], "我厅")
    assert "工信厅：已提出会办意见，我厅部分采纳。" in words
    assert "扩围" not in words
    assert "资金有限" not in words


def test_an_opinion_not_weighed_yet_is_left_out() -> None:
    assert annex([replace(FINANCE, state=OpinionState.SUBMITTED)], "我厅") == ""


def test_the_annex_stands_before_the_thanks_and_replaces_an_earlier_one() -> None:
    letter = "郑毅委员：\n一、工作\n感谢您的支持。\n广西科技厅"
    once = with_annex(letter, annex([FINANCE], "我厅"))
    assert once.split("\n")[2:5] == ["会办意见采纳情况", once.split("\n")[3], "感谢您的支持。"]
    twice = with_annex(once, annex([FINANCE, INDUSTRY], "我厅"))
    assert twice.count("会办意见采纳情况") == 1
    assert twice.count("（一）") == 1
    assert with_annex("没有结尾", "甲") == "没有结尾\n甲"


def test_only_who_gave_an_opinion_must_be_named() -> None:
    everybody = [
        FINANCE,
        INDUSTRY,
        SILENT,
        replace(FINANCE, unit="某厅", names=("某厅",), state=OpinionState.DRAFTING),
    ]
    assert unnamed("经综合广西壮族自治区财政厅意见", everybody) == ["工信厅"]


def test_a_long_opinion_is_cut_at_a_sentence() -> None:
    assert gist("甲。" + "乙" * 200) == "甲"
    assert gist("乙" * 200).endswith("……")
