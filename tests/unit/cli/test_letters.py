"""`tracker letters read`: one JSON object a line, and a clear word for each file that cannot be read."""

import json
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from tracker.cli.letters import letters

GOLDEN = Path(__file__).parents[2] / "golden" / "letters"
KEYS = {
    "file", "kind", "body", "term", "session", "number", "title", "proposers", "et_al", "lead", "co_handlers",
    "reply_class", "doc_number", "publicity", "reply_date", "issuer", "contact", "commitments",
}  # fmt: skip
PROMISE_KEYS = {"quote", "start", "end", "responsible", "due_text", "due_date", "kind"}


def test_each_file_becomes_one_line_with_exactly_the_agreed_keys() -> None:
    files = [str(GOLDEN / "restated" / name) for name in ("031.txt", "005.txt")]
    said = CliRunner().invoke(letters, ["read", *files, "--json"])
    rows = [json.loads(line) for line in said.stdout.splitlines()]
    assert said.exit_code == 0
    assert [row["file"] for row in rows] == files
    assert all(set(row) == KEYS for row in rows)
    assert all(set(promise) == PROMISE_KEYS for row in rows for promise in row["commitments"])
    assert (rows[0]["term"], rows[0]["reply_date"], rows[0]["reply_class"]) == (18, "2025-07-28", "B")


def test_a_bad_file_is_named_on_stderr_and_the_rest_is_read(tmp_path: Path) -> None:
    empty, missing = tmp_path / "空.txt", tmp_path / "无此文件.txt"
    empty.write_bytes(b"")
    good = str(GOLDEN / "restated" / "005.txt")
    said = CliRunner().invoke(letters, ["read", str(empty), str(missing), good, "--json"])
    assert said.exit_code == 1
    assert len(said.stdout.splitlines()) == 1
    assert "空.txt：文件是空的" in said.stderr
    assert "无此文件.txt：打不开" in said.stderr


def test_people_get_names_and_values_instead_of_json() -> None:
    said = CliRunner().invoke(letters, ["read", str(GOLDEN / "restated" / "005.txt")])
    assert "提出人：方伟林" in said.stdout
    assert "类别：A" in said.stdout
    assert "承诺 1" in said.stdout


def test_line_ends_of_windows_keep_their_places(tmp_path: Path) -> None:
    text = (GOLDEN / "restated" / "005.txt").read_text("utf-8").replace("\n", "\r\n")
    file = tmp_path / "a.txt"
    file.write_bytes(text.encode())
    row = json.loads(CliRunner().invoke(letters, ["read", str(file), "--json"]).stdout)
    assert row["term"] == 10
    assert all(text[one["start"] : one["end"]] == one["quote"] for one in row["commitments"])


def test_the_command_starts_without_flask_and_the_database() -> None:
    look = (
        "import sys, tracker.cli.letters;"
        "print([name for name in ('flask', 'sqlalchemy', 'pypdf') if name in sys.modules])"
    )
    root = Path(__file__).parents[3]
    ended = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, cwd=root)
    assert ended.stdout.strip() == "[]"


def test_the_group_lists_the_import_command_too() -> None:
    said = CliRunner().invoke(letters, ["--help"])
    assert "import" in said.stdout
    assert "read" in said.stdout
