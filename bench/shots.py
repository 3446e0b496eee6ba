"""Takes a picture of every page of the demonstration office: desktop, 390 px and dark; they land in var/shots.

Usage: python bench/shots.py [WORDS…]    only the pages whose name contains one of the words
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, ViewportSize, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["TRACKER_DEMONSTRATION"] = "1"

from tests.support.applications import serving
from tests.support.browser import PHONE, launch
from tests.support.pages_of_office import sign_in, wanted
from tests.support.shot import Shot
from tracker import clock
from tracker.app import create_app
from tracker.cli.database import upgrade
from tracker.documents.store import FileStore
from tracker.extensions import db
from tracker.services.demonstration import build_demonstration

SHOTS = Path(__file__).resolve().parent.parent / "var" / "shots"
WIDE: ViewportSize = {"width": 1440, "height": 1000}


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
