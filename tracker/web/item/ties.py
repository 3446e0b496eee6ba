"""What ties an item to others, in lines: handled together, under a topic, gone into another or taken in."""

from collections.abc import Iterator
from typing import TypeAlias

from flask import url_for
from flask_babel import gettext as _

from tracker.queries.ties import tied_items
from tracker.web.item.frame import Frame

TieLine: TypeAlias = tuple[str, str | None, str]


def tie_lines(frame: Frame) -> list[TieLine]:
    """Return the lines of the item's ties: words, and an address with its words where it leads somewhere."""
    return [*_of_groups(frame), *_of_merging(frame)]


def _of_groups(frame: Frame) -> Iterator[TieLine]:
    ties = frame.side.ties
    if ties.merged_id is not None:
        leads = ties.leading_id == frame.file.proposal.id
        others = ties.merged_count - 1
        words = (
            _("与另外%(count)s件并案办理，本件牵头。", count=others)
            if leads
            else _("与另外%(count)s件并案办理，会办意见和正文以牵头件为准。", count=others)
        )
        yield words, url_for("grouping.view_group", group_id=ties.merged_id), _("看各件")
    if ties.topic_id is not None:
        url = url_for("grouping.view_topic", topic_id=ties.topic_id)
        yield _("所属专题："), url, ties.topic_title or ""


def _of_merging(frame: Frame) -> Iterator[TieLine]:
    item, ties = frame.file.proposal, frame.side.ties
    if item.merged_into_id is None and not ties.taken_in:
        return
    names = tied_items(frame.actor, frame.tree, item)
    if item.merged_into_id is not None:
        name = names.pop(item.merged_into_id, None)
        url = url_for("item.view_item", proposal_id=item.merged_into_id) if name else None
        yield _("已并入："), url, name or ties.into_number or ""
    for number, name in names.items():
        yield _("并入本件："), url_for("item.view_item", proposal_id=number), name
