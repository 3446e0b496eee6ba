"""Filing a letter without a page to correct it on: what the letter does not say must be given, nothing is guessed."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import TypeVar

from tracker.clock import local_day
from tracker.documents.letters import Found, LetterReading, said
from tracker.documents.store import FileStore
from tracker.documents.text_files import FileText
from tracker.domain.errors import N_, InvalidInput, Refused
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import Publicity
from tracker.models.proposal import Proposal
from tracker.queries.intake import match_units
from tracker.queries.people import AnyUnit, UnitTree, unit_tree
from tracker.services.files import StashedFile
from tracker.services.intake import DuplicateItem, host_of
from tracker.services.letter_entry import (
    entry_from,
    is_co_opinion,
    item_words,
    promises_from,
    publicity_of,
)
from tracker.services.letters import ConfirmedLetter, file_letter
from tracker.services.old_replies import OldReply

T = TypeVar("T")


@dataclass(frozen=True)
class Given:
    """What the person says for letters that do not say it; days are in Beijing."""

    as_replied: bool = False
    class_mark: str | None = None
    publicity: Publicity | None = None
    publicity_reason: str | None = None
    sent_on: date | None = None
    assigned_on: date | None = None


@dataclass(frozen=True)
class Imported:
    """The item that a letter became, and whether it is new in the register."""

    item: Proposal
    is_new: bool


def import_letter(
    actor: Actor,
    *,
    name: str,
    data: bytes,
    content: FileText,
    reading: LetterReading,
    given: Given,
    store: FileStore,
    now: datetime,
) -> Imported:
    """File one letter, into its item where that is registered already.

    Raises InvalidInput or Refused naming what is missing, and all that filing raises; nothing is kept then.
    """
    tree, host = unit_tree(), host_of(actor)
    reply = _old_reply(reading, content.text, given, tree, host) if given.as_replied else None
    received_on = (reply.assigned_on or reply.sent_on) if reply else local_day(now)
    entry = entry_from(item_words(reading), received_on=received_on, body_text="" if reply else content.text)
    upload = StashedFile(PurePath(name).name, content.media_type, len(data), store.stash(data, now))
    letter = ConfirmedLetter(entry=entry, upload=upload, reply=reply)
    try:
        return Imported(file_letter(actor, letter, store=store, now=now), is_new=True)
    except DuplicateItem as known:
        merged = ConfirmedLetter(entry=entry, upload=upload, reply=reply, merge_into=known.proposal_id)
        return Imported(file_letter(actor, merged, store=store, now=now), is_new=False)


def _old_reply(reading: LetterReading, text: str, given: Given, tree: UnitTree, host: AnyUnit) -> OldReply:
    if is_co_opinion(reading):
        raise Refused(reason=N_("这是会办单位的意见，不是给代表委员的答复，没有补录。"))
    sent_on = _found_or_given(reading.reply_date, given.sent_on, "sent_on")
    helpers = match_units(said(reading.co_handlers) or (), tree)
    contact = next(iter(said(reading.contact) or ()), None)
    return OldReply(
        text=text,
        title=said(reading.title) or "",
        addressee="、".join(said(reading.proposers) or ()),
        sent_on=sent_on,
        class_mark=_found_or_given(reading.reply_class, given.class_mark, "class_mark"),
        publicity=_publicity(reading, given),
        publicity_reason=given.publicity_reason,
        document_number=said(reading.doc_number),
        contact_person=contact.person if contact else None,
        contact_phone=contact.phone if contact else None,
        assigned_on=given.assigned_on,
        co_handlers=tuple(unit_id for unit_id in helpers.unit_ids if unit_id != host.id),
        promises=promises_from(reading.commitments, sent_on, tree, host.id),
    )


MISSING = {
    "sent_on": N_("原文没有成文日期，请用 --sent-on 指明。"),
    "class_mark": N_("原文没有写办理结果类别，请用 --class-mark 指明。"),
    "publicity": N_("原文没有写公开属性，请用 --publicity 指明。"),
}


def _found_or_given(found: Found[T] | None, given: T | None, field: str) -> T:
    value = said(found) or given
    if not value:
        raise InvalidInput(field=field, reason=MISSING[field])
    return value


def _publicity(reading: LetterReading, given: Given) -> Publicity:
    publicity = publicity_of(said(reading.publicity)) or given.publicity
    if publicity is None:
        raise InvalidInput(field="publicity", reason=MISSING["publicity"])
    return publicity
