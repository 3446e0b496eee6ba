"""Numbers run by unit, role and year; none is used twice and every gap has its reason."""

from datetime import datetime

import pytest
from flask import Flask

from tests.support.office import Office
from tests.support.replies import Desk, desk_at
from tracker.domain.errors import Forbidden, InvalidInput, NotOffered, Refused
from tracker.domain.numbering import SeriesKind
from tracker.domain.vocabulary import ReplyState, Stage
from tracker.extensions import db
from tracker.models.people import Unit
from tracker.models.reply import DocumentNumber
from tracker.queries.numbers import coming_number, voided_numbers
from tracker.services import numbering
from tracker.services.unit_of_work import unit_of_work


def take(desk: Desk, serial: int | None = None, key: str = "coordinator") -> str | None:
    desk.step(key, numbering.number_reply, serial=serial, version=None)
    return desk.reply.document_number


def test_numbers_follow_each_other(context: Flask, office: Office) -> None:
    first, second = desk_at(office, "signed"), desk_at(office, "signed", number_raw="第20260125号")
    assert (take(first), take(second)) == ("桂科函〔2026〕1号", "桂科函〔2026〕2号")
    assert (first.reply.state, first.file.proposal.stage) == (ReplyState.NUMBERED, Stage.TO_SEND)


def test_a_serial_given_by_hand_is_taken_and_the_series_goes_on_after_it(
    context: Flask, office: Office
) -> None:
    first, second = desk_at(office, "signed"), desk_at(office, "signed", number_raw="第20260125号")
    assert (take(first, 141), take(second)) == ("桂科函〔2026〕141号", "桂科函〔2026〕142号")


def test_a_serial_already_taken_is_refused_in_words(context: Flask, office: Office) -> None:
    first, second = desk_at(office, "signed"), desk_at(office, "signed", number_raw="第20260125号")
    take(first, 7)
    with pytest.raises(InvalidInput, match="已经用过"):
        take(second, 7)
    assert (second.reply.state, second.reply.document_number) == (ReplyState.SIGNED, None)


@pytest.mark.parametrize("serial", [0, -1, 100_000])
def test_a_serial_out_of_range_is_refused(context: Flask, office: Office, serial: int) -> None:
    with pytest.raises(InvalidInput, match="1至99999"):
        take(desk_at(office, "signed"), serial)


def test_a_unit_without_a_prefix_is_told_where_to_set_it(context: Flask, office: Office) -> None:
    desk = desk_at(office, "signed")
    with unit_of_work():
        db.session.get_one(Unit, office.units["dept"]).document_prefix = None
    with pytest.raises(Refused, match="人员与单位"):
        take(desk)


def test_a_void_number_keeps_its_reason_and_is_never_used_again(context: Flask, office: Office) -> None:
    desk = desk_at(office, "numbered")
    with pytest.raises(Refused, match="理由"):
        desk.step("coordinator", numbering.void_number, reason=" ", version=None)
    desk.step("coordinator", numbering.void_number, reason="打印错误", version=None)
    assert (desk.reply.state, desk.reply.document_number) == (ReplyState.SIGNED, None)
    (voided,) = voided_numbers(desk.reply.id)
    assert (voided.serial, voided.is_void, voided.void_reason) == (1, True, "打印错误")
    with pytest.raises(InvalidInput):
        take(desk, 1)
    assert take(desk) == "桂科函〔2026〕2号"


def test_only_the_office_numbers_and_only_once(context: Flask, office: Office) -> None:
    desk = desk_at(office, "signed")
    with pytest.raises(Forbidden):
        take(desk, key="head")
    take(desk)
    with pytest.raises(NotOffered):
        take(desk)
    assert db.session.query(DocumentNumber).count() == 1


def test_each_year_and_each_role_has_its_own_series(context: Flask, office: Office) -> None:
    desk = desk_at(office, "signed")
    take(desk, 30)
    actor, unit_id = desk.actor("coordinator"), office.units["dept"]
    with unit_of_work():
        db.session.get_one(Unit, unit_id).co_document_prefix = "桂科协函"
        co = numbering.take_number(actor, unit_id, serial=None, now=desk.now, series=SeriesKind.OPINION)
        later = datetime.fromisoformat("2026-12-31T16:30:00+00:00")
        next_year = numbering.take_number(actor, unit_id, serial=None, now=later)
        texts = [co.text, next_year.text]
    assert texts == ["桂科协函〔2026〕1号", "桂科函〔2027〕1号"]
    assert coming_number(db.session.get_one(Unit, unit_id), 2026) == "桂科函〔2026〕31号"
