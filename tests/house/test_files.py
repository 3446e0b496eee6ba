"""The files of the project: names at the top, lock files, vendored files, licence, and no machine's paths."""

import hashlib
import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.source import ROOT, committed, name_of

TOP_LEVEL = {
    ".ci",
    ".gitignore",
    ".npmrc",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "bench",
    "config.py",
    "deploy",
    "docs",
    "migrations",
    "package-lock.json",
    "package.json",
    "pyproject.toml",
    "requirements-dev.lock",
    "requirements.lock",
    "static",
    "templates",
    "tests",
    "tracker",
    "wsgi.py",
}
LOCKS = ("requirements.lock", "requirements-dev.lock", "package-lock.json")
TEXT = {
    ".py",
    ".md",
    ".html",
    ".css",
    ".js",
    ".mjs",
    ".toml",
    ".lock",
    ".json",
    ".txt",
    ".sh",
    ".po",
    ".conf",
    ".service",
    "",
}
APACHE_2 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"


def pins(lock: str) -> dict[str, str]:
    """Return name and version of everything that a Python lock file pins."""
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;]+)", (ROOT / lock).read_text("ascii"), re.MULTILINE))


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_nothing_else_stands_at_the_top() -> None:
    assert {name_of(path).split("/")[0] for path in committed()} == TOP_LEVEL


def test_the_licence_is_apache_2_word_for_word() -> None:
    assert sha256(ROOT / "LICENSE") == APACHE_2


def test_lock_files_name_no_host() -> None:
    hosts = re.compile(r'"resolved":|--index-url|--extra-index-url|--find-links|--trusted-host| @ |file:')
    assert [name for name in LOCKS if hosts.search((ROOT / name).read_text("utf-8"))] == []
    assert [name for name in LOCKS[:2] if "http" in (ROOT / name).read_text("ascii")] == []


def test_every_pin_has_hashes() -> None:
    for lock in LOCKS[:2]:
        blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / lock).read_text("ascii").strip())
        assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_tests_run_on_the_versions_that_users_get() -> None:
    tested = pins("requirements-dev.lock")
    assert {name: tested.get(name) for name in pins("requirements.lock")} == pins("requirements.lock")


@pytest.mark.parametrize(("lock", "extra"), [("requirements.lock", ""), ("requirements-dev.lock", "dev")])
def test_every_dependency_is_pinned_within_its_bounds(lock: str, extra: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"].get(extra, [])
    pinned = pins(lock)
    loose = [
        requirement.name
        for requirement in map(Requirement, wanted)
        if pinned.get(canonicalize_name(requirement.name), "0") not in requirement.specifier
    ]
    assert loose == []


def test_vendored_files_are_those_of_the_manifest() -> None:
    vendor = ROOT / "static/vendor"
    manifest = json.loads((vendor / "manifest.json").read_text("utf-8"))
    sums = {name: found for entry in manifest for name, found in entry["files"].items()}
    assert {name: sha256(vendor / name) for name in sums} == sums
    there = {path.relative_to(vendor).as_posix() for path in vendor.rglob("*") if path.is_file()}
    assert there - {"manifest.json"} == {name for name in sums if not name.startswith("../")}


def test_vendored_versions_are_those_of_package_json_and_bring_their_licences() -> None:
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]
    manifest = json.loads((ROOT / "static/vendor/manifest.json").read_text("utf-8"))
    assert {entry["name"]: entry["version"] for entry in manifest} == wanted
    assert all(f"{entry['name']}-{entry['version']}/LICENSE" in entry["files"] for entry in manifest)


def test_the_sprite_holds_the_icons_of_the_list() -> None:
    listed = (ROOT / "static/icons.txt").read_text("ascii").split()
    drawn = re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/icons.svg").read_text("utf-8"))
    assert drawn == sorted(set(listed))


def test_no_file_names_the_folder_of_one_machine() -> None:
    homes = {str(ROOT.parent) + "/", str(Path.home()) + "/"} - {"//"}
    texts = [path for path in committed() if path.suffix in TEXT]
    naming = [
        name_of(path)
        for path in texts
        if any(home in path.read_text("utf-8", errors="replace") for home in homes)
    ]
    assert naming == []
