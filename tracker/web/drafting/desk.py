"""Everything that the draft editor shows, read once and put into words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from flask_babel import gettext as _

from tracker.domain.actions import Action
from tracker.domain.commitments import RULE_WORDS, expected_day
from tracker.domain.decisions import offered
from tracker.domain.guards import Facts
from tracker.domain.marked_text import Paragraph, Place, exact_paragraphs
from tracker.domain.opinion_words import WEIGHED, unnamed
from tracker.domain.permissions import Permission
from tracker.domain.sections import Passage, passage_at, passages
from tracker.domain.vocabulary import Machine, OpinionState, ReplyState, Verdict
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.drafts import Ask, ContactLine, Margin, VersionLine, asks_of, margin_of, marks_of
from tracker.queries.facts_assignment import assignable_units, offices_of
from tracker.queries.opinions import helpers
from tracker.services.loading import open_case, readable_draft
from tracker.services.reply_desk import reply_question
from tracker.web.choices import choice
from tracker.web.confidential import without_names
from tracker.web.current import actor, now, today, units
from tracker.web.drafting.forms import OUTSIDE, JudgeForm
from tracker.web.filters import day, short_day
from tracker.web.labels import label

TONES = {Verdict.PROMISE: "sure", Verdict.UNDECIDED: "doubt", Verdict.NOT_PROMISE: "not"}
CHIPS = {Verdict.PROMISE: "outline", Verdict.UNDECIDED: "soon", Verdict.NOT_PROMISE: "outline"}


@dataclass
class PromiseRow:
    """One sentence in the editor's right column."""

    mark: Any
    number: int
    form: JudgeForm
    is_open: bool = False

    @property
    def tone(self) -> str:
        """How its number and its place look."""
        return TONES[self.mark.verdict]

    @property
    def anchor(self) -> str:
        """The id of its place in the paper."""
        return f"place-{self.mark.id}"

    @property
    def verdict(self) -> tuple[str, str]:
        """Its verdict's chip."""
        words = _("待判") if self.mark.verdict is Verdict.UNDECIDED else str(label(self.mark.verdict))
        return words, CHIPS[self.mark.verdict]

    @property
    def unit(self) -> str | None:
        """Who is to keep it."""
        owner = self.mark.owner_unit
        return owner.short_name if owner and self.mark.verdict is Verdict.PROMISE else None

    @property
    def words(self) -> str | None:
        """The words of time of a promise, quoted."""
        return f"“{self.mark.due_text}”" if self.mark.due_text else None

    @property
    def day(self) -> str | None:
        """The day that they mean."""
        if self.mark.verdict is not Verdict.PROMISE:
            return None
        due = self.mark.due_on
        words = _("到期 %(day)s", day=day(due)) if due else _("复核日 %(day)s", day=day(self.mark.review_on))
        return str(words)

    @property
    def note(self) -> str | None:
        """What an undecided sentence has and lacks, or why one is no promise."""
        if self.mark.verdict is Verdict.NOT_PROMISE:
            return str(_("理由：%(reason)s", reason=self.mark.reason))
        if self.mark.verdict is Verdict.PROMISE:
            return None
        has = {(True, True): _("有数量，有时间"), (True, False): _("有数量，无时间")}
        has |= {(False, True): _("无数量，有时间"), (False, False): _("无数量，无时间")}
        return str(has[bool(self.mark.target), self.mark.due_on is not None])

    @property
    def rule(self) -> str:
        """The rule that gave its day."""
        return str(_(RULE_WORDS.get(self.mark.rule or "", RULE_WORDS["review_undated"])))


