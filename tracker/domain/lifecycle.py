"""One table a machine: (state, action) -> permission, guards, next state, event. Nothing else may change a state.

The tables are total: what a row does not list is not offered in that state. A permission of None marks a consequence
that the system draws within somebody's permitted action.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.actions import Action as A  # noqa: N817 - one letter keeps the tables readable
from tracker.domain.events import EventKind as E
from tracker.domain.guards import Guard as G  # noqa: N817
from tracker.domain.letter_moves import LETTER
from tracker.domain.part_moves import ASSIGNMENT
from tracker.domain.permissions import Permission as P  # noqa: N817
from tracker.domain.request_moves import REQUEST
from tracker.domain.review_rows import REVIEW
from tracker.domain.vocabulary import (
    AssignmentState,
    CaseState,
    CommitmentState,
    EvaluationState,
    LetterState,
    Machine,
    OpinionState,
    ReplyState,
    RequestState,
)

STATES: Mapping[Machine, type[StrEnum]] = {
    Machine.CASE: CaseState,
    Machine.ASSIGNMENT: AssignmentState,
    Machine.OPINION: OpinionState,
    Machine.REPLY: ReplyState,
    Machine.EVALUATION: EvaluationState,
    Machine.COMMITMENT: CommitmentState,
    Machine.REQUEST: RequestState,
    Machine.LETTER: LetterState,
}


@dataclass(frozen=True)
class Transition:
    """One line of a machine's table."""

    source: StrEnum
    action: A
    permission: P | None
    target: StrEnum
    event: E
    guards: tuple[G, ...] = ()


Row = tuple[tuple[StrEnum, ...], A, P | None, StrEnum, E, tuple[G, ...]]

C, O, R, EV, CM = (  # noqa: E741 - one letter a machine keeps the tables readable
    CaseState,
    OpinionState,
    ReplyState,
    EvaluationState,
    CommitmentState,
)

_HEARD = (G.EVALUATIONS_IN, G.DISSATISFACTION_MET)
CASE: tuple[Row, ...] = (
    ((C.REGISTERED, C.HANDLING), A.ASSIGN, P.ASSIGN, C.HANDLING, E.CASE_ASSIGNED, (G.HAS_ANSWERING,)),
    ((C.REGISTERED, C.HANDLING), A.NOTE, P.ASSIGN, C.NOTED, E.CASE_NOTED, (G.REFERENCE_ONLY, G.UNNUMBERED)),
    ((C.HANDLING,), A.COMPLETE_REPLY, None, C.REPLIED, E.CASE_REPLIED, (G.ALL_ANSWERED,)),
    ((C.REPLIED,), A.ASK_EVALUATION, P.SEND_REPLY, C.EVALUATING, E.CASE_EVALUATION_ASKED, ()),
    (
        (C.REPLIED, C.EVALUATING),
        A.CONCLUDE_EVALUATION,
        P.SEND_REPLY,
        C.TRACKING,
        E.CASE_EVALUATED,
        (G.EVALUATION_ASKED, *_HEARD),
    ),
    (
        (C.REPLIED, C.EVALUATING, C.TRACKING),
        A.ORDER_REDO,
        P.REOPEN,
        C.HANDLING,
        E.CASE_REDO_ORDERED,
        (G.FIRST_ROUND, G.REDO_GROUNDED, G.REASON_GIVEN),
    ),
    ((C.HANDLING, C.TRACKING), A.CLOSE, P.SEND_REPLY, C.CLOSED, E.CASE_CLOSED, (G.NOTHING_OWED, *_HEARD)),
    # an evaluation corrected after closing is open again, and so is the question where it is dissatisfied
    ((C.CLOSED,), A.ARCHIVE, P.SEND_REPLY, C.ARCHIVED, E.CASE_ARCHIVED, _HEARD),
    ((C.NOTED, C.WITHDRAWN), A.ARCHIVE, P.SEND_REPLY, C.ARCHIVED, E.CASE_ARCHIVED, ()),
    ((C.CLOSED, C.ARCHIVED), A.REOPEN, P.REOPEN, C.TRACKING, E.CASE_REOPENED, (G.REASON_GIVEN,)),
    # what was closed without a letter of its own (a co-handler's item) is handled again instead of followed up
    ((C.CLOSED, C.ARCHIVED), A.RESUME, P.REOPEN, C.HANDLING, E.CASE_REOPENED, (G.REASON_GIVEN,)),
    ((C.MERGED,), A.REOPEN, P.REOPEN, C.REGISTERED, E.CASE_REOPENED, (G.REASON_GIVEN,)),
    ((C.NOTED, C.WITHDRAWN), A.REOPEN, P.REOPEN, C.REGISTERED, E.CASE_REOPENED, (G.REASON_GIVEN,)),
    (
        (C.REGISTERED, C.HANDLING),
        A.WITHDRAW,
        P.DECIDE_REQUEST,
        C.WITHDRAWN,
        E.CASE_WITHDRAWN,
        (G.REASON_GIVEN, G.COSIGNERS_AGREE, G.UNNUMBERED),
    ),
    (
        (C.REGISTERED, C.HANDLING),
        A.VOID,
        P.VOID,
        C.VOIDED,
        E.CASE_VOIDED,
        (G.REASON_GIVEN, G.UNNUMBERED),
    ),
    # what an import should never have made; nobody has begun with it, so that one person suffices (decision 0029)
    ((C.REGISTERED, C.HANDLING), A.UNDO_IMPORT, P.REGISTER, C.VOIDED, E.CASE_IMPORT_UNDONE, (G.UNTOUCHED,)),
    ((C.REGISTERED, C.HANDLING), A.MERGE, P.MERGE, C.MERGED, E.CASE_MERGED, (G.REASON_GIVEN,)),
)

