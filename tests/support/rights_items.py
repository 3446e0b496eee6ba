"""Items brought into every state that an item, its parts and what hangs on it can be in, for the tests of rights."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from tests.support import asked, publishing
from tests.support.chains import countersigning, in_force, step
from tests.support.evaluations import EVALUATOR, Asking, S
from tests.support.groups import merged
from tests.support.items import assigned, registered
from tests.support.office import Office
from tests.support.replies import Desk, desk_at, new_desk
from tests.support.sample_files import png
from tracker.clock import local_day
from tracker.documents.store import FileStore
from tracker.domain.actions import Action
from tracker.domain.dispatches import Retention
from tracker.domain.later_letters import LetterKind, PromiseFate
from tracker.domain.vocabulary import FileKind, Kind, ReplyState, SponsorKind, Verdict
from tracker.queries.later_letters import letters_of, promises_in
from tracker.queries.promises import promises_of
from tracker.services import (
    assignment,
    case_end,
    commitment_courses,
    commitments,
    files,
    item_parts,
    later_letters,
    letter_ends,
    merging,
    opinions,
    publication,
    rounds,
    setting_aside,
    topics,
    voiding,
    withdrawals,
)
from tracker.services.dispatches import Addressee
from tracker.services.intake_rows import SponsorEntry
from tracker.services.letter_promises import Verdicts, judge_letter
from tracker.services.opinions import OpinionText

VOLUME = case_end.Volume(Retention.PERMANENT)
Change = Callable[[Desk], object]
Builder = Callable[[Office, FileStore], int]


def _own(number: int, **changes: Any) -> dict[str, Any]:
    return {"number_raw": f"第2026{number:04}号", "title": f"关于第{number}件事的提案", **changes}


def _at(number: int, change: Change = lambda desk: desk, step: str = "", **changes: Any) -> Builder:
    """Return a maker of an item of its own number, brought to a step and changed from there."""
    own = _own(number, **changes)

    def make(office: Office, _store: FileStore) -> int:
        desk = desk_at(office, step, "finance", **own) if step else new_desk(office, "finance", **own)
        change(desk)
        return desk.proposal_id

    return make


def _whole(desk: Desk, key: str, act: Any, **words: Any) -> Any:
    """Let a person do one step of the whole item."""
    return act(desk.actor(key), desk.proposal_id, **{"version": None, **words}, now=desk.now)


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


def _kept(desk: Desk) -> Desk:
    desk.follow(
        "supervisor", commitments.verify_done, promises_of(_reported(desk).proposal_id)[0].id, remark=None
    )
    return desk


def _followed(desk: Desk) -> Desk:
    _whole(desk, "coordinator", case_end.conclude_evaluation)
    return desk


def _dropped(desk: Desk) -> Desk:
    """Bring the item to where nothing is owed any more."""
    for promise in promises_of(_followed(desk).proposal_id):
        desk.follow(
            "leader",
            commitment_courses.change_course,
            promise.id,
            action=Action.DROP,
            reason="政策调整",
            until=None,
        )
    return desk


def _closed(desk: Desk) -> Desk:
    _whole(_dropped(desk), "coordinator", case_end.close_case)
    return desk


def _paused(desk: Desk) -> None:
    seat = desk.seat.assignment
    desk.step("coordinator", item_parts.pause_part, on=seat.id, reason="等待上级决定", version=None)


def _together(desk: Desk) -> None:
    """Handle it together with another item; both drafts are begun."""
    merged(desk, new_desk(desk.office, **_own(int(desk.proposal_id) + 900)))


def _in_topic(desk: Desk) -> None:
    coordinator = desk.actor("coordinator")
    topic = topics.create_topic(coordinator, entry=topics.TopicEntry("产业链"), now=desk.now)
    topics.put_in_topic(coordinator, topic.id, items=[desk.proposal_id], version=None, now=desk.now)


def _given(number: int, change: Change, **changes: Any) -> Builder:
    """Return a maker of an item given today, which may still be returned."""

    def make(office: Office, _store: FileStore) -> int:
        desk = asked.fresh(office, "finance", **_own(number, **changes))
        change(desk)
        return desk.proposal_id

    return make


def _asked_return(desk: Desk) -> None:
    asked.ask_return(desk, "finance_liaison", "finance")


def _asked_by_lead(desk: Desk) -> None:
    asked.ask_return(desk.handled(), "head")


def _endorsed(desk: Desk) -> None:
    _asked_return(desk)
    asked.endorse(desk, "finance_head")


def _withdrawn(desk: Desk) -> None:
    asked.withdrawal(desk)
    on = asked.latest(desk).id
    desk.step("coordinator", withdrawals.accept_withdrawal, on=on, reason="同意。", version=None)


def _voided(desk: Desk) -> None:
    asked.void(desk, "coordinator2")
    desk.step("coordinator", voiding.confirm_void, on=asked.latest(desk).id, reason=None, version=None)


def _noted(office: Office, _store: FileStore) -> int:
    desk = asked.fresh(office, "finance", **_own(26, is_reference_only=True))
    _whole(desk, "coordinator", setting_aside.note_item, reason=None)
    return desk.proposal_id


def _merged_away(office: Office, _store: FileStore) -> int:
    kept, gone = registered(office, **_own(927)), Desk(office, registered(office, **_own(27)).id)
    _whole(gone, "coordinator", merging.merge_item, target_id=kept.id, reason="内容相同")
    return gone.proposal_id


def _evaluated(number: int, change: Callable[[Asking], object]) -> Builder:
    """Return a maker of an item whose sponsor is asked about the letter."""

    def make(office: Office, store: FileStore) -> int:
        desk = desk_at(office, "sent", "finance", **_own(number, sponsors=(EVALUATOR,)))
        change(Asking(desk, store))
        return desk.proposal_id

    return make


def _second_round(asking: Asking) -> None:
    asking.ask().confirmed(S.DISSATISFIED)
    helpers = (asking.desk.office.units["finance"],)
    asking.act("coordinator", rounds.order_redo, reason="没有回应", ordered_by=None, co_handlers=helpers)


def _begun(desk: Desk) -> None:
    entry = later_letters.LetterEntry(reason="家数有误", wrong="20家", right="30家自治区技术创新示范企业")
    desk.step("officer", later_letters.start_letter, kind=LetterKind.CORRECTION, entry=entry, version=None)


def _letter(desk: Desk, key: str, act: Any, **words: Any) -> None:
    on = letters_of(desk.reply.id)[-1].id
    desk.step(key, act, on=on, **{"version": None, **words})


def _letter_put_to_signature(desk: Desk) -> None:
    _begun(desk)
    promises = promises_in(letters_of(desk.reply.id)[-1])
    sentences = {one.id: Verdict.PROMISE for one in promises.found}
    said = Verdicts(sentences, {one.id: PromiseFate.KEEPS for one in promises.open})
    _letter(desk, "officer", judge_letter, said=said)
    on = letters_of(desk.reply.id)[-1].id
    desk.now += timedelta(hours=1)
    later_letters.move_letter(
        desk.actor("officer"), desk.proposal_id, on, Action.SUBMIT, reason=None, version=None, now=desk.now
    )


def _letter_signed(desk: Desk) -> None:
    _letter_put_to_signature(desk)
    _letter(desk, "leader", letter_ends.sign_letter, remark=None, promises_seen=True)


def _letter_numbered(desk: Desk) -> None:
    _letter_signed(desk)
    _letter(desk, "coordinator", letter_ends.number_letter, serial=None, skipped=None)


def _letter_sent(desk: Desk) -> None:
    _letter_numbered(desk)
    to = [Addressee("郑毅", "当面送达")]
    _letter(desk, "coordinator", letter_ends.send_letter, addressees=to, sent_on=local_day(desk.now))


def _published(number: int, make_letter: Callable[..., Desk], change: Change = lambda desk: desk) -> Builder:
    """Return a maker of an item with a letter on its way to the public; nobody helps with it."""

    def make(office: Office, _store: FileStore) -> int:
        desk = make_letter(office, **_own(number))
        change(desk)
        return desk.proposal_id

    return make


def _unpublished(desk: Desk) -> None:
    desk.step("coordinator", publication.withdraw_publication, reason="内容有误", version=None)


def _countersigned(office: Office, _store: FileStore) -> int:
    """Bring a suggestion, for which a chain of its own holds, to the countersignatures."""
    plans = [
        step(1, ReplyState.DEPT_REVIEW, "处长审核"),
        *countersigning(2, office, "rural", "finance"),
        step(3, ReplyState.SIGN_OFF, "分管领导签发"),
    ]
    in_force(office, plans, kind=Kind.SUGGESTION)
    deputy = SponsorEntry(name="郑毅", kind=SponsorKind.DEPUTY, is_lead=True)
    return desk_at(
        office, "approved", "finance", **_own(37, kind=Kind.SUGGESTION, sponsors=(deputy,))
    ).proposal_id


def _with_file(office: Office, store: FileStore) -> int:
    """Keep a file of the officer's with a draft."""
    desk = desk_at(office, "drafted", "finance", **_own(38))
    stashed = files.stash_file(store, png(), "现场照片.png", desk.now)
    files.upload_files(
        desk.actor("officer"),
        desk.proposal_id,
        [stashed],
        store=store,
        kind=FileKind.MATERIAL,
        is_internal=False,
        now=desk.now,
    )
    return desk.proposal_id


