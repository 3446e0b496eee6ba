"""What pages say of split parts, joint leads and relayed items."""

from flask import Flask

from tests.support.items import ASSIGNED, NOON, registered
from tests.support.office import Office
from tests.support.page_client import SignedIn
from tests.support.replies import Desk, desk_at
from tracker.domain.vocabulary import AssignmentRole, Origin, ReplyState
from tracker.services import assignment, drafting
from tracker.services.assignment import Part


def shared(office: Office, role: AssignmentRole, words: str | None = None, *, own: str | None = None) -> Desk:
    """Give an item to our department and the finance department in one role."""
    item = registered(office)
    parts = [Part(office.units["finance"], role, words)]
    if own:
        parts.insert(0, Part(office.units["dept"], role, own))
    assignment.assign_units(
        office.actor("coordinator"),
        item.id,
        lead=None if own else office.units["dept"],
        co_handlers=[],
        others=parts,
        assigned_on=ASSIGNED,
        assigner=None,
        version=None,
        now=NOON,
    )
    return Desk(office, item.id).handled()


def test_the_item_page_shows_each_part_with_its_words(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    with app.app_context():
        desk = shared(office, AssignmentRole.SPLIT, "资金安排", own="技术改造")
    text = browser_of("coordinator").get(f"/items/{desk.proposal_id}").text
    assert "负责：技术改造" in text
    assert "负责：资金安排" in text


def test_the_page_names_who_still_owes_a_part(app: Flask, office: Office, browser_of: SignedIn) -> None:
    with app.app_context():
        desk = shared(office, AssignmentRole.SPLIT, "资金安排", own="技术改造")
        desk.drafted().submitted().approved().checked().signed().numbered().sent()
    page = browser_of("officer").get(f"/items/{desk.proposal_id}")
    assert "本单位已经答复，等待财政厅答复各自负责的部分" in page.text


def test_a_joint_leads_letter_bears_both_names(app: Flask, office: Office, browser_of: SignedIn) -> None:
    with app.app_context():
        desk = shared(office, AssignmentRole.JOINT_LEAD)
        desk.step("officer", drafting.start_reply, on=desk.seat.assignment.id)
    page = browser_of("coordinator")
    assert "共用一份答复" in page.get(f"/items/{desk.proposal_id}").text
    with app.app_context():
        number = desk.reply.id
    letter = page.client.get(f"/items/{desk.proposal_id}/replies/{number}/letter.docx")
    assert letter.status_code == 200


def test_the_sending_page_of_a_relayed_item_names_the_parent(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    with app.app_context():
        desk = desk_at(office, "numbered", origin=Origin.RELAY)
        path = f"/items/{desk.proposal_id}/replies/{desk.reply.id}/send"
    page = browser_of("coordinator")
    shown = page.get(path)
    assert "本件由上级转办" in shown.text
    assert shown.form("确认发送").values["recipients-0-name"] == "自治区政协办公厅"
    refused = page.submit("确认发送", **{"recipients-0-name": "郑毅委员"})
    assert (refused.status, "不能直接寄给提出人" in refused.text) == (422, True)
    page.submit("确认发送", **{"recipients-0-name": "自治区政协办公厅"})
    with app.app_context():
        assert desk.reply.state is ReplyState.SENT


def test_a_lower_unit_is_asked_for_its_draft(app: Flask, office: Office, browser_of: SignedIn) -> None:
    with app.app_context():
        desk = shared(office, AssignmentRole.RELAY)
        seat = next(one for one in desk.file.live if one.is_relay)
        desk.step("coordinator", assignment.sign_for_receipt, on=seat.assignment.id, version=None)
    text = browser_of("finance_liaison").get(f"/items/{desk.proposal_id}").text
    assert "轮到您：拟写拟复意见，报转办单位" in text
