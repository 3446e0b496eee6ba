"""The moves of one unit's task (承办任务): received, handed on inside, returned, paused, taken back, ended."""

from tracker.domain.actions import Action as A  # noqa: N817 - one letter keeps the table readable
from tracker.domain.events import EventKind as E
from tracker.domain.guards import Guard as G  # noqa: N817
from tracker.domain.permissions import Permission as P  # noqa: N817
from tracker.domain.vocabulary import AssignmentState as AS  # noqa: N817

_RETURNABLE = (AS.WAITING, AS.SIGNED, AS.HANDLING)
_HELD = (AS.RETURN_REQUESTED, AS.PAUSED)
ASSIGNMENT = (
    ((AS.WAITING,), A.SIGN_FOR_RECEIPT, P.SIGN_FOR_RECEIPT, AS.SIGNED, E.ASSIGNMENT_SIGNED, ()),
    (
        (AS.SIGNED, AS.HANDLING),
        A.DISTRIBUTE,
        P.ASSIGN,
        AS.HANDLING,
        E.ASSIGNMENT_DISTRIBUTED,
        (G.OFFICE_SET,),
    ),
    # another office of the same unit (内部改派): the draft and the contacts stay with the part (§2.4 A2')
    (
        (AS.SIGNED, AS.HANDLING),
        A.REROUTE,
        P.ASSIGN,
        AS.HANDLING,
        E.ASSIGNMENT_REROUTED,
        (G.OFFICE_SET, G.REROUTE_EXPLAINED),
    ),
    ((AS.SIGNED, AS.HANDLING), A.ASSIGN_OFFICER, P.ASSIGN_OFFICER, AS.HANDLING, E.ASSIGNMENT_OFFICER_SET, ()),
    # promises outlive the reply: an answered part may still be given to an office and an officer
    ((AS.ANSWERED,), A.DISTRIBUTE, P.ASSIGN, AS.ANSWERED, E.ASSIGNMENT_DISTRIBUTED, (G.OFFICE_SET,)),
    (
        (AS.ANSWERED,),
        A.REROUTE,
        P.ASSIGN,
        AS.ANSWERED,
        E.ASSIGNMENT_REROUTED,
        (G.OFFICE_SET, G.REROUTE_EXPLAINED),
    ),
    ((AS.ANSWERED,), A.ASSIGN_OFFICER, P.ASSIGN_OFFICER, AS.ANSWERED, E.ASSIGNMENT_OFFICER_SET, ()),
    (
        _RETURNABLE,
        A.ASK_RETURN,
        P.ASK_RETURN,
        AS.RETURN_REQUESTED,
        E.ASSIGNMENT_RETURN_ASKED,
        (G.REASON_GIVEN, G.RETURN_IN_TIME, G.UNSIGNED),
    ),
    ((AS.RETURN_REQUESTED,), A.ACCEPT_RETURN, P.DECIDE_REQUEST, AS.RETURNED, E.ASSIGNMENT_RETURNED, ()),
    # refused: the unit must continue, and has signed for the item by it (QD21 art. 19)
    (
        (AS.RETURN_REQUESTED,),
        A.REFUSE_RETURN,
        P.DECIDE_REQUEST,
        AS.SIGNED,
        E.ASSIGNMENT_RETURN_REFUSED,
        (G.REASON_GIVEN,),
    ),
    (
        (AS.RETURN_REQUESTED,),
        A.REFUSE_RETURN_AT_WORK,
        P.DECIDE_REQUEST,
        AS.HANDLING,
        E.ASSIGNMENT_RETURN_REFUSED,
        (G.REASON_GIVEN,),
    ),
    # taken back, or not endorsed inside the unit: everything is as it was before the request
    ((AS.RETURN_REQUESTED,), A.WAIT_AGAIN, None, AS.WAITING, E.ASSIGNMENT_CONTINUED, ()),
    ((AS.RETURN_REQUESTED,), A.CONTINUE, None, AS.SIGNED, E.ASSIGNMENT_CONTINUED, ()),
    ((AS.RETURN_REQUESTED,), A.CONTINUE_AT_WORK, None, AS.HANDLING, E.ASSIGNMENT_CONTINUED, ()),
    (
        (AS.HANDLING,),
        A.PAUSE,
        P.GRANT_EXTENSION,
        AS.PAUSED,
        E.ASSIGNMENT_PAUSED,
        (G.REASON_GIVEN, G.UNSIGNED),
    ),
    ((AS.PAUSED,), A.RESUME, P.GRANT_EXTENSION, AS.HANDLING, E.ASSIGNMENT_RESUMED, ()),
    (
        (*_RETURNABLE, AS.PAUSED),
        A.RECALL,
        P.ASSIGN,
        AS.RECALLED,
        E.ASSIGNMENT_RECALLED,
        (G.REASON_GIVEN, G.UNNUMBERED),
    ),
    # the item was withdrawn, voided or noted: every part ends with it; reopened, its units are free to be chosen anew
    ((*_RETURNABLE, *_HELD, AS.ANSWERED), A.END, None, AS.DONE, E.ASSIGNMENT_ENDED, ()),
    ((AS.DONE,), A.RELEASE, None, AS.RECALLED, E.ASSIGNMENT_RECALLED, ()),
    ((AS.HANDLING,), A.ANSWER, None, AS.ANSWERED, E.ASSIGNMENT_ANSWERED, ()),
    ((AS.ANSWERED,), A.TAKE_BACK_ANSWER, None, AS.HANDLING, E.ASSIGNMENT_ANSWER_TAKEN_BACK, ()),
    ((AS.ANSWERED, AS.SIGNED, AS.HANDLING, AS.WAITING), A.FINISH, None, AS.DONE, E.ASSIGNMENT_FINISHED, ()),
    ((AS.DONE, AS.ARCHIVED), A.REOPEN, P.REOPEN, AS.HANDLING, E.ASSIGNMENT_REOPENED, (G.REASON_GIVEN,)),
    # an item taken up again to follow its promises: its letter stands, so the part has answered
    ((AS.DONE, AS.ARCHIVED), A.RESUME, P.REOPEN, AS.ANSWERED, E.ASSIGNMENT_REOPENED, (G.REASON_GIVEN,)),
    ((AS.DONE,), A.ARCHIVE, P.SEND_REPLY, AS.ARCHIVED, E.ASSIGNMENT_ARCHIVED, ()),
)