@dataclass
class Desk:
    """A draft on its officer's desk; the coordinator may judge its promises (W18) without writing on it (W6)."""

    file: CaseFile
    seat: Seat
    reply: Any
    facts: Facts
    marks: Sequence[Any]
    asks: Sequence[Ask]
    margin: Margin
    is_editable: bool
    is_judged: bool
    steps: frozenset[Action]
    rows: list[PromiseRow] = field(default_factory=list)

    @property
    def item(self) -> Any:
        """The item that the reply answers."""
        return self.file.proposal

    @property
    def heading(self) -> str:
        """The page's heading: 答复函 第3稿."""
        return str(_("答复函 第%(number)s稿", number=self.reply.draft_number))

    @property
    def expected_on(self) -> date:
        """The day that the reply will bear as far as is known."""
        return expected_day(self.seat.assignment.due_on, today())

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The text with its marks in their places."""
        return exact_paragraphs(
            without_names(self.file, self.reply.text),
            [
                Place(row.mark.start_at, row.mark.end_at, str(row.number), row.tone, row.anchor, row.is_open)
                for row in self.rows
            ],
        )

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The paragraphs that can answer an ask: all but the salutation."""
        return passages(self.reply.text)[1:]

    def chosen(self, ask: Ask) -> str:
        """Return what the choice of an ask's answer holds now."""
        if ask.is_outside:
            return OUTSIDE
        at = ask.answer.start_at if ask.answer and ask.section else None
        found = passage_at(self.passages, at) if at is not None else None
        return found.key if found else ""

    @cached_property
    def unnamed(self) -> list[str]:
        """The co-handlers with an opinion in that the text names nowhere."""
        return unnamed(self.reply.text, helpers(self.file))

    @property
    def has_weighed(self) -> bool:
        """Whether an opinion has been weighed, so that the sponsor can be told."""
        return any(one.state in WEIGHED or one.state is OpinionState.OVERRIDDEN for one in helpers(self.file))

    @property
    def undecided(self) -> list[PromiseRow]:
        """The sentences that wait for a verdict."""
        return [row for row in self.rows if row.mark.verdict is Verdict.UNDECIDED]

    @property
    def answered(self) -> int:
        """How many asks the reply says to answer."""
        return sum(ask.is_settled for ask in self.asks)

    @property
    def blocking(self) -> list[tuple[str, str]]:
        """What must be done before the draft can be submitted, each with the place to do it."""
        found = [] if self.facts.has_text else [(_("正文还是空的"), "#text")]
        if self.undecided:
            first = f"#promise-{self.undecided[0].mark.id}"
            found.append((_("%(count)s句承诺待判", count=len(self.undecided)), first))
        return found

    @property
    def wanting(self) -> list[tuple[str, str]]:
        """What the signature will ask for and can be done already now."""
        found = []
        open_asks = [ask.point.position for ask in self.asks if not ask.is_settled]
        if open_asks:
            found.append((_("%(count)s条建议没有对应的答复", count=len(open_asks)), f"#ask-{open_asks[0]}"))
        if self.facts.opinions_missing or self.facts.opinions_unweighed:
            found.append((_("会办意见未收齐或未采纳"), "#opinions"))
        if self.unnamed:
            names = "、".join(self.unnamed)
            found.append((_("正文没有提到会办单位%(names)s的意见", names=names), "#opinions"))
        if not self.facts.contacts and self.facts.contact_is_demanded:
            found.append((_("没有沟通记录"), "#contacts"))
        return found

    @property
    def opinion_lines(self) -> list[tuple[str, str, int | None]]:
        """The co-handlers, what became of their opinions, and the opinion's id where one may read it."""
        lines = []
        for seat in self.file.co_handling:
            state = seat.opinion.state if seat.opinion else OpinionState.DRAFTING
            words = _("未回") if state in {OpinionState.DRAFTING, OpinionState.TO_SIGN} else str(label(state))
            when = short_day(seat.opinion.signed_at) if seat.opinion and seat.opinion.signed_at else ""
            due = seat.assignment.due_on
            tail = _("，限 %(day)s", day=short_day(due)) if due and words == _("未回") else ""
            if seat.is_paused:
                tail = _("，暂停中")
            lines.append(
                (
                    f"{seat.assignment.unit.short_name} {when}",
                    words + tail,
                    seat.opinion.id if seat.opinion else None,
                )
            )
        return lines

    @property
    def versions(self) -> Sequence[VersionLine]:
        """The kept versions, the last one first."""
        return self.margin.versions

    @property
    def contacts(self) -> Sequence[ContactLine]:
        """The contacts with the sponsors, the last one first."""
        return self.margin.contacts

    @property
    def next_reader(self) -> str:
        """Who reviews the draft after its submission."""
        return "、".join(self.margin.readers)


