"""Who may do what on which item: the only place that grants.

``MATRIX`` is the table of rights, a column a subject and a row a permission; ``+`` yes, ``.`` no, letters are
conditions that must all hold. Views, services and templates ask :func:`allows`; list filters repeat the rule in SQL
(``queries.visibility``) and are tested against it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tracker.domain.asked import ASKED_MARKS, Asked
from tracker.domain.subjects import CO_HEAD_ROLES, CO_ROLES, STANDING, SUBJECT_ROLES, Subject
from tracker.domain.vocabulary import Role

FRESH_FOR = timedelta(minutes=15)


class Permission(StrEnum):
    """A right, by its row in the matrix."""

    LIST_OWN_SCOPE = "R1"
    VIEW_CASE = "R2"
    VIEW_TEXT = "R3"
    VIEW_DRAFTS = "R4"
    VIEW_OPINIONS = "R5"
    VIEW_ROUTING = "R6"
    VIEW_REPLY = "R7"
    VIEW_COMMITMENTS = "R8"
    VIEW_HISTORY = "R9"
    VIEW_INTERNAL_FILES = "R10"
    EXPORT_CASE = "R11"
    EXPORT_BULK = "R12"
    VIEW_STATISTICS = "R13"
    VIEW_SPONSOR_CONTACTS = "R14"
    REGISTER = "W1"
    EDIT_CASE = "W2"
    ASSIGN = "W3"
    ASK_RETURN = "W4"
    ASSIGN_OFFICER = "W5"
    EDIT_DRAFT = "W6"
    UPLOAD = "W7"
    DELETE_UPLOAD = "W8"
    DRAFT_OPINION = "W9"
    REQUEST_OPINIONS = "W10"
    SUBMIT_REPLY = "W11"
    REVIEW_IN_DEPARTMENT = "W12"
    CHECK_IN_OFFICE = "W13"
    SIGN_OFF = "W14"
    WITHDRAW_SIGN_OFF = "W15"
    SEND_REPLY = "W16"
    RECORD_EVALUATION = "W17"
    EDIT_COMMITMENTS = "W18"
    REPORT_PROGRESS = "W19"
    PROPOSE_COMPLETION = "W20"
    VERIFY_COMPLETION = "W21"
    ASK_EXTENSION = "W22"
    GRANT_EXTENSION = "W23"
    URGE = "W24"
    DECIDE_PUBLICITY = "W25"
    PUBLISH = "W26"
    VOID = "W27"
    MERGE = "W28"
    SIGN_FOR_RECEIPT = "W29"
    DECIDE_REQUEST_INSIDE = "W30"
    DECIDE_REQUEST = "W31"
    RECORD_CONTACT = "W32"
    SIGN_OPINION = "W33"
    WEIGH_OPINION = "W34"
    COUNTERSIGN = "W35"
    NUMBER_REPLY = "W36"
    CORRECT_REPLY = "W37"
    CONFIRM_EVALUATION = "W38"
    REOPEN = "W39"
    HAND_OVER = "W40"
    CREATE_USER = "A1"
    GRANT_ROLE = "A2"
    DISABLE_USER = "A3"
    RESET_SECOND_FACTOR = "A4"
    CHANGE_SYSTEM_SETTINGS = "A5"
    CHANGE_SECURITY_SETTINGS = "A6"
    READ_AUDIT = "A7"
    EXPORT_AUDIT = "A8"
    BACK_UP = "A9"
    RESTORE = "A10"
    END_OTHERS_SESSIONS = "A11"
    CHANGE_RULES = "A12"


MATRIX = """
     P   L   O   o   H   C   D   X   K   S   V   1   2   3
