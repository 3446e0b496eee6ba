"""Numbers run by unit, role and year; none is used twice and every gap has its reason."""

from datetime import datetime
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.office import Office
from tests.support.replies import Desk, desk_at
from tracker.domain.errors import Forbidden, InvalidInput, NotFound, NotOffered, Refused
from tracker.domain.numbering import SeriesKind
from tracker.domain.vocabulary import ReplyState, Stage
from tracker.extensions import db
from tracker.models.people import Unit
from tracker.models.reply import DocumentNumber
from tracker.queries.numbers import Series, book_rows, coming_number, gaps_of, serials_of, voided_numbers
from tracker.services import numbering, sign_off
from tracker.services.unit_of_work import unit_of_work

PAPER = "上线前手工编号，见纸质号册"


def take(
    desk: Desk, serial: int | None = None, key: str = "coordinator", skipped: str | None = PAPER
) -> str | None:
    desk.step(key, numbering.number_reply, serial=serial, skipped=skipped, version=None)
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


def book(office: Office) -> Series:
    return Series(office.units["dept"], "桂科函", 2026)


def test_a_number_that_leaves_others_out_needs_the_reason_and_keeps_it(
    context: Flask, office: Office
) -> None:
    desk = desk_at(office, "signed")
    with pytest.raises(InvalidInput, match="跳号原因") as refused:
        take(desk, 4, skipped=" ")
    assert refused.value.params["field"] == "skipped"
    assert (desk.reply.state, serials_of(book(office))) == (ReplyState.SIGNED, set())
    take(desk, 4)
    rows = {row.number.serial: row for row in book_rows(book(office))}
    assert sorted(rows) == [1, 2, 3, 4]
    assert [rows[n].number.is_void for n in (1, 2, 3, 4)] == [True, True, True, False]
    assert (rows[2].number.void_reason, rows[2].title, rows[4].title) == (PAPER, None, desk.reply.title)
    assert gaps_of(book(office)) == []


def test_too_many_numbers_are_not_left_out_at_once(context: Flask, office: Office) -> None:
    desk = desk_at(office, "signed")
    with pytest.raises(InvalidInput, match="1000"):
        take(desk, 1_002)
    assert serials_of(book(office)) == set()


def with_a_gap(office: Office) -> Desk:
    """Return a numbered letter with the serial 5, four serials below it unexplained as in an old register."""
    desk = desk_at(office, "signed")
    take(desk, 5)
    with unit_of_work():
        for row in db.session.scalars(select(DocumentNumber).where(DocumentNumber.is_void)):
            db.session.delete(row)
    return desk


def test_a_gap_is_named_and_explained_by_the_office(context: Flask, office: Office) -> None:
    desk = with_a_gap(office)
    assert gaps_of(book(office)) == [(1, 4)]
    explain = partial(
        numbering.explain_gap, desk.actor("coordinator"), book(office), reason="纸质函件", now=desk.now
    )
    assert explain(first=2, last=3) == 2
    assert gaps_of(book(office)) == [(1, 1), (4, 4)]
    with pytest.raises(InvalidInput, match="为什么空着"):
        numbering.explain_gap(
            desk.actor("coordinator"), book(office), first=1, last=1, reason=" ", now=desk.now
        )
    assert explain(first=1, last=4) == 2
    assert gaps_of(book(office)) == []
    for first, last in ((1, 4), (0, 1), (4, 2), (6, 6), (5, 5)):
        with pytest.raises(InvalidInput):
            explain(first=first, last=last)


@pytest.mark.parametrize("key", ["officer", "leader", "supervisor", "system_admin", "finance_liaison"])
def test_nobody_else_explains_a_gap(context: Flask, office: Office, key: str) -> None:
    desk = with_a_gap(office)
    with pytest.raises(NotFound):
        numbering.explain_gap(desk.actor(key), book(office), first=1, last=4, reason="纸质函件", now=desk.now)
    assert gaps_of(book(office)) == [(1, 4)]


def test_a_withdrawn_signature_voids_the_number_in_the_book(context: Flask, office: Office) -> None:
    desk = desk_at(office, "numbered")
    desk.review("leader", sign_off.withdraw_signature, "数据有误。")
    (row,) = book_rows(book(office))
    assert (row.number.is_void, row.number.void_reason, row.reply_id) == (True, "数据有误。", desk.reply.id)


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
