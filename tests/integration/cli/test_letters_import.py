"""``tracker letters import`` on both databases: filed whole or not at all, and never twice."""

from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from tests.support.office import Office
from tests.support.source import ROOT
from tracker.cli.letters_import import import_letters
from tracker.domain.vocabulary import CaseState, ReplyState
from tracker.extensions import db
from tracker.models.commitment import Commitment
from tracker.models.office import Attachment
from tracker.models.proposal import Proposal
from tracker.models.reply import Reply

LETTERS = [str(path) for path in sorted((ROOT / "tests" / "golden" / "letters" / "whole").glob("*.txt"))]
NAMED = ("--by", "coordinator", "--sent-on", "2020-07-20")
AS_REPLIED = ("--as-replied", "--class-mark", "B", "--publicity", "主动公开", *NAMED)
Import = Callable[..., Result]


@pytest.fixture
def run(app: Flask, office: Office) -> Import:
    def run_import(*words: str) -> Result:
        return CliRunner().invoke(import_letters, words, obj=lambda: app)

    return run_import


def count_of(app: Flask, model: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_old_replies_are_filed_with_their_promises(app: Flask, run: Import) -> None:
    result = run(*LETTERS, *AS_REPLIED)
    assert result.exit_code == 0, result.output
    assert result.output.count("已登记") == len(LETTERS) == 3
    with app.app_context():
        assert set(db.session.scalars(select(Proposal.state))) == {CaseState.REPLIED}
        assert set(db.session.scalars(select(Reply.state))) == {ReplyState.SENT}
        for promise, text in db.session.execute(select(Commitment, Reply.text).join(Reply)):
            assert text[promise.start_at : promise.end_at] == promise.quote
    assert count_of(app, Commitment) > 10


def test_a_second_import_adds_nothing(app: Flask, run: Import) -> None:
    run(*LETTERS, *AS_REPLIED)
    counts = [count_of(app, model) for model in (Proposal, Reply, Commitment, Attachment)]
    again = run(*LETTERS, *AS_REPLIED)
    assert again.exit_code == 1
    assert again.output.count("没有登记") == 3
    assert [count_of(app, model) for model in (Proposal, Reply, Commitment, Attachment)] == counts


def test_letters_that_hand_items_over_wait_for_assignment(app: Flask, run: Import) -> None:
    assert run(*LETTERS, "--by", "coordinator").exit_code == 0
    assert run(LETTERS[0], "--by", "coordinator").output.count("已并入") == 1
    assert (count_of(app, Proposal), count_of(app, Attachment)) == (3, 3)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ((), "--sent-on"),
        (("--sent-on", "2020-07-20"), "--class-mark"),
        (("--sent-on", "2020-07-20", "--class-mark", "B"), "--publicity"),
    ],
)
def test_what_the_letter_does_not_say_must_be_given(
    app: Flask, run: Import, given: tuple[str, ...], missing: str
) -> None:
    result = run(LETTERS[0], "--as-replied", "--by", "coordinator", *given)
    assert result.exit_code == 1
    assert missing in result.output
    assert count_of(app, Proposal) == 0


def test_the_name_of_a_coordinator_is_asked_for_where_there_are_two(run: Import) -> None:
    result = run(LETTERS[0])
    assert result.exit_code == click.UsageError.exit_code
    assert "coordinator2" in result.output


def test_files_that_cannot_be_read_are_named_and_the_others_filed(
    app: Flask, run: Import, tmp_path: Path
) -> None:
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")
    result = run(str(empty), str(tmp_path / "没有.txt"), LETTERS[0], "--by", "coordinator")
    assert result.exit_code == 1
    assert result.output.count("没有登记") == 2
    assert count_of(app, Proposal) == 1


def test_the_day_of_assignment_lets_the_due_date_be_computed(app: Flask, run: Import) -> None:
    assert run(LETTERS[2], *AS_REPLIED, "--assigned-on", "2021-06-22").exit_code == 0
    with app.app_context():
        due_on = db.session.scalars(select(Proposal.due_on)).one()
    assert due_on is not None
    assert due_on.isoformat() == "2021-09-22"
