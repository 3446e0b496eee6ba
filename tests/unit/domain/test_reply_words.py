import pytest

from tracker.domain.reply_words import (
    OPENING_END,
    Answering,
    ItemWords,
    meeting,
    numeral,
    own_name,
    propose_addressee,
    propose_opening,
    propose_title,
)
from tracker.domain.vocabulary import Kind, SponsorKind

PROPOSAL = ItemWords(Kind.PROPOSAL, "自治区政协", "关于补齐工业链短板的提案", 12, 4, "20210124")
SUGGESTION = ItemWords(Kind.SUGGESTION, "自治区人大", "关于支持技术创新的建议", 13, 5, "2022190")


@pytest.mark.parametrize(
    ("number", "written"), [(0, "〇"), (4, "四"), (10, "十"), (12, "十二"), (20, "二十"), (34, "三十四")]
)
def test_terms_and_sessions_are_written_in_chinese_numerals(number: int, written: str) -> None:
    assert numeral(number) == written


def test_titles_have_the_form_of_the_field() -> None:
    assert propose_title(PROPOSAL) == "关于自治区政协十二届四次会议第20210124号提案答复的函"
    assert propose_title(SUGGESTION) == "关于自治区十三届人大五次会议第2022190号代表建议的答复"
    unnumbered = ItemWords(Kind.OPINION, "自治区政协", "关于夜间照明")
    assert propose_title(unnumbered) == "关于“关于夜间照明”意见答复的函"


def test_a_meeting_leaves_out_what_is_not_known() -> None:
    assert meeting(ItemWords(Kind.PROPOSAL, "自治区政协", "提案")) == "自治区政协"


def test_a_letter_addresses_one_some_or_many_sponsors() -> None:
    member, party = SponsorKind.MEMBER, SponsorKind.PARTY
    assert propose_addressee([("郑毅", member)]) == "郑毅委员"
    assert propose_addressee([("张三", SponsorKind.DEPUTY), ("李四", SponsorKind.DEPUTY)]) == "张三、李四代表"
    assert propose_addressee([(name, member) for name in "甲乙丙丁"]) == "甲等4位委员"
    assert propose_addressee([("民盟广西区委", party)]) == "民盟广西区委"
    assert propose_addressee([(name, party) for name in "甲乙丙丁"]) == "甲等4家单位"
    assert propose_addressee([]) == ""


def test_a_unit_names_itself_by_its_last_sign() -> None:
    assert [own_name(unit) for unit in ("科技厅", "大数据局", "发改委", "高新区")] == [
        "我厅",
        "我局",
        "我委",
        "我单位",
    ]


def test_a_letter_opens_with_salutation_and_what_was_received() -> None:
    sponsors = [("郑毅", SponsorKind.MEMBER)]
    opening = propose_opening(PROPOSAL, "郑毅委员", sponsors, "科技厅", ["财政厅", "工业和信息化厅"])
    assert opening == (
        "郑毅委员：\n您提出的《关于补齐工业链短板的提案》（编号：第20210124号）收悉，"
        "我厅为主办单位，经综合会办单位财政厅、工业和信息化厅意见，现答复如下："
    )
    two = [("张三", SponsorKind.DEPUTY), ("李四", SponsorKind.DEPUTY)]
    opening = propose_opening(SUGGESTION, "张三、李四代表", two, "科技厅", ["财政厅"])
    assert "你们提出的" in opening
    assert "协办单位财政厅" in opening
    alone = propose_opening(PROPOSAL, "民盟", [("民盟", SponsorKind.PARTY)], "科技厅", [])
    assert "贵单位提出的" in alone
    assert alone.endswith(f"经我厅研究，{OPENING_END}")


def opening(answering: Answering, helpers: tuple[str, ...] = ()) -> str:
    sponsors = [("郑毅", SponsorKind.MEMBER)]
    words = propose_opening(PROPOSAL, "郑毅委员", sponsors, "科技厅", helpers, answering=answering)
    return words.partition("收悉，")[2]


def test_joint_leads_are_named_in_their_one_letter() -> None:
    together = Answering(partners=("财政厅", "教育厅"))
    assert opening(together) == "我厅与财政厅、教育厅为共同主办单位，经共同研究，现答复如下："
    assert opening(together, ("审计厅",)).startswith(
        "我厅与财政厅、教育厅为共同主办单位，经综合会办单位审计厅意见并共同研究"
    )


def test_a_split_letter_names_its_part() -> None:
    part = Answering(part="资金安排")
    assert opening(part) == "其中“资金安排”部分由我厅办理，经研究，现答复如下："
    assert (
        opening(part, ("审计厅",)) == "其中“资金安排”部分由我厅办理，经综合会办单位审计厅意见，现答复如下："
    )


def test_what_goes_upward_is_no_answer_to_the_sponsor_yet() -> None:
    words = propose_opening(
        PROPOSAL, "自治区人民政府办公厅", [], "科技厅", [], answering=Answering(is_upward=True)
    )
    assert words.startswith("自治区人民政府办公厅：\n贵单位转来的《关于补齐工业链短板的提案》")
    assert propose_title(PROPOSAL, is_upward=True).endswith("第20210124号提案办理意见的函")
    assert propose_title(SUGGESTION, is_upward=True).endswith("第2022190号代表建议的办理意见的函")
