"""What is known about publishing one reply: decisions, consents, summary, and its copy; and the facts of its guards."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.domain.due_dates import Milestone as Code
from tracker.domain.guards import Facts
from tracker.domain.masking import Known
from tracker.domain.publication import Consent, PublicForm, consent_is_heard
from tracker.domain.vocabulary import Publicity, RequestState
from tracker.extensions import db
from tracker.models.assignment import Milestone, SideRequest
from tracker.models.proposal import Proposal, Sponsor, SponsorContact
from tracker.models.publication import (
    PublicationConsent,
    PublicCopy,
    PublicityDecision,
    PublicityRequest,
    PublicSummary,
)
from tracker.models.reply import Reply
from tracker.queries.facts_reply import is_publicity_whole
from tracker.queries.together import read_together

OPEN_REQUESTS = (RequestState.ASKED, RequestState.ENDORSED)


def decisions_of(reply_id: int) -> Sequence[PublicityDecision]:
    """Return every decision about publishing, oldest first."""
    statement = (
        select(PublicityDecision)
        .options(joinedload(PublicityDecision.by))
        .where(PublicityDecision.reply_id == reply_id)
    )
    return db.session.scalars(statement.order_by(PublicityDecision.id)).all()


def decided_form(reply_id: int) -> PublicForm | None:
    """Return in which form a leader last decided to publish a reply, None where it is kept back."""
    statement = select(PublicityDecision.form).where(PublicityDecision.reply_id == reply_id)
    return db.session.scalars(statement.order_by(PublicityDecision.id.desc()).limit(1)).first()


def asked_for(request_id: int) -> PublicityRequest | None:
    """Return what a request not to publish asks for."""
    return db.session.get(PublicityRequest, request_id)


def requests_on(reply_id: int) -> Sequence[PublicityRequest]:
    """Return every request not to publish a reply, oldest first, with who asked and who decided."""
    request = joinedload(PublicityRequest.request)
    statement = (
        select(PublicityRequest)
        .options(request.joinedload(SideRequest.asked_by), request.joinedload(SideRequest.decided_by))
        .where(PublicityRequest.reply_id == reply_id)
    )
    return db.session.scalars(statement.order_by(PublicityRequest.request_id)).all()


def consents_of(reply_id: int) -> Sequence[PublicationConsent]:
    """Return every word of the sponsors on publishing, oldest first."""
    statement = (
        select(PublicationConsent)
        .options(joinedload(PublicationConsent.by))
        .where(PublicationConsent.reply_id == reply_id)
    )
    return db.session.scalars(statement.order_by(PublicationConsent.id)).all()


def summaries_of(reply_id: int) -> Sequence[PublicSummary]:
    """Return the versions of the summary, oldest first."""
    statement = (
        select(PublicSummary).options(joinedload(PublicSummary.by)).where(PublicSummary.reply_id == reply_id)
    )
    return db.session.scalars(statement.order_by(PublicSummary.number)).all()


def copies_of(reply_id: int) -> Sequence[PublicCopy]:
    """Return every copy made of a reply for the public with its places, oldest first."""
    statement = (
        select(PublicCopy).options(selectinload(PublicCopy.masks)).where(PublicCopy.reply_id == reply_id)
    )
    return db.session.scalars(statement.order_by(PublicCopy.id)).all()


def live_copy(reply_id: int) -> PublicCopy | None:
    """Return the copy in hand or published, None where there is none."""
    statement = select(PublicCopy).where(PublicCopy.reply_id == reply_id, PublicCopy.ended_at.is_(None))
    return db.session.scalar(statement)


def known_private(proposal: Proposal, reply: Reply) -> Known:
    """Return what the rules must find besides what they know: secret sponsors, addresses, who answers questions."""
    contacts = db.session.scalars(
        select(SponsorContact).join(Sponsor).where(Sponsor.proposal_id == proposal.id)
    ).all()
    written = [part for one in contacts for part in (one.phone, one.address, one.email) if part]
    names = [one.name for one in proposal.sponsors] if proposal.is_confidential else []
    people = [part for part in (reply.contact_person, reply.contact_phone) if part]
    return Known(tuple(names), tuple(written), tuple(people))


@dataclass(frozen=True)
class PublicationRows:
    """All that is kept about publishing one reply, each oldest first, with the day on which it is due."""

    decisions: Sequence[PublicityDecision]
    consents: Sequence[PublicationConsent]
    summaries: Sequence[PublicSummary]
    copies: Sequence[PublicCopy]
    requests: Sequence[PublicityRequest]
    due: Milestone | None


def publication_rows(reply: Reply) -> PublicationRows:
    """Read the record of publishing a reply in one statement, and one more where a copy has places to take out."""
    request = joinedload(PublicityRequest.request)
    by_reply = (PublicityDecision, PublicationConsent, PublicSummary)
    due = and_(Milestone.assignment_id == reply.assignment_id, Milestone.code == Code.PUBLISH.value)
    *rows, copies, requests, dues = read_together(
        *((table, table.reply_id == reply.id, (joinedload(table.by),)) for table in by_reply),
        (PublicCopy, PublicCopy.reply_id == reply.id, (selectinload(PublicCopy.masks),)),
        (
            PublicityRequest,
            PublicityRequest.reply_id == reply.id,
            (request.joinedload(SideRequest.asked_by), request.joinedload(SideRequest.decided_by)),
        ),
        (Milestone, due, ()),
    )
    decisions, consents, summaries = rows
    return PublicationRows(decisions, consents, summaries, copies, requests, next(iter(dues), None))


@dataclass(frozen=True)
class Standing:
    """What publishing a reply depends on besides its state."""

    latest: dict[int | None, Consent]
    open_requests: int
    has_copy: bool


def standing_of(
    consents: Sequence[PublicationConsent], requests: Sequence[PublicityRequest], copy: PublicCopy | None
) -> Standing:
    """Put together the sponsors' last words, the open requests not to publish, and whether a copy is ready."""
    latest = {one.sponsor_id: one.consent for one in consents}
    is_ready = copy is not None and copy.published_on is None
    return Standing(latest, sum(one.request.state in OPEN_REQUESTS for one in requests), is_ready)


def publication_facts(proposal: Proposal, reply: Reply, standing: Standing) -> Facts:
    """Return what the guards of publishing look at."""
    heard = consent_is_heard(proposal.publication_wish, standing.latest, open_requests=standing.open_requests)
    return Facts(
        has_publicity=is_publicity_whole(reply),
        is_proactive=reply.publicity is Publicity.PROACTIVE,
        has_public_copy=standing.has_copy,
        consent_is_heard=heard,
    )
