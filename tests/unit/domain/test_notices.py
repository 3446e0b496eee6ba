"""Holiday notices as they are published, and files of days."""

from datetime import date
from importlib.resources import files

import pytest

from tracker.domain.calendar import DayKind
from tracker.domain.calendar_seed import seed_days
from tracker.domain.notices import Notice, NoticeError, read_notice

NOTICE_2025 = """国务院办公厅关于2025年
部分节假日安排的通知
国办发明电〔2024〕12号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2025年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。
"""
BRIEF = "10月1日（周四）至7日（周三）放假调休，共7天。9月27日（周日）、10月10日（周六）上班"


def of_kind(notice: Notice, kind: DayKind) -> list[str]:
    return [row.day.isoformat()[5:] for row in notice.days if row.kind is kind]


def test_a_published_notice_gives_exactly_the_days_of_its_year() -> None:
    notice = read_notice(NOTICE_2025)
    known = {row.day: row.kind for row in seed_days() if row.day.year == 2025}
    assert {row.day: row.kind for row in notice.days} == known
    assert (notice.year, notice.is_local) == (2025, False)
    assert notice.days[0].name == "元旦"
    assert {row.name for row in notice.days if row.day.month == 10} == {"国庆节、中秋节"}


def test_a_single_sentence_is_enough() -> None:
    notice = read_notice(BRIEF, year=2026)
    assert of_kind(notice, DayKind.MAKEUP) == ["09-27", "10-10"]
    assert of_kind(notice, DayKind.HOLIDAY) == [f"10-0{day}" for day in range(1, 8)]
    assert notice.days[1].name == "国庆节"


def test_new_year_may_begin_in_the_year_before() -> None:
    text = "2023年部分节假日安排：\n一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。"
    assert [row.day for row in read_notice(text).days] == [
        date(2022, 12, 31),
        date(2023, 1, 1),
        date(2023, 1, 2),
    ]
    text = "2018年部分节假日安排\n二、春节：2月15日至21日放假调休，共7天。2月11日（星期日）、2月24日（星期六）上班。"
    assert of_kind(read_notice(text), DayKind.MAKEUP) == ["02-11", "02-24"]


def test_tables_of_days_are_read_too() -> None:
    table = "day,kind,name\n2027-01-01,holiday,元旦\n2027-01-03,上班,元旦\n"
    notice = read_notice(table, source="通知")
    assert [(row.day.day, row.kind, row.name) for row in notice.days] == [
        (1, DayKind.HOLIDAY, "元旦"),
        (3, DayKind.MAKEUP, "元旦"),
    ]
    listed = read_notice('source = "通知"\n[[day]]\nday = 2027-01-01\nkind = "holiday"\nname = "元旦"\n')
    assert (listed.source, listed.is_local, len(listed.days)) == ("通知", False, 1)


def test_a_local_file_keeps_its_form() -> None:
    days = "holidays = [2026-04-20, 2026-04-21]\nmakeup = [2026-04-18]\n"
    text = f'name = "壮族三月三"\n[[year]]\nsource = "某通知"\n{days}'
    notice = read_notice(text)
    assert (notice.year, notice.is_local, notice.source, len(notice.days)) == (2026, True, "某通知", 3)
    shipped = (files("tracker.domain") / "calendars" / "guangxi.toml").read_text(encoding="utf-8")
    with pytest.raises(NoticeError, match="前后的日期"):
        read_notice(shipped)


@pytest.mark.parametrize(
    ("text", "year", "words"),
    [
        (BRIEF, None, "看不出是哪一年"),
        (BRIEF, 2025, "2025年10月1日是周三，通知写的是“周四”"),
        (BRIEF.replace("共7天", "共8天"), 2026, "共8天，读出来是7天"),
        ("各单位：请做好值班。", 2026, "没有读出"),
        ("2月30日放假", 2026, "不是日期"),
        ("1月1日至3月1日放假", 2026, "不像一次放假"),
        ("10月1日放假。10月1日上班。", 2026, "又放假又上班"),
        ("10月1日放假", 1990, "2004到2199"),
        ("2027-01-01,maybe,元旦", None, "第1行"),
        ("2027-01-32,holiday,元旦", None, "不是日期"),
        ("[[day]]\nday = 2027-01-01\nkind = 'maybe'", None, "读不懂"),
        ("[[day]]\nday = 'soon'\nkind = 'holiday'", None, "读不懂"),
        ("x" * 20_001, 2026, "太长"),
    ],
)
def test_a_notice_that_contradicts_itself_is_refused(text: str, year: int | None, words: str) -> None:
    with pytest.raises(NoticeError) as caught:
        read_notice(text, year=year)
    assert words in caught.value.text()
