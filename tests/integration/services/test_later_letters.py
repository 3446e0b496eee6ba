"""A sent letter is never edited: a correction or a supplement goes out under it, with number and promises."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.office import Office
from tests.support.publishing import publish, published
from tests.support.replies import Desk, desk_at
from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.errors import (
    Forbidden,
    InvalidInput,
    NotFound,
    NotOffered,
    ProofNeeded,
    Refused,
    StalePage,
)
from tracker.domain.later_letters import LetterKind, PromiseFate
from tracker.domain.publication import PublicForm
from tracker.domain.vocabulary import CommitmentState, LetterState, Origin, ReplyState, Verdict
from tracker.extensions import db
from tracker.models.later_letter import LaterLetter
from tracker.models.reply import DocumentNumber
from tracker.queries.dispatches import dispatches_of
from tracker.queries.item import events_of
from tracker.queries.later_letters import letters_of, promises_in
from tracker.queries.promises import promises_of
from tracker.queries.publication import live_copy
from tracker.services import later_letters, letter_ends, public_copies, publication
from tracker.services.dispatches import Addressee
from tracker.services.later_letters import LetterEntry
from tracker.services.letter_promises import Verdicts, judge_letter

ENTRY = LetterEntry(
    reason="家数有误",
    wrong="2026年12月底前组织认定20家自治区技术创新示范企业。",
    right="2026年12月底前组织认定30家自治区技术创新示范企业。",
)


def start(desk: Desk, key: str = "officer", **changes: Any) -> None:
    words: dict[str, Any] = {"kind": LetterKind.CORRECTION, "entry": ENTRY, "version": None}
    desk.step(key, later_letters.start_letter, **(words | changes))


def letter_of(desk: Desk) -> LaterLetter:
    return letters_of(desk.reply.id)[-1]


def step(desk: Desk, key: str, act: Any, **words: Any) -> Any:
    return desk.step(key, act, on=letter_of(desk).id, **({"version": None} | words))


def judge(desk: Desk, fate: PromiseFate = PromiseFate.KEEPS, **changes: Any) -> None:
    promises = promises_in(letter_of(desk))
    sentences = {one.id: Verdict.PROMISE for one in promises.found}
    fates = {one.id: fate for one in promises.open}
    words = {"said": Verdicts(sentences, fates)} | changes
    desk.now += timedelta(minutes=5)
    judge_letter(
        desk.actor("officer"), desk.proposal_id, letter_of(desk).id, version=None, now=desk.now, **words
    )


def move(desk: Desk, key: str, action: Action, reason: str | None = None) -> None:
    desk.now += timedelta(hours=1)
    later_letters.move_letter(
        desk.actor(key),
        desk.proposal_id,
        letter_of(desk).id,
        action,
        reason=reason,
        version=None,
        now=desk.now,
    )


def to_sign(desk: Desk, fate: PromiseFate = PromiseFate.KEEPS) -> Desk:
    start(desk)
    judge(desk, fate)
    move(desk, "officer", Action.SUBMIT)
    return desk


def sign(desk: Desk, key: str = "leader", *, seen: bool = True) -> None:
    step(desk, key, letter_ends.sign_letter, remark="同意。", promises_seen=seen)


def number(desk: Desk, key: str = "coordinator") -> None:
    step(desk, key, letter_ends.number_letter, serial=None, skipped=None)


def send(desk: Desk, key: str = "coordinator", **changes: Any) -> None:
    words: dict[str, Any] = {
        "addressees": [Addressee("郑毅", "当面送达"), Addressee("财政厅", "机要交换", is_copy=True)],
        "sent_on": local_day(desk.now),
    }
    step(desk, key, letter_ends.send_letter, **(words | changes))


def corrected(office: Office, fate: PromiseFate = PromiseFate.CHANGES) -> Desk:
    desk = to_sign(desk_at(office, "sent"), fate)
    sign(desk)
    number(desk)
    send(desk)
    return desk


def test_a_correction_has_its_own_signature_number_and_sending(context: Flask, office: Office) -> None:
    desk = desk_at(office, "sent")
    before = (desk.reply.text, desk.reply.document_number, desk.reply.sent_on)
    to_sign(desk, PromiseFate.KEEPS)
    sign(desk)
    number(desk)
    send(desk)
    letter = letter_of(desk)
    assert (letter.state, letter.document_number) == (LetterState.SENT, "桂科函〔2026〕2号")
    assert "原文：2026年12月底前组织认定20家" in letter.text
    assert "更正为：2026年12月底前组织认定30家" in letter.text
    assert (letter.author_id, letter.signer_id) == (office.people["officer"], office.people["leader"])
    assert (desk.reply.text, desk.reply.document_number, desk.reply.sent_on) == before
    sendings = [(one.name, one.letter_id) for one in dispatches_of(desk.reply.id)]
    assert sendings[0][1] is None
    assert set(sendings[1:]) == {("郑毅", letter.id), ("财政厅", letter.id)}
    kinds = [event.kind for event in events_of(desk.proposal_id)]
    assert {"reply.corrected", "letter.sent", "letter.numbered", "letter.signed"} <= set(kinds)


def test_promises_change_and_new_ones_go_into_the_ledger(context: Flask, office: Office) -> None:
    desk = corrected(office)
    promises = promises_of(desk.proposal_id)
    old = [one for one in promises if one.state is CommitmentState.CHANGED]
    new = [one for one in promises if one.state is not CommitmentState.CHANGED]
    assert (len(old), [one.is_open for one in new]) == (2, [True] * len(new))
    assert any("30家" in one.quote for one in new)
    assert all(one.due_on or one.review_on for one in new)
    assert desk.file.proposal.promise_total == len(old) + len(new)


def test_promises_kept_as_they_are_stay_open(context: Flask, office: Office) -> None:
    desk = corrected(office, PromiseFate.KEEPS)
    assert all(one.is_open for one in promises_of(desk.proposal_id))


def test_nothing_goes_to_signature_undecided(context: Flask, office: Office) -> None:
    desk = desk_at(office, "sent")
    start(desk)
    with pytest.raises(Refused, match="承诺"):
        move(desk, "officer", Action.SUBMIT)
    judge(desk, said=Verdicts({one.id: Verdict.PROMISE for one in promises_in(letter_of(desk)).found}, {}))
    with pytest.raises(Refused, match="承诺"):
        move(desk, "officer", Action.SUBMIT)
    judge(desk)
    move(desk, "officer", Action.SUBMIT)
    with pytest.raises(Refused, match="看过"):
        sign(desk, seen=False)


def test_the_author_never_signs_and_the_leader_proves_anew(context: Flask, office: Office) -> None:
    desk = desk_at(office, "sent")
    start(desk, "leader")
    judge(desk)
    for_author = letter_of(desk)
    assert for_author.author_id == office.people["leader"]
    move(desk, "officer", Action.SUBMIT)
    with pytest.raises(Forbidden):
        sign(desk)
    other = to_sign(desk_at(office, "sent", number_raw="第20260125号"))
    with pytest.raises(ProofNeeded):
        letter_ends.sign_letter(
            other.actor("leader", proved=False),
            other.proposal_id,
            letter_of(other).id,
            remark=None,
            promises_seen=True,
            version=None,
            now=other.now,
        )
    for key in ("officer", "head", "coordinator", "supervisor"):
        with pytest.raises(Forbidden):
            sign(other, key)


def test_it_is_sent_back_taken_back_and_cancelled_with_reasons(context: Flask, office: Office) -> None:
    desk = to_sign(desk_at(office, "sent"))
    with pytest.raises(Refused, match="理由"):
        move(desk, "leader", Action.SEND_BACK, " ")
    move(desk, "leader", Action.SEND_BACK, "请核对家数")
    move(desk, "officer", Action.SUBMIT)
    move(desk, "officer", Action.RECALL_SUBMISSION)
    move(desk, "officer", Action.CANCEL, "不需要更正")
    assert letter_of(desk).state is LetterState.CANCELLED
    with pytest.raises(NotOffered):
        move(desk, "officer", Action.SUBMIT)
    start(desk)
    assert len(letters_of(desk.reply.id)) == 2


def test_a_withdrawn_signature_voids_the_number_of_the_letter(context: Flask, office: Office) -> None:
    desk = to_sign(desk_at(office, "sent"))
    sign(desk)
    number(desk)
    step(desk, "coordinator", letter_ends.void_letter_number, reason="打印错误")
    number(desk)
    step(desk, "leader", letter_ends.withdraw_letter_signature, reason="家数仍有误")
    letter = letter_of(desk)
    assert (letter.state, letter.document_number, letter.signer_id) == (LetterState.TO_SIGN, None, None)
    reasons = {row.serial: row.void_reason for row in db.session.scalars(select(DocumentNumber))}
    assert reasons == {1: None, 2: "打印错误", 3: "家数仍有误"}


def test_what_is_saved_keeps_verdicts_of_the_same_sentences(context: Flask, office: Office) -> None:
    desk = desk_at(office, "sent")
    start(desk)
    judge(desk)
    text = letter_of(desk).text + "\n我厅将于2027年6月底前印发管理办法。"
    entry = LetterEntry(ENTRY.reason, ENTRY.wrong, ENTRY.right, text=text)
    step(desk, "officer", later_letters.save_letter, entry=entry)
    verdicts = [one.verdict for one in promises_in(letter_of(desk)).found]
    assert verdicts[-1] is Verdict.UNDECIDED
    assert set(verdicts[:-1]) == {Verdict.PROMISE}
    for wrong in ({"reason": " "}, {"right": ""}, {"wrong": ""}, {"title": "长" * 301}):
        fields = {"reason": "误", "wrong": "甲", "right": "乙"} | wrong
        with pytest.raises(InvalidInput):
            step(desk, "officer", later_letters.save_letter, entry=LetterEntry(**fields))
    with pytest.raises(StalePage):
        step(desk, "officer", later_letters.save_letter, entry=entry, version=1)


def test_a_supplement_leaves_the_reply_as_it_is(context: Flask, office: Office) -> None:
    desk = desk_at(office, "sent")
    start(desk, kind=LetterKind.SUPPLEMENT, entry=LetterEntry("事项已落实", right="已认定30家示范企业。"))
    judge(desk)
    move(desk, "officer", Action.SUBMIT)
    sign(desk)
    number(desk)
    send(desk)
    assert "现补充答复如下" in letter_of(desk).text
    assert "reply.corrected" not in [event.kind for event in events_of(desk.proposal_id)]


def resend(desk: Desk, key: str = "coordinator", **changes: Any) -> None:
    words: dict[str, Any] = {
        "addressees": [Addressee("郑毅", "系统上传")],
        "sent_on": local_day(desk.now),
        "reason": "退回重寄",
    }
    step(desk, key, letter_ends.resend_letter, **(words | changes))


def test_a_later_letter_goes_out_again_beside_its_first_sending(context: Flask, office: Office) -> None:
    desk = corrected(office)
    letter = letter_of(desk)
    assert letter.sent_on is not None
    for changes, told in (
        ({"reason": " "}, "为什么补发"),
        ({"sent_on": letter.sent_on - timedelta(days=1)}, "第一次发出"),
        ({"sent_on": local_day(desk.now) + timedelta(days=2)}, "不能晚于今天"),
        ({"addressees": [Addressee("郑毅", "系统上传", sponsor_id=9_999)]}, "不是本件的提出人"),
    ):
        with pytest.raises(InvalidInput, match=told):
            resend(desk, **changes)
    with pytest.raises(Refused):
        resend(desk, addressees=[])
    for key in ("officer", "leader", "supervisor"):
        with pytest.raises(Forbidden):
            resend(desk, key)
    before = [one.id for one in dispatches_of(desk.reply.id)]
    resend(desk)
    *earlier, again = dispatches_of(desk.reply.id)
    assert [one.id for one in earlier] == before
    assert (again.letter_id, again.is_first, again.reason) == (letter.id, False, "退回重寄")
    assert letter_of(desk).state is LetterState.SENT
    event = events_of(desk.proposal_id)[0]
    assert (event.kind, event.data) == ("letter.resent", {"kind": "correction", "recipients": ["郑毅"]})


def test_a_letter_that_has_not_gone_out_is_not_sent_again(context: Flask, office: Office) -> None:
    desk = to_sign(desk_at(office, "sent"))
    sign(desk)
    number(desk)
    with pytest.raises(NotOffered):
        resend(desk)


def test_no_later_letter_of_a_relayed_item_goes_to_its_sponsor(context: Flask, office: Office) -> None:
    desk = to_sign(desk_at(office, "sent"))
    sign(desk)
    number(desk)
    desk.file.proposal.origin = Origin.RELAY
    db.session.commit()
    with pytest.raises(InvalidInput, match="不能直接寄给提出人"):
        send(desk)
    send(desk, addressees=[Addressee("自治区政府办公厅", "机要交换")])
    with pytest.raises(InvalidInput, match="不能直接寄给提出人"):
        resend(desk)


def test_rights_and_state_are_asked(context: Flask, office: Office) -> None:
    desk = desk_at(office, "numbered")
    with pytest.raises(NotOffered):
        start(desk)
    desk.sent()
    for key in ("head", "supervisor"):
        with pytest.raises(Forbidden):
            start(desk, key)
    for key in ("rural_officer", "finance_head", "audit_admin"):
        with pytest.raises(NotFound):
            start(desk, key)
    to_sign(desk)
    sign(desk)
    for key in ("officer", "leader"):
        with pytest.raises(Forbidden):
            number(desk, key)
    number(desk)
    with pytest.raises(Forbidden):
        send(desk, "officer")
    for day in (date(2026, 3, 1), date(2031, 1, 1)):
        with pytest.raises(InvalidInput):
            send(desk, sent_on=day)
    with pytest.raises(Refused, match="收件人"):
        send(desk, addressees=[])
    other = desk_at(office, "sent", number_raw="第20260125号")
    with pytest.raises(NotFound):
        other.step(
            "coordinator",
            letter_ends.number_letter,
            on=letter_of(desk).id,
            serial=None,
            skipped=None,
            version=None,
        )


def test_a_published_letter_stays_published_and_its_next_copy_holds_the_correction(
    context: Flask, office: Office
) -> None:
    desk = to_sign(published(office))
    sign(desk)
    number(desk)
    send(desk)
    assert desk.reply.state is ReplyState.PUBLISHED
    desk.step("coordinator", publication.withdraw_publication, reason="更正", version=None)
    desk.step("coordinator", public_copies.prepare_copy, form=PublicForm.FULL, version=None)
    publish(desk)
    copy = live_copy(desk.reply.id)
    assert copy is not None
    assert "更正为：2026年12月底前组织认定30家" in (copy.body or "")
