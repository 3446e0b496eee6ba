"""`tracker deadlines preview`: the due dates of a sample item under a rule set, without a database."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tracker.cli.deadlines import deadlines

KEYS = {"milestone", "date", "rule", "provisional", "explanation"}
SUGGESTION, PROPOSAL = "--kind npc_suggestion", "--kind cppcc_proposal"


def preview(arguments: str) -> Result:
    return CliRunner().invoke(deadlines, ["preview", *arguments.split()])


def rows(arguments: str) -> dict[str, dict[str, Any]]:
    said = preview(f"{arguments} --json")
    assert (said.exit_code, said.stderr) == (0, "")
    return {row["milestone"]: row for row in json.loads(said.stdout)}


def dates(arguments: str) -> dict[str, str]:
    return {code: row["date"] for code, row in rows(arguments).items()}


def test_each_due_date_is_an_object_with_exactly_the_agreed_keys() -> None:
    found = rows(f"--rules national {SUGGESTION} --anchor assigned=2022-03-31")
    assert all(set(row) == KEYS for row in found.values())
    assert found["reply"] == {
        "milestone": "reply",
        "date": "2022-06-30",
        "rule": "national 2019：代表法（2015年修正）第四十二条",
        "provisional": False,
        "explanation": "依据代表法（2015年修正）第四十二条（规则“全国性规定”2019版）：2022年3月31日交办，当日不计，"
        "自2022年4月1日起算；加3个月，到2022年6月30日；期限为2022年6月30日（周四）。",
    }


@pytest.mark.parametrize(
    ("arguments", "code", "day"),
    [
        ("national --kind npc_suggestion --anchor assigned=2021-11-30", "reply", "2022-02-28"),  # month-end
        ("national --kind npc_suggestion --anchor assigned=2023-11-30", "reply", "2024-02-29"),  # leap year
        (
            "national --kind npc_suggestion --anchor assigned=2022-07-01",
            "reply",
            "2022-10-08",
        ),  # worked Saturday
        ("national --kind cppcc_proposal --anchor approval=2022-03-31", "publish", "2022-04-28"),
        ("beijing --kind npc_suggestion --anchor reply_sent=2022-06-24", "evaluation", "2022-07-15"),
        ("beijing --kind npc_suggestion --anchor redo_ordered=2022-06-30", "redo", "2022-08-30"),
        ("shanghai --kind npc_suggestion --anchor received=2022-03-31", "return", "2022-04-12"),
        ("shanghai --kind npc_suggestion --anchor received=2022-03-31", "co_opinion", "2022-05-05"),
        (
            "shanghai --kind npc_suggestion --anchor session_closed=2022-01-23",
            "assignment_meeting",
            "2022-02-23",
        ),
        ("shanghai --kind npc_suggestion --anchor assigned=2022-03-31", "report_mid_year", "2022-06-30"),
        ("shanghai --kind npc_suggestion --anchor assigned=2022-07-01", "report_mid_year", "2023-06-30"),
        (
            "shandong --kind npc_suggestion --anchor received=2022-04-28",
            "return",
            "2022-05-05",
        ),  # five plain days
        ("shandong --kind cppcc_proposal --anchor received=2022-03-18", "reply", "2022-06-20"),
        (
            "qingdao --kind npc_suggestion --phase off_session --anchor received=2022-03-31",
            "assign",
            "2022-04-08",
        ),
        ("chongqing --kind npc_suggestion --anchor assigned=2022-03-31", "co_opinion", "2022-05-16"),
        ("chongqing --kind npc_suggestion --anchor received=2021-04-02", "first_contact", "2021-04-30"),
        ("chongqing --kind npc_suggestion --level town --anchor assigned=2022-03-31", "reply", "2022-05-31"),
        ("chongqing --kind npc_suggestion --anchor assigned=2022-03-31", "report_summary", "2022-11-30"),
        ("zhejiang --kind npc_suggestion --anchor received=2022-03-31", "reply", "2022-06-30"),
        ("zhejiang --kind npc_suggestion --anchor received=2022-03-31", "co_opinion", "2022-05-31"),
        ("henan --kind npc_suggestion --anchor assigned=2022-09-01", "report_summary", "2023-08-31"),
        ("henan --kind npc_suggestion --anchor return_accepted=2022-03-31", "reassign", "2022-04-15"),
        ("fujian --kind npc_suggestion --anchor assigned=2022-03-31", "co_opinion", "2022-05-05"),
        ("sichuan --kind cppcc_proposal --anchor received=2022-03-18", "reply", "2022-08-18"),
        (
            "sichuan --kind cppcc_proposal --phase off_session --anchor received=2022-03-18",
            "reply",
            "2022-06-20",
        ),
        ("guangzhou --kind cppcc_proposal --anchor return_requested=2022-03-31", "reassign", "2022-04-07"),
        ("guangzhou --kind cppcc_proposal --anchor assigned=2022-03-31", "leader_choice", "2022-04-11"),
        (
            "guangxi --kind npc_suggestion --anchor assigned=2024-01-11",
            "reply",
            "2024-04-15",
        ),  # 三月三, a weekend
        ("office_default --kind cppcc_proposal --anchor reply_deadline=2021-09-22", "draft", "2021-09-07"),
        ("office_default --kind opinion --express --anchor assigned=2022-03-31", "reply", "2022-04-06"),
    ],
)
def test_the_rules_of_each_place_give_their_days(arguments: str, code: str, day: str) -> None:
    assert dates(f"--rules {arguments}")[code] == day


def test_a_draft_hangs_on_the_reply_and_added_days_for_many_items_move_both() -> None:
    sample = f"--rules office_default {PROPOSAL} --anchor assigned=2022-03-31"
    plain, twenty, fifty = (dates(f"{sample} --volume {count}") for count in (19, 20, 50))
    assert (plain["reply"], twenty["reply"], fifty["reply"]) == ("2022-06-30", "2022-07-11", "2022-07-15")
    assert (plain["draft"], fifty["draft"]) == ("2022-06-16", "2022-07-01")
    explained = rows(f"{sample} --volume 50")["reply"]["explanation"]
    assert "承办50件（满50件），加15天" in explained
    assert explained.endswith("最初的期限是2022年6月30日。")


def test_no_statute_gives_a_reply_date_for_proposals() -> None:
    assert dates(f"--rules national {PROPOSAL} --anchor assigned=2022-03-31") == {}
    for place in ("beijing", "shanghai", "qingdao", "chongqing", "zhejiang", "henan", "fujian", "guangxi"):
        known = "--anchor assigned=2022-03-31 --anchor received=2022-03-31"
        assert dates(f"--rules {place} {PROPOSAL} {known}") == {}


def test_the_version_in_force_on_the_day_of_assignment_holds() -> None:
    old, new = (
        rows(f"--rules national {SUGGESTION} --anchor assigned={day}") for day in ("2025-03-10", "2025-03-11")
    )
    assert old["reply"]["rule"].startswith("national 2019")
    assert new["reply"]["rule"].startswith("national 2025")


def test_a_day_before_the_oldest_version_is_reckoned_by_it_and_says_so() -> None:
    sample = f"--rules qingdao {SUGGESTION} --anchor assigned=2021-03-31"
    assert rows(sample)["reply"]["explanation"].endswith("起算日早于这套规则施行的日期，按最早的一版试算。")
    assert "按最早的一版试算" in preview(sample).stderr


def test_a_year_without_a_notice_is_provisional() -> None:
    found = rows(f"--rules national {SUGGESTION} --anchor assigned=2026-11-21")["reply"]
    assert found["provisional"]
    assert "2027年放假安排尚未公布" in found["explanation"]


def test_people_read_a_table_and_what_the_rest_waits_for() -> None:
    said = preview(f"--rules shanghai {SUGGESTION} --anchor assigned=2022-03-31 --volume 30")
    assert said.exit_code == 0
    assert "2022-06-30  答复期限（reply）" in said.stdout
    assert "未计算：退办期限（return），缺少起算日 received（收到之日）。" in said.stderr
    assert "承办30件没有增加时间" in said.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            f"--rules atlantis {SUGGESTION} --anchor assigned=2022-03-31",
            "没有名为“atlantis”的规则。现有：beijing",
        ),
        ("--rules national --kind letter --anchor assigned=2022-03-31", "npc_suggestion"),
        (
            f"--rules national {SUGGESTION} --anchor given=2022-03-31",
            "没有名为“given”的起算日。可用：assigned",
        ),
        (f"--rules national {SUGGESTION} --anchor assigned=2022-02-30", "“2022-02-30”不是日期"),
        (f"--rules national {SUGGESTION} --anchor assigned=9999-12-31", "不在1949年到2199年之间"),
        (f"--rules national {SUGGESTION} --anchor assigned", "应当写成 名称=日期"),
        (
            f"--rules national {SUGGESTION} --anchor assigned=2022-03-31 --anchor assigned=2022-04-01",
            "两个不同的",
        ),
        (f"--rules national {SUGGESTION} --anchor assigned=2022-03-31 --volume -1", "volume"),
        (f"--rules national {SUGGESTION} --anchor assigned=2022-03-31 --phase noon", "off_session"),
        (f"--rules national {SUGGESTION} --anchor assigned=2022-03-31 --level village", "county"),
        (f"--rules national {SUGGESTION}", "--anchor"),
    ],
)
def test_a_refusal_names_what_is_wrong_and_what_may_stand_there(arguments: str, words: str) -> None:
    said = preview(arguments)
    assert said.exit_code == 2
    assert words in said.stderr
    assert said.stdout == ""


def test_a_rule_file_of_an_office_may_be_tried_before_it_is_in_force(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    head = 'name = "own"\ntitle = "本局规定"\njurisdiction = "own"\n[[version]]\nversion = "1"\n'
    rule = '[[version.milestone]]\ncode = "reply"\nanchor = "assigned"\namount = 2\nunit = "months"\n'
    file.write_text(f"{head}{rule}office_default = true\n", encoding="utf-8")
    assert dates(f"--rules {file} {PROPOSAL} --anchor assigned=2022-03-31") == {"reply": "2022-05-31"}
    file.write_text(f"{head}{rule}", encoding="utf-8")
    said = preview(f"--rules {file} {PROPOSAL} --anchor assigned=2022-03-31")
    assert (said.exit_code, "第6行起" in said.stderr, "reply 没有出处" in said.stderr) == (2, True, True)


def test_the_command_starts_without_flask_or_a_database() -> None:
    code = "import sys; from tracker.cli.main import load; load('tracker.cli.deadlines:deadlines'); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"flask", "sqlalchemy"} & set(loaded)
