"""What happened to an item last, for a page that must say why something can no longer be done."""

from flask import request
from flask_babel import gettext as _

from tracker.domain.errors import TrackerError
from tracker.domain.events import EventKind
from tracker.domain.permissions import Permission
from tracker.queries.item import events_of
from tracker.services.loading import open_case
from tracker.web.current import actor, is_signed_in, now
from tracker.web.filters import moment
from tracker.web.labels import label

SHOWN = 3


def latest_moves() -> list[str]:
    """Return who did what to this page's item last, newest first; of an item's inner course each sees what they may."""
    proposal_id = (request.view_args or {}).get("proposal_id")
    if proposal_id is None or not is_signed_in():
        return []
    try:
        file = open_case(actor(), proposal_id, now())
    except TrackerError:
        return []
    sees_all = file.may(Permission.VIEW_HISTORY, actor(), now=now())
    mine = actor().user_id
    events = [one for one in events_of(proposal_id) if sees_all or one.actor_id == mine]
    return [
        _(
            "%(when)s，%(who)s：%(what)s",
            when=moment(event.at),
            who=_("您") if event.actor_id == mine else event.actor_name,
            what=label(EventKind(event.kind)),
        )
        for event in events[:SHOWN]
    ]
