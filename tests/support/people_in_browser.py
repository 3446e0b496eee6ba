"""Everybody of the small office with a browser window of their own, for journeys."""

from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.support.browser import DESKTOP, PATIENCE, PHONE, watch
from tests.support.office import PASSWORD


class People:
    """Everybody's own browser window, opened and signed in when first needed; faults of any page are kept."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.pages: dict[tuple[str, bool], Page] = {}
        self.faults: list[str] = []

    def page(self, who: str, *, phone: bool = False) -> Page:
        """Return the window of a person, on a desktop or at 390 px."""
        if (who, phone) not in self.pages:
            self.pages[who, phone] = self._open(who, PHONE if phone else DESKTOP)
        return self.pages[who, phone]

    def _open(self, who: str, size: ViewportSize) -> Page:
        context = self.browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport=size)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        self.faults = watch(page)
        page.goto(f"{self.address}/sign-in")
        page.get_by_label("用户名").fill(who)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("我的工作台")
        return page

    def close(self) -> None:
        """Close every window."""
        for page in self.pages.values():
            page.context.close()


def take_turn(page: Page, item: str, step: str) -> None:
    """Open the item and press its one primary action, which must be this step's."""
    page.goto(item)
    action = page.locator(".next .btn.primary")
    expect(action).to_have_text(step)
    action.click()


def pick(page: Page, label: str, words: str) -> None:
    """Choose an option of a searchable select as a quick typist does: Enter right after the words."""
    box = page.get_by_role("combobox", name=label)
    box.fill(words)
    box.press("Enter")
    expect(page.locator(".ts-wrapper", has=box).locator(".item", has_text=words)).to_be_visible()
    box.press("Escape")
    expect(page.locator(".ts-wrapper", has=box).locator(".ts-dropdown")).to_be_hidden()
