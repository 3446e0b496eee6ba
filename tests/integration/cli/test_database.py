"""``tracker db``, and what a migration that breaks leaves behind."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from click.testing import CliRunner
from sqlalchemy import create_engine

from tests.support.databases import Database
from tracker.cli.database import configuration, next_number
from tracker.cli.main import main
from tracker.paths import find

BREAKING = '''"""Break halfway."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = {newest!r}


def upgrade() -> None:
    op.create_table("half_done", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO heartbeat (job, at) VALUES ('half', '2026-01-01 00:00:00+00:00')")
    raise RuntimeError("in the middle")
'''


@pytest.fixture
def runner(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    monkeypatch.setenv("TRACKER_DATABASE_URL", database.url)
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
    return CliRunner()


def newest() -> str:
    return f"{int(next_number(configuration('sqlite://'))) - 1:04d}"


def test_current_names_the_newest_version(runner: CliRunner) -> None:
    assert f"{newest()} (head)" in runner.invoke(main, ["db", "current"]).output


def test_down_and_up_by_command(runner: CliRunner) -> None:
    assert runner.invoke(main, ["db", "downgrade", "base"]).exit_code == 0
    assert newest() not in runner.invoke(main, ["db", "current"]).output
    assert runner.invoke(main, ["db", "upgrade"]).exit_code == 0
    assert newest() in runner.invoke(main, ["db", "current"]).output


def test_a_folder_that_is_missing_is_made_for_a_sqlite_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRACKER_DATABASE_URL", f"sqlite:///{tmp_path / 'new' / 'own.sqlite3'}")
    assert CliRunner().invoke(main, ["db", "upgrade"]).exit_code == 0
    assert (tmp_path / "new" / "own.sqlite3").exists()


def test_versions_are_numbered_with_four_digits() -> None:
    names = [path.name for path in sorted((find("migrations") / "versions").glob("*.py"))]
    assert [name[:5] for name in names] == [f"{number:04d}_" for number in range(1, len(names) + 1)]


def test_a_migration_that_breaks_leaves_the_version_before_it(database: Database, tmp_path: Path) -> None:
    (tmp_path / "9999_breaking.py").write_text(BREAKING.format(newest=newest()))
    config = configuration(database.url)
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", f"{find('migrations') / 'versions'}\n{tmp_path}")
    with pytest.raises(RuntimeError, match="in the middle"):
        command.upgrade(config, "head")
    engine = create_engine(database.url)
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() == newest()
        assert connection.execute(sa.text("SELECT count(*) FROM heartbeat")).scalar() == 0
        assert "half_done" not in sa.inspect(connection).get_table_names()
    engine.dispose()


def test_the_search_is_written_anew_with_its_progress(runner: CliRunner) -> None:
    answer = runner.invoke(main, ["db", "reindex"])
    assert answer.exit_code == 0, answer.output
    assert "写入全文索引" in answer.output
    assert "已写入0件。" in answer.output
