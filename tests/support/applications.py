"""The application on a fresh database, its client, and a live server for a browser."""

import fcntl
import os
import pickle
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server
from werkzeug.test import TestResponse
from werkzeug.wsgi import ClosingIterator

from tests.support.databases import Database
from tests.support.rows import all_rows, write_rows
from tracker import clock
from tracker.cli.main import application, load
from tracker.documents.store import FileStore
from tracker.extensions import db
from tracker.services import audit_heads

MakeApp = Callable[[Any], Flask]


class TidyClient(FlaskClient):
    """A client that closes what a large form was buffered in; Werkzeug's leaves a file to the collector."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        answer = super().open(*args, **kwargs)
        for one in (*answer.history, answer):
            one.request.environ["wsgi.input"].close()
        return answer


def settings(database: Database, data_dir: Path) -> dict[str, Any]:
    """Return what tests set differently: a throw-away key, folder and database, and plain HTTP."""
    return {
        "TESTING": True,
        "SECRET_KEY": "a key for tests and for nothing else",
        "SQLALCHEMY_DATABASE_URI": database.url,
        "SQLALCHEMY_ENGINE_OPTIONS": {},
        "DATA_DIR": data_dir,
        "AUDIT_KEYS": ("a-key-for-the-audit-log-of-tests",),
        "FACTOR_KEYS": ("a-key-for-the-second-factors-of-tests",),
        "INSECURE_LAN": True,
        "SESSION_COOKIE_SECURE": False,
        "SESSION_COOKIE_NAME": "tk",
    }


@pytest.fixture(scope="session")
def make_app(tmp_path_factory: pytest.TempPathFactory) -> MakeApp:
    """Return a maker of applications that makes one a database and keeps it: templates compile once."""
    made: dict[str, Flask] = {}

    def make(database: Database) -> Flask:
        if database.url not in made:
            made[database.url] = application(settings(database, tmp_path_factory.mktemp("data")))
            made[database.url].test_client_class = TidyClient
        return made[database.url]

    return make


@pytest.fixture
def app(database: Database, make_app: MakeApp) -> Iterator[Flask]:
    """The application on a freshly migrated database, once on SQLite and once on PostgreSQL."""
    made = make_app(database)
    (Path(made.config["DATA_DIR"]) / audit_heads.NAME).unlink(missing_ok=True)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def kept() -> set[str]:
    """The addresses of the databases that have kept the demonstration office."""
    return set()


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demonstration office lies as rows and files, for every worker and both databases of this run."""
    own = tmp_path_factory.getbasetemp()
    found = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "demonstration"
    found.mkdir(exist_ok=True)
    return found


@pytest.fixture
def demonstration(app: Flask, database: Database, kept: set[str], built_once: Path) -> Flask:
    """The application with the demonstration office, which is built once a run and copied for each test."""
    if database.url in kept:
        database.reset("demonstration")
        return app
    with app.app_context(), (built_once / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        put_demonstration(built_once, Path(app.config["DATA_DIR"]) / "files")
        db.session.remove()
        db.engine.dispose()
    database.keep("demonstration")
    kept.add(database.url)
    return app


def put_demonstration(built: Path, files: Path) -> None:
    """Copy the demonstration office as it was built before; build and keep it where this is the first time."""
    rows = built / "rows"
    if rows.exists():
        write_rows(pickle.loads(rows.read_bytes()))  # noqa: S301 - our own
        shutil.copytree(built / "files", files, dirs_exist_ok=True)
        return
    build = load("tracker.services.demonstration:build_demonstration")
    build(clock.now(), FileStore(files))
    db.session.remove()
    shutil.copytree(files, built / "files")
    rows.write_bytes(pickle.dumps(all_rows()))


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """An application context for a test of services and queries; do not mix it with ``client``."""
    with app.app_context():
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client with cookies of its own."""
    return app.test_client()


@dataclass
class Counted:
    """An application that knows how many requests it is answering."""

    app: Flask
    quiet: threading.Condition = field(default_factory=threading.Condition)
    running: int = 0

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        self._add(1)
        try:
            with closing(ClosingIterator(self.app(environ, start_response))) as answer:
                return list(answer)
        finally:
            self._add(-1)

    def _add(self, number: int) -> None:
        with self.quiet:
            self.running += number
            self.quiet.notify_all()

    def wait(self) -> None:
        """Wait until every request is answered, so that none still holds a connection to the database."""
        with self.quiet:
            assert self.quiet.wait_for(lambda: not self.running, 30), "a request is never answered"


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve the application on a free port of this machine; gives the address without its last slash."""
    counted = Counted(app)
    server = make_server("127.0.0.1", 0, counted, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        counted.wait()


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """The application's address for a browser, once on SQLite and once on PostgreSQL."""
    with serving(app) as address:
        yield address
