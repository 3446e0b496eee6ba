"""Forms that name several rows at once refuse all of them for one that is foreign, and change nothing.

The forms are found by their fields: a new one without a case here, or a reason, fails the test.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from wtforms import FieldList, Form, SelectMultipleField

from tests.support.bad_input import KEPT_OF_REFUSALS
from tests.support.databases import Database
from tests.support.items import registered
from tests.support.office import Office, build_office, password_hash
from tests.support.page_client import Page, PageClient
from tests.support.rights_items import BUILDERS
from tests.support.rights_walk import chosen, filled
from tests.support.whole_database import differing, whole
from tracker import clock
from tracker.documents.store import FileStore
from tracker.domain.vocabulary import Role, UnitKind
from tracker.extensions import db
from tracker.models.commitment import Commitment
from tracker.models.later_letter import LaterLetter
from tracker.models.people import Unit, User, grant
from tracker.models.proposal import Proposal, ProposalPoint, Sponsor
from tracker.models.reply import Reply
from tracker.services import chains
from tracker.services.unit_of_work import unit_of_work

Data = dict[str, Any]
REFUSALS = {403, 404, 409, 422}


@dataclass(frozen=True)
class Case:
    """A form that names several rows: on which item's page it stands, and how one foreign row gets into it."""

    form: str
    state: str
    page: str
    ends: str
    add: Callable[[Data, Mapping[str, int]], Data]
    own: Mapping[str, str] = field(default_factory=dict)


def among(field: str, kind: str) -> Callable[[Data, Mapping[str, int]], Data]:
    """Return how a foreign row joins those that are chosen."""
    return lambda data, foreign: {**data, field: [*_listed(data.get(field)), str(foreign[kind])]}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def row(kind: str, **words: str) -> Callable[[Data, Mapping[str, int]], Data]:
    """Return how a row of fields gets into a form; ``%s`` is the foreign row's number."""
    return lambda data, foreign: {
        **data,
        **{name.replace("__", "-"): word.replace("%s", str(foreign[kind])) for name, word in words.items()},
    }


def named(prefix: str, kind: str, word: str) -> Callable[[Data, Mapping[str, int]], Data]:
    """Return how a field that is named by a foreign row's number gets into a form."""
    return lambda data, foreign: {**data, f"{prefix}{foreign[kind]}": word}