OPINION: tuple[Row, ...] = (
    ((O.DRAFTING,), A.SUBMIT, P.DRAFT_OPINION, O.TO_SIGN, E.OPINION_SUBMITTED, (G.TEXT_WRITTEN,)),
    ((O.TO_SIGN,), A.SEND_BACK, P.SIGN_OPINION, O.DRAFTING, E.OPINION_SENT_BACK, (G.REASON_GIVEN,)),
    ((O.TO_SIGN,), A.SIGN, P.SIGN_OPINION, O.SUBMITTED, E.OPINION_SIGNED, (G.TEXT_WRITTEN,)),
    ((O.SUBMITTED,), A.ADOPT, P.WEIGH_OPINION, O.ADOPTED, E.OPINION_ADOPTED, ()),
    (
        (O.SUBMITTED,),
        A.PARTLY_ADOPT,
        P.WEIGH_OPINION,
        O.PARTLY_ADOPTED,
        E.OPINION_PARTLY_ADOPTED,
        (G.REASON_GIVEN,),
    ),
    ((O.SUBMITTED,), A.DECLINE, P.WEIGH_OPINION, O.NOT_ADOPTED, E.OPINION_NOT_ADOPTED, (G.REASON_GIVEN,)),
    (
        (O.SUBMITTED,),
        A.RETURN_EMPTY,
        P.WEIGH_OPINION,
        O.DRAFTING,
        E.OPINION_RETURNED_EMPTY,
        (G.REASON_GIVEN,),
    ),
    (
        (O.DRAFTING, O.TO_SIGN),
        A.OVERRIDE_SILENCE,
        P.REQUEST_OPINIONS,
        O.OVERRIDDEN,
        E.OPINION_OVERRIDDEN,
        (G.REASON_GIVEN,),
    ),
    ((O.OVERRIDDEN,), A.RESUME, P.DRAFT_OPINION, O.DRAFTING, E.OPINION_RESUMED, (G.ITEM_OPEN,)),
)

