"""What counts as a promise, where it begins and ends, who is to do it and by when."""

from datetime import date

import pytest

from tracker.documents.letters import PromiseFound, read_letter

FRAME = (
    "张三代表：\n    您提出的《关于修路的建议》收悉，现答复如下：\n{body}\n"
    "    感谢您的关心和支持！\n某县交通运输局\n2023年6月15日\n"
)


def promises(body: str) -> tuple[PromiseFound, ...]:
    return read_letter(FRAME.format(body=body)).commitments


def quotes(body: str) -> list[str]:
    return [promise.quote for promise in promises(body)]


PROMISED = [
    "我局将加大资金投入。",
    "下一步，我局将做好道路养护。",
    "今后，我们将继续争取上级资金。",
    "项目资金到位后即可开工。",
    "待总体规划落地后，我局提前谋划，向省厅争取支持。",
    "资金一到位就组织施工。",
    "如能列入规划，政策一启动我们将优先开工。",
    "2023年计划建设高标准农田1万亩。",
    "拟向县政府报告，增设提醒标志。",
    "县公路中心预计2024年6月底前完成改造。",
    "目前正在编制实施方案。",
    "该路已列入2024年农村公路建设计划。",
    "我局会尽力争取项目资金。",
]
NOT_PROMISED = [
    "2022年，我局完成道路硬化15公里。",
    "我局已将认定制改为备案制。",
    "持续加大对企业的支持力度。",
    "广西云平台将服务内容扩大到软件开发。",
    "目前资金有限，暂时无法解决。",
    "建议地方政府加快前期工作，落实资金。",
    "《办法》明确提出要将投入纳入预算。",
    "我们将虚心听取您的意见，改进工作。",
    "截至5月底，正在办理手续企业3家。",
    "2021年计划投资5000万元，新建学校2所。",
    "《规划》明确提出，力争到2025年实现全覆盖。",
    "近年来，先后投入资金500万元，今年已建成3座桥梁。",
]


@pytest.mark.parametrize("sentence", PROMISED)
def test_what_a_body_will_do_is_a_promise(sentence: str) -> None:
    assert quotes(sentence) == [sentence]


@pytest.mark.parametrize("sentence", NOT_PROMISED)
def test_what_is_done_wished_for_or_courtesy_is_none(sentence: str) -> None:
    assert quotes(sentence) == []


def test_every_sentence_under_a_heading_of_next_steps_counts() -> None:
    body = (
        "一、工作开展情况\n（一）加强领导。成立工作专班，出台方案。\n二、下一步工作打算\n一是加强领导。完善工作机制。\n"
        "二是加大投入；优化环境，提升服务。\n三、存在的困难\n资金缺口较大，人员编制紧张。"
    )
    assert quotes(body) == ["一是加强领导。完善工作机制。", "加大投入；", "优化环境，提升服务。"]


def test_a_lead_in_announces_its_list_and_is_none_itself() -> None:
    body = (
        "下一步，我局将重点做好以下工作：\n一是加快建设，完善路网。\n二是加强养护，保障畅通。\n群众表示满意。"
    )
    assert quotes(body) == ["加快建设，完善路网。", "加强养护，保障畅通。"]


def test_a_list_in_one_paragraph_ends_with_it() -> None:
    body = "今后我们将从以下两个方面着手：一是加快项目建设；二是加强养护管理。\n该路全长3公里，宽6米，通行车辆较多。"
    assert quotes(body) == ["加快项目建设；", "加强养护管理。"]


def test_a_list_of_what_was_done_announces_nothing() -> None:
    body = "近年来，我局主要开展了以下工作：一是推进项目建设，完善路网；二是加强养护，保障畅通。"
    assert quotes(body) == []


def test_the_sentences_behind_an_opening_next_step_belong_to_it() -> None:
    body = "下一步，市教育局将开展安全教育。建立联席会议制度，定期通报工作。2022年已培训500人次。"
    assert quotes(body) == ["下一步，市教育局将开展安全教育。", "建立联席会议制度，定期通报工作。"]


def test_what_stands_before_the_promise_in_its_sentence_is_left_out() -> None:
    body = "该路全长5公里，2018年完成硬化，下一步我局将实施拓宽改造。"
    assert quotes(body) == ["下一步我局将实施拓宽改造。"]


def test_another_body_with_its_own_act_opens_another_promise() -> None:
    body = "由东山镇政府负责规划用地，县教育局负责园舍建设，预计2024年底启动。"
    found = promises(body)
    assert [promise.responsible for promise in found] == ["东山镇政府", "县教育局"]
    assert [promise.due_date for promise in found] == [None, date(2024, 12, 31)]


def test_shares_of_a_plan_are_promises_of_those_named() -> None:
    body = "我县计划2024年建设100个充电桩。其中县交通局建15个；县城管局利用停车场建85个。"
    assert [promise.responsible for promise in promises(body)] == ["issuer", "县交通局", "县城管局"]


def test_advice_before_the_writers_own_act_is_left_out() -> None:
    body = "下一步，建议地方政府落实主体责任，加快选址，我局将做好行业指导。"
    assert quotes(body) == ["我局将做好行业指导。"]


DUE = {
    "我局将于今年9月底前完成。": ("今年9月底前", date(2023, 9, 30)),
    "我局将争取年内完成。": ("年内", date(2023, 12, 31)),
    "我局将在“十五五”期间实施。": ("“十五五”期间", date(2030, 12, 31)),
    "我局将尽快实施。": (None, None),
    "待2023年度指标下达后，我局将优先安排。": (None, None),
    "我局将按照《“十四五”期间发展规划》实施。": (None, None),
    "拟申报2026-2028年任务计划2118套。": ("2026-2028年", date(2028, 12, 31)),
}


@pytest.mark.parametrize(("sentence", "due"), DUE.items(), ids=DUE)
def test_the_day_comes_from_the_words_of_the_promise(
    sentence: str, due: tuple[str | None, date | None]
) -> None:
    (promise,) = promises(sentence)
    assert (promise.due_text, promise.due_date) == due


def test_without_a_date_of_its_own_a_letter_leaves_relative_days_open() -> None:
    found = read_letter(
        "张三代表：\n您提出的《关于修路的建议》收悉，现答复如下：\n我局将于年底前完成。\n"
    ).commitments
    assert [(promise.due_text, promise.due_date) for promise in found] == [("年底前", None)]


KINDS = {
    "我局将加强管理。": ("next_step", False, None),
    "目前正在编制方案。": ("in_progress", False, None),
    "我局计划新建2座桥。": ("planned", False, None),
    "待资金到位后，我局将尽快开工建设。": ("next_step", True, "尽快"),
}


@pytest.mark.parametrize(("sentence", "expected"), KINDS.items(), ids=KINDS)
def test_kind_condition_and_vague_time_are_told(
    sentence: str, expected: tuple[str, bool, str | None]
) -> None:
    (promise,) = promises(sentence)
    assert (promise.kind, promise.conditional, promise.vague_time) == expected


def test_a_company_or_school_is_a_third_party() -> None:
    (promise,) = promises("铁塔公司将于2024年搬迁该基站。")
    assert (promise.responsible, promise.third_party) == ("铁塔公司", True)


def test_contacts_and_signature_hold_no_promise() -> None:
    assert quotes("该路已完工。\n联系人：规划计划科 王五\n联系电话：1234567") == []
