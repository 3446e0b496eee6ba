"""A page client that can sign people in and remembers the page it is on."""

from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from tests.support.office import Office, build_office
from tests.support.pages import Page
from tests.support.pages import PageClient as Reader
from tracker import clock
from tracker.domain.sessions import Limits
from tracker.services.accounts import Browser, open_session
from tracker.web.current import TOKEN

__all__ = ["Page", "PageClient"]


class PageClient(Reader):
    """A browser without scripts, with somebody signed in; each page that it gets is checked."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app.test_client())
        self.app = app
        self.page: Page | None = None

    def sign_in(self, user_id: int, *, at: datetime | None = None) -> "PageClient":
        """Open a real session for a person, as if they had just typed their password; returns itself."""
        limits = Limits(self.app.config["SESSION_IDLE"], self.app.config["SESSION_ABSOLUTE"])
        with self.app.app_context():
            token = open_session(user_id, Browser("127.0.0.1", "test"), limits=limits, now=at or clock.now())
        with self.client.session_transaction() as session:
            session[TOKEN] = token
        return self

    def get(self, path: str, **query: Any) -> Page:
        """Open an address, follow where it leads, check the page and stay on it."""
        self.page = super().get(path, **query)
        return self.page

    def submit(self, words: str, **fields: Any) -> Page:
        """On the page last opened, fill in ``fields`` and press the button that has these words."""
        if self.page is None:
            raise LookupError("no page is open")
        self.page = self.send(self.page, words, fields)
        return self.page

    def follow(self, words: str) -> Page:
        """On the page last opened, follow the link with these words."""
        if self.page is None:
            raise LookupError("no page is open")
        return self.get(self.page.links()[words])


@pytest.fixture
def office(app: Flask) -> Office:
    """The small office, written into a fresh database, once on SQLite and once on PostgreSQL."""
    with app.app_context():
        return build_office()


@pytest.fixture
def browser_of(app: Flask, office: Office) -> "SignedIn":
    """A maker of page clients: ``browser_of("officer")`` is signed in as that person of the small office."""
    return SignedIn(app, office)


class SignedIn:
    """Makes a page client of its own for each person."""

    def __init__(self, app: Flask, office: Office) -> None:
        self.app = app
        self.office = office

    def __call__(self, key: str | None = None) -> PageClient:
        """Return a new client, signed in as the person with this key; signed out without one."""
        made = PageClient(self.app)
        return made.sign_in(self.office.people[key]) if key else made
