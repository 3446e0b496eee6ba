"""Mails about hand-overs: the receiver is asked, the others hear the answer; how many pieces, never which."""

from datetime import datetime
from functools import partial

from tracker.clock import local_day
from tracker.domain.errors import N_
from tracker.domain.hand_overs import HandOverState
from tracker.domain.mail import MailKind
from tracker.domain.phrases import Phrase, phrase
from tracker.extensions import db
from tracker.mail.sheet import Line, Section, Sheet, said
from tracker.models.hand_over import HandOver
from tracker.models.people import Unit, User
from tracker.queries.told import Reader, readers
from tracker.services.notices import queue_sheet

WHY = N_("您收到这封信，因为一次工作移交与您有关。")
ASKED = N_("请接收移交的工作")
ANSWERED = {
    HandOverState.ACCEPTED: N_("移交的工作已接收"),
    HandOverState.DECLINED: N_("移交的工作没有被接收"),
    HandOverState.TAKEN_BACK: N_("移交已收回"),
}


def giver_name(offer: HandOver) -> str:
    """Return whose work it is: a person's name, or an office's."""
    if offer.giver_id is not None:
        return db.session.get_one(User, offer.giver_id).name
    return db.session.get_one(Unit, offer.unit_id).name


def tell_offer(offer: HandOver, count: int, now: datetime) -> None:
    """Ask the receiver, at the next office hour; the same stands on the desk until it is answered."""
    lead = phrase(
        N_("%(name)s的%(count)s项工作移交给您，请核对后接收，或者写明理由退回。接收以前，工作仍由对方承担。"),
        name=giver_name(offer),
        count=count,
    )
    _tell(offer, [offer.receiver_id], ASKED, lead, now)


def tell_answer(offer: HandOver, moved: int, now: datetime) -> None:
    """Tell the giver, who offered and who receives what was answered, but not who answered."""
    words = ANSWERED[offer.state]
    lead = phrase(N_("%(name)s的工作移交有了结果，移交了%(count)s项。"), name=giver_name(offer), count=moved)
    people = {offer.giver_id, offer.offered_by_id, offer.receiver_id} - {None, offer.answered_by_id}
    _tell(offer, [one for one in people if one is not None], words, lead, now)


def _tell(offer: HandOver, people: list[int], what: str, lead: Phrase, now: datetime) -> None:
    for reader in readers(people, local_day(now)):
        if reader.wants_immediate:
            made = partial(_sheet, offer, reader, what, lead)
            key = f"hand_over:{offer.id}:{offer.state}"
            queue_sheet(reader.user, made, key=key, kind=MailKind.HAND_OVER, proposal_id=None, now=now)


def _sheet(offer: HandOver, reader: Reader, what: str, lead: Phrase) -> Sheet:
    path = f"/hand-overs/{offer.id}"
    line = partial(Line, number="", when="", path=path)
    return Sheet(
        subject=said(what),
        name=reader.user.name,
        lead=said(lead),
        sections=(Section(said(what), (line(title=giver_name(offer), what=said(N_("工作移交"))),)),),
        why=said(WHY),
        more=(said(N_("打开这次移交")), path),
        lang=reader.user.locale,
    )
