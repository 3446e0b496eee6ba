"""Killed at any statement or commit, a step of a reply leaves the state before it or after it, never between."""

from datetime import timedelta

from tests.support.crash_lists import REPLIES
from tests.support.crashes import CrashDesk, Crashes
from tests.support.items import assigned
from tests.support.office import Office
from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.queries.promises import promises_of
from tracker.services import case_end, commitments, drafting, numbering, sign_off
from tracker.services.commitment_courses import change_course


def drafts(desk: CrashDesk) -> None:
    """Write, keep, submit, take back, send back, refuse: every turn that a draft may take."""
    desk.handled().drafted()
    entry = drafting.DraftEntry(text=desk.reply.text)
    desk.step("officer", drafting.save_version, entry=entry, note="改", version=None)
    typed = drafting.DraftEntry(text=f"{desk.reply.text}\n特此函复。")
    desk.step("officer", drafting.submit_draft, entry=typed, version=None, asks_confirmed=True)
    desk.step("officer", drafting.recall_submission, version=None)
    desk.submitted()
    desk.review("head", sign_off.send_back, "请补充数据。")
    desk.submitted().approved().checked()
    desk.review("leader", sign_off.refuse_signature, "口径再核。")
    desk.submitted().approved().checked()


def signature(desk: CrashDesk) -> None:
    """Sign, take the signature back, number, void the number, send."""
    desk.signed().numbered()
    desk.review("leader", sign_off.withdraw_signature, "有笔误。")
    desk.signed().numbered()
    desk.step("coordinator", numbering.void_number, reason="跳号", version=None)
    desk.numbered().sent()


def promises(desk: CrashDesk) -> None:
    """Report on the promises, close them, and close the item."""
    first, *rest = (one.id for one in promises_of(desk.proposal_id))
    desk.follow("officer", commitments.report_progress, first, text="已印发。", percent=40, evidence=None)
    desk.reported_done(first)
    desk.follow("supervisor", commitments.send_report_back, first, remark="缺证明。")
    desk.reported_done(first)
    desk.follow("supervisor", commitments.verify_done, first, remark=None)
    for one in rest:
        until = local_day(desk.now) + timedelta(days=30)
        for action in (Action.POSTPONE, Action.DROP):
            desk.follow("coordinator", change_course, one, action=action, reason="机构改革", until=until)


def test_a_reply_is_whole_or_not_there(crashes: Crashes, office: Office) -> None:
    desk = CrashDesk.of(crashes, office, assigned(office).id)
    drafts(desk)
    signature(desk)
    desk.call("coordinator", case_end.conclude_evaluation, desk.proposal_id, version=None)
    promises(desk)
    desk.call("coordinator", case_end.close_case, desk.proposal_id, version=None)
    assert set(crashes.done) == REPLIES
    assert sum(crashes.done.values()) >= 200
