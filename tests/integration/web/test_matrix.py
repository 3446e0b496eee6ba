"""Every right of the table, every subject, every state, over HTTP: who posts gets what the table says, no more or less.

The table is a copy of the office's own (tests.support.rights_book); the program's permission functions are never asked.
The pages offer a form exactly to those whose post is accepted or met by a guard; in a state where nobody's page offers
it, it is posted all the same by those who have it elsewhere, and nothing happens.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.databases import Database
from tests.support.page_client import PageClient
from tests.support.rights_book import BLIND, NOT_OF_ITEMS, ROWS, SUBJECTS, cells
from tests.support.rights_items import BUILDERS
from tests.support.rights_walk import (
    ACCEPTED,
    BRIEF,
    DONE,
    FORBIDDEN,
    HIDDEN,
    REFUSED,
    Act,
    Acts,
    Book,
    Item,
    elsewhere,
    offered,
    opened,
    outcome,
)
from tracker import clock
from tracker.extensions import db
from tracker.models.proposal import Proposal
from tracker.queries.people import unit_tree
from tracker.queries.visibility import in_sight, visible

# The states in groups of one office each; what nobody's page offers in one is known from the others of its group.
GROUPS = (
    ("registered", "opinion to write", "opinion handed in", "opinion signed"),
    ("return asked", "return endorsed", "withdrawal asked", "void proposed"),
    ("submitted", "countersigned", "checked", "signed", "numbered"),
    ("sent", "reported done", "closed"),
    ("evaluation awaited", "evaluation entered"),
    ("letter drafted", "letter to sign", "letter signed"),
    ("published", "round 2"),
    ("assigned", "with a file", "drafted", "approved"),
    ("kept", "followed up", "nothing owed", "archived"),
    ("evaluation to ask", "evaluation confirmed", "dissatisfied"),
    ("letter numbered", "letter sent"),
    ("public copy proposed", "publication withdrawn"),
    ("return asked by the lead", "withdrawn", "noted", "merged", "voided", "paused"),
    ("drafted together", "in a topic"),
)
POSTGRESQL = (("checked", "published"),)
WALKS = [*(("sqlite", names) for names in GROUPS), *(("postgresql", names) for names in POSTGRESQL)]
LEAST = 15  # addresses that the pages of a group offer
ROTATING = "X123"
SPARED: set[object] = set()
LEAD = frozenset("OoH")
HELPERS = frozenset("CD")
# Whom the present step of the review asks: they may pass it, and add a level (decision 0016); the table has no column
# for those to whom the item is not given, such as Z, the head of another office.
ASKED = {
    "submitted": frozenset("H"),
    "approved": frozenset("K"),
    "checked": frozenset("S"),
    "countersigned": frozenset("DZ"),
}
OF_STEPS = frozenset({"W12", "W13", "W35"})
# Who made what has to be decided by another (conditions n and 2).
MAKERS = {
    **{
        (name, "W38"): "K"
        for name in ("evaluation entered", "evaluation confirmed", "dissatisfied", "round 2")
    },
    **{("void proposed", row): "K" for row in ("W27", "W31")},
}
# Whose upload it is, which nobody else removes (W8).
UPLOADER = "O"
# An office that owes a promise while the item is not with it acts as one that helps.
OWING = {"O": "C", "o": "C", "H": "D"}
# Where a refused text is kept for its writer.
SET_ASIDE = {"private_copy", "opinion_version", "draft_version"}
# Whose part it is stands in the form, not in the address.
PART_IN_FORM = {"urging.send_urge", "contact.keep_contact", "publication.ask_not_public"}


@pytest.fixture
def open_book(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Book]]:
    """A maker of the office with an item in each of some states; forms are taken without their token."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    with ExitStack() as stack:
        yield lambda *names: stack.enter_context(opened(app, database, names))


def owes(item: Item, mark: str, act: Act) -> bool:
    """Tell whether an act is about a promise of a subject's office while the item itself is not with it."""
    return "/promises/" in act.action and mark in OWING and not item.is_with_lead


