"""The reply's rows from drafting to the signature: who passes, sends back, adds, bypasses (table of ``lifecycle``)."""

from tracker.domain.actions import Action as A  # noqa: N817 - one letter keeps the tables readable
from tracker.domain.events import EventKind as E
from tracker.domain.guards import Guard as G  # noqa: N817
from tracker.domain.permissions import Permission as P  # noqa: N817
from tracker.domain.vocabulary import REVIEW_STATES, ReplyState

R = ReplyState
Row = tuple[tuple[ReplyState, ...], A, P | None, ReplyState, E, tuple[G, ...]]

_READY_TO_SIGN = (
    G.TEXT_WRITTEN,
    G.OPINIONS_IN,
    G.OPINIONS_WEIGHED,
    G.CONTACT_RECORDED,
    G.MEETING_HELD,
    G.PROMISES_DECIDED,
    G.CLASS_SET,
    G.PUBLICITY_SET,
    G.PROMISES_SEEN,
)


def _at_stage(
    stage: ReplyState, right: P, *, passes: A, passed: E, guards: tuple[G, ...] = ()
) -> tuple[Row, ...]:
    """Return what whoever a step asks does at one stage without leaving it for a signature of the last step."""
    back = (G.REASON_GIVEN,)
    return (
        ((stage,), passes, right, stage, passed, guards),
        ((stage,), A.SEND_BACK, right, R.DRAFTING, E.REPLY_SENT_BACK, back),
        ((stage,), A.BACK_TO_STEP, right, stage, E.REPLY_STEP_SENT_BACK, back),
    )


REVIEW: tuple[Row, ...] = (
    (
        (R.DRAFTING,),
        A.SUBMIT,
        P.SUBMIT_REPLY,
        R.DEPT_REVIEW,
        E.REPLY_SUBMITTED,
        (G.TEXT_WRITTEN, G.PROMISES_DECIDED, G.ASKS_ANSWERED),
    ),
    (
        REVIEW_STATES,
        A.RECALL_SUBMISSION,
        P.SUBMIT_REPLY,
        R.DRAFTING,
        E.REPLY_RECALLED,
        (G.NOTHING_PASSED,),
    ),
    ((R.DEPT_REVIEW,), A.APPROVE, P.REVIEW_IN_DEPARTMENT, R.OFFICE_CHECK, E.REPLY_APPROVED, ()),
    *_at_stage(R.DEPT_REVIEW, P.REVIEW_IN_DEPARTMENT, passes=A.PASS_ON, passed=E.REPLY_APPROVED),
    ((R.OFFICE_CHECK,), A.PASS_CHECK, P.CHECK_IN_OFFICE, R.SIGN_OFF, E.REPLY_CHECKED, ()),
    *_at_stage(R.OFFICE_CHECK, P.CHECK_IN_OFFICE, passes=A.PASS_ON, passed=E.REPLY_CHECKED),
    *_at_stage(R.COUNTERSIGN, P.COUNTERSIGN, passes=A.COUNTERSIGN, passed=E.REPLY_COUNTERSIGNED),
    ((R.SIGN_OFF,), A.SIGN, P.SIGN_OFF, R.SIGNED, E.REPLY_SIGNED_OFF, _READY_TO_SIGN),
    *_at_stage(R.SIGN_OFF, P.SIGN_OFF, passes=A.PASS_ON, passed=E.REPLY_PART_SIGNED, guards=_READY_TO_SIGN),
    (
        (R.SIGN_OFF,),
        A.REFUSE_SIGNATURE,
        P.SIGN_OFF,
        R.DRAFTING,
        E.REPLY_SIGNATURE_REFUSED,
        (G.REASON_GIVEN,),
    ),
    *(
        ((stage,), action, right, stage, event, guards)
        for stage in REVIEW_STATES
        for action, right, event, guards in (
            (A.ADD_LEVEL, P.CHECK_IN_OFFICE, E.REPLY_LEVEL_ADDED, (G.REASON_GIVEN,)),
            (A.ASK_COUNTERSIGN, P.CHECK_IN_OFFICE, E.REPLY_COUNTERSIGN_ASKED, (G.REASON_GIVEN,)),
            (A.RECORD_MEETING, P.CHECK_IN_OFFICE, E.REPLY_MEETING_RECORDED, ()),
            (
                A.BYPASS_STEP,
                P.DECIDE_REQUEST,
                E.REPLY_STEP_BYPASSED,
                (G.REASON_GIVEN, G.NOT_OWN_WORK, G.NOT_LAST_SIGNATURE),
            ),
            (
                A.WAIVE_CONTACT,
                P.DECIDE_REQUEST,
                E.REPLY_CONTACT_WAIVED,
                (G.REASON_GIVEN, G.NOT_OWN_WORK),
            ),
        )
    ),
    # what follows of itself where the next step belongs to another stage
    (REVIEW_STATES, A.MOVE_TO_REVIEW, None, R.DEPT_REVIEW, E.REPLY_MOVED_ON, ()),
    (REVIEW_STATES, A.MOVE_TO_CHECK, None, R.OFFICE_CHECK, E.REPLY_MOVED_ON, ()),
    (REVIEW_STATES, A.MOVE_TO_COUNTERSIGN, None, R.COUNTERSIGN, E.REPLY_MOVED_ON, ()),
    (REVIEW_STATES, A.MOVE_TO_SIGN, None, R.SIGN_OFF, E.REPLY_MOVED_ON, ()),
)

# moves of a reply that only whom its present step asks may make
BY_STEP = frozenset(
    {
        A.APPROVE,
        A.PASS_ON,
        A.PASS_CHECK,
        A.COUNTERSIGN,
        A.SIGN,
        A.SEND_BACK,
        A.BACK_TO_STEP,
        A.REFUSE_SIGNATURE,
    }
)
