"""What the edges of a letter say, in the many ways that offices write it."""

from datetime import date
from typing import Any

import pytest

from tracker.documents.letters import Contact, LetterReading, read_letter

OPENING = "您提出的《关于加快某项工作的提案》收悉，现答复如下："
HEADING = "关于市政协五届四次会议第12号提案的答复"
CLOSING = "某市交通运输局\n2023年5月6日"


def letter(
    *,
    page: str = "",
    heading: str = HEADING,
    address: str = "李四委员：",
    opening: str = OPENING,
    closing: str = CLOSING,
) -> LetterReading:
    body = "近年来，我市完成了有关工作。\n感谢您的关心和支持！"
    return read_letter(f"{page}\n{heading}\n\n{address}\n    {opening}\n    {body}\n{closing}\n")


def said(reading: LetterReading, *names: str) -> Any:
    values = tuple(found.value if (found := getattr(reading, name)) else None for name in names)
    return values if len(values) > 1 else values[0]


SESSIONS: dict[str, tuple[str | None, int | None, int | None, str | None]] = {
    "关于武定县人大第十七届五次会议第16-3-45号建议的答复": ("武定县人大", 17, 5, "16-3-45"),
    "关于君山区人大五届五次会议1号建议的回复": ("君山区人大", 5, 5, "1"),
    "县人大第六届一次会议第 23 号建议答复": ("县人大", 6, 1, "23"),
    "关于沙坪坝区十九届人大第六次会议第DH0271号建议的复函": ("沙坪坝区人大", 19, 6, "DH0271"),
    "关于广东省第十三届人代会第四次会议第1047号代表建议答复的函": ("广东省人代会", 13, 4, "1047"),
    "关于八寨镇第十九届人民代表大会第三次会议第5号建议的答复": ("八寨镇人民代表大会", 19, 3, "5"),
    "某厅关于广东省第十三届人大四次会议闭会期间第6036号代表建议答复的函": ("广东省人大", 13, 4, "6036"),
    "关于省十三届人大一次会议温36号建议的答复": ("省人大", 13, 1, "温36"),
    "对政协第十四届全国委员会第二次会议第03434号(医疗卫生类270号)提案答复的函": (
        "政协全国委员会",
        14,
        2,
        "03434",
    ),
    "关于县政协十届三次会议第〔49〕号提案的答复": ("县政协", 10, 3, "49"),
    "关于政协昆明市第十四届委员会第二次会议第142036号提案的答复": ("政协昆明市委员会", 14, 2, "142036"),
    "关于市政协第九届二次全会第14020361号提案的复函": ("市政协", 9, 2, "14020361"),
    "关于区政协五届四次会议第B〔2017〕062号提案的答复": ("区政协", 5, 4, "B〔2017〕062"),
    "关于2023年市人大十六届三次会议第2-20230276号建议的答复": ("市人大", 16, 3, "2-20230276"),
    "关于于都县政协十五届一次会议第20210031号提案的答复函": ("于都县政协", 15, 1, "20210031"),
    "对县十六届人大一次会议（第088号）建议的答复": ("县人大", 16, 1, "088"),
    "关于东区十一届人民代表大会第13号建议办理情况的答复": ("东区人民代表大会", 11, None, "13"),
    "关于对自治区政协\n十二届五次会议\n第20220247号提案的答复": ("自治区政协", 12, 5, "20220247"),
    "关于加快修路建议的答复": (None, None, None, None),
}


@pytest.mark.parametrize(("heading", "expected"), SESSIONS.items(), ids=SESSIONS)
def test_body_term_session_and_number_stand_in_the_heading(heading: str, expected: tuple[Any, ...]) -> None:
    assert said(letter(heading=heading), "body", "term", "session", "number") == expected


LEVELS = {
    "全国人大": "national",
    "自治区政协": "province",
    "自治州政协": "city",
    "某县政协": "county",
    "市政协": None,
}


@pytest.mark.parametrize(("body", "level"), LEVELS.items(), ids=LEVELS)
def test_the_level_is_told_only_by_the_bodys_name(body: str, level: str | None) -> None:
    assert said(letter(heading=f"关于{body}五届四次会议第12号提案的答复"), "body_level") == level