STRANGER = row(
    "sponsor",
    recipients__1__sponsor_id="%s",
    recipients__1__goes="y",
    recipients__1__name="某人",
    recipients__1__method="当面送达",
)
PART = row("unit", others__0__unit="%s", others__0__role="split", others__0__part="一")
PERSON = row("user", steps__0__place="person", steps__0__user_id="%s")
LAST = "*"  # stands for the last of the choices that the page offers
HELPER = {"co_handlers": LAST}
SPARE = {f"steps-{number}-{name}": "" for number in (3, 4, 5) for name in ("name", "position")}
ITEM, REPLY, LETTER = "/items/{item}", "/items/{item}/replies/{reply}", "/items/{item}/letters/{letter}"
CASES = (
    Case("ItemsForm.items", "paused", ITEM, "/group/new", among("items", "item"), {"items": LAST}),
    Case(
        "ItemsForm.items of a topic",
        "in a topic",
        "/topics/1",
        "/items",
        among("items", "item"),
        {"items": LAST},
    ),
    Case(
        "AssignForm.co_handlers",
        "registered",
        ITEM,
        "/assignment",
        among("co_handlers", "unit"),
        {"co_handlers": LAST},
    ),
    Case("AssignForm.others", "assigned", ITEM, "/assignment", PART, HELPER),
    Case("LevelForm.unit_ids", "approved", f"{REPLY}/steps", "/level", among("unit_ids", "unit")),
    Case("AskForm.opinions", "evaluation to ask", ITEM, "/evaluation/ask", among("opinions", "opinion")),
    Case("RedoForm.co_handlers", "dissatisfied", ITEM, "/redo", among("co_handlers", "unit")),
    Case("ReopenForm.promises", "closed", ITEM, "/reopen", among("promises", "promise")),
    Case("SendForm.recipients", "numbered", REPLY, "/send", STRANGER),
    Case("SendForm.recipients of a letter", "letter numbered", LETTER, "/send", STRANGER),
    Case("ResendForm.recipients", "sent", REPLY, "/resend", STRANGER, {"recipients-0-goes": "y"}),
    Case("fate-", "letter drafted", LETTER, "/promises", named("fate-", "promise", "drops")),
    Case("point-", "drafted", REPLY, "/draft", named("point-", "ask", "outside")),
    Case("ChainForm.steps", "registered", "/chains/{chain}", "", PERSON, SPARE),
)
# The page of a form where it is not the address that the form is sent to.
PAGES = {"/level": "", "/promises": ""}
SCOPE = ("kind", "level", "phase", "sponsor_kind")
CHECKS = ("quarter_1", "quarter_2", "quarter_3", "quarter_4", "october", "session")
# Forms of several rows that name no row of ours, or are tried elsewhere.
EXCUSED = {
    **{
        f"{form}.{name}": "to which kinds of items a rule applies"
        for form in ("BasisForm", "CheckForm", "ExtensionForm", "MilestoneForm")
        for name in SCOPE
    },
    "MilestoneForm.volume": "numbers and terms",
    **{f"ExtensionForm.{name}": "bodies by their names" for name in ("approvers", "informed")},
    **{f"PolicyForm.check_{name}_who": "roles" for name in CHECKS},
    "SendForm.copies": "bodies by name",
    "ItemForm.sponsors": "people by name",
    "HandedOverForm.co_handlers": "chosen among the units, as AssignForm; tests/integration/web/test_intake.py",
    "OldReplyForm.co_handlers": "chosen among the units, as AssignForm",
    "OldReplyForm.promises": "sentences of the letter; the owner is chosen among the units",
    "LetterForm.co_handlers": "the base of the two",
}
PEOPLE = {"fate-": "officer", "point-": "officer"}


def test_every_form_of_several_rows_has_a_case_or_a_reason(app: Flask) -> None:
    found = {f"{kind.__name__}.{name}" for kind in forms(Form) for name in several(kind)}
    tried = {case.form.split(" ")[0] for case in CASES}
    assert found - tried - set(EXCUSED) == set()
    assert {name for name in tried if "." in name} | set(EXCUSED) <= found


def forms(kind: type[Any]) -> Iterator[type[Any]]:
    below: list[type[Any]] = kind.__subclasses__()
    for one in below:
        yield from forms(one)
        if one.__module__.startswith("tracker."):
            yield one


def several(kind: type[Any]) -> Iterator[str]:
    """Yield the names of a form's own fields that hold several rows."""
    for name in dir(kind):
        field = getattr(getattr(kind, name), "field_class", None)
        if isinstance(field, type) and issubclass(field, FieldList | SelectMultipleField):
            yield name


def foreign_rows(office: Office, other: int) -> dict[str, int]:
    """Write another department with an item of its own, and return rows that are none of the tried items'."""
    with unit_of_work():
        dept = Unit(name="广西壮族自治区教育厅", short_name="教育厅", kind=UnitKind.DEPARTMENT, path="/9/")
        db.session.add(dept)
        db.session.flush()
        inner = Unit(
            name="财务处", short_name="财务处", kind=UnitKind.OFFICE, path="/9/9/", parent_id=dept.id
        )
        inner.is_active = False
        user = User(username="stranger", name="何静", password_hash=password_hash(), created_at=clock.now())
        db.session.add_all([inner, user])
        db.session.flush()
        dept.path, inner.path = f"/{dept.id}/", f"/{dept.id}/{inner.id}/"
        db.session.add(grant(user, dept, Role.LEADER, clock.today()))
        item = registered(office, number_raw="第20269999号", title="教育厅的提案")
        db.session.get_one(Proposal, item.id).host_unit_id = dept.id
    return {
        "item": item.id,
        "unit": inner.id,
        "user": user.id,
        "sponsor": _first(Sponsor, other),
        "promise": _first(Commitment, other),
        "ask": _first(ProposalPoint, other),
        "opinion": 999_999,
    }


