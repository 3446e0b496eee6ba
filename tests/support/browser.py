"""A headless Chromium: the machine's own, else the one that Playwright has downloaded."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Response,
    ViewportSize,
    expect,
    sync_playwright,
)

NAMES = ("chromium", "chromium-browser", "google-chrome")

# Nothing but the page under test: no sandbox for root, no calls home.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

PATIENCE = 30_000  # milliseconds: a busy machine is no fault of the page

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}


def executable(playwright: Playwright) -> str | None:
    """Return the path of a Chromium on this machine, None where there is none."""
    own = playwright.chromium.executable_path
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or (own if Path(own).exists() else None)


def launch(playwright: Playwright) -> Browser:
    """Start a headless Chromium."""
    path = executable(playwright)
    if path is None:
        raise FileNotFoundError("Chromium is missing: apt install chromium fonts-noto-cjk")
    expect.set_options(timeout=PATIENCE)
    return playwright.chromium.launch(executable_path=path, args=list(FLAGS))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium, one a session."""
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@pytest.fixture
def browser_context(browser: Browser) -> Iterator[BrowserContext]:
    """A window with cookies of its own, in Chinese, on a desktop screen."""
    made = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport=DESKTOP)
    yield made
    made.close()


def watch(page: Page) -> list[str]:
    """Return the list to which the page's script errors, policy breaches and missing files are added."""
    faults: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        # A refused form (4xx) is logged by Chromium too; missing files are told by on_response.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            faults.append(message.text)

    def on_response(response: Response) -> None:
        if "/static/" in response.url and response.status >= 400:
            faults.append(f"{response.status} {response.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("response", on_response)
    return faults


@pytest.fixture
def page(browser_context: BrowserContext) -> Iterator[Page]:
    """A page that fails the test on a script error, a breach of the content policy or a missing file."""
    made = browser_context.new_page()
    made.set_default_timeout(10_000)
    faults = watch(made)
    yield made
    assert faults == []


if __name__ == "__main__":
    with sync_playwright() as probe:
        sys.exit(executable(probe) is None)
