"""A reader of pages: follows links and sends forms as a browser does, and checks every page that it gets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support import page_rules
from tests.support.page_rules import text_of


@dataclass
class Form:
    """A form of a page with the values that it would send as it stands."""

    action: str
    method: str
    values: dict[str, Any]
    words: str
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)
    actions: dict[str, str] = field(default_factory=dict)


def _belonging(form: Element, root: Element) -> list[Element]:
    """Return what stands in a form or belongs to it by its id."""
    name = form.get("id")
    others = [one for one in root.iter() if name and one.get("form") == name]
    return [one for one in form.iter() if one.get("form") in {None, name}] + others


def _values(controls: list[Element]) -> dict[str, Any]:
    """Return what the fields of a form hold."""
    values: dict[str, Any] = {}
    for control in controls:
        name = control.get("name")
        if not name or control.get("disabled") is not None:
            continue
        if control.tag == "textarea":
            values[name] = "".join(control.itertext()).removeprefix("\n")
        elif control.tag == "select":
            chosen = [option for option in control.iter("option") if option.get("selected") is not None]
            first = chosen or (
                [] if control.get("multiple") is not None else list(control.iter("option"))[:1]
            )
            picked = [option.get("value", text_of(option)) for option in first]
            values[name] = picked if control.get("multiple") is not None else (picked or [""])[0]
        elif control.tag == "input":
            _input_value(control, name, values)
    return values


def _input_value(control: Element, name: str, values: dict[str, Any]) -> None:
    """Add what one input holds; boxes count where they are ticked."""
    kind = control.get("type", "text")
    if kind in {"submit", "button", "image", "reset", "file"}:
        return
    if kind in {"checkbox", "radio"}:
        if control.get("checked") is None:
            return
        if kind == "checkbox" and name in values:
            values[name] = [*_as_list(values[name]), control.get("value", "on")]
            return
    values[name] = control.get("value", "on" if kind in {"checkbox", "radio"} else "")


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def forms_of(root: Element, path: str) -> list[Form]:
    """Return the forms of the page at ``path`` in their order."""
    return [
        Form(
            action=form.get("action") or path,
            method=(form.get("method") or "get").lower(),
            values=_values(_belonging(form, root)),
            words=text_of(form),
            buttons={
                text_of(button): (button.get("name", ""), button.get("value", ""))
                for button in _belonging(form, root)
                if button.tag == "button" and button.get("type", "submit") == "submit"
            },
            actions={
                text_of(button): button.get("formaction", "")
                for button in _belonging(form, root)
                if button.get("formaction")
            },
        )
        for form in root.iter("form")
    ]


@dataclass
class Page:
    """An answer, parsed."""

    response: TestResponse
    path: str
    html: str
    root: Element

    @property
    def status(self) -> int:
        """Return the status code."""
        return self.response.status_code

    @property
    def heading(self) -> str:
        """Return the words of the h1."""
        return text_of(next(self.root.iter("h1"), None))

    @property
    def text(self) -> str:
        """Return the words of the page."""
        return text_of(self.root.find("body"))

    def links(self) -> dict[str, str]:
        """Return the words and addresses of the links; of equal words the first."""
        found: dict[str, str] = {}
        for link in self.root.iter("a"):
            found.setdefault(text_of(link), link.get("href", ""))
        return found

    def forms(self) -> list[Form]:
        """Return the forms in their order."""
        return forms_of(self.root, self.path)

    def form(self, words: str) -> Form:
        """Return the first form that has a button with these words, or whose address ends with them."""
        for form in self.forms():
            if any(words in label for label in form.buttons) or form.action.split("?")[0].endswith(words):
                return form
        raise LookupError(
            f"{words!r} not among {[(form.action, list(form.buttons)) for form in self.forms()]}"
        )


class PageClient:
    """A browser without scripts: every page it gets must keep the rules of ``page_rules``."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **query: Any) -> Page:
        """Open an address, follow where it leads, and check the page."""
        return self._read(self.client.get(path, query_string=query or None, follow_redirects=True))

    def send(self, page: Page, words: str, values: Mapping[str, Any] | None = None) -> Page:
        """Press the button with these words after filling in ``values``, and check the page that follows."""
        form = page.form(words)
        data = form.values | dict(values or {})
        label = words if words in form.buttons else next((one for one in form.buttons if words in one), "")
        name, value = form.buttons.get(label, ("", ""))
        if name:
            data[name] = value
        action = form.actions.get(label, form.action)
        if form.method == "get":
            return self.get(action, **data)
        return self._read(self.client.post(action, data=data, follow_redirects=True))

    def _read(self, response: TestResponse) -> Page:
        html = response.get_data(as_text=True)
        if response.mimetype != "text/html":
            return Page(response, response.request.path, html, page_rules.fragment(""))
        broken = page_rules.faults(html)
        assert broken == [], f"{response.request.path} ({response.status_code}): {broken}"
        return Page(response, response.request.path, html, page_rules.parse(html)[0])


@pytest.fixture
def pages(app: Flask) -> PageClient:
    """A reader of pages with cookies of its own, once on SQLite and once on PostgreSQL."""
    return PageClient(app.test_client())
