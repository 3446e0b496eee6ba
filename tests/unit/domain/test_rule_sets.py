from datetime import date

import pytest

from tracker.domain.calendar_seed import seed_calendar
from tracker.domain.deadlines import compute_all
from tracker.domain.due_dates import Milestone, Unit
from tracker.domain.rule_sets import (
    Item,
    RuleSetError,
    UnknownRuleSetError,
    available,
    load,
    milestones_for,
    parse,
    select,
    versions,
)
from tracker.domain.vocabulary import BodyLevel, Kind, Phase, SponsorKind

SUGGESTION, PROPOSAL = Item(Kind.SUGGESTION), Item(Kind.PROPOSAL)
HEAD = (
    'name = "x"\ntitle = "某规则"\njurisdiction = "x"\n[[version]]\nversion = "1"\nvalid_from = 2020-01-01\n'
)


def milestone(lines: str) -> str:
    return f'[[version.milestone]]\ncode = "reply"\nanchor = "assigned"\n{lines}\n'


def test_the_shipped_rule_sets_are_these() -> None:
    places = ("beijing", "chongqing", "fujian", "guangxi", "guangzhou", "henan")
    others = ("national", "office_default", "qingdao", "shandong", "shanghai", "sichuan", "zhejiang")
    assert available() == places + others


@pytest.mark.parametrize("name", available())
def test_every_shipped_number_has_a_source_or_the_office_mark(name: str) -> None:
    for rule_set in versions(name):
        assert rule_set.name == name
        assert all(entry.rule.source or entry.rule.office_default for entry in rule_set.entries)
        assert all(
            (entry.rule.title, entry.rule.version) == (rule_set.title, rule_set.version)
            for entry in rule_set.entries
        )


def test_no_statute_gives_a_reply_date_for_proposals() -> None:
    for name in ("national", "guangxi"):
        for rule_set in versions(name):
            assert Milestone.REPLY not in {rule.code for rule in select(rule_set, PROPOSAL)}


@pytest.mark.parametrize(
    ("day", "version", "source"),
    [
        (date(2015, 8, 29), "2015", "代表法（2015年修正）第四十二条"),
        (date(2025, 3, 10), "2019", "代表法（2015年修正）第四十二条"),
        (date(2025, 3, 11), "2025", "代表法（2025年修正）第五十一条"),
    ],
)
def test_the_version_in_force_on_the_day_holds(day: date, version: str, source: str) -> None:
    rule_set = load("national", day)
    assert rule_set.version == version
    reply = next(rule for rule in select(rule_set, SUGGESTION) if rule.code is Milestone.REPLY)
    assert (reply.amount, reply.unit, reply.source) == (3, Unit.MONTHS, source)


def test_without_a_day_the_newest_version_is_meant() -> None:
    assert load("national").version == "2025"


@pytest.mark.parametrize(
    ("name", "day"), [("atlantis", None), ("national", date(2010, 1, 1)), ("../rules/national", None)]
)
def test_unknown_names_and_days_before_all_versions_are_refused(name: str, day: date | None) -> None:
    with pytest.raises(UnknownRuleSetError, match="没有名为"):
        load(name, day)


def test_the_office_fills_what_the_law_leaves_open_and_says_so() -> None:
    rules = {
        rule.code: rule for rule in milestones_for(("national", "office_default"), PROPOSAL, date(2026, 3, 2))
    }
    assert rules[Milestone.REPLY].office_default
    assert rules[Milestone.SIGN].rule_set == "office_default"
    assert rules[Milestone.PUBLISH].rule_set == "national"
    assert not {rule.code for rule in select(load("national"), PROPOSAL)} - {Milestone.PUBLISH}


def test_the_set_named_first_goes_before() -> None:
    names = ("office_default", "national")
    rules = {rule.code: rule for rule in milestones_for(names, SUGGESTION, date(2026, 3, 2))}
    assert rules[Milestone.PUBLISH].anchor == "reply_sent"
    assert not rules[Milestone.REPLY].office_default


def test_a_proposal_of_the_demonstration_office_gets_its_whole_timetable() -> None:
    rules = milestones_for(("office_default",), PROPOSAL, date(2022, 3, 31))
    found = compute_all(
        rules, {"assigned": date(2022, 3, 31), "reply_sent": date(2022, 6, 23)}, seed_calendar()
    )
    assert {code.value: due.day.isoformat() for code, due in found.items()} == {
        "sign": "2022-04-02",
        "return": "2022-04-08",
        "first_contact": "2022-04-28",
        "co_opinion": "2022-05-05",
        "reply": "2022-06-30",
        "reply_extended": "2022-09-30",
        "draft": "2022-06-16",
        "publish": "2022-07-21",
        "evaluation": "2022-07-21",
    }


