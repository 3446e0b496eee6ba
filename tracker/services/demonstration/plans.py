"""Which items the demonstration office has: deterministic for a day, dated relative to it, in every stage."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from random import Random

from tracker.domain.vocabulary import Kind, SponsorKind, Stage
from tracker.services.demonstration.people import NEIGHBOURS
from tracker.services.demonstration.topics import DEPUTIES, GROUPS, SUBJECTS

# stage -> how many items stand there, and how many days ago the youngest and the oldest were handed over
QUOTAS: dict[Stage, tuple[int, int, int]] = {
    Stage.TO_ASSIGN: (4, 0, 4),
    Stage.TO_SIGN: (6, 0, 6),
    Stage.TO_DISTRIBUTE: (3, 2, 6),
    Stage.HANDLING: (12, 6, 60),
    Stage.COLLECTING: (13, 12, 62),
    Stage.DRAFTING: (18, 30, 95),
    Stage.DEPT_REVIEW: (8, 50, 96),
    Stage.OFFICE_CHECK: (5, 55, 94),
    Stage.SIGN_OFF: (6, 60, 96),
    Stage.TO_NUMBER: (3, 70, 90),
    Stage.TO_SEND: (3, 70, 90),
    Stage.REPLIED: (5, 75, 110),
    Stage.EVALUATING: (4, 80, 118),
    Stage.TRACKING: (15, 100, 300),
    Stage.CLOSED: (10, 150, 330),
    Stage.NOTED: (2, 30, 200),
    Stage.CO_DRAFTING: (6, 4, 34),
    Stage.CO_SIGNING: (3, 15, 34),
    Stage.CO_RETURNED: (4, 30, 90),
    Stage.COUNTERSIGN: (1, 54, 54),
}
SEED = 20261121
FRIDAY = 4
FIRST_PROPOSAL, FIRST_SUGGESTION = 41, 17
# how often, of 1
WITH_CO_HANDLERS, KEY, SENT_BACK, BY_GROUP = 0.6, 0.08, 0.2, 0.3
COUNTERSIGNER = "资源处"  # countersigns key items of the other offices
WAITING_PLACE = (
    2  # at the leader's signature: the key item that waits for the record of the leadership meeting
)
LEVEL_PLACE = 1  # there: the ordinary item that the principal leader signs besides
# what stands at these places shows something of key or of ordinary items
IS_KEY = {
    (Stage.COUNTERSIGN, 0): True,
    (Stage.SIGN_OFF, WAITING_PLACE): True,
    (Stage.SIGN_OFF, LEVEL_PLACE): False,
}
CONFIDENTIAL = 60  # the place of the one item whose sponsor is kept secret


@dataclass(frozen=True)
class Plan:
    """One item to be made: what it is, who has it, how far it got, when it was handed over, its place at its stage."""

    subject: str
    office: str
    kind: Kind
    number: str
    sponsors: tuple[tuple[str, SponsorKind], ...]
    stage: Stage
    assigned_on: date
    neighbours: tuple[str, ...]
    is_key: bool = False
    was_sent_back: bool = False
    is_confidential: bool = False
    place: int = 0

    @property
    def title(self) -> str:
        """The item's title in the words of its kind."""
        return f"关于{self.subject}的{'提案' if self.kind is Kind.PROPOSAL else '建议'}"

    @property
    def is_co(self) -> bool:
        """Whether another department leads and ours assists."""
        return self.stage in {Stage.CO_DRAFTING, Stage.CO_SIGNING, Stage.CO_RETURNED}


def plans_for(today: date) -> list[Plan]:
    """Return every plan, oldest hand-over first, so that numbers rise with time."""
    chance = Random(SEED)  # noqa: S311 - the same office on every run, nothing secret
    subjects = _subjects(chance)
    rows = []
    for stage, (count, youngest, oldest) in QUOTAS.items():
        for place in range(count):
            age = youngest + (oldest - youngest) * place // max(count - 1, 1)
            rows.append((_weekday(today - timedelta(days=age)), stage, *next(subjects), place))
    rows.sort(key=lambda row: row[0])
    return [_plan(chance, position, row) for position, row in enumerate(rows)]


def _weekday(day: date) -> date:
    """Return the day itself, or the Friday before a weekend: nothing is handed over on Sundays."""
    return day - timedelta(days=max(day.weekday() - FRIDAY, 0))


def _subjects(chance: Random) -> Iterator[tuple[str, str]]:
    pairs = [(office, subject) for office, subjects in SUBJECTS.items() for subject in subjects]
    chance.shuffle(pairs)
    return cycle([*pairs, *((office, f"进一步{subject}") for office, subject in pairs)])


def _plan(chance: Random, position: int, row: tuple[date, Stage, str, str, int]) -> Plan:
    day, stage, office, subject, place = row
    is_proposal = position % 5 in {0, 2, 3}
    serial = position + (FIRST_PROPOSAL if is_proposal else FIRST_SUGGESTION)
    number = f"{day.year}{serial:04d}" if is_proposal else f"{day.year}{serial:03d}"
    may_have = stage is not Stage.HANDLING and (
        stage is Stage.COLLECTING or chance.random() < WITH_CO_HANDLERS
    )
    names = [short for _name, short in NEIGHBOURS]
    neighbours = tuple(chance.sample(names, chance.randint(1, 3))) if may_have else ()
    return Plan(
        subject=subject,
        office=office,
        kind=Kind.PROPOSAL if is_proposal else Kind.SUGGESTION,
        number=f"第{number}号",
        sponsors=_sponsors(chance, is_proposal=is_proposal),
        stage=stage,
        assigned_on=day,
        neighbours=neighbours or ((names[position % len(names)],) if stage.value.startswith("co_") else ()),
        is_key=_is_key(chance, office, stage, place),
        was_sent_back=chance.random() < SENT_BACK,
        is_confidential=position == CONFIDENTIAL,
        place=place,
    )


def _is_key(chance: Random, office: str, stage: Stage, place: int) -> bool:
    """Tell whether an item is a key one; the office that countersigns them has none of its own."""
    is_drawn = chance.random() < KEY
    return IS_KEY.get((stage, place), is_drawn and office != COUNTERSIGNER)


def _sponsors(chance: Random, *, is_proposal: bool) -> tuple[tuple[str, SponsorKind], ...]:
    if is_proposal and chance.random() < BY_GROUP:
        name = chance.choice(GROUPS)
        return ((name, SponsorKind.PARTY if name.endswith("区委") else SponsorKind.SECTOR),)
    kind = SponsorKind.MEMBER if is_proposal else SponsorKind.DEPUTY
    count = chance.choice((1, 1, 1, 2, 3, 8))
    return tuple((name, kind) for name in chance.sample(DEPUTIES, count))