R1   p   .   +   +   +   w   w   w   +   +   +   .   .   .
R2   p   w   +   +   +   +   +   .   +   +   +   .   .   .
R3   p   w   +   +   +   +   +   .   +   +   +   .   .   .
R4   .   .   +   +   +   c   c   .   +   s   s   .   .   .
R5   .   .   +   +   +   w   w   .   +   +   +   .   .   .
R6   .   .   +   +   +   .   .   .   +   +   +   .   .   .
R7   p   w   +   +   +   +   +   .   +   +   +   .   .   .
R8   p   w   +   +   +   w   w   .   +   +   +   .   .   .
R9   .   .   +   +   +   .   .   .   +   +   +   .   .   .
R10  .   .   +   +   +   c   c   .   +   +   +   .   .   .
R11  .   .   +   .   +   .   .   .   +   +   +   .   .   .
R12  .   .   .   .   w   .   .   .   r   .   r   .   .   .
R13  p   .   +   +   +   +   +   +   +   +   +   .   .   .
R14  .   w   +   .   +   .   .   .   +   .   .   .   .   .
W1   .   .   .   .   .   .   .   .   +   .   .   .   .   .
W2   .   .   .   .   .   .   .   .   b   .   .   .   .   .
W3   .   .   .   .   .   .   .   .   +   .   .   .   .   .
W4   .   .   .   .   d   w   w   .   +   .   .   .   .   .
W5   .   .   .   .   +   .   w   .   .   .   .   .   .   .
W6   .   .   d   .   d   .   .   .   .   .   .   .   .   .
W7   .   .   d   .   d   w   w   .   +   .   .   .   .   .
W8   .   .   b   .   b   w   w   .   b   .   .   .   .   .
W9   .   .   .   .   .   dw  dw  .   .   .   .   .   .   .
W10  .   .   d   .   d   .   .   .   +   .   .   .   .   .
W11  .   .   d   .   d   .   .   .   .   .   .   .   .   .
W12  .   .   .   .   n   .   .   .   .   .   .   .   .   .
W13  .   .   .   .   .   .   .   .   n   .   .   .   .   .
W14  .   .   .   .   .   .   .   .   .   nr  .   .   .   .
W15  .   .   .   .   .   .   .   .   .   r   .   .   .   .
W16  .   .   .   .   .   .   .   .   +   .   .   .   .   .
W17  .   w   .   .   .   .   .   .   +   .   .   .   .   .
W18  .   .   b   .   b   .   .   .   +   .   .   .   .   .
W19  .   .   +   .   +   w   w   .   .   .   .   .   .   .
W20  .   .   +   .   +   w   w   .   .   .   .   .   .   .
W21  .   .   .   .   .   .   .   .   n   .   n   .   .   .
W22  .   .   +   .   +   w   w   .   .   .   .   .   .   .
W23  .   .   .   .   .   .   .   .   +   +   .   .   .   .
W24  .   .   .   .   w   .   w   .   +   +   +   .   .   .
W25  .   .   .   .   .   .   .   .   .   r   .   .   .   .
W26  .   .   .   .   .   .   .   .   r   .   .   .   .   .
W27  .   .   .   .   .   .   .   .   2   2   .   .   .   .
W28  .   .   .   .   .   .   .   .   +   .   .   .   .   .
W29  .   .   .   .   w   .   w   .   +   .   .   .   .   .
W30  .   .   .   .   +   .   w   .   .   .   .   .   .   .
W31  .   .   .   .   .   .   .   .   +   +   .   .   .   .
W32  .   .   +   +   +   w   w   .   +   .   .   .   .   .
W33  .   .   .   .   .   .   dnw .   .   .   .   .   .   .
W34  .   .   d   d   d   .   .   .   .   .   .   .   .   .
W35  .   .   .   .   d   .   .   .   .   d   .   .   .   .
W36  .   .   .   .   .   .   .   .   +   .   .   .   .   .
W37  .   .   d   d   .   .   .   .   +   r   .   .   .   .
W38  .   .   .   .   .   .   .   .   n   .   n   .   .   .
W39  .   .   .   .   .   .   .   .   +   +   +   .   .   .
W40  .   .   w   w   +   w   w   .   +   .   .   .   .   .
A1   .   .   .   .   .   .   .   .   .   .   .   +   .   .
A2   .   .   .   .   .   .   .   .   .   .   .   .   r   .
A3   .   .   .   .   .   .   .   .   .   .   .   +   +   .
A4   .   .   .   .   .   .   .   .   .   .   .   2   2   .
A5   .   .   .   .   .   .   .   .   .   .   .   r   .   .
A6   .   .   .   .   .   .   .   .   .   .   .   .   r   .
A7   .   .   .   .   .   .   .   .   .   .   .   .   .   +
A8   .   .   .   .   .   .   .   .   .   .   .   .   .   +
A9   .   .   .   .   .   .   .   .   .   .   .   +   .   .
A10  .   .   .   .   .   .   .   .   .   .   .   2   2   .
A11  .   .   .   .   .   .   .   .   .   .   .   .   +   .
A12  .   .   .   .   .   .   .   .   r   .   .   .   r   .
"""


def _read_matrix(text: str) -> dict[Permission, dict[Subject, str]]:
    head, *rows = [line.split() for line in text.strip().splitlines()]
    subjects = [Subject(mark) for mark in head]
    return {
        Permission(row[0]): {
            **dict(zip(subjects, row[1:], strict=True)),
            Subject.ASKED: ASKED_MARKS.get(row[0], "."),
        }
        for row in rows
    }


PERMISSIONS: Mapping[Permission, Mapping[Subject, str]] = _read_matrix(MATRIX)


@dataclass(frozen=True)
class Actor:
    """A signed-in person: ``scopes`` holds, for each role, every unit id in the trees where the role is held.

    ``session_id`` and ``address`` say from where, for the audit log alone.
    """

    user_id: int
    name: str
    scopes: Mapping[Role, frozenset[int]] = field(default_factory=dict)
    proved_at: datetime | None = None
    locale: str = "zh"
    session_id: int | None = None
    address: str = ""

    def holds(self, role: Role, *unit_ids: int | None) -> bool:
        """Tell whether the person holds ``role`` over any of the units."""
        scope = self.scopes.get(role, frozenset())
        return any(unit_id in scope for unit_id in unit_ids if unit_id is not None)


@dataclass(frozen=True)
class Part:
    """One unit's live assignment as far as rights depend on it."""

    unit_id: int
    office_id: int | None = None
    officer_id: int | None = None

    @property
    def place(self) -> int:
        """The office that does the work, or the unit while no office has it."""
        return self.office_id or self.unit_id

    @property
    def places(self) -> frozenset[int]:
        """The unit and, where given, its office."""
        return frozenset({self.unit_id, self.place})


