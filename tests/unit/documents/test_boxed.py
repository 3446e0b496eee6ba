"""The box: what a hostile file could make a parser do ends in a clear refusal."""

import subprocess
import sys
from pathlib import Path

import pytest

from tracker.documents import boxed, file_errors

SHUT = "import sys; sys.path[:] = {path!r}; from tracker.documents import boxed; boxed._shut_in(); {act}"


def shut_in(act: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-c", SHUT.format(path=[path for path in sys.path if path], act=act)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    "act",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "open('/tmp/tracker-box-test', 'w')",
    ],
)
def test_the_box_refuses_network_processes_and_writing(act: str) -> None:
    ended = shut_in(act)
    assert ended.returncode == 1
    assert "PermissionError" in ended.stderr


def test_the_box_refuses_memory_beyond_its_share() -> None:
    assert "MemoryError" in shut_in("bytearray(700 * 1024 * 1024)").stderr


def test_the_box_stops_a_reader_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boxed, "START", "while True: pass")
    monkeypatch.setattr(boxed, "CLOCK_SECONDS", 0.2)
    with pytest.raises(file_errors.FileTookTooLong):
        boxed.read_upload(b"%PDF-1.4", "a.pdf")


@pytest.mark.parametrize(
    ("signal", "error"), [(24, file_errors.FileTookTooLong), (11, file_errors.FileTooHeavy)]
)
def test_a_child_that_is_ended_becomes_a_refusal(
    monkeypatch: pytest.MonkeyPatch, signal: int, error: type[file_errors.FileError]
) -> None:
    monkeypatch.setattr(boxed, "START", f"import os; os.kill(os.getpid(), {signal})")
    with pytest.raises(error):
        boxed.read_upload(b"%PDF-1.4", "a.pdf")


def test_a_child_that_says_nothing_becomes_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boxed, "START", "pass")
    with pytest.raises(file_errors.FileDamaged):
        boxed.read_upload(b"%PDF-1.4", "a.pdf")


def test_the_box_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(file_errors.FileDamaged):
        boxed.read_upload(b"%PDF-1.4 broken", "a.pdf")
    assert list(tmp_path.iterdir()) == []
    assert len(list(Path("/proc/self/fd").iterdir())) == before