def open_desk(proposal_id: int, reply_id: int, *, current: int | None = None) -> Desk:
    """Read a draft for its page; raises NotFound where the person may not read drafts of this item."""
    file = open_case(actor(), proposal_id, now())
    seat, reply = readable_draft(file, reply_id, actor(), now())
    margin = margin_of(reply, seat.part.places, seat.part.place, today())
    question = reply_question(actor(), file, seat, now(), makers=margin.makers)
    may_edit, may_judge = (
        file.may(right, actor(), now=now(), target=seat.target)
        for right in (Permission.EDIT_DRAFT, Permission.EDIT_COMMITMENTS)
    )
    is_open = reply.state is ReplyState.DRAFTING and not seat.is_held
    steps = offered(Machine.REPLY, reply.state, question)
    desk = Desk(
        file=file,
        seat=seat,
        reply=reply,
        facts=question.facts,
        marks=marks_of(reply_id),
        asks=asks_of(reply),
        margin=margin,
        is_editable=may_edit and is_open,
        is_judged=may_judge and is_open,
        steps=frozenset(step.move.action for step in steps if step.move),
    )
    desk.rows = _rows(desk, current)
    return desk


def _rows(desk: Desk, current: int | None) -> list[PromiseRow]:
    owners = owner_choices(desk.seat)
    rows = [
        PromiseRow(mark, number, _judge_form(mark, owners)) for number, mark in enumerate(desk.marks, start=1)
    ]
    waiting = [row for row in rows if row.mark.verdict is Verdict.UNDECIDED]
    chosen = next((row for row in rows if row.mark.id == current), next(iter(waiting), None))
    if chosen and desk.is_judged:
        chosen.is_open = True
    return rows


def _judge_form(mark: Any, owners: list[tuple[str, str]]) -> JudgeForm:
    known = {value for value, _words in owners}
    whole = f"{mark.owner_unit_id}:{mark.owner_user_id}" if mark.owner_user_id else str(mark.owner_unit_id)
    person = next((value for value in known if value.startswith(f"{mark.owner_unit_id}:")), whole)
    owner = whole if whole in known and mark.judged_at else person
    form = JudgeForm(
        formdata=None,
        prefix=f"mark-{mark.id}-",
        version=mark.version,
        verdict=None if mark.verdict is Verdict.UNDECIDED else mark.verdict.value,
        owner=owner,
        target=mark.target,
        due_text=mark.due_text,
        due_on=mark.due_on,
        reason=mark.reason,
    )
    shown = owners if owner in known else [(owner, mark.owner_unit.short_name), *owners]
    form.owner.choices = [choice(value, words) for value, words in shown]
    return form


def owner_choices(seat: Seat) -> list[tuple[str, str]]:
    """Return who may be made responsible: the officer, the office, its unit, sister offices, and other units."""
    tree, part = units(), seat.part
    own = tree.name(part.place)
    found = [(str(part.place), own)]
    if seat.officer is not None:
        found.insert(0, (f"{part.place}:{seat.officer.id}", f"{own} {seat.officer.name}"))
    others = [*offices_of(tree, part.unit_id), *assignable_units(tree, part.unit_id)]
    found += [(str(unit.id), unit.short_name) for unit in others if unit.id != part.place]
    return found