@dataclass(frozen=True)
class CaseParties:
    """Who is concerned by one item: its host's book, the answering and assisting parts, whom steps ask.

    ``owing`` are units that owe a promise without a part in the item's letter.
    """

    host_unit_id: int
    answering: tuple[Part, ...] = ()
    assisting: tuple[Part, ...] = ()
    is_published: bool = False
    is_submitted: bool = False
    is_signed: bool = False
    is_shared: bool = False
    asked: tuple[Asked, ...] = ()
    owing: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Target:
    """What an action is about: whose part, made by whom, in work or not, asking the person, answered apart or not."""

    places: frozenset[int] = frozenset()
    makers: frozenset[int] = frozenset()
    is_working: bool = True
    is_seconded: bool = False
    is_asked: bool = True
    is_apart: bool = False


WHOLE_CASE = Target()


def _supervising(actor: Actor, case: CaseParties, role: Role) -> bool:
    return actor.holds(role, case.host_unit_id, *(part.unit_id for part in case.answering))


def _is_officer(actor: Actor, case: CaseParties) -> bool:
    return any(
        part.officer_id == actor.user_id and actor.holds(Role.OFFICER, part.place) for part in case.answering
    )


def _is_colleague(actor: Actor, case: CaseParties) -> bool:
    return any(actor.holds(Role.OFFICER, part.place) for part in case.answering)


def _is_head(actor: Actor, case: CaseParties) -> bool:
    return any(actor.holds(Role.HEAD, part.place) for part in case.answering)


def is_asked(actor: Actor, asked: Asked) -> bool:
    """Tell whether a step of sign-off asks this person."""
    if asked.user_id is not None:
        return actor.user_id == asked.user_id
    return asked.role is not None and actor.holds(asked.role, asked.unit_id)


def _assists(actor: Actor, case: CaseParties, roles: tuple[Role, ...]) -> bool:
    return any(actor.holds(role, part.place) for part in case.assisting for role in roles) or any(
        _owes(actor, case, part, role) for part in case.owing for role in roles
    )