def _first(kind: Any, item: int) -> int:
    found = db.session.scalars(select(kind.id).where(kind.proposal_id == item).order_by(kind.id)).first()
    assert found is not None
    return int(found)


@dataclass
class Site:
    """The office with an item for each case, the rows that are foreign to all of them, and one reader a person."""

    app: Flask
    database: Database
    office: Office
    items: Mapping[str, int]
    foreign: Mapping[str, int]
    chain: int

    def business(self) -> dict[str, str]:
        """Return the digest of every table of business."""
        view = whole(self.database)
        digests: Mapping[str, str] = view.digests()
        found = {name: one for name, one in digests.items() if name not in KEPT_OF_REFUSALS}
        view.close()
        return found

    def address(self, pattern: str, item: int) -> str:
        """Fill the numbers into an address."""
        with self.app.app_context():
            reply, letter = (
                db.session.scalar(select(kind.id).where(kind.proposal_id == item).order_by(kind.id.desc()))
                for kind in (Reply, LaterLetter)
            )
        return pattern.format(item=item, reply=reply, letter=letter, chain=self.chain)


@pytest.fixture
def site(app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The office; forms are taken without their token."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    states = sorted({case.state for case in CASES})
    with app.app_context():
        office, store = build_office(), FileStore(Path(app.config["DATA_DIR"]) / "files")
        items = {state: BUILDERS[state](office, store) for state in states}
        other = BUILDERS["letter sent"](office, store)
        foreign = foreign_rows(office, other)
        fresh = office.actor("coordinator", fresh=clock.now())
        chain = chains.copy_chain(fresh, office.units["dept"], source_id=None, now=clock.now()).id
        db.session.remove()
    return Site(app, database, office, items, foreign, chain)


def sent_form(site: Site, case: Case, client: PageClient) -> tuple[str, Data]:
    """Return where a case's form goes and what it sends when somebody fills in what is empty."""
    item = site.items[case.state]
    page = client.get(site.address(case.page + PAGES.get(case.ends, case.ends), item))
    ends = site.address(case.page, item).removesuffix("/steps") + case.ends
    posted = [one for one in page.forms() if one.method == "post"]
    form = next(one for one in posted if one.action.split("?")[0].endswith(case.ends or ends))
    own = {name: last_choice(page, name) if word == LAST else word for name, word in case.own.items()}
    return form.action, filled(form, chosen(page.root)) | own


def last_choice(page: Page, name: str) -> str:
    """Return the last choice that a page offers in a field, in its boxes or in its menu."""
    boxes = [one.get("value", "") for one in page.root.iter("input") if one.get("name") == name]
    menus = [one for one in page.root.iter("select") if one.get("name") == name]
    return [*boxes, *(option.get("value", "") for menu in menus for option in menu.iter("option"))][-1]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_one_foreign_row_among_several_refuses_them_all(site: Site) -> None:
    wrong = []
    for case in CASES:
        key = PEOPLE.get(case.form, "coordinator")
        client = PageClient(site.app).sign_in(site.office.people[key])
        action, data = sent_form(site, case, client)
        before = site.business()
        refused = client.client.post(action, data=case.add(data, site.foreign))
        refused.close()
        if refused.status_code not in REFUSALS or differing(before, site.business()):
            wrong.append((case.form, refused.status_code, differing(before, site.business())))
    assert wrong == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_same_forms_without_it_are_taken(site: Site) -> None:
    wrong = []
    for case in CASES:
        key = PEOPLE.get(case.form, "coordinator")
        client = PageClient(site.app).sign_in(site.office.people[key])
        action, data = sent_form(site, case, client)
        taken = client.client.post(action, data=data)
        taken.close()
        if taken.status_code != 302:
            wrong.append((case.form, taken.status_code))
    assert wrong == []
