"""Takes a picture of every page of the demonstration office: desktop, 390 px and dark; they land in var/shots.

Usage: python bench/shots.py [WORDS…]    only the pages whose name contains one of the words
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["TRACKER_DEMONSTRATION"] = "1"

from tests.support.applications import serving
from tests.support.browser import PHONE, launch
from tracker import clock
from tracker.app import create_app
from tracker.cli.database import upgrade
from tracker.documents.store import FileStore
from tracker.domain.vocabulary import CommitmentState, Stage
from tracker.extensions import db
from tracker.models.assignment import Assignment
from tracker.models.commitment import Commitment
from tracker.models.opinion import Opinion
from tracker.models.people import User
from tracker.models.proposal import Proposal
from tracker.models.reply import Reply
from tracker.services.demonstration import build_demonstration

SHOTS = Path(__file__).resolve().parent.parent / "var" / "shots"
WIDE: ViewportSize = {"width": 1440, "height": 1000}


@dataclass(frozen=True)
class Shot:
    """A page to be seen by somebody; ``who`` is a name on the sign-in page, empty for a visitor."""

    name: str
    who: str
    path: str


@contextmanager
def office() -> Iterator[tuple[Flask, str]]:
    """Serve a fresh demonstration office from a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        url = f"sqlite:///{data / 'shots.sqlite3'}"
        upgrade(url)
        app = create_app(
            {"SQLALCHEMY_DATABASE_URI": url, "DATA_DIR": data, "SECRET_KEY": "pictures only " * 4}
        )
        with app.app_context():
            build_demonstration(clock.now(), FileStore(data / "files"))
        with serving(app) as address:
            yield app, address
        with app.app_context():
            db.engine.dispose()


def item_at(stage: Stage) -> Proposal:
    """Return the newest item of our own at a stage."""
    return db.session.scalars(
        select(Proposal).where(Proposal.stage == stage).order_by(Proposal.id.desc()).limit(1)
    ).one()


def reply_at(stage: Stage) -> str:
    """Return the address below which the pages of a stage's reply stand."""
    item = item_at(stage)
    reply = db.session.scalars(select(Reply).where(Reply.proposal_id == item.id).limit(1)).one()
    return f"/items/{item.id}/replies/{reply.id}"


def opinion_at(stage: Stage) -> str:
    """Return the address below which the pages of a stage's opinion stand."""
    item = item_at(stage)
    own = (
        select(Opinion)
        .join(Assignment)
        .where(Opinion.proposal_id == item.id, Assignment.unit_id == item.host_unit_id)
    )
    opinion = db.session.scalars(own.limit(1)).one()
    return f"/items/{item.id}/opinions/{opinion.id}"


def commitment_in(state: CommitmentState) -> str:
    """Return the address of a promise in a state."""
    wanted = select(Commitment.id).where(Commitment.state == state).order_by(Commitment.id.desc()).limit(1)
    return f"/promises/{db.session.scalars(wanted).one()}"


def officer_of(stage: Stage) -> str:
    """Return the name of the officer who has the newest item at a stage."""
    return db.session.get_one(User, item_at(stage).lead_officer_id).name


TABS = ("timeline", "text", "contacts", "opinions", "drafts", "sign-off", "files", "promises", "evaluations")


