"""What the pages of review and signature show, put together once for both."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from tracker.domain.actions import Action
from tracker.domain.decisions import Decision, offered
from tracker.domain.guards import GUARDS, Guard
from tracker.domain.marked_text import Paragraph, marked_paragraphs
from tracker.domain.permissions import Actor, Target, is_fresh
from tracker.domain.vocabulary import Machine, ReplyState, Role
from tracker.queries.sign_sheet import SignSheet, Waiting, places_of, sign_sheet, waiting_for_signature
from tracker.services.loading import open_case, readable_draft, readable_reply
from tracker.services.reply_desk import reply_question
from tracker.web.confidential import without_names
from tracker.web.current import actor, freshly_proved, now
from tracker.web.labels import say
from tracker.web.way import FORWARD, Way, mending, read_way

ARRANGES = frozenset({Action.ADD_LEVEL, Action.BYPASS_STEP, Action.RECORD_MEETING, Action.WAIVE_CONTACT})
DECIDED_ON_THE_PAGE = frozenset({Guard.CLASS_SET, Guard.PUBLICITY_SET, Guard.PROMISES_SEEN})


@dataclass(frozen=True)
class Sheet(SignSheet):
    """A reply before its reviewer, with what this person may do; a stale proof is asked for with the step itself."""

    steps: Mapping[Action, Decision]
    needs_proof: bool
    way: Way
    target: Target

    @property
    def obstacles(self) -> list[tuple[str, tuple[str, str] | None]]:
        """What still hinders the signature besides what this page decides, each with a link that mends it."""
        decision = self.steps.get(self.way.forward) if self.way.forward else None
        failing = decision.failing if decision else ()
        return [
            (say(GUARDS[guard].refusal), mending(guard, self))
            for guard in failing
            if guard not in DECIDED_ON_THE_PAGE
        ]

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The whole letter with its promises numbered, as this person may read it."""
        return marked_paragraphs(without_names(self.file, self.reply.text), places_of(self.promises))

    @property
    def title(self) -> str:
        """The letter's title, as this person may read it."""
        return without_names(self.file, self.reply.title)

    @property
    def arranges(self) -> bool:
        """Whether the person may change the way: add a level, bypass a step, record a meeting."""
        return bool(ARRANGES & set(self.steps))

    @property
    def may_sign(self) -> bool:
        """Whether the person signs now: the last signature, or one that others follow."""
        return self.reply.state is ReplyState.SIGN_OFF and self.way.forward is not None

    @cached_property
    def queue(self) -> list[Waiting]:
        """The letters that wait for this person's signature; empty where this one does not."""
        return waiting_for(actor()) if self.may_sign else []

    @property
    def place(self) -> tuple[int, int] | None:
        """Which of the waiting letters this is, counted from 1, and how many there are."""
        ids = [one.reply_id for one in self.queue]
        return (ids.index(self.reply.id) + 1, len(ids)) if self.reply.id in ids else None


def open_sheet(proposal_id: int, reply_id: int, *, is_draft: bool = False) -> Sheet:
    """Read the sheet and what this person may do with it; raises NotFound where they may not read it.

    ``is_draft``: for a page with the drafts' reviews, which who may read only the sent letter does not see.
    """
    person = actor()
    file = open_case(person, proposal_id, now())
    find = readable_draft if is_draft else readable_reply
    seat, reply = find(file, reply_id, person, now())
    needs_proof = reply.state is ReplyState.SIGN_OFF and not is_fresh(person, now())
    around = sign_sheet(file, seat, reply).around
    question = reply_question(freshly_proved(person), file, seat, now(), makers=around.makers)
    way = read_way(file, reply, question, around.beside)
    steps = {
        one.move.action: one
        for one in offered(Machine.REPLY, reply.state, question)
        if one.move and (one.move.action not in FORWARD or one.move.action is way.forward)
    }
    needs_proof = needs_proof and way.forward is not None
    return Sheet(
        file, seat, reply, around, steps=steps, needs_proof=needs_proof, way=way, target=question.target
    )


def waiting_for(person: Actor) -> list[Waiting]:
    """Return the letters that wait for this person's signature, the earliest due first."""
    return list(waiting_for_signature(person)) if person.scopes.get(Role.LEADER) else []


def next_waiting(person: Actor) -> Waiting | None:
    """Return the first letter that waits for this person's signature."""
    return next(iter(waiting_for(person)), None)
