"""The command's table of sub-commands."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from tests.support.source import ROOT
from tracker.cli.main import COMMANDS, LazyGroup, load, main
from tracker.domain.errors import NotFound


def test_help_lists_every_command_in_order() -> None:
    lines = CliRunner().invoke(main, ["--help"]).output.splitlines()
    listed = [line.split()[0] for line in lines[lines.index("命令:") + 1 :]]
    assert listed == list(COMMANDS)


def test_help_imports_none_of_the_commands() -> None:
    asked = (
        "import sys; from tracker.cli.main import main; main(['--help'], standalone_mode=False); "
        "print([name for name in sys.modules if name.startswith(('flask', 'sqlalchemy'))])"
    )
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_place_of_the_table_is_a_command_with_the_same_help(name: str) -> None:
    place, line = COMMANDS[name]
    assert load(place).help.startswith(line)


def test_an_unknown_command_is_named() -> None:
    result = CliRunner().invoke(main, ["nothing"])
    assert result.exit_code == 2
    assert "nothing" in result.output


def test_a_refusal_is_printed_as_its_sentence() -> None:
    @click.group(cls=LazyGroup)
    def refusing() -> None:
        raise NotFound

    result = CliRunner().invoke(refusing, ["db"])
    assert result.exit_code == 1
    assert NotFound().text() in result.output
    assert "Traceback" not in result.output
