"""The table of rights as the office agreed on it, and items brought into every state, for the test of both."""

from collections.abc import Callable, Mapping

from tests.support.items import assigned, registered
from tests.support.office import Office
from tests.support.replies import Desk, desk_at, new_desk
from tracker.queries.promises import promises_of
from tracker.services import assignment, opinions
from tracker.services.opinions import OpinionText

# Copied from the design (trust.md), with the own part (w) of W9 and W33 as decision 0012 says.
TABLE = """
| action | P | L | O | o | H | C | D | X | K | S | V | 1 | 2 | 3 |
| R1 | p | . | + | + | + | w | w | w | + | + | + | . | . | . |
| R2 | p | w | + | + | + | + | + | . | + | + | + | . | . | . |
| R3 | p | w | + | + | + | + | + | . | + | + | + | . | . | . |
| R4 | . | . | + | + | + | c | c | . | + | s | s | . | . | . |
| R5 | . | . | + | + | + | w | w | . | + | + | + | . | . | . |
| R6 | . | . | + | + | + | . | . | . | + | + | + | . | . | . |
| R7 | p | w | + | + | + | + | + | . | + | + | + | . | . | . |
| R8 | p | w | + | + | + | w | w | . | + | + | + | . | . | . |
| R9 | . | . | + | + | + | . | . | . | + | + | + | . | . | . |
| R10 | . | . | + | + | + | c | c | . | + | + | + | . | . | . |
| R11 | . | . | + | . | + | . | . | . | + | + | + | . | . | . |
| R12 | . | . | . | . | w | . | . | . | r | . | r | . | . | . |
| R13 | p | . | + | + | + | + | + | + | + | + | + | . | . | . |
| R14 | . | w | + | . | + | . | . | . | + | . | . | . | . | . |
| W1 | . | . | . | . | . | . | . | . | + | . | . | . | . | . |
| W2 | . | . | . | . | . | . | . | . | b | . | . | . | . | . |
| W3 | . | . | . | . | . | . | . | . | + | . | . | . | . | . |
| W4 | . | . | . | . | d | w | w | . | + | . | . | . | . | . |
| W5 | . | . | . | . | + | . | w | . | . | . | . | . | . | . |
| W6 | . | . | d | . | d | . | . | . | . | . | . | . | . | . |
| W7 | . | . | d | . | d | w | w | . | + | . | . | . | . | . |
| W8 | . | . | b | . | b | w | w | . | b | . | . | . | . | . |
| W9 | . | . | . | . | . | dw | dw | . | . | . | . | . | . | . |
| W10 | . | . | d | . | d | . | . | . | + | . | . | . | . | . |
| W11 | . | . | d | . | d | . | . | . | . | . | . | . | . | . |
| W12 | . | . | . | . | n | . | . | . | . | . | . | . | . | . |
| W13 | . | . | . | . | . | . | . | . | n | . | . | . | . | . |
| W14 | . | . | . | . | . | . | . | . | . | n r | . | . | . | . |
| W15 | . | . | . | . | . | . | . | . | . | r | . | . | . | . |
| W16 | . | . | . | . | . | . | . | . | + | . | . | . | . | . |
| W17 | . | w | . | . | . | . | . | . | + | . | . | . | . | . |
| W18 | . | . | b | . | b | . | . | . | + | . | . | . | . | . |
| W19 | . | . | + | . | + | w | w | . | . | . | . | . | . | . |
| W20 | . | . | + | . | + | w | w | . | . | . | . | . | . | . |
| W21 | . | . | . | . | . | . | . | . | n | . | n | . | . | . |
| W22 | . | . | + | . | + | w | w | . | . | . | . | . | . | . |
| W23 | . | . | . | . | . | . | . | . | + | + | . | . | . | . |
| W24 | . | . | . | . | w | . | w | . | + | + | + | . | . | . |
| W25 | . | . | . | . | . | . | . | . | . | r | . | . | . | . |
| W26 | . | . | . | . | . | . | . | . | r | . | . | . | . | . |
| W27 | . | . | . | . | . | . | . | . | 2p | 2p | . | . | . | . |
| W28 | . | . | . | . | . | . | . | . | + | . | . | . | . | . |
| W29 | . | . | . | . | w | . | w | . | + | . | . | . | . | . |
| W30 | . | . | . | . | + | . | w | . | . | . | . | . | . | . |
| W31 | . | . | . | . | . | . | . | . | + | + | . | . | . | . |
| W32 | . | . | + | + | + | w | w | . | + | . | . | . | . | . |
| W33 | . | . | . | . | . | . | d n w | . | . | . | . | . | . | . |
| W34 | . | . | d | d | d | . | . | . | . | . | . | . | . | . |
| W35 | . | . | . | . | d | . | . | . | . | d | . | . | . | . |
| W36 | . | . | . | . | . | . | . | . | + | . | . | . | . | . |
| W37 | . | . | d | d | . | . | . | . | + | r | . | . | . | . |
| W38 | . | . | . | . | . | . | . | . | n | . | n | . | . | . |
| W39 | . | . | . | . | . | . | . | . | + | + | + | . | . | . |
| W40 | . | . | w | w | + | w | w | . | + | . | . | . | . | . |
"""


