"""Only one clockwork holds the right to run, and the right ends with its holder."""

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, NullPool, create_engine

from tests.support.databases import Database
from tracker.jobs.leader import DatabaseLeader, FileLeader, Leader, leader_for


@pytest.fixture
def engine(database: Database) -> Engine:
    return create_engine(database.url, poolclass=NullPool)


@pytest.fixture
def rivals(engine: Engine, tmp_path: Path) -> tuple[Leader, Leader]:
    return leader_for(engine, tmp_path), leader_for(engine, tmp_path)


def test_the_kind_of_lock_fits_the_database(rivals: tuple[Leader, Leader], database: Database) -> None:
    wanted = FileLeader if database.dialect == "sqlite" else DatabaseLeader
    assert all(isinstance(leader, wanted) for leader in rivals)
    for leader in rivals:
        leader.release()


def test_the_second_waits_until_the_first_gives_up(rivals: tuple[Leader, Leader]) -> None:
    first, second = rivals
    assert first.acquire()
    assert first.holds()
    assert not second.acquire()
    first.release()
    assert second.acquire()
    second.release()
    assert not second.holds()


def test_a_holder_whose_connection_is_gone_knows_it(
    postgres_database: Database, request: pytest.FixtureRequest
) -> None:
    postgres_database.reset()
    engine = create_engine(postgres_database.url, poolclass=NullPool)
    first, second = DatabaseLeader(engine), DatabaseLeader(engine)
    assert first.acquire()
    address = postgres_database.url.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
        )
    assert not first.holds()
    assert second.acquire()
    first.release()
    second.release()


def test_an_unreachable_database_gives_nobody_the_right() -> None:
    engine = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=2")
    assert not DatabaseLeader(engine).acquire()