ADDRESSES: dict[str, tuple[str, tuple[str, ...] | None, bool | None]] = {
    "尊敬的王芳、李 明等3位代表：": ("npc_suggestion", ("王芳", "李明"), True),
    "郑 毅委员：": ("cppcc_proposal", ("郑毅",), None),
    "张三代表，您好！": ("npc_suggestion", ("张三",), None),
    "陈燕委员您好：": ("cppcc_proposal", ("陈燕",), None),
    "周晓红、 陈静 委员": ("cppcc_proposal", ("周晓红", "陈静"), None),
    "各位委员：": ("cppcc_proposal", None, None),
    "XX委员：": ("cppcc_proposal", None, None),
    "***代表：": ("npc_suggestion", None, None),
    "民革市委会、民盟市委会：": ("cppcc_proposal", ("民革市委会", "民盟市委会"), None),
    "自治区工商联：": ("cppcc_proposal", ("自治区工商联",), None),
    "阿依古丽·买买提代表：": ("npc_suggestion", ("阿依古丽·买买提",), None),
    "尹𠮷、喆昇代表：": ("npc_suggestion", ("尹𠮷", "喆昇"), None),
    "李强（等5人）代表：": ("npc_suggestion", ("李强",), True),
    "甲一、乙二、丙三等三名代表：": ("npc_suggestion", ("甲一", "乙二", "丙三"), False),
    "黄大鹏人大代表：": ("npc_suggestion", ("黄大鹏",), None),
}


@pytest.mark.parametrize(("address", "expected"), ADDRESSES.items(), ids=ADDRESSES)
def test_the_salutation_names_the_proposers_and_tells_the_kind(
    address: str, expected: tuple[Any, ...]
) -> None:
    assert said(letter(address=address), "kind", "proposers", "et_al") == expected


TITLES = {
    "您提出的《关于补齐短板，全面振兴的提案》（第12号）收悉，现答复如下：": "关于补齐短板，全面振兴的提案",
    "您提出的“关于支持“专精特新”企业发展的建议”收悉。现答复如下：": "关于支持“专精特新”企业发展的建议",
    "您提出的关于加强“两新”组织党建的提案收悉，现答复如下：": "关于加强“两新”组织党建的提案",
    "您提出关于拓宽道路的建议收悉，现答复如下：": "关于拓宽道路的建议",
    "您提出的“请求解决饮水问题”的建议，已交由我局办理，现答复如下：": "请求解决饮水问题",
    "您提出的第12号提案《加快推进老旧小区改造》收悉，现答复如下：": "加快推进老旧小区改造",
    "您提出的关于《关于小河治理的建议》，已交我们办理，现答复如下：": "关于小河治理的建议",
    "你提出的提案收悉。根据《中华人民共和国老年人权益保障法》，现答复如下：": None,
}


@pytest.mark.parametrize(("opening", "title"), TITLES.items(), ids=TITLES)
def test_the_title_ends_where_its_mark_ends(opening: str, title: str | None) -> None:
    assert said(letter(opening=opening), "title") == title


ROLES: dict[str, tuple[str | None, str | None, tuple[str, ...] | None]] = {
    "我厅为主办单位，经综合会办单位自治区大数据局、财政厅意见，": (
        "我厅",
        "lead",
        ("自治区大数据局", "财政厅"),
    ),
    "由我局牵头，市农业农村局、市财政局协办。经研究，": ("我局", "lead", ("市农业农村局", "市财政局")),
    "经与市发改委共同研究，": (None, None, ("市发改委",)),
    "经商市文化广电旅游局、市经济合作局，": (None, None, ("市文化广电旅游局", "市经济合作局")),
    "我局会同市财政局、市教育局认真研究，": (None, None, ("市财政局", "市教育局")),
    "经会汕头、潮州市政府，省发展改革委研究，": (None, None, ("汕头市政府", "潮州市政府", "省发展改革委")),
    "由市政府办公室交我局办理，经认真研究，": (None, None, None),
}


@pytest.mark.parametrize(("words", "expected"), ROLES.items(), ids=ROLES)
def test_lead_and_co_handlers_are_named_only_where_the_letter_says_so(
    words: str, expected: tuple[Any, ...]
) -> None:
    opening = f"您提出的《关于加快某项工作的提案》收悉，{words}现答复如下："
    assert said(letter(opening=opening), "lead", "role", "co_handlers") == expected


def test_an_opinion_to_the_lead_office_is_no_reply() -> None:
    reading = letter(
        heading="关于市政协六届二次会议第036号提案会办意见的函",
        address="市商务局：",
        opening="关于民革市委会提出的《关于打造夜间经济的提案》（第036号）收悉。现将我委会办意见函告如下：",
    )
    assert said(reading, "kind", "role", "lead", "addressee", "proposers") == (
        "co_handling_opinion",
        "co",
        "市商务局",
        "市商务局",
        None,
    )


