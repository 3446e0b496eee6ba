"""Starting the project's commands as a user would, and seeing them end."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.support.source import ROOT

# How long, in seconds, a start may take on a busy machine.
PATIENCE = 90


@dataclass(frozen=True)
class Running:
    """A started ``tracker run``."""

    process: subprocess.Popen[str]
    port: int

    @property
    def address(self) -> str:
        """Return the address without its last slash."""
        return f"http://127.0.0.1:{self.port}"

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Send a signal and return the code with which the command ends."""
        self.process.send_signal(number)
        return self.process.wait(20)


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port: int = probe.getsockname()[1]
    return port


def listens(port: int) -> bool:
    """Tell whether something takes connections on a port of this machine."""
    with closing(socket.socket()) as probe:
        probe.settimeout(2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def answers(address: str) -> bool:
    """Tell whether the address answers, with whatever status."""
    try:
        urlopen(address, timeout=PATIENCE).close()
    except HTTPError as refused:
        refused.close()
    except OSError:
        return False
    return True


def descendants(pid: int) -> set[int]:
    """Return the processes that a process has started, and theirs."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(entry.parent.name)] = int(entry.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
    found: set[int] = set()
    while more := {child for child, parent in parents.items() if parent in found | {pid}} - found:
        found |= more
    return found


def runs(pid: int) -> bool:
    """Tell whether a process still runs; one that has ended and waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def gone(pids: set[int], seconds: float = 30) -> bool:
    """Wait until none of the processes runs, and tell whether that came true."""
    deadline = time.monotonic() + seconds
    while left := {pid for pid in pids if runs(pid)}:
        if time.monotonic() > deadline:
            return not left
        time.sleep(0.05)
    return True


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    """Return an environment with nothing of the tests' own in it but what ``more`` names."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRACKER_", "PYTEST_"))}
    return kept | {"TRACKER_DATA_DIR": str(data_dir)} | more


@contextmanager
def run_command(words: Sequence[str | Path], env: dict[str, str], cwd: Path = ROOT) -> Iterator[Running]:
    """Start ``tracker run`` on a free port, wait for its first answer, and end it with the block."""
    port = free_port()
    process = subprocess.Popen(
        [*words, "run"],
        env=env | {"PORT": str(port)},
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    running = Running(process, port)
    try:
        deadline = time.monotonic() + PATIENCE
        while not answers(running.address) and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        if process.poll() is not None:
            raise RuntimeError(process.stdout.read() if process.stdout else "")
        yield running
    finally:
        process.terminate()
        process.wait(20)
        if process.stdout:
            process.stdout.close()
