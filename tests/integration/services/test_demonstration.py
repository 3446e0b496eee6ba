"""The demonstration office: every stage, true order of time, real letters, and only in an empty database."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.support.office import build_office
from tracker.clock import now, today
from tracker.documents.store import FileStore
from tracker.domain.errors import Refused
from tracker.domain.vocabulary import CommitmentState, Stage
from tracker.extensions import db
from tracker.models.commitment import Commitment
from tracker.models.event import Event
from tracker.models.office import Installation
from tracker.models.proposal import Proposal
from tracker.models.reply import Reply
from tracker.services.demonstration import build_demonstration
from tracker.services.demonstration.plans import QUOTAS, plans_for


def count_by_stage() -> dict[Stage, int]:
    rows = db.session.execute(select(Proposal.stage, func.count()).group_by(Proposal.stage))
    return {stage: count for stage, count in rows}  # noqa: C416 - rows are no plain pairs to a type checker


@pytest.fixture
def office(demonstration: Flask) -> Iterator[Flask]:
    with demonstration.app_context():
        yield demonstration


def test_the_office_has_items_in_every_stage_and_tells_only_the_past(office: Flask) -> None:
    stages = count_by_stage()
    assert set(QUOTAS) <= set(stages)
    assert sum(stages.values()) == len(plans_for(today())) + 3
    assert db.session.get_one(Installation, 1).is_demonstration
    assert not db.session.scalars(select(Event.id).where(Event.at > now())).all()
    last: dict[int, datetime] = {}
    for event in db.session.scalars(select(Event).order_by(Event.id)):
        assert event.at >= last.get(event.proposal_id, event.at)
        last[event.proposal_id] = event.at


def test_the_real_letters_keep_their_words_and_their_promises(office: Flask, tmp_path: Path) -> None:
    item = db.session.scalars(select(Proposal).where(Proposal.number_norm == "20210124")).one()
    assert item.title == "关于补齐工业链短板，全面振兴广西工业的提案"
    assert (item.term, item.session_no, item.sponsor_text) == (12, 4, "郑毅")
    reply = db.session.scalars(select(Reply).where(Reply.proposal_id == item.id)).one()
    promises = db.session.scalars(select(Commitment).where(Commitment.reply_id == reply.id)).all()
    assert len(promises) >= 20
    assert all(reply.text[one.start_at : one.end_at] == one.quote for one in promises)
    assert {one.state for one in promises} >= {CommitmentState.KEPT, CommitmentState.TO_START}
    with pytest.raises(Refused):
        build_demonstration(now(), FileStore(tmp_path))


def test_an_office_that_has_people_is_left_alone(context: Flask, tmp_path: Path) -> None:
    build_office()
    with pytest.raises(Refused):
        build_demonstration(now(), FileStore(tmp_path))
    assert db.session.scalar(select(func.count()).select_from(Proposal)) == 0