def blind(item: Item, act: Act) -> frozenset[str]:
    """Return the subjects that may not know of an item: before it is given to a unit, nobody in that unit may."""
    hidden = BLIND | frozenset("Z")
    hidden |= frozenset() if item.is_with_lead or "/promises/" in act.action else LEAD
    hidden |= frozenset() if item.is_with_helpers else HELPERS
    return hidden - ASKED.get(item.name, frozenset())


def entitled(item: Item, mark: str, act: Act) -> bool:
    """Tell from the table alone whether a subject may do this now, freshly proved and no author of the draft."""
    return any(_grants(item, mark, act, row) for row in act.rows)


def _grants(item: Item, mark: str, act: Act, row: str) -> bool:
    if mark in blind(item, act) or MAKERS.get((item.name, row)) == mark:
        return False
    is_asked = mark in ASKED.get(item.name, ())
    if row in OF_STEPS and (is_asked or act.endpoint == "sign_off.decide_review"):
        return is_asked
    cell = cells()[row].get(OWING[mark] if owes(item, mark, act) else mark, ".")
    if owes(item, mark, act) or row == "W8":
        return "." not in cell and (row != "W8" or mark == UPLOADER)
    ended = (row == "W7" and "d" in cell and not item.is_open) or ("b" in cell and item.is_signed)
    if "." in cell or ended:
        return False
    if act.endpoint in PART_IN_FORM:
        return True
    return "w" not in cell or (mark in HELPERS) is act.is_of_helpers


def hides(item: Item, mark: str, act: Act) -> bool:
    """Tell whether an act is about something of a known item that a subject may not know of."""
    if mark in ASKED.get(item.name, ()):
        return False
    about_letter = "/replies/" in act.action or "/letters/" in act.action or "/evaluations/" in act.action
    if about_letter and ((mark in HELPERS and not item.is_sent) or (mark in "SV" and not item.is_submitted)):
        return True
    if mark in HELPERS and "/requests/" in act.action and not act.is_of_helpers:
        return True
    later = "/letters/" in act.action and not item.is_letter_sent
    return mark in HELPERS and (later or "/promises/" in act.action)


def expected_denial(item: Item, mark: str, act: Act) -> set[str]:
    """Return how somebody is refused: as for nothing at all where they may not know of it.

    Who knows of it is forbidden to act; a form that is not even filled in right may be refused for that.
    """
    if mark in blind(item, act) or hides(item, mark, act):
        return {HIDDEN}
    of_groups = act.action.startswith(("/groups/", "/topics/"))
    return {FORBIDDEN, REFUSED} | ({HIDDEN} if of_groups else set())


def verdicts(item: Item, act: Act, mark: str, got: str, *, is_offered: bool) -> Iterator[str]:
    """Yield what is wrong with an answer: against the page that offers it, against the table, against sight."""
    if is_offered and got not in ACCEPTED:
        yield "offered"
    if not is_offered and got == DONE:
        yield "not offered"
    if entitled(item, mark, act):
        if got not in ACCEPTED:
            yield "entitled"
    elif got not in expected_denial(item, mark, act):
        yield "not entitled"


def try_offered(book: Book, item: Item, seen: Mapping[str, Acts]) -> Iterator[tuple[str, ...]]:
    """Post what anybody's page offers, by everybody."""
    known = {key: act for acts in seen.values() for key, act in acts.items()}
    for turn, (key, act) in enumerate(known.items()):
        for mark, acts in seen.items():
            own = acts.get(key, act)
            if is_spared(book, item, own, mark, turn=turn, is_offered=key in acts):
                continue
            got, written = book.post(mark, own)
            if written - SET_ASIDE and got != DONE:
                yield item.name, act.endpoint, act.decision, mark, f"writes {written}", got
            for words in verdicts(item, own, mark, got, is_offered=key in acts):
                yield item.name, act.endpoint, act.decision, mark, words, got


def is_spared(book: Book, item: Item, act: Act, mark: str, *, turn: int, is_offered: bool) -> bool:
    """Tell whether somebody's refusal is shown by another post already, in this group or in one before it.

    Of the four who never know of any item one tries each form in turn; whom the table denies a step tries it once in
    each standing of an item (given to whom, submitted, signed, sent) on each kind of database.
    """
    if is_offered or entitled(item, mark, act):
        return False
    if mark in ROTATING:
        return ROTATING[(turn + item.id) % len(ROTATING)] != mark
    standing = (act.key, mark, item.standing, hides(item, mark, act), type(book.whole))
    is_known = standing in SPARED
    SPARED.add(standing)
    return is_known


