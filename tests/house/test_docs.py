"""The documents name what is there: settings, commands, jobs and words of the field."""

import re
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from tests.support.source import ROOT, committed, name_of
from tracker.app import load_settings
from tracker.cli.main import COMMANDS, load
from tracker.domain import vocabulary
from tracker.jobs.schedule import SCHEDULE

OPERATIONS = (ROOT / "docs/operations.md").read_text("utf-8")
DOCUMENTS = [path for path in committed("*.md") if not name_of(path).startswith("tests/")]


def settings() -> list[str]:
    return [name for name in vars(load_settings()) if name.isupper()]


def commands() -> list[str]:
    """Return every command with its sub-commands, as it is typed."""
    names = []
    for name, (place, _) in COMMANDS.items():
        command = load(place)
        subcommands = command.commands if isinstance(command, click.Group) else {}
        names += [f"tracker {name} {sub}" for sub in subcommands] or [f"tracker {name}"]
    return names


def test_every_setting_is_explained() -> None:
    assert [name for name in settings() if f"`{name}`" not in OPERATIONS] == []


def test_every_setting_has_one_line_of_comment() -> None:
    source = (ROOT / "config.py").read_text("utf-8")
    assert [name for name in settings() if not re.search(rf"^# .+\n{name} =", source, re.MULTILINE)] == []


def test_every_variable_of_the_environment_is_explained() -> None:
    read = set(re.findall(r'"(TRACKER_[A-Z_]+)"', (ROOT / "config.py").read_text("utf-8")))
    assert {name for name in read if f"`{name}`" not in OPERATIONS} == set()


def test_every_command_is_explained() -> None:
    assert [name for name in commands() if name not in OPERATIONS] == []


def test_every_job_is_explained() -> None:
    assert [job.id for job in SCHEDULE if f"`{job.id}`" not in OPERATIONS] == []


def test_every_target_of_make_is_explained() -> None:
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in targets if f"make {name}" not in readme] == []


def test_the_glossary_has_every_word_of_the_vocabulary() -> None:
    glossary = (ROOT / "docs/glossary.md").read_text("utf-8")
    kinds = [
        kind for kind in vars(vocabulary).values() if isinstance(kind, type) and issubclass(kind, StrEnum)
    ]
    assert [str(word) for kind in kinds for word in kind if f"`{word}`" not in glossary] == []


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs/decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_link_between_documents_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", path.read_text("utf-8"))
    inner = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in inner if not (path.parent / unquote(link)).exists()] == []
