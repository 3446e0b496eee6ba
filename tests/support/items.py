"""Items to test with, as a coordinator enters them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from tests.support.office import Office
from tracker.domain.vocabulary import BodyLevel, Kind, SponsorKind
from tracker.models.proposal import Proposal
from tracker.services.assignment import assign_units
from tracker.services.intake import register_item
from tracker.services.intake_rows import NewItem, SponsorEntry

NOON = datetime(2026, 3, 20, 4, 0, tzinfo=UTC)
ASSIGNED = date(2026, 3, 18)
# who evaluates nothing, so that an item may go on from its letter at once; see tests.support.evaluations
MEMBER = SponsorEntry(
    name="郑毅", kind=SponsorKind.MEMBER, is_lead=True, evaluates=False, phone="0771-5550123"
)
ITEM = NewItem(
    kind=Kind.PROPOSAL,
    body="自治区政协",
    body_level=BodyLevel.PROVINCE,
    term=13,
    session_no=4,
    number_raw="第20260124号",
    title="关于补齐工业链短板，全面振兴广西工业的提案",
    received_on=date(2026, 3, 17),
    sponsors=(MEMBER,),
    asks=("加大对企业技术改造的支持", "引进和培养高层次人才"),
    body_text="一、存在的问题\n二、建议",
)


def registered(office: Office, **changes: Any) -> Proposal:
    """Register the sample item, changed as given, by the coordinator."""
    return register_item(office.actor("coordinator"), fields=replace(ITEM, **changes), now=NOON)


def assigned(office: Office, *helpers: str, **changes: Any) -> Proposal:
    """Register the sample item and give it to the department with these co-handlers (keys of units)."""
    item = registered(office, **changes)
    return assign_units(
        office.actor("coordinator"),
        item.id,
        lead=office.units["dept"],
        co_handlers=[office.units[key] for key in helpers],
        others=(),
        assigned_on=ASSIGNED,
        assigner="自治区政协办公厅",
        version=None,
        now=NOON,
    )
