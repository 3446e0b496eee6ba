"""Replies to test with, brought to any step by the people whose step it is."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.items import assigned
from tests.support.office import Office
from tracker.clock import local_day
from tracker.domain.chains import present
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import ContactMethod, Publicity, Verdict
from tracker.models.reply import Reply
from tracker.models.sign_off import ReplyStep
from tracker.queries.case_file import CaseFile, Seat, case_file
from tracker.queries.steps import asks, steps_of
from tracker.services import (
    assignment,
    commitments,
    contacts,
    drafting,
    numbering,
    opinions,
    promise_marks,
    reply,
    sign_off,
    step_changes,
)
from tracker.services.promise_finding import marks_by_id

BEGAN = datetime(2026, 3, 23, 2, 0, tzinfo=UTC)
BODY = (
    "一、相关工作情况\n"
    "近年来，我厅安排专项资金支持企业技术改造，建成一批创新平台。\n"
    "二、下一步工作打算\n"
    "一是加快平台建设。2026年12月底前组织认定20家自治区技术创新示范企业。\n"
    "二是完善政策。尽快制定出台产业人才支持办法。\n"
    "感谢您对我区科技创新工作的关心和支持。\n"
)
PUBLIC = sign_off.Decided(class_mark="B", publicity=Publicity.PROACTIVE, promises_seen=True)


@dataclass
class Desk:
    """An item of the small office on its way to the reply; every step is an hour after the one before."""

    office: Office
    proposal_id: int
    now: datetime = field(default=BEGAN)

    def actor(self, key: str, *, proved: bool = True) -> Actor:
        """Return a person at this instant; ``proved``: who has just proved again who they are."""
        return self.office.actor(key, fresh=self.now if proved else None, on=local_day(self.now))

    @property
    def file(self) -> CaseFile:
        """The item with its seats."""
        found = case_file(self.proposal_id)
        assert found is not None
        return found

    @property
    def seat(self) -> Seat:
        """The seat of the department itself."""
        seat = self.file.own
        assert seat is not None
        return seat

    @property
    def reply(self) -> Reply:
        """The reply, where one was started."""
        found = self.seat.reply
        assert found is not None
        return found

    def step(self, key: str, act: Any, *, on: int | None = None, **words: Any) -> Any:
        """Let a person do one step of the reply, or of another part with the id ``on``."""
        self.now += timedelta(hours=1)
        part = self.reply.id if on is None else on
        return act(self.actor(key), self.proposal_id, part, now=self.now, **words)

    def review(self, key: str, act: Any, remark: str | None = "同意。") -> Any:
        """Let a person decide on the submitted draft."""
        return self.step(key, act, remark=remark, version=None)

    def handled(self) -> "Desk":
        """Sign for receipt, give it to the office and name the officer."""
        seat_id = self.seat.assignment.id
        office_id, officer_id = self.office.units["hightech"], self.office.people["officer"]
        self.step("coordinator", assignment.sign_for_receipt, on=seat_id, version=None)
        self.step("coordinator", assignment.distribute, on=seat_id, office_id=office_id, version=None)
        self.step("head", assignment.assign_officer, on=seat_id, officer_id=officer_id, version=None)
        return self

    def silence_overridden(self) -> "Desk":
        """Go on without the opinions of the co-handlers."""
        for seat in self.file.co_handling:
            assert seat.opinion is not None
            self.step(
                "coordinator",
                opinions.override_silence,
                on=seat.opinion.id,
                early_reason="急件",
                reason="催办两次未回",
                version=None,
            )
        return self

    def drafted(self, body: str = BODY) -> "Desk":
        """Meet the sponsor, write the letter and judge every sentence that was found."""
        seat_id, sponsor = self.seat.assignment.id, self.file.proposal.sponsors[0]
        met = contacts.ContactEntry(
            sponsor.id, local_day(self.now), ContactMethod.MEETING, "说明了办理思路。"
        )
        self.step("officer", contacts.record_contact, on=seat_id, entry=met)
        self.step("officer", drafting.start_reply, on=seat_id)
        entry = drafting.DraftEntry(text="郑毅委员：\n您提出的提案收悉，现答复如下：\n" + body)
        self.step("officer", drafting.save_text, entry=entry, version=None)
        return self.judged()

    def judged(self) -> "Desk":
        """Judge every found sentence a promise of the office that drafts."""
        promise = promise_marks.Judgement(Verdict.PROMISE, owner_unit_id=self.office.units["hightech"])
        for mark in marks_by_id(self.reply.id).values():
            judged = promise_marks.Judgement(
                Verdict.PROMISE,
                owner_unit_id=promise.owner_unit_id,
                target=mark.target,
                due_text=mark.due_text,
            )
            self.now += timedelta(minutes=1)
            promise_marks.judge_promise(
                self.actor("officer"),
                self.proposal_id,
                self.reply.id,
                mark.id,
                judged=judged,
                version=None,
                now=self.now,
            )
        return self

    def submitted(self) -> "Desk":
        """Submit the draft."""
        self.step("officer", drafting.submit_draft, version=None, asks_confirmed=True)
        return self

    def approved(self) -> "Desk":
        """Let the head pass it."""
        self.review("head", sign_off.approve_draft)
        return self

    def checked(self) -> "Desk":
        """Let the office pass it to the leader."""
        self.review("coordinator", sign_off.pass_check)
        return self

    def current(self, person: str | None = None) -> list[ReplyStep]:
        """Return the steps that are asked now, or those of them that ask a person."""
        steps = steps_of(self.reply.id)
        return present(steps) if person is None else asks(steps, self.actor(person))

    def bypassed(
        self, key: str = "coordinator", reason: str = "该单位在系统里没有账号，已纸质会签"
    ) -> "Desk":
        """Let the office go on without the steps that are asked now."""
        for one in self.current():
            self.step(key, step_changes.bypass_step, step_id=one.id, reason=reason, version=None)
        return self

    def signed(self, decided: sign_off.Decided = PUBLIC) -> "Desk":
        """Let the leader sign."""
        self.step("leader", sign_off.sign_reply, decided=decided, remark="同意。", version=None)
        return self

    def numbered(self) -> "Desk":
        """Take the next number."""
        self.step("coordinator", numbering.number_reply, serial=None, version=None)
        return self

    def sent(self) -> "Desk":
        """Send the letter to every sponsor."""
        to = [reply.Addressee(one.name, "当面送达", sponsor_id=one.id) for one in self.file.proposal.sponsors]
        self.step("coordinator", reply.send_reply, addressees=to, sent_on=local_day(self.now), version=None)
        return self

    def follow(self, key: str, act: Any, commitment_id: int, **words: Any) -> Any:
        """Let a person do one step of a promise."""
        self.now += timedelta(hours=1)
        return act(self.actor(key), commitment_id, version=None, now=self.now, **words)

    def reported_done(self, commitment_id: int) -> "Desk":
        """Let the officer report a promise done today."""
        self.follow(
            "officer",
            commitments.report_done,
            commitment_id,
            text="已认定20家。",
            evidence="桂科函〔2026〕30号",
            done_on=local_day(self.now),
        )
        return self


def new_desk(office: Office, *helpers: str, **changes: Any) -> Desk:
    """Register and assign the sample item with these co-handlers and have it handled."""
    return Desk(office, assigned(office, *helpers, **changes).id).handled()


STEPS = ("drafted", "submitted", "approved", "checked", "signed", "numbered", "sent")


def desk_at(office: Office, step: str, *helpers: str, **changes: Any) -> Desk:
    """Return a desk brought up to a step of ``STEPS``."""
    desk = new_desk(office, *helpers, **changes).silence_overridden()
    for name in STEPS[: STEPS.index(step) + 1]:
        getattr(desk, name)()
    return desk