BUILDERS: Mapping[str, Builder] = {
    "registered": lambda office, _store: registered(office).id,
    "assigned": lambda office, _store: assigned(office, "finance", **_own(2)).id,
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
    "kept": _at(14, _kept, step="sent"),
    "followed up": _at(15, _followed, step="sent"),
    "nothing owed": _at(16, _dropped, step="sent"),
    "closed": _at(17, _closed, step="sent"),
    "archived": _at(
        18,
        lambda desk: _whole(_closed(desk), "coordinator", case_end.archive_case, volume=VOLUME),
        step="sent",
    ),
    "return asked": _given(20, _asked_return),
    "return asked by the lead": _given(21, _asked_by_lead),
    "return endorsed": _given(22, _endorsed),
    "withdrawal asked": _given(23, asked.withdrawal, sponsors=asked.JOINT),
    "withdrawn": _given(24, _withdrawn),
    "void proposed": _given(25, asked.void),
    "noted": _noted,
    "merged": _merged_away,
    "voided": _given(28, _voided),
    "paused": _at(29, _paused),
    "drafted together": _at(30, _together),
    "in a topic": _at(31, _in_topic),
    "evaluation to ask": _evaluated(39, lambda asking: asking),
    "evaluation awaited": _evaluated(32, Asking.ask),
    "evaluation entered": _evaluated(33, lambda asking: asking.ask().entered()),
    "evaluation confirmed": _evaluated(34, lambda asking: asking.ask().confirmed()),
    "dissatisfied": _evaluated(35, lambda asking: asking.ask().confirmed(S.DISSATISFIED)),
    "round 2": _evaluated(36, _second_round),
    "countersigned": _countersigned,
    "with a file": _with_file,
    "letter drafted": _at(40, _begun, step="sent"),
    "letter to sign": _at(41, _letter_put_to_signature, step="sent"),
    "letter signed": _at(42, _letter_signed, step="sent"),
    "letter numbered": _at(43, _letter_numbered, step="sent"),
    "letter sent": _at(44, _letter_sent, step="sent"),
    "public copy proposed": _published(45, publishing.prepared),
    "published": _published(46, publishing.published),
    "publication withdrawn": _published(47, publishing.published, _unpublished),
}
