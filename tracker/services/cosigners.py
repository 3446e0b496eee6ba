"""Co-signers' agreements to a withdrawal: each recorded by itself, with its day and what proves it."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.clock import local_day
from tracker.domain.errors import N_, InvalidInput, NotOffered
from tracker.domain.events import EventKind
from tracker.domain.permissions import Actor, Permission
from tracker.domain.vocabulary import RequestKind, RequestState
from tracker.extensions import db
from tracker.models.assignment import WithdrawalConsent
from tracker.models.office import Attachment
from tracker.models.proposal import Sponsor
from tracker.services.loading import demand
from tracker.services.moves import Telling, write_event
from tracker.services.requests import open_request
from tracker.services.unit_of_work import refusing, unit_of_work

EVIDENCE_LENGTH = 300


@dataclass(frozen=True)
class Consent:
    """What is recorded of one co-signer's agreement; ``on`` is a day in Beijing, ``evidence`` says what proves it."""

    sponsor_id: int
    on: date
    evidence: str
    attachment_id: int | None = None


def record_consent(
    actor: Actor,
    proposal_id: int,
    request_id: int,
    *,
    consent: Consent,
    version: int | None,
    now: datetime,
) -> WithdrawalConsent:
    """Record that one co-signer agrees to the withdrawal; nothing recorded is taken away again.

    Raises InvalidInput for who is no co-signer of the item or has agreed already, a day out of range, no evidence, or a
    file of another item.
    """
    with unit_of_work():
        opened = open_request(actor, proposal_id, request_id, version=version, now=now)
        demand(opened.file, Permission.REGISTER, actor, now)
        if (
            opened.request.kind is not RequestKind.WITHDRAWAL
            or opened.request.state is not RequestState.ASKED
        ):
            raise NotOffered
        sponsor = _cosigner(proposal_id, consent.sponsor_id)
        evidence = _evidence(proposal_id, consent)
        _check_day(opened.file.proposal.received_on, consent.on, local_day(now))
        row = WithdrawalConsent(
            request_id=request_id,
            sponsor_id=sponsor.id,
            on_day=consent.on,
            evidence=evidence,
            attachment_id=consent.attachment_id,
            recorded_at=now,
            recorded_by_id=actor.user_id,
        )
        with refusing("withdrawal_consent", _again()):
            db.session.add(row)
        data = {"sponsor": sponsor.name, "on": consent.on.isoformat()}
        write_event(proposal_id, EventKind.REQUEST_CONSENTED, actor, now, telling=Telling(evidence, data))
        return row


def _again() -> InvalidInput:
    return InvalidInput(field="sponsor_id", reason=N_("这位联名人的意见已经记过。"))


def _cosigner(proposal_id: int, sponsor_id: int) -> Sponsor:
    sponsor = db.session.get(Sponsor, sponsor_id)
    if sponsor is None or sponsor.proposal_id != proposal_id or sponsor.is_lead:
        raise InvalidInput(field="sponsor_id", reason=N_("请选择本件的联名人。"))
    return sponsor


def _evidence(proposal_id: int, consent: Consent) -> str:
    words = consent.evidence.strip()
    if not words:
        raise InvalidInput(field="evidence", reason=N_("请写明凭据，例如来函日期和签名。"))
    if len(words) > EVIDENCE_LENGTH:
        raise InvalidInput(field="evidence", reason=N_("最多300字。"))
    if consent.attachment_id is not None:
        kept = db.session.get(Attachment, consent.attachment_id)
        if kept is None or kept.proposal_id != proposal_id:
            raise InvalidInput(field="attachment_id", reason=N_("请选择本件的附件。"))
    return words


def _check_day(received_on: date, on: date, today: date) -> None:
    if not received_on <= on <= today:
        raise InvalidInput(field="on", reason=N_("日期要在收到本件之日至今天之间。"))
