"""Merged items to test with: two or three of the small office, with desks of their own."""

from datetime import datetime

from tests.support.items import MEMBER
from tests.support.office import Office
from tests.support.replies import Desk, new_desk
from tracker.domain.vocabulary import SponsorKind
from tracker.models.grouping import HandlingGroup
from tracker.services.intake_rows import SponsorEntry
from tracker.services.merged_handling import merge_handling

SECOND = {
    "number_raw": "第20260125号",
    "title": "关于补齐广西工业链短板的提案",
    "sponsors": (SponsorEntry(name="陆海燕", kind=SponsorKind.MEMBER, is_lead=True, phone="0771-5550999"),),
}
THIRD = {"number_raw": "第20260126号", "title": "关于壮大工业产业链的提案", "sponsors": (MEMBER,)}


def two_desks(office: Office, *helpers: str) -> tuple[Desk, Desk]:
    """Return two items in hand with the same lead; the first has the co-handlers."""
    return new_desk(office, *helpers), new_desk(office, **SECOND)


def merged(first: Desk, *others: Desk, at: datetime | None = None) -> HandlingGroup:
    """Have the coordinator handle the items together; the first one leads."""
    return merge_handling(
        first.actor("coordinator"),
        first.proposal_id,
        others=[other.proposal_id for other in others],
        version=None,
        now=at or first.now,
    )
