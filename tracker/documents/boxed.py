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
from dataclasses import asdict
from pathlib import Path

from tracker.documents import file_errors
from tracker.documents.text_files import FileText, is_plain, read_text

MEMORY = 512 * 1024 * 1024
PROCESSOR_SECONDS = 10
CLOCK_SECONDS = 20
OPEN_FILES = 16
AT_ONCE = threading.BoundedSemaphore(4)
START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from tracker.documents.boxed import answer; answer()"
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
        answer_line = _ask(data, name)
    return _understand(answer_line)


def _ask(data: bytes, name: str) -> bytes:
    """Run the child and return its line of JSON."""
    command = [
        sys.executable,
        "-I",
        "-X",
        "utf8",
        "-c",
        START,
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


def _understand(line: bytes) -> FileText:
    """Return what the child read, or raise the error that it names."""
    try:
        said = json.loads(line)
    except ValueError as error:
        raise file_errors.FileDamaged from error
    if "error" in said:
        raise file_errors.BY_CODE[said["error"]](**said["params"])
    return FileText(**{**said, "blank_pages": tuple(said["blank_pages"])})


def answer() -> None:
    """Read one file from standard input within the limits and print its text or its error as JSON (in the child)."""
    name = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    _shut_in()
    try:
        said = asdict(read_text(data, name))
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
