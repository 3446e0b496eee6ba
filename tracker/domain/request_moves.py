"""The moves of a request: decided inside the unit first, then by the assigner; voiding takes two persons."""

from tracker.domain.actions import Action as A  # noqa: N817 - one letter keeps the table readable
from tracker.domain.events import EventKind as E
from tracker.domain.guards import Guard as G  # noqa: N817
from tracker.domain.permissions import Permission as P  # noqa: N817
from tracker.domain.vocabulary import RequestState as RQ  # noqa: N814

OPEN = (RQ.ASKED, RQ.ENDORSED)
REQUEST = (
    ((RQ.ASKED,), A.ENDORSE, P.DECIDE_REQUEST_INSIDE, RQ.ENDORSED, E.REQUEST_ENDORSED, (G.INSIDE_ASKED,)),
    (
        (RQ.ASKED,),
        A.SEND_BACK,
        P.DECIDE_REQUEST_INSIDE,
        RQ.REFUSED,
        E.REQUEST_REFUSED,
        (G.INSIDE_ASKED, G.REASON_GIVEN),
    ),
    (OPEN, A.ACCEPT, P.DECIDE_REQUEST, RQ.ACCEPTED, E.REQUEST_ACCEPTED, (G.INSIDE_DECIDED,)),
    (
        OPEN,
        A.REFUSE,
        P.DECIDE_REQUEST,
        RQ.REFUSED,
        E.REQUEST_REFUSED,
        (G.INSIDE_DECIDED, G.REASON_GIVEN),
    ),
    (OPEN, A.CANCEL, P.ASK_RETURN, RQ.CANCELLED, E.REQUEST_CANCELLED, (G.IS_ASKER,)),
    (OPEN, A.CANCEL_EXTENSION, P.ASK_EXTENSION, RQ.CANCELLED, E.REQUEST_CANCELLED, (G.IS_ASKER,)),
    # voiding takes two persons (W27, condition 2): the matrix keeps the proposer from confirming
    ((RQ.ASKED,), A.CONFIRM_VOID, P.VOID, RQ.ACCEPTED, E.REQUEST_ACCEPTED, ()),
    ((RQ.ASKED,), A.REJECT_VOID, P.VOID, RQ.REFUSED, E.REQUEST_REFUSED, (G.REASON_GIVEN,)),
    ((RQ.ASKED,), A.CANCEL_VOID, P.VOID, RQ.CANCELLED, E.REQUEST_CANCELLED, (G.IS_ASKER,)),
    # not to publish a letter after all is a leader's to decide, as publishing is (W25); whoever may ask for a day in
    # the lead's or one's own part may ask it (W22), for the table of rights has no row of its own for it
    (OPEN, A.AGREE_NOT_PUBLIC, P.DECIDE_PUBLICITY, RQ.ACCEPTED, E.REQUEST_ACCEPTED, ()),
    (OPEN, A.REFUSE_NOT_PUBLIC, P.DECIDE_PUBLICITY, RQ.REFUSED, E.REQUEST_REFUSED, (G.REASON_GIVEN,)),
    (OPEN, A.CANCEL_NOT_PUBLIC, P.ASK_EXTENSION, RQ.CANCELLED, E.REQUEST_CANCELLED, (G.IS_ASKER,)),
    # the part or the item that it was about has ended
    (OPEN, A.END, None, RQ.CANCELLED, E.REQUEST_CANCELLED, ()),
)