def test_the_narrowest_rule_that_fits_holds() -> None:
    (rule_set,) = parse(
        HEAD
        + milestone('amount = 6\nunit = "months"\nsource = "一般"')
        + milestone('amount = 2\nunit = "months"\nsource = "乡镇"\nkind = "npc_suggestion"\nlevel = "town"')
        + milestone('fixed_month_day = "05-10"\nsource = "党派"\nsponsor_kind = ["party", "group"]')
        + milestone('amount = 3\nsource = "会中"\nphase = "in_session"')
    )

    def source(item: Item) -> list[str]:
        return [rule.source for rule in select(rule_set, item)]

    assert source(SUGGESTION) == ["一般"]
    assert source(Item(Kind.SUGGESTION, level=BodyLevel.TOWN)) == ["乡镇"]
    assert source(Item(Kind.PROPOSAL, level=BodyLevel.TOWN)) == ["一般"]
    assert source(Item(Kind.PROPOSAL, sponsor_kind=SponsorKind.GROUP)) == ["党派"]
    assert source(Item(Kind.SUGGESTION, phase=Phase.IN_SESSION)) == ["会中"]
    assert select(rule_set, Item(Kind.PROPOSAL, sponsor_kind=SponsorKind.PARTY))[0].fixed_month_day == (5, 10)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (HEAD + milestone("amount = 3"), "source"),
        (HEAD + milestone('amount = 3\nsource = "x"\nlevle = "town"'), "levle"),
        (HEAD + milestone('amount = 3\nsource = "x"\nlevel = "village"'), "village"),
        (HEAD + milestone('amount = 3\nsource = "x"\nunit = "weeks"'), "weeks"),
        (HEAD + milestone('source = "x"\nfixed_month_day = "09-31"'), "day"),
        (HEAD + milestone('amount = 3\nsource = "x"\nfixed_month_day = "08-05"'), "只能写一个"),
        (HEAD + milestone('source = "x"'), "只能写一个"),
        (HEAD + milestone('amount = "3"\nsource = "x"'), "整数"),
        (HEAD + milestone('amount = 3\nsource = "x"\nexpress = "yes"'), "true"),
        (HEAD + milestone('amount = 3\nsource = "x"\nvolume = [{ over = 20 }]'), "at_least"),
        (HEAD.replace("2020-01-01", '"soon"'), "valid_from"),
        (HEAD.replace('"x"', '"X y"', 1), "小写字母"),
        (HEAD + HEAD[HEAD.index("[[") :], "写了两次"),
        (HEAD + '[[version.extension]]\ncode = "reply"\nsource = "x"\napprovers = ["me"]', "assigner"),
        ('name = "x"', "version"),
        ("name = ", "Invalid"),
    ],
)
def test_a_faulty_rule_set_is_refused_with_the_fault(text: str, fault: str) -> None:
    with pytest.raises(RuleSetError, match=fault):
        parse(text)


@pytest.mark.parametrize("kind", list(Kind))
def test_an_express_item_is_answered_in_three_working_days_whatever_its_kind(kind: Kind) -> None:
    names, day = ("national", "office_default"), date(2026, 3, 18)
    usual = {rule.code: rule for rule in milestones_for(names, Item(kind), day)}
    express = {rule.code: rule for rule in milestones_for(names, Item(kind, is_express=True), day)}
    reply = express[Milestone.REPLY]
    assert (reply.amount, reply.unit, reply.office_default) == (3, Unit.WORKING_DAYS, True)
    assert "交通运输部" in reply.source
    assert express[Milestone.RETURN].amount < usual[Milestone.RETURN].amount
    assert Milestone.REPLY not in usual or usual[Milestone.REPLY].unit is Unit.MONTHS


def test_a_fault_names_the_line_of_its_table() -> None:
    good = milestone('amount = 3\nsource = "x"')
    with pytest.raises(RuleSetError) as caught:
        parse(HEAD + good + "\n" + good + milestone("amount = 3"))
    line = (HEAD + good + "\n" + good).count("\n") + 1
    assert f"（第{line}行起）：reply 没有出处" in caught.value.text()


def test_every_place_says_how_far_a_suggestion_may_be_extended() -> None:
    for name in set(available()) - {"guangzhou"}:
        rules = [rule for rule in load(name).extensions if rule.fits(SUGGESTION)]
        assert [(rule.code, rule.most_added or rule.most_total) for rule in rules] in (
            [(Milestone.REPLY, 3)],
            [(Milestone.REPLY, 6)],
        )


def test_a_set_without_a_version_on_the_day_leaves_older_items_to_the_others() -> None:
    rules = {
        rule.code: rule
        for rule in milestones_for(("qingdao", "office_default"), SUGGESTION, date(2021, 3, 2))
    }
    assert {rule.rule_set for rule in rules.values()} == {"office_default"}
    assert milestones_for(("qingdao",), SUGGESTION, date(2021, 3, 2)) == ()
