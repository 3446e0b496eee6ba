"""The wheel carries everything: installed into an empty environment, it starts and lets a person in."""

import http.cookiejar
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from tests.support import page_rules
from tests.support.commands import Running, descendants, environment, gone, run_command
from tests.support.page_rules import text_of
from tests.support.pages import forms_of
from tests.support.source import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(words, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the wheel and what its lock file names."""
    home = tmp_path_factory.mktemp("installed") / "venv"
    lock = ["--require-hashes", "-r", str(ROOT / "requirements.lock")]
    if uv := shutil.which("uv"):
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(home)], check=True)
        install = [uv, "pip", "install", "--quiet", "--python", str(home / "bin/python")]
    else:
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        install = [str(home / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    env = {name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "PYTHONPATH"}}
    subprocess.run([*install, *lock], check=True, env=env)
    subprocess.run([*install, "--no-deps", str(wheel)], check=True, env=env)
    return home / "bin"


@pytest.fixture(scope="module")
def running(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The demonstration office, started from the installed command far from the checkout."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    env = environment(elsewhere / "data")
    env.pop("PYTHONPATH", None)
    with run_command([installed / "tracker"], env, cwd=elsewhere) as started:
        yield started


@pytest.fixture
def opener() -> OpenerDirector:
    return build_opener(HTTPCookieProcessor(http.cookiejar.CookieJar()))


def test_the_wheel_holds_templates_files_migrations_settings_and_translations(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    inside = {
        path.relative_to(ROOT) for folder in ("templates", "static", "migrations") for path in files(folder)
    }
    assert {f"tracker/{path.as_posix()}" for path in inside} - names == set()
    assert {"tracker/config.py", "tracker/translations/en/LC_MESSAGES/messages.mo"} <= names


def files(folder: str) -> list[Path]:
    found = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    return [path for path in found if "__pycache__" not in path.parts]


def test_the_wheel_puts_one_name_into_the_environment(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {name for name in tops if not name.endswith(".dist-info")} == {"tracker"}


def test_a_person_signs_in_with_one_click_from_the_first_page(
    running: Running, opener: OpenerDirector
) -> None:
    with opener.open(running.address + "/") as first:
        root, _ = page_rules.parse(first.read().decode())
        form = next(form for form in forms_of(root, "/") if "/sign-in/as/" in form.action)
        body = urlencode(form.values).encode()
        target = urljoin(first.url, form.action)
    with opener.open(target, body) as desk:
        page = desk.read().decode()
        assert desk.status == 200
        assert desk.url == running.address + "/"
    assert page_rules.faults(page) == []
    assert "工作台" in text_of(page_rules.parse(page)[0])


def test_its_styles_and_scripts_are_there(running: Running, opener: OpenerDirector) -> None:
    with opener.open(running.address + "/") as first:
        root, _ = page_rules.parse(first.read().decode())
    links = [link.get("href") for link in root.iter("link")] + [
        script.get("src") for script in root.iter("script")
    ]
    for link in filter(None, links):
        with opener.open(urljoin(running.address, link)) as answer:
            assert answer.status == 200


def test_it_stops_with_everything_that_it_started(running: Running) -> None:
    children = descendants(running.process.pid)
    assert running.stop() == 0
    assert gone(children)
