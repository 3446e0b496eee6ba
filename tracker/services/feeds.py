"""A person's calendar feed: a secret address that is shown once and can be closed."""

import secrets
from datetime import datetime

from tracker.domain.permissions import Actor
from tracker.extensions import db
from tracker.queries.reminder_choices import choice_of, token_hash
from tracker.services.unit_of_work import unit_of_work


def make_feed(actor: Actor, now: datetime) -> str:
    """Open the person's calendar feed under a new token, which is shown once; an earlier address stops working."""
    token = secrets.token_urlsafe(32)
    with unit_of_work():
        choice = choice_of(actor.user_id)
        choice.feed_hash, choice.feed_made_at = token_hash(token), now
        db.session.add(choice)
    return token


def revoke_feed(actor: Actor) -> None:
    """Close the person's calendar feed."""
    with unit_of_work():
        choice = choice_of(actor.user_id)
        choice.feed_hash = choice.feed_made_at = None
        db.session.add(choice)