_UNSENT = (R.DRAFTING, R.DEPT_REVIEW, R.OFFICE_CHECK, R.COUNTERSIGN, R.SIGN_OFF, R.SIGNED)
REPLY: tuple[Row, ...] = (
    *REVIEW,
    (
        (R.SIGNED, R.NUMBERED),
        A.WITHDRAW_SIGNATURE,
        P.WITHDRAW_SIGN_OFF,
        R.SIGN_OFF,
        E.REPLY_SIGNATURE_WITHDRAWN,
        (G.REASON_GIVEN,),
    ),
    ((R.SIGNED,), A.NUMBER, P.NUMBER_REPLY, R.NUMBERED, E.REPLY_NUMBERED, ()),
    ((R.NUMBERED,), A.VOID_NUMBER, P.NUMBER_REPLY, R.SIGNED, E.REPLY_NUMBER_VOIDED, (G.REASON_GIVEN,)),
    ((R.NUMBERED,), A.SEND, P.SEND_REPLY, R.SENT, E.REPLY_SENT, (G.RECIPIENTS_SET,)),
    ((R.SENT,), A.RESEND, P.SEND_REPLY, R.SENT, E.REPLY_RESENT, (G.RECIPIENTS_SET,)),
    ((R.PUBLISHED,), A.RESEND, P.SEND_REPLY, R.PUBLISHED, E.REPLY_RESENT, (G.RECIPIENTS_SET,)),
    ((R.SENT,), A.CORRECT, P.CORRECT_REPLY, R.SENT, E.REPLY_CORRECTED, (G.REASON_GIVEN,)),
    ((R.PUBLISHED,), A.CORRECT, P.CORRECT_REPLY, R.PUBLISHED, E.REPLY_CORRECTED, (G.REASON_GIVEN,)),
    (
        (R.SENT,),
        A.PUBLISH,
        P.PUBLISH,
        R.PUBLISHED,
        E.REPLY_PUBLISHED,
        (G.PUBLICITY_SET, G.PROACTIVE, G.CONSENT_HEARD, G.COPY_MADE),
    ),
    (
        (R.PUBLISHED,),
        A.WITHDRAW_PUBLICATION,
        P.PUBLISH,
        R.SENT,
        E.REPLY_PUBLICATION_WITHDRAWN,
        (G.REASON_GIVEN,),
    ),
    ((*_UNSENT, R.NUMBERED), A.CANCEL, P.DECIDE_REQUEST, R.CANCELLED, E.REPLY_CANCELLED, (G.REASON_GIVEN,)),
)

EVALUATION: tuple[Row, ...] = (
    (
        (EV.AWAITING, EV.UNRETURNED),
        A.ENTER,
        P.RECORD_EVALUATION,
        EV.ENTERED,
        E.EVALUATION_ENTERED,
        (G.HANDLER_APART, G.SCAN_GIVEN),
    ),
    ((EV.AWAITING, EV.UNRETURNED), A.GIVE, None, EV.CONFIRMED, E.EVALUATION_GIVEN, ()),
    (
        (EV.ENTERED,),
        A.CONFIRM,
        P.CONFIRM_EVALUATION,
        EV.CONFIRMED,
        E.EVALUATION_CONFIRMED,
        (G.HANDLER_APART, G.SCAN_GIVEN),
    ),
    (
        (EV.ENTERED,),
        A.REJECT_ENTRY,
        P.CONFIRM_EVALUATION,
        EV.AWAITING,
        E.EVALUATION_REJECTED,
        (G.HANDLER_APART, G.REASON_GIVEN),
    ),
    (
        (EV.CONFIRMED,),
        A.SUPERSEDE,
        P.CONFIRM_EVALUATION,
        EV.SUPERSEDED,
        E.EVALUATION_SUPERSEDED,
        (G.HANDLER_APART, G.REASON_GIVEN),
    ),
    (
        (EV.AWAITING,),
        A.LAPSE,
        P.RECORD_EVALUATION,
        EV.UNRETURNED,
        E.EVALUATION_LAPSED,
        (G.HANDLER_APART, G.TERM_OVER, G.REASON_GIVEN),
    ),
)

