"""Read an upload in a child process with little memory, little time, no network and no right to write.

The child is a fresh interpreter (no fork: the web server has threads). It gets the file on standard input and
answers with one line of JSON. Limits: 512 MB above what the interpreter itself takes, 10 s of processor time,
20 s by the clock.
"""

import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tracker.documents import file_errors
from tracker.documents.tables import Table, packed_tables, read_tables, unpacked_tables
from tracker.documents.text_files import FileText, is_plain, read_text

MEMORY = 512 * 1024 * 1024
PROCESSOR_SECONDS = 10
CLOCK_SECONDS = 20
OPEN_FILES = 16
AT_ONCE = threading.BoundedSemaphore(4)
START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from tracker.documents.boxed import {0}; {0}()"
)
FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.remove",
    "os.rename",
)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def read_upload(data: bytes, name: str) -> FileText:
    """Return the text of an upload, parsed in a box.

    Raises the errors of ``read_text``, FileTookTooLong and FileTooHeavy.
    Plain text is decoded here: it needs no parser.
    """
    if is_plain(data, name):
        return read_text(data, name)
    with AT_ONCE:
        answer_line = _ask(data, name, "answer")
    said = _understand(answer_line)
    return FileText(**{**said, "blank_pages": tuple(said["blank_pages"])})


def read_book(data: bytes, name: str) -> list[Table]:
    """Return the sheets of a spreadsheet, parsed in a box; raises the errors of ``read_tables`` and those above."""
    with AT_ONCE:
        answer_line = _ask(data, name, "answer_tables")
    return unpacked_tables(_understand(answer_line)["tables"])


def _ask(data: bytes, name: str, reading: str) -> bytes:
    """Run the child, which reads by the function named ``reading``, and return its line of JSON."""
    command = [
        sys.executable,
        "-I",
        "-X",
        "utf8",
        "-c",
        START.format(reading),
        json.dumps([path for path in sys.path if path]),
    ]
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    try:
        child = subprocess.run(  # noqa: S603 - our own interpreter and our own words
            command,
            input=json.dumps(name).encode() + b"\n" + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=CLOCK_SECONDS,
            check=False,
            cwd=Path(sys.executable).anchor,
            env=environment,
        )
    except subprocess.TimeoutExpired as error:
        raise file_errors.FileTookTooLong from error
    if child.returncode < 0:
        raise file_errors.FileTookTooLong if -child.returncode in {9, 24} else file_errors.FileTooHeavy
    return child.stdout


def _understand(line: bytes) -> dict[str, Any]:
    """Return what the child read, or raise the error that it names."""
    try:
        said = json.loads(line)
    except ValueError as error:
        raise file_errors.FileDamaged from error
    if "error" in said:
        raise file_errors.BY_CODE[said["error"]](**said["params"])
    found: dict[str, Any] = said
    return found


def answer() -> None:
    """Read one file from standard input within the limits and print its text or its error as JSON (in the child)."""
    _answer(lambda data, name: asdict(read_text(data, name)))


def answer_tables() -> None:
    """Read one spreadsheet from standard input and print its sheets or its error as JSON (in the child)."""
    _answer(lambda data, name: {"tables": packed_tables(read_tables(data, name))})


def _answer(read: Callable[[bytes, str], dict[str, Any]]) -> None:
    name = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    _shut_in()
    said: dict[str, Any]
    try:
        said = read(data, name)
    except file_errors.FileError as error:
        said = {"error": error.code, "params": error.params}
    except MemoryError:
        said = {"error": file_errors.FileTooHeavy.code, "params": {}}
    sys.stdout.write(json.dumps(said))


def _shut_in() -> None:
    """Set the limits and refuse network, processes and writing."""
    pages = (
        int(Path("/proc/self/statm").read_text("ascii").split()[0])
        if Path("/proc/self/statm").exists()
        else 0
    )
    memory = pages * resource.getpagesize() + MEMORY
    for limit, soft, hard in (
        (resource.RLIMIT_AS, memory, memory),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS, PROCESSOR_SECONDS + 1),
        (resource.RLIMIT_NOFILE, OPEN_FILES, OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        resource.setrlimit(limit, (soft, hard))
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Raise PermissionError for what a reader of files has no business with."""
    if event.startswith(FORBIDDEN):
        raise PermissionError(event)
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING:
        raise PermissionError(event)