def wanted() -> list[Shot]:
    """List every page with somebody who may see it."""
    drafting, sent = item_at(Stage.DRAFTING).id, item_at(Stage.TRACKING).id
    waiting, given = item_at(Stage.TO_SIGN), item_at(Stage.TO_DISTRIBUTE)
    seat = select(Assignment.id).where(
        Assignment.proposal_id == given.id, Assignment.unit_id == given.host_unit_id
    )
    seat_id = db.session.scalars(seat.limit(1)).one()
    officer = "李文静"
    desks = (officer, "覃海宁", "韦丽华", "唐咸来", "黄志强", "陆敏", "邓伟", "梁文博")
    return [
        Shot("sign-in", "", "/sign-in"),
        *(Shot(f"desk-{number}", name, "/") for number, name in enumerate(desks, start=1)),
        Shot("register", "韦丽华", "/items"),
        Shot("register-overdue", "覃海宁", "/items?view=overdue"),
        Shot("register-empty", officer, "/items?q=nothing-like-this"),
        *(Shot(f"item-{tab}", "韦丽华", f"/items/{sent}/{tab}") for tab in TABS),
        Shot("item-drafting", "韦丽华", f"/items/{drafting}"),
        Shot("item-to-assign", "韦丽华", f"/items/{item_at(Stage.TO_ASSIGN).id}"),
        Shot("item-to-sign", "韦丽华", f"/items/{waiting.id}"),
        Shot("item-collecting", "黄志强", f"/items/{item_at(Stage.COLLECTING).id}"),
        Shot("intake", "韦丽华", "/intake"),
        Shot("intake-form", "韦丽华", "/intake/form"),
        Shot("intake-letter", "韦丽华", "/intake/letter"),
        Shot("assignment", "韦丽华", f"/items/{item_at(Stage.TO_ASSIGN).id}/assignment"),
        Shot("distribute", "韦丽华", f"/items/{given.id}/assignments/{seat_id}/distribute"),
        Shot("contact", officer_of(Stage.HANDLING), f"/items/{item_at(Stage.HANDLING).id}/contacts/new"),
        Shot("opinion", "韦丽华", opinion_at(Stage.CO_RETURNED)),
        Shot("review", "韦丽华", reply_at(Stage.OFFICE_CHECK) + "/review"),
        Shot("sign", "唐咸来", reply_at(Stage.SIGN_OFF) + "/sign"),
        Shot("send", "韦丽华", reply_at(Stage.TO_SEND) + "/send"),
        Shot("reply", "韦丽华", reply_at(Stage.TRACKING)),
        Shot("draft", officer_of(Stage.DRAFTING), reply_at(Stage.DRAFTING) + "/draft"),
        Shot("promises", "韦丽华", "/promises"),
        Shot("promise", "韦丽华", commitment_in(CommitmentState.UNDER_WAY)),
        Shot("promise-kept", "韦丽华", commitment_in(CommitmentState.KEPT)),
        Shot("people", "韦丽华", "/people"),
        Shot("people-admin", "梁文博", "/people"),
        Shot("not-found", "韦丽华", "/items/999999"),
    ]


def sign_in(page: Page, address: str, who: str) -> None:
    """Take a role of the demonstration office with one click."""
    page.goto(address + "/sign-in")
    if page.locator(".people li").filter(has_text=who).count():
        page.locator(".more-people summary").click()
    page.locator(".personas li, .people li").filter(has_text=who).get_by_role("button").first.click()
    page.wait_for_load_state()


def take(browser: Browser, address: str, shots: list[Shot]) -> None:
    """Take every picture three times."""
    looks: dict[str, tuple[ViewportSize, str]] = {
        "desktop": (WIDE, "light"),
        "phone": (PHONE, "light"),
        "dark": (WIDE, "dark"),
    }
    for look, (size, scheme) in looks.items():
        for who in dict.fromkeys(shot.who for shot in shots):
            context = browser.new_context(
                viewport=size, locale="zh-CN", color_scheme="dark" if scheme == "dark" else "light"
            )
            page = context.new_page()
            if who:
                sign_in(page, address, who)
            for shot in (one for one in shots if one.who == who):
                answer = page.goto(address + shot.path)
                page.screenshot(path=SHOTS / f"{shot.name}-{look}.png", full_page=True)
                print(f"{look:8} {shot.name:20} {answer.status if answer else '-'}")
            context.close()


def main() -> None:
    """Build the office, serve it, and take the pictures that were asked for."""
    words = sys.argv[1:]
    SHOTS.mkdir(parents=True, exist_ok=True)
    with office() as (app, address), sync_playwright() as playwright:
        with app.app_context():
            shots = [shot for shot in wanted() if not words or any(word in shot.name for word in words)]
        browser = launch(playwright)
        take(browser, address, shots)
        browser.close()
    print(f"{len(shots) * 3} pictures in {SHOTS}")


if __name__ == "__main__":
    main()
