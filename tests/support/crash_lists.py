"""Which walk of tests/fault kills which service; tests/house compares this with the services that there are.

A new writing service: call it through ``desk.step``, ``desk.call`` or ``crashes.run`` in the walk that fits, and add
its name to that walk's list.
"""

REPLIES = frozenset({
    "assignment.assign_officer",
    "assignment.distribute",
    "assignment.sign_for_receipt",
    "case_end.close_case",
    "case_end.conclude_evaluation",
    "commitment_courses.change_course",
    "commitments.report_done",
    "commitments.report_progress",
    "commitments.send_report_back",
    "commitments.verify_done",
    "contacts.record_contact",
    "drafting.recall_submission",
    "drafting.save_text",
    "drafting.save_version",
    "drafting.start_reply",
    "drafting.submit_draft",
    "numbering.number_reply",
    "numbering.void_number",
    "promise_marks.add_promise",
    "promise_marks.judge_promise",
    "promise_marks.split_promise",
    "reply.send_reply",
    "sign_off.approve_draft",
    "sign_off.pass_check",
    "sign_off.refuse_signature",
    "sign_off.send_back",
    "sign_off.sign_reply",
    "sign_off.withdraw_signature",
})  # fmt: skip
EVALUATIONS = frozenset({
    "case_end.conclude_evaluation",
    "evaluations.ask_evaluation",
    "evaluations.confirm_evaluation",
    "evaluations.enter_evaluation",
    "evaluations.lapse_evaluation",
    "evaluations.reject_entry",
    "evaluations.supersede_evaluation",
    "files.remove_file",
    "files.upload_files",
    "rounds.order_redo",
    "rounds.record_meeting",
})  # fmt: skip
OPINIONS = frozenset({
    "assignment.assign_units",
    "assignment.sign_for_receipt",
    "item_parts.recall_unit",
    "opinions.override_silence",
    "opinions.resume_opinion",
    "opinions.return_empty_opinion",
    "opinions.save_opinion",
    "opinions.send_back_opinion",
    "opinions.sign_opinion",
    "opinions.submit_opinion",
    "opinions.weigh_opinion",
    "setting_aside.note_item",
})  # fmt: skip
ENTRIES = frozenset({
    "intake.attach_letter",
    "intake.edit_item",
    "intake.register_item",
    "letters.file_letter",
    "old_replies.file_old_reply",
})  # fmt: skip
PEOPLE = frozenset({
    "accounts.change_password",
    "accounts.end_own_session",
    "accounts.enter_demonstration",
    "accounts.make_link",
    "accounts.open_session",
    "accounts.prove_again",
    "accounts.set_locale",
    "accounts.sign_in",
    "accounts.sign_out",
    "accounts.touch_session",
    "accounts.use_link",
    "handled_forms.forget_form",
    "housekeeping.end_expired_sessions",
    "housekeeping.record_heartbeat",
    "people.add_unit",
    "people.create_user",
    "people.disable_user",
    "people.grant_role",
    "people.issue_link",
    "people.rename_unit",
    "people.revoke_role",
    "setup.new_links",
})  # fmt: skip
FOUNDING = frozenset({"setup.set_up"})
WALKS = (REPLIES, EVALUATIONS, OPINIONS, ENTRIES, PEOPLE, FOUNDING)
EXEMPT = {
    "demonstration.build.build_demonstration": "one transaction of thousands of statements; tests/integration/services/"
    "test_demonstration.py shows that a stopped build leaves nothing",
}