def cells() -> Mapping[str, Mapping[str, str]]:
    """Return the table: row -> subject -> its letters without spaces."""
    head, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in TABLE.strip().splitlines()
    ]
    return {
        row[0]: dict(zip(head[1:], (cell.replace(" ", "") for cell in row[1:]), strict=True)) for row in rows
    }


# Each subject of the table by a person of the small office; L has no page yet, P is nobody.
SUBJECTS = {
    "P": None,
    "O": "officer",
    "o": "officer2",
    "H": "head",
    "C": "finance_liaison",
    "D": "finance_head",
    "X": "industry_liaison",
    "K": "coordinator",
    "S": "leader",
    "V": "supervisor",
    "1": "system_admin",
    "2": "security_admin",
    "3": "audit_admin",
}
# Each way to write and the row that rules it; a decision of a page is told by the button's value.
ROWS = {
    "intake.edit_item": "W2",
    "assignment.assign_units": "W3",
    "assignment.distribute": "W3",
    "assignment.set_officer": "W5",
    "assignment.sign_for_receipt": "W29",
    "contact.keep_contact": "W32",
    "opinion.save_opinion": "W9",
    "opinion.submit_opinion": "W9",
    "opinion.resume_opinion": "W9",
    "opinion.sign_opinion": "W33",
    "opinion.send_back_opinion": "W33",
    "opinion.weigh_opinion": "W34",
    "opinion.override_silence": "W10",
    "drafting.start_reply": "W6",
    "drafting.save_draft": "W6",
    "drafting.autosave": "W6",
    "drafting.save_version": "W6",
    "drafting.submit_draft": "W11",
    "drafting.recall_submission": "W11",
    "drafting.judge_promise": "W18",
    "drafting.add_promise": "W18",
    "sign_off.decide_review:approve": "W12",
    "sign_off.decide_review:pass_check": "W13",
    "sign_off.decide_signature:sign": "W14",
    "sign_off.decide_signature:refuse_signature": "W14",
    "sign_off.withdraw_signature": "W15",
    "reply.number_reply": "W36",
    "reply.void_number": "W36",
    "reply.confirm_sending": "W16",
    "reply.confirm_resending": "W16",
    "case_end.conclude_evaluation": "W16",
    "case_end.close_case": "W16",
    "follow_up.report_progress": "W19",
    "follow_up.report_done": "W20",
    "follow_up.verify_done": "W21",
    "follow_up.send_report_back": "W21",
}


def _opinion(desk: Desk) -> int:
    found = desk.file.co_handling[0].opinion
    assert found is not None
    return found.id


def _received(desk: Desk) -> Desk:
    seat = desk.file.co_handling[0].assignment
    desk.step("finance_head", assignment.sign_for_receipt, on=seat.id, version=None)
    return desk


def _written(desk: Desk) -> Desk:
    text = OpinionText("我厅支持该提案，建议安排专项资金。")
    on = _opinion(_received(desk))
    desk.step("finance_liaison", opinions.save_opinion, on=on, written=text, version=None)
    return desk


def _handed_in(desk: Desk) -> Desk:
    desk.step("finance_liaison", opinions.submit_opinion, on=_opinion(_written(desk)), version=None)
    return desk


def _signed(desk: Desk) -> Desk:
    desk.step("finance_head", opinions.sign_opinion, on=_opinion(_handed_in(desk)), version=None)
    return desk


def _reported(desk: Desk) -> Desk:
    return desk.reported_done(promises_of(desk.proposal_id)[0].id)


def _at(
    number: int, change: Callable[[Desk], Desk] = lambda desk: desk, step: str = ""
) -> Callable[[Office], int]:
    """Return a maker of an item of its own number, brought to a step and changed from there."""
    own = {"number_raw": f"第2026{number:04}号", "title": f"关于第{number}件事的提案"}

    def make(office: Office) -> int:
        desk = desk_at(office, step, "finance", **own) if step else new_desk(office, "finance", **own)
        return change(desk).proposal_id

    return make


BUILDERS: dict[str, Callable[[Office], int]] = {
    "registered": lambda office: registered(office).id,
    "assigned": lambda office: (
        assigned(office, "finance", number_raw="第20260002号", title="关于第2件事的提案").id
    ),
    "opinion to write": _at(3, _received),
    "opinion handed in": _at(4, _handed_in),
    "opinion signed": _at(5, _signed),
    "drafted": _at(6, step="drafted"),
    "submitted": _at(7, step="submitted"),
    "approved": _at(8, step="approved"),
    "checked": _at(9, step="checked"),
    "signed": _at(10, step="signed"),
    "numbered": _at(11, step="numbered"),
    "sent": _at(12, step="sent"),
    "reported done": _at(13, _reported, step="sent"),
}
