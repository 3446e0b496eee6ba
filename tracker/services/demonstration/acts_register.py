"""What the demonstration department made of its register: views for everybody, and its own labels on a few items."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import Stage
from tracker.extensions import db
from tracker.models.proposal import Proposal
from tracker.services import saved_views, tags
from tracker.services.demonstration.people import Office
from tracker.services.demonstration.walk import COORDINATOR

VIEWS = (("会办未签收", "role=lead&signing=missing"), ("重点建议", "kind=npc_suggestion&key=1"))
LABELS: Mapping[str, Stage] = {"厅长督办": Stage.DRAFTING, "下周碰头": Stage.COLLECTING}
LABELLED = 2  # items a label


def arrange_register(office: Office, people: Mapping[str, Actor], now: datetime) -> None:
    """Save the department's views and label some items."""
    keeper, department = people[COORDINATOR], office.units["科技厅"]
    for name, query in VIEWS:
        entry = saved_views.ViewEntry(name, query)
        saved_views.save_view(keeper, entry=entry, unit_id=department, now=now)
    for label, stage in LABELS.items():
        found = select(Proposal.id).where(Proposal.stage == stage, Proposal.host_unit_id == department)
        for item in db.session.scalars(found.order_by(Proposal.due_on).limit(LABELLED)).all():
            tags.put_tag(keeper, item, name=label, now=now)
