"""``make`` says in one line what is missing, and lists its commands."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.source import ROOT

TOOLS = ("sh", "dirname", "cat", "cut", "sha256sum", "rm", "chmod", "make", "awk")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what the first command needs, without an environment."""
    copy = tmp_path / "checkout"
    (copy / "deploy").mkdir(parents=True)
    for name in ("Makefile", "requirements.lock", "requirements-dev.lock", "deploy/environment.sh"):
        shutil.copy(ROOT / name, copy / name)
    return copy


@pytest.fixture
def bare_path(tmp_path: Path) -> Path:
    """A folder of programs that has no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found
        (folder / name).symlink_to(found)
    return folder


def python_that(folder: Path, *, lacks: str) -> None:
    """Put a stand-in for Python into ``folder`` that fails when it is asked for ``lacks``."""
    script = folder / "python3"
    script.write_text(f'#!/bin/sh\ncase "$2" in *{lacks}*) exit 1 ;; esac\n')
    script.chmod(0o755)


def make(checkout: Path, path: Path, target: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": str(path), "HOME": str(checkout), "LANG": "C.UTF-8"}
    return subprocess.run(
        ["make", "--no-print-directory", target],
        cwd=checkout,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        executable=shutil.which("make", path=str(path)),
    )


def test_a_machine_without_python_is_told_what_to_install(checkout: Path, bare_path: Path) -> None:
    done = make(checkout, bare_path, "run")
    assert done.returncode != 0
    assert "apt install python3-venv make" in done.stderr


def test_a_python_that_is_too_old_is_told_what_to_install(checkout: Path, bare_path: Path) -> None:
    python_that(bare_path, lacks="version_info")
    assert "Python 3.11" in make(checkout, bare_path, "setup").stderr


def test_a_python_without_venv_is_told_what_to_install(checkout: Path, bare_path: Path) -> None:
    python_that(bare_path, lacks="ensurepip")
    done = make(checkout, bare_path, "setup")
    assert done.returncode != 0
    assert "apt install python3-venv" in done.stderr
    assert not (checkout / ".venv").exists()


def test_an_environment_that_stands_is_left_alone(checkout: Path, bare_path: Path) -> None:
    content = (checkout / "requirements.lock").read_bytes() + (
        checkout / "deploy/environment.sh"
    ).read_bytes()
    (checkout / ".venv/bin").mkdir(parents=True)
    python = checkout / ".venv/bin/python"
    python.write_text("#!/bin/sh\n")
    python.chmod(0o755)
    (checkout / ".venv/stamp").write_text(f"run {hashlib.sha256(content).hexdigest()}\n")
    assert make(checkout, bare_path, "setup").returncode == 0


def test_help_lists_every_command(checkout: Path, bare_path: Path) -> None:
    listed = make(checkout, bare_path, "help")
    names = [line.split()[1] for line in listed.stdout.splitlines() if line.startswith("  make ")]
    assert {"help", "setup", "run", "test", "check", "bench", "shots"} <= set(names)