_PENDING = (CM.TO_START, CM.UNDER_WAY, CM.POSTPONED)
_OWED = (*_PENDING, CM.REPORTED_DONE)
_ENDED = (CM.KEPT, CM.KEPT_LATE, CM.BROKEN, CM.DROPPED, CM.CHANGED)
COMMITMENT: tuple[Row, ...] = (
    (
        _PENDING,
        A.REPORT_PROGRESS,
        P.REPORT_PROGRESS,
        CM.UNDER_WAY,
        E.COMMITMENT_PROGRESSED,
        (G.TEXT_WRITTEN,),
    ),
    (
        _PENDING,
        A.REPORT_DONE,
        P.PROPOSE_COMPLETION,
        CM.REPORTED_DONE,
        E.COMMITMENT_REPORTED_DONE,
        (G.TEXT_WRITTEN, G.EVIDENCE_GIVEN),
    ),
    (
        (CM.REPORTED_DONE,),
        A.SEND_BACK,
        P.VERIFY_COMPLETION,
        CM.UNDER_WAY,
        E.COMMITMENT_SENT_BACK,
        (G.REASON_GIVEN,),
    ),
    ((CM.REPORTED_DONE,), A.VERIFY, P.VERIFY_COMPLETION, CM.KEPT, E.COMMITMENT_KEPT, (G.ON_TIME,)),
    (
        (CM.REPORTED_DONE,),
        A.VERIFY_LATE,
        P.VERIFY_COMPLETION,
        CM.KEPT_LATE,
        E.COMMITMENT_KEPT_LATE,
        (G.LATE,),
    ),
    (_PENDING, A.POSTPONE, P.GRANT_EXTENSION, CM.POSTPONED, E.COMMITMENT_POSTPONED, (G.REASON_GIVEN,)),
    (_OWED, A.CHANGE, P.GRANT_EXTENSION, CM.CHANGED, E.COMMITMENT_CHANGED, (G.REASON_GIVEN,)),
    (_OWED, A.DROP, P.GRANT_EXTENSION, CM.DROPPED, E.COMMITMENT_DROPPED, (G.REASON_GIVEN,)),
    (_OWED, A.DECLARE_BROKEN, P.VERIFY_COMPLETION, CM.BROKEN, E.COMMITMENT_BROKEN, (G.REASON_GIVEN,)),
    (_ENDED, A.REOPEN, P.REOPEN, CM.UNDER_WAY, E.COMMITMENT_REOPENED, (G.REASON_GIVEN,)),
)

TABLES: Mapping[Machine, tuple[Row, ...]] = {
    Machine.CASE: CASE,
    Machine.ASSIGNMENT: ASSIGNMENT,
    Machine.OPINION: OPINION,
    Machine.REPLY: REPLY,
    Machine.EVALUATION: EVALUATION,
    Machine.COMMITMENT: COMMITMENT,
    Machine.REQUEST: REQUEST,
    Machine.LETTER: LETTER,
}


def _index(rows: tuple[Row, ...]) -> dict[tuple[StrEnum, A], Transition]:
    table: dict[tuple[StrEnum, A], Transition] = {}
    for sources, action, permission, target, event, guards in rows:
        for source in sources:
            if (source, action) in table:
                raise RuntimeError(source, action)
            table[source, action] = Transition(source, action, permission, target, event, guards)
    return table


TRANSITIONS: Mapping[Machine, Mapping[tuple[StrEnum, A], Transition]] = {
    machine: _index(rows) for machine, rows in TABLES.items()
}


def find(machine: Machine, state: StrEnum, action: A) -> Transition | None:
    """Return the move that ``action`` makes from ``state``, or None where it is not offered."""
    return TRANSITIONS[machine].get((state, action))


def moves_from(machine: Machine, state: StrEnum) -> tuple[Transition, ...]:
    """Return every move out of ``state`` in the table's order."""
    return tuple(move for (source, _), move in TRANSITIONS[machine].items() if source == state)
