"""Whether an open page is sound to look at: what axe finds in it, and whether it fits into a narrow window."""

from collections.abc import Iterable, Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.support.browser import DESKTOP, PHONE

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = Axe().axe_script
COLOURS = ["color-contrast", "link-in-text-block"]  # the slow rules; colours do not depend on the width
NARROW = 360


FRAME = [["nav.nav"], ["header.top"]]  # the same on every page of a person


def violations(
    page: Page, rules: list[str], *, without: Iterable[str] = (), frame: bool = True
) -> Iterator[str]:
    """Tell what axe, which is loaded, finds on a page as it stands; the ``frame`` around the page is looked at too."""
    off = {rule: {"enabled": False} for rule in without}
    asked = {"runOnly": rules, "rules": off, "resultTypes": ["violations"]}
    where = {"include": [["html"]], "exclude": [] if frame else FRAME}
    found = page.evaluate(
        "([where, asked]) => axe.run(where, asked).then(told => told.violations)", [where, asked]
    )
    for fault in found:
        for node in fault["nodes"]:
            yield f"{fault['id']}: {node['target']} {node['html'][:160]} {node['failureSummary'][:300]}"


def looks(page: Page, *, frame: bool = True) -> Iterator[str]:
    """Tell what is wrong with the open page on a desktop, in the dark, on a phone and on a narrow phone."""
    page.evaluate(AXE)
    yield from (f"desktop {fault}" for fault in violations(page, LEVELS, frame=frame))
    page.emulate_media(color_scheme="dark")
    yield from (f"dark {fault}" for fault in violations(page, COLOURS, frame=frame))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    yield from (f"phone {fault}" for fault in violations(page, LEVELS, without=COLOURS, frame=frame))
    page.set_viewport_size({"width": NARROW, "height": PHONE["height"]})
    if (width := page.evaluate("document.documentElement.scrollWidth")) != NARROW:
        yield f"{width} px wide in a window of {NARROW} px"
    page.set_viewport_size(DESKTOP)
