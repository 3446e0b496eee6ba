"""The table of rights as the office agreed on it, its subjects, and the row that rules each way to write."""

from collections.abc import Mapping

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


# Each subject of the table by a person of the small office; L has no page yet, P is nobody, Z is the head of another
# office, whom only a step of sign-off may ask.
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
    "Z": "rural_head",
}
BLIND = frozenset("PX123")  # who may know of no item here
# Each way to write about items and the rows that rule it; of several any one will do. What one address decides in
# several ways is told by the button's value, the choice or the word in the address.
ROWS = {
    "intake.edit_item": "W2",
    "intake.new_item": "W1",
    "intake.read_letter": "W1",
    "intake.confirm_letter": "W1",
    "intake.import_register": "W1",
    "intake.confirm_register": "W1",
    "intake.cancel_import": "W1",
    "intake.undo_import": "W1",
    "assignment.assign_units": "W3",
    "assignment.distribute": "W3",
    "assignment.set_officer": "W5",
    "assignment.sign_for_receipt": "W29",
    "request.recall_unit": "W3",
    "request.note_item": "W3",
    "request.ask_return": "W4",
    "request.ask_extension": "W22",
    "request.ask_pause": "W22",
    "urging.send_urge": "W24",
    "urging.send_many": "W24",
    "request.decide_inside": "W30",
    "request.decide_request": "W31",
    "request.cancel_request": "W4",
    "request.pause_part": "W23",
    "request.resume_part": "W23",
    "request.ask_withdrawal": "W1",
    "request.record_consent": "W1",
    "request.propose_void": "W27",
    "request.take_up_again": "W39",
    "contact.keep_contact": "W32",
    "files.upload_files": "W7",
    "files.remove_file": "W8",
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
    "drafting.insert_phrase": "W6",
    "drafting.add_ask": "W6",
    "drafting.split_ask": "W6",
    "drafting.tell_opinions": "W6",
    "drafting.submit_draft": "W11",
    "drafting.recall_submission": "W11",
    "drafting.judge_promise": "W18",
    "drafting.add_promise": "W18",
    "sign_off.decide_review": "W12 W13 W35",
    "sign_off.decide_signature": "W14",
    "sign_off.withdraw_signature": "W15",
    "sign_off.add_level": "W13",
    "sign_off.record_meeting": "W13",
    "sign_off.bypass_step": "W31",
    "sign_off.waive_contact": "W31",
    "reply.number_reply": "W36",
    "reply.void_number": "W36",
    "reply.confirm_sending": "W16",
    "reply.confirm_resending": "W16",
    "reply.confirm_resending_letter": "W16",
    "reply.note_delivery": "W16",
    # no row of its own: a class is changed after the sending by whoever verifies promises
    "reply.confirm_class": "W21",
    "reply.start_letter": "W37",
    "reply.save_letter": "W37",
    "reply.judge_promises": "W37",
    "reply.move_letter": "W37",
    "reply.move_letter:sign": "W14",
    "reply.move_letter:send_back": "W14",
    "reply.move_letter:withdraw_signature": "W15",
    "reply.move_letter:void_number": "W36",
    "reply.number_letter": "W36",
    "reply.confirm_sending_letter": "W16",
    "case_end.conclude_evaluation": "W16",
    "case_end.close_case": "W16",
    "case_end.confirm_archiving": "W16",
    "case_end.confirm_reopening": "W39",
    "evaluation.confirm_asking": "W16",
    "evaluation.confirm_redo": "W39",
    "evaluation.keep_entry": "W17",
    "evaluation.keep_meeting": "W17",
    "evaluation.decide_evaluation": "W38",
    "evaluation.decide_evaluation:lapse": "W17",
    "follow_up.report_progress": "W19",
    "follow_up.report_done": "W20",
    "follow_up.verify_done": "W21",
    "follow_up.send_report_back": "W21",
    "follow_up.change_course": "W23",
    "follow_up.change_course:declare_broken": "W21",
    "follow_up.change_course:reopen": "W39",
    "grouping.choose_items": "W28",
    "grouping.change_member": "W28",
    "grouping.merge_item": "W28",
    "grouping.reopen_merged": "W39",
    "grouping.carry_text": "W6",
    "grouping.compare_text": "W6",
    "grouping.sign_group": "W14",
    "grouping.add_topic": "W28",
    "grouping.edit_topic": "W28",
    "grouping.choose_for_topic": "W28",
    "grouping.put_in_topic": "W28",
    "grouping.leave_topic": "W28",
    "publication.ask_not_public": "W22",
    "publication.decide_publicity": "W25",
    "publication.publish_reply": "W26",
    "publication.withdraw_publication": "W26",
    "publication.prepare_copy": "W16",
    "publication.add_mask": "W16",
    "publication.decide_mask": "W16",
    "publication.save_summary": "W16 W6",
    "publication.record_consent": "W32",
}
# Addresses that write nothing about an item, by what their names begin with, each with the reason.
NOT_OF_ITEMS = {
    "accounts.": "one's own account and sessions",
    "administration.": "rows A5 to A11: settings, sessions and the audit log",
    "checks.": "compares a pasted list and keeps nothing: row W1 by the access table",
    "people.": "rows A1 to A3: people, units and roles",
    "hand_over.": "row W40, of a person's work and not of one item: tests of hand-overs",
    "chains.": "row A12: sign-off chains of a department",
    "calendar.": "row A12: the notices of holidays",
    "reminders.": "one's own reminders; the policy by row A12",
    "urging.answer": "whoever was urged answers; tests of urging",
    "rules.": "row A12: the rule sets of a department",
    "mail.": "the mail ledger, no item: row W3 by the access table",
    "register.": "one's own saved views and layout; a department's by its coordinator or supervisor",
    "chosen.": "acts of other addresses on many items, each by its own row; tests/integration/web/test_chosen.py",
    "phrases.": "standard phrases of one's own unit",
    "drafting.throw_away_copy": "a private copy, which only its owner can open",
    "reply.explain_gap": "the book of numbers, no item: row W36 by the access table",
}
