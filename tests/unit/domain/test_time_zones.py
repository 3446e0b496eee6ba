"""Deadlines are days in Beijing: the rules, the calendar and the command say the same wherever the server stands."""

import os
import subprocess
import sys

import pytest

SUITE = (
    "tests/unit/domain/test_calendar.py",
    "tests/unit/domain/test_deadlines.py",
    "tests/unit/domain/test_rule_sets.py",
    "tests/unit/domain/test_notices.py",
    "tests/unit/domain/test_lateness.py",
    "tests/unit/domain/test_day_strip.py",
    "tests/unit/cli/test_deadlines.py",
)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "Asia/Urumqi", "America/New_York"])
def test_the_whole_deadline_suite_passes_in_every_time_zone(zone: str) -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--hypothesis-profile",
        "zones",
        "-k",
        "not hundred_thousand",
        *SUITE,
    ]
    said = subprocess.run(
        command, env=os.environ | {"TZ": zone}, capture_output=True, text=True, check=False, timeout=120
    )
    assert said.returncode == 0, said.stdout[-3000:]
