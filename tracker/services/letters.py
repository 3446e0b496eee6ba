"""Filing a letter that a person has confirmed: a new item or one in the register, with its reply where it is one."""

from dataclasses import dataclass
from datetime import datetime

from tracker.documents.store import FileStore
from tracker.domain.permissions import Actor
from tracker.models.proposal import Proposal
from tracker.services.files import StashedFile
from tracker.services.intake import attach_letter, register_item
from tracker.services.intake_rows import NewItem
from tracker.services.old_replies import OldReply, file_old_reply
from tracker.services.unit_of_work import unit_of_work


@dataclass(frozen=True)
class ConfirmedLetter:
    """What a person confirmed: the item, the file, the reply if it is an old one, and the item to merge into."""

    entry: NewItem
    upload: StashedFile | None = None
    reply: OldReply | None = None
    merge_into: int | None = None


def file_letter(actor: Actor, letter: ConfirmedLetter, *, store: FileStore, now: datetime) -> Proposal:
    """File a letter in one transaction: all of it or nothing.

    Raises what registering, attaching and filing a reply raise; DuplicateItem where the item is known and
    nobody asked to merge.
    """
    with unit_of_work():
        item = _item(actor, letter, store, now)
        if letter.reply is not None:
            file_old_reply(actor, item.id, reply=letter.reply, version=None, now=now)
        return item


def _item(actor: Actor, letter: ConfirmedLetter, store: FileStore, now: datetime) -> Proposal:
    if letter.merge_into is None:
        return register_item(actor, fields=letter.entry, now=now, upload=letter.upload, store=store)
    return attach_letter(
        actor,
        letter.merge_into,
        upload=letter.upload,
        text=letter.entry.body_text,
        store=store,
        version=None,
        now=now,
    )