MARKS = {
    "类别：A": ("reply_class", "A"),
    "办理类别：b类": ("reply_class", "B"),
    "（C）": ("reply_class", "C"),
    "办理结果：已解决（A）": ("reply_class", "A"),
    "某交建〔2023〕5号A1类  同意公开": ("reply_class", "A"),
    "主题分类：B类交通": ("reply_class", None),
    "注：A类——已经解决；B类——正在解决": ("reply_class", None),
    "某交函〔2023〕5号        签发人：王小明": ("doc_number", "某交函〔2023〕5号"),
    "某交提复字[2023]第5号": ("doc_number", "某交提复字[2023]第5号"),
    "某民发【2023】275号": ("doc_number", "某民发【2023】275号"),
    "根据市政办发〔2022〕3号文件精神": ("doc_number", None),
    "签发人：王小明": ("signer", "王小明"),
    "公开方式：依申请公开 公开范围：面向社会": ("publicity", "依申请公开"),
    "是否同意公开：是": ("publicity", "是否同意公开：是"),
    "政府信息公开指南\n依申请公开\n政府信息公开年报": ("publicity", None),
}


@pytest.mark.parametrize(("page", "expected"), MARKS.items(), ids=MARKS)
def test_marks_at_the_top_are_read_and_those_of_other_systems_are_not(
    page: str, expected: tuple[str, Any]
) -> None:
    name, value = expected
    assert said(letter(page=page), name) == value


DAYS = {
    "某局\n2023年5月6日": date(2023, 5, 6),
    "某局(盖章)\n二○二三年十二月三十一日": date(2023, 12, 31),
    "某局\n2023.5.6": date(2023, 5, 6),
    "某局\n20230506": date(2023, 5, 6),
    "某局\n2019615": date(2019, 6, 15),
    "某局\n2019111": None,
    "某局\n2025 915": date(2025, 9, 15),
    "某局\n2023930日": date(2023, 9, 30),
    "某局\n2023年2月30日": None,
    "某局\n发布日期：2023年6月1日": None,
    "某局\n2023年5月6日\n\n更新时间：2023-06-01": date(2023, 5, 6),
}


@pytest.mark.parametrize(("closing", "day"), DAYS.items(), ids=DAYS)
def test_the_date_is_the_signatures_and_is_not_guessed(closing: str, day: date | None) -> None:
    assert said(letter(closing=closing), "reply_date") == day


ISSUERS = {
    "某市交通运输局\n2023年5月6日": "某市交通运输局",
    "某市交通运输局（盖章）\n2023年5月6日": "某市交通运输局",
    "中共某市委宣传部\n2023年5月6日": "中共某市委宣传部",
    "某市交通运输局   2023年5月6日": "某市交通运输局",
    "2023年5月6日\n某市交通运输局  联系电话：3303606": "某市交通运输局",
    "某市交通运输局": "某市交通运输局",
    "2023年5月6日\n主办单位：某市人民政府办公室 地址：人民路1号": None,
}


@pytest.mark.parametrize(("closing", "issuer"), ISSUERS.items(), ids=ISSUERS)
def test_the_issuer_is_the_body_that_signs(closing: str, issuer: str | None) -> None:
    assert said(letter(closing=closing), "issuer") == issuer


def test_without_a_signature_the_heading_names_the_issuer() -> None:
    assert said(letter(heading=f"舒城县水利局{HEADING}", closing=""), "issuer") == "舒城县水利局"


CONTACTS: dict[str, tuple[Contact, ...] | None] = {
    "（联系人：王五，电话：0771-1234567）": (Contact("王五", "0771-1234567"),),
    "联系人：王五\n联系电话：1234567": (Contact("王五", "1234567"),),
    "联系人及电话：王 五 13812345678": (Contact("王五", "13812345678"),),
    "联系电话：0571-87813814，传真：0571-87809478": (Contact(None, "0571-87813814"),),
    "承办负责人：袁新\n承办人及联系电话：张湘平 13500000000": (
        Contact("袁新", None),
        Contact("张湘平", "13500000000"),
    ),
    "（联系人及电话：农村处  王小明，0771-2618888）": (Contact("王小明", "0771-2618888"),),
    "抄送：市政协提案委": None,
}


@pytest.mark.parametrize(("line", "contacts"), CONTACTS.items(), ids=CONTACTS)
def test_contacts_pair_persons_and_telephones(line: str, contacts: tuple[Contact, ...] | None) -> None:
    assert said(letter(closing=f"{CLOSING}\n{line}"), "contact") == contacts


def test_the_foot_of_a_web_page_states_nothing() -> None:
    reading = letter(
        closing="某市交通运输局\n主办单位：某区人民政府 版权所有：某市政府办公室\n联系电话：0427-3530118"
    )
    assert said(reading, "issuer", "contact") == ("某市交通运输局", None)


def test_links_to_neighbouring_letters_state_nothing() -> None:
    reading = read_letter(
        "张三代表：\n您提出的《关于修路的建议》收悉，现答复如下：\n已办理。\n"
        "上一条：某局关于某县第九届政协第四次会议第9号提案的答复\n"
    )
    assert said(reading, "number", "term", "body", "issuer") == (None, None, None, None)
