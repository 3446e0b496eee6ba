"""What the import contracts say, and what imports cannot show."""

import ast
import subprocess
import sys
import threading
import tomllib
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from tests.support.source import ROOT, calls_of, imports_of, name_of, python_files, tree_of
from tracker.app import create_app

BELOW_WEB = [
    path for path in python_files() if "tracker/web/" not in path.as_posix() and path.name != "app.py"
]
REQUEST_BOUND = {
    "flask.request",
    "flask.session",
    "flask.g",
    "flask.current_app.session",
    "flask_login.current_user",
}
CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "localtime", "gmtime"}
STATEMENTS = {
    f"sqlalchemy.{name}"
    for name in (
        "and_",
        "delete",
        "exists",
        "func",
        "insert",
        "or_",
        "select",
        "text",
        "union",
        "update",
        "orm",
    )
}
SQL_WORDS = ("SELECT ", "INSERT ", "UPDATE ", "DELETE ", "CREATE ", "ALTER ")


def settings() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def attribute_calls(path: Path) -> set[str]:
    """Return the calls ``name.attribute(…)`` of a file."""
    return {
        f"{call.func.value.id}.{call.func.attr}"
        for call in calls_of(path)
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)
    }


def test_the_import_contracts_are_kept() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_blueprint_is_under_the_contract_that_keeps_blueprints_apart() -> None:
    contracts = settings()["tool"]["importlinter"]["contracts"]
    listed = next(found["modules"] for found in contracts if found["type"] == "independence")
    packages = {f"tracker.web.{path.parent.name}" for path in (ROOT / "tracker/web").glob("*/__init__.py")}
    assert set(listed) == packages


def test_nothing_below_the_pages_knows_the_request() -> None:
    found = {name_of(path): REQUEST_BOUND & set(imports_of(path)) for path in BELOW_WEB}
    assert {name: names for name, names in found.items() if names} == {}


def test_only_the_end_of_a_unit_of_work_commits() -> None:
    committing = [
        name_of(path)
        for path in python_files()
        for call in calls_of(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit"
    ]
    assert committing == ["tracker/services/sent_form.py"]


def test_only_the_clock_module_reads_the_clock() -> None:
    reading = {
        name_of(path): found
        for path in python_files()
        if (
            found := {
                call
                for call in attribute_calls(path)
                if call.split(".")[0] in {"datetime", "date", "time"} and call.split(".")[1] in CLOCKS
            }
        )
    }
    assert reading == {"tracker/clock.py": {"datetime.now"}}


def test_pages_hold_no_sql() -> None:
    pages = python_files("tracker/web")
    importing = [name_of(path) for path in pages if STATEMENTS & set(imports_of(path))]
    writing = [
        f"{name_of(path)}:{node.lineno}"
        for path in pages
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.lstrip().startswith(SQL_WORDS)
    ]
    assert importing + writing == []


def test_texts_for_translation_are_whole_literals() -> None:
    """An f-string or a sum inside ``_()`` would never reach the catalogue."""
    names = {"_", "gettext", "ngettext", "lazy_gettext", "N_"}
    broken = [
        f"{name_of(path)}:{call.lineno}"
        for path in python_files()
        for call in calls_of(path)
        if isinstance(call.func, ast.Name) and call.func.id in names
        for argument in call.args[:1]
        if isinstance(argument, ast.JoinedStr | ast.BinOp)
    ]
    assert broken == []


def test_making_the_application_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("TRACKER_DATABASE_URL", raising=False)
    connections: list[object] = []

    def note(connection: object, _record: object) -> None:
        connections.append(connection)

    sqlalchemy.event.listen(sqlalchemy.Engine, "connect", note)
    threads = threading.active_count()
    try:
        create_app()
    finally:
        sqlalchemy.event.remove(sqlalchemy.Engine, "connect", note)
    assert (list(tmp_path.iterdir()), connections, threading.active_count()) == ([], [], threads)


def test_reading_letters_starts_without_flask() -> None:
    asked = "import sys, tracker.cli.letters; print([name for name in sys.modules if name == 'flask'])"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_import_from_outside_is_declared() -> None:
    declared = {
        line.split(">")[0].split("[")[0].split("=")[0] for line in settings()["project"]["dependencies"]
    }
    modules = {
        "alembic": "alembic",
        "apscheduler": "apscheduler",
        "argon2": "argon2-cffi",
        "babel": "flask-babel",
        "chinese_calendar": "chinesecalendar",
        "click": "click",
        "cryptography": "cryptography",
        "docx": "python-docx",
        "flask": "flask",
        "flask_babel": "flask-babel",
        "flask_login": "flask-login",
        "flask_sqlalchemy": "flask-sqlalchemy",
        "flask_wtf": "flask-wtf",
        "gunicorn": "gunicorn",
        "itsdangerous": "flask",
        "jinja2": "flask",
        "lxml": "python-docx",
        "markupsafe": "flask",
        "psycopg": "psycopg",
        "pyotp": "pyotp",
        "pypdf": "pypdf",
        "segno": "segno",
        "sqlalchemy": "sqlalchemy",
        "werkzeug": "flask",
        "wtforms": "wtforms",
        "xlsxwriter": "xlsxwriter",
    }
    used = {name.split(".")[0] for path in python_files() for name in imports_of(path)}
    outside = used - set(sys.stdlib_module_names) - {"tracker"}
    assert outside - set(modules) == set()
    assert {modules[name] for name in outside} <= declared