def _owes(actor: Actor, case: CaseParties, part: Part, role: Role) -> bool:
    """Tell whether somebody acts for a unit that owes a promise: for an office inside, its own people alone."""
    is_above = role in {Role.COORDINATOR, Role.LEADER} and actor.holds(role, case.host_unit_id)
    return actor.holds(role, part.place) and (part.place == case.host_unit_id or not is_above)


PREDICATES: Mapping[Subject, Callable[[Actor, CaseParties], bool]] = {
    Subject.OFFICER: _is_officer,
    Subject.COLLEAGUE: _is_colleague,
    Subject.HEAD: _is_head,
    Subject.LIAISON: lambda actor, case: _assists(actor, case, CO_ROLES),
    Subject.CO_HEAD: lambda actor, case: _assists(actor, case, CO_HEAD_ROLES),
    Subject.COORDINATOR: lambda actor, case: _supervising(actor, case, Role.COORDINATOR),
    Subject.LEADER: lambda actor, case: _supervising(actor, case, Role.LEADER),
    Subject.SUPERVISOR: lambda actor, case: _supervising(actor, case, Role.SUPERVISOR),
    Subject.ASKED: lambda actor, case: any(is_asked(actor, asked) for asked in case.asked),
}


def subjects_of(actor: Actor, case: CaseParties) -> frozenset[Subject]:
    """Return everything the person is to the item; an outsider where nothing else."""
    found = {subject for subject, holds in PREDICATES.items() if holds(actor, case)}
    return frozenset(found or {Subject.OUTSIDER})


def _owns(actor: Actor, subject: Subject, target: Target) -> bool:
    return any(actor.holds(role, *target.places) for role in SUBJECT_ROLES.get(subject, ()))


def _meets(
    mark: str, subject: Subject, actor: Actor, case: CaseParties, *, target: Target, now: datetime
) -> bool:
    tests: Mapping[str, Callable[[], bool]] = {
        "+": lambda: True,
        ".": lambda: False,
        "p": lambda: case.is_published,
        "w": lambda: _owns(actor, subject, target),
        "s": lambda: case.is_submitted,
        "c": lambda: case.is_shared,
        "d": lambda: target.is_working,
        "b": lambda: not case.is_signed,
        "n": lambda: actor.user_id not in target.makers,
        "r": lambda: is_fresh(actor, now),
        "2": lambda: target.is_seconded,
        "k": lambda: target.is_asked,
    }
    return tests[mark]()


def is_fresh(actor: Actor, now: datetime) -> bool:
    """Tell whether the person proved who they are within the last 15 minutes (condition ``r``)."""
    return actor.proved_at is not None and now - actor.proved_at <= FRESH_FOR


def allows(
    permission: Permission, actor: Actor, case: CaseParties, target: Target = WHOLE_CASE, *, now: datetime
) -> bool:
    """Tell whether the person may do this to this item now; ``now`` is an aware instant."""
    row, concerned = PERMISSIONS[permission], _concerned(permission, case, target)
    return any(
        all(_meets(mark, subject, actor, concerned, target=target, now=now) for mark in row[subject])
        for subject in subjects_of(actor, concerned)
    )


def _concerned(permission: Permission, case: CaseParties, target: Target) -> CaseParties:
    """Return who is concerned: of a part answered apart, the other parts' people may read, not act."""
    if not target.is_apart or permission.value.startswith("R"):
        return case
    own = tuple(part for part in case.answering if part.places & target.places)
    return replace(case, answering=own)


def allows_when_fresh(
    permission: Permission, actor: Actor, case: CaseParties, target: Target, *, now: datetime
) -> bool:
    """Tell whether only a fresh sign-in stands between the person and the action."""
    return allows(permission, replace(actor, proved_at=now), case, target, now=now)


def allows_anywhere(
    permission: Permission, actor: Actor, target: Target = WHOLE_CASE, *, now: datetime
) -> bool:
    """Tell whether the person may do this where no item stands yet (registering, administration)."""
    row = PERMISSIONS[permission]
    nowhere = CaseParties(host_unit_id=0)
    return any(
        actor.scopes.get(role)
        and all(_meets(mark, subject, actor, nowhere, target=target, now=now) for mark in row[subject])
        for subject, role in STANDING.items()
    )
