"""Items that are being handled, to draft replies and opinions for."""

from datetime import UTC, datetime
from typing import Any

from tests.support.items import assigned
from tests.support.office import Office
from tracker.models.opinion import Opinion
from tracker.models.reply import Reply
from tracker.queries.case_file import CaseFile, Seat, case_file
from tracker.services.assignment import assign_officer, distribute, sign_for_receipt
from tracker.services.drafting import start_reply

NOW = datetime(2026, 3, 23, 2, 0, tzinfo=UTC)
PROMISE = "我厅将在2026年底前认定20家自治区技术创新示范企业"
VAGUE = "下一步，我厅将尽快出台配套管理办法"
LETTER = (
    "郑毅委员：\n您提出的《关于补齐工业链短板，全面振兴广西工业的提案》收悉，现答复如下：\n"
    f"一、工作情况\n我厅已开展调研。\n二、下一步工作打算\n{PROMISE}。{VAGUE}。\n"
    "感谢您对我区科技工作的关心和支持。"
)


def opened(item_id: int) -> CaseFile:
    """Read an item anew."""
    file = case_file(item_id)
    assert file is not None
    return file


def seat_of_unit(file: CaseFile, unit_id: int) -> Seat:
    """Return the live seat of a unit."""
    return next(seat for seat in file.live if seat.assignment.unit_id == unit_id)


def handled(office: Office, *helpers: str, **changes: Any) -> CaseFile:
    """Return an item that the department's officer handles, with co-handlers (keys of units) that have signed."""
    item = assigned(office, *helpers, **changes)
    for key in ("dept", *helpers):
        seat = seat_of_unit(opened(item.id), office.units[key])
        signer = office.actor("coordinator" if key == "dept" else f"{key}_head")
        sign_for_receipt(signer, item.id, seat.assignment.id, version=None, now=NOW)
    lead = seat_of_unit(opened(item.id), office.units["dept"]).assignment
    coordinator, head = office.actor("coordinator"), office.actor("head")
    distribute(coordinator, item.id, lead.id, office_id=office.units["hightech"], version=None, now=NOW)
    assign_officer(head, item.id, lead.id, officer_id=office.people["officer"], version=None, now=NOW)
    return opened(item.id)


def started(office: Office, *helpers: str, **changes: Any) -> Reply:
    """Return the reply that the officer has started for such an item."""
    file = handled(office, *helpers, **changes)
    lead = seat_of_unit(file, office.units["dept"]).assignment
    return start_reply(office.actor("officer"), file.proposal.id, lead.id, now=NOW)


def opinion_at(file: CaseFile, unit_id: int) -> Opinion:
    """Return the opinion that a co-handler owes."""
    opinion = seat_of_unit(file, unit_id).opinion
    assert opinion is not None
    return opinion
