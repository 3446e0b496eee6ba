"""The moves of a letter that follows a sent reply: a correction (更正函) or a supplementary answer (补充答复).

Whoever may correct a reply (W37) drafts it; the leader signs it freshly proved and never as its author (W14); the
office numbers and sends it. The reply itself is never edited.
"""

from tracker.domain.actions import Action as A  # noqa: N817 - one letter keeps the table readable
from tracker.domain.events import EventKind as E
from tracker.domain.guards import Guard as G  # noqa: N817
from tracker.domain.permissions import Permission as P  # noqa: N817
from tracker.domain.vocabulary import LetterState as L

WRITTEN = (G.TEXT_WRITTEN, G.PROMISES_DECIDED)
LETTER = (
    ((L.DRAFTING,), A.SUBMIT, P.CORRECT_REPLY, L.TO_SIGN, E.LETTER_SUBMITTED, WRITTEN),
    ((L.TO_SIGN,), A.RECALL_SUBMISSION, P.CORRECT_REPLY, L.DRAFTING, E.LETTER_RECALLED, ()),
    ((L.TO_SIGN,), A.SEND_BACK, P.SIGN_OFF, L.DRAFTING, E.LETTER_SENT_BACK, (G.REASON_GIVEN,)),
    ((L.TO_SIGN,), A.SIGN, P.SIGN_OFF, L.SIGNED, E.LETTER_SIGNED, (*WRITTEN, G.PROMISES_SEEN)),
    (
        (L.SIGNED, L.NUMBERED),
        A.WITHDRAW_SIGNATURE,
        P.WITHDRAW_SIGN_OFF,
        L.TO_SIGN,
        E.LETTER_SIGNATURE_WITHDRAWN,
        (G.REASON_GIVEN,),
    ),
    ((L.SIGNED,), A.NUMBER, P.NUMBER_REPLY, L.NUMBERED, E.LETTER_NUMBERED, ()),
    ((L.NUMBERED,), A.VOID_NUMBER, P.NUMBER_REPLY, L.SIGNED, E.LETTER_NUMBER_VOIDED, (G.REASON_GIVEN,)),
    ((L.NUMBERED,), A.SEND, P.SEND_REPLY, L.SENT, E.LETTER_SENT, (G.RECIPIENTS_SET,)),
    ((L.SENT,), A.RESEND, P.SEND_REPLY, L.SENT, E.LETTER_RESENT, (G.RECIPIENTS_SET,)),
    (
        (L.DRAFTING, L.TO_SIGN),
        A.CANCEL,
        P.CORRECT_REPLY,
        L.CANCELLED,
        E.LETTER_CANCELLED,
        (G.REASON_GIVEN,),
    ),
)