def try_others(
    book: Book, item: Item, seen: Mapping[str, Acts], holders: Mapping[tuple[str, str, bool], tuple[Act, str]]
) -> Iterator[tuple[str, ...]]:
    """Post what nobody's page offers in this state, by somebody whose page offers it in another."""
    known = {key for acts in seen.values() for key in acts}
    for key, (act, mark) in holders.items():
        moved = elsewhere(book, act, item) if key not in known else None
        if moved is None:
            continue
        got, written = book.post(mark, moved)
        if written - SET_ASIDE or got == DONE:
            yield item.name, act.endpoint, act.decision, mark, f"not offered, writes {written}", got


def unlike_lists(book: Book) -> Iterator[tuple[str, ...]]:
    """Yield where the lists' SQL shows another set of items than those whose pages open; steps that ask show none."""
    names = {number: name for name, number in book.items.items()}
    with book.app.app_context():
        tree = unit_tree()
        for mark in SUBJECTS:
            key = SUBJECTS[mark] if mark != "Z" else None
            actor = book.office.actor(key) if key else None
            for condition in (visible(actor), in_sight(actor, tree)) if actor else ():
                listed = set(db.session.scalars(select(Proposal.id).where(condition))) & set(names)
                opened_pages = {number for one, number in book.opened if one == mark}
                yield from ((names[number], mark, "lists") for number in listed ^ opened_pages)


def walk(book: Book) -> tuple[list[tuple[str, ...]], set[str]]:
    """Go through every state; returns what is wrong, and the addresses that were tried."""
    items = [book.item(name) for name in book.items]
    everywhere = {
        item.name: offered(book, item, [mark for mark in SUBJECTS if mark != "Z" or item.name in ASKED])
        for item in items
    }
    holders = {
        key: (act, mark)
        for seen in everywhere.values()
        for mark, acts in seen.items()
        for key, act in acts.items()
    }
    wrong = [line for item in items for line in try_offered(book, item, everywhere[item.name])]
    wrong += [line for item in items for line in try_others(book, item, everywhere[item.name], holders)]
    wrong += unlike_lists(book)
    return wrong, {endpoint for endpoint, _, _ in holders}


@pytest.mark.parametrize(
    ("database", "names"),
    WALKS,
    indirect=["database"],
    ids=[f"{database}-{names[0]}" for database, names in WALKS],
)
def test_each_post_is_answered_as_the_table_says_and_offered_to_nobody_else(
    open_book: Callable[..., Book], names: tuple[str, ...]
) -> None:
    wrong, tried = walk(open_book(*names))
    assert wrong == []
    assert len(tried) >= LEAST, sorted(tried)


def test_every_state_is_walked() -> None:
    assert sorted(name for names in GROUPS for name in names) == sorted(BUILDERS)


def test_every_address_that_writes_has_a_row_or_a_reason(app: Flask) -> None:
    writing = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    ruled = {name.split(":")[0] for name in ROWS}
    excused = {one for one in writing if one.startswith(tuple(NOT_OF_ITEMS))}
    assert writing - ruled - excused == set()
    assert ruled - writing == set()
    assert ruled & excused == set()
    assert {row for rows in ROWS.values() for row in rows.split()} <= set(cells())


@pytest.mark.parametrize("minutes", [14, 16])
def test_what_needs_a_fresh_proof_is_not_done_without_it(
    open_book: Callable[..., Book], minutes: int
) -> None:
    book = open_book("checked")
    ago = clock.now() - timedelta(minutes=minutes)
    found = offered(book, book.item("checked"), ["S"])["S"]
    acts = [act for act in found.values() if act.rows == ["W14"]]
    assert acts
    for act in acts:
        leader = PageClient(book.app).sign_in(book.office.people["leader"], at=ago)
        got = outcome(leader.client.post(act.action, data=dict(act.data), headers=BRIEF))
        assert (got == DONE) is (minutes == 14), (act.key, got)
        book.restore(book.written())
