"""Whatever is typed into any form: no defect, no silent change, words that say what is wrong, nothing typed lost."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests.support.bad_input import (
    FREE,
    KEPT_OF_REFUSALS,
    PEOPLE,
    FoundForm,
    Watch,
    every_form,
    post,
    watching,
)
from tests.support.databases import Database
from tests.support.page_client import PageClient
from tests.support.whole_database import WholePostgres, whole
from tracker.extensions import db
from tracker.models.people import User

DERIVED = {"search_document"}  # holds every text of the office once more
TYPED = "写了很久的一段话，不能丢"
EXACT = {
    "rare characters": "𠮷野家〇昇喆𬭸㑇鲹",
    "uyghur": "ئۇيغۇرچە خەت",
    "tibetan": "བོད་ཡིག་གི་ཡི་གེ",
    "zhuang": "Vahcuengh ƨɯɜ",
    "families of emoji": "👩‍💻 👨‍👩‍👧",
    "compatibility and private use": "㊣㈱ﬁ \ue000",
    "isolates": "甲\u2066乙\u2069丙",
    "markup": "<script>alert(1)</script>&amp;{{7*7}}%s%(x)s",
    "formula": "=cmd|' /C calc'!A0",
}
TYPED_ANYWHERE: dict[str, Any] = EXACT | {
    "bidi override": "甲\u202e乙",
    "nonchar": "甲\ufffe\uffff\U0001fffe",
    "bom": "\ufeff甲",
    "combining marks": "a" + "\u0301" * 10_000,
    "a megabyte": "一" * 350_000,
    "lines": "行\n" * 100_000,
    "nul": "甲\x00乙",
    "c0": "甲\x1b[31m乙",
    "c1": "甲\x90乙",
    "gb18030": "广西壮族自治区".encode("gb18030"),
    "utf-16": "广西".encode("utf-16"),
    "surrogate": b"\xed\xa0\x80",
    "overlong": b"\xc0\xaf",
    "spaces": " \u3000\t ",
}
TOLD = re.compile(r'role="alert"|class="error"|aria-invalid|class="page-title"|"message":"')
UNREADABLE = {"nul", "c0", "c1", "gb18030", "utf-16", "surrogate", "overlong"}
NUMBERS: dict[str, Any] = {
    "minus": "-1",
    "64 bits": str(2**63),
    "nan": "NaN",
    "float": "1e308",
    "digits": "9" * 400,
    "full width": "１２",
    "list": ["1", "2", "1"],
    "year 0": "0000-01-01",
    "year 1582": "1582-10-10",
    "year 9999": "9999-12-31",
    "no day": "2026-02-30",
    "minguo": "民国一百一十三年三月",
    "empty": "",
}


def faults_of(status: int, page: str, kind: str, changes: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with an answer to that kind of text."""
    if status >= 500:
        yield "a defect"
    if kind in UNREADABLE and (status != 400 or "U+" not in page):
        yield "unreadable text is not told"
    if status in {400, 409, 422} and TYPED in changes.values() and TYPED not in page:
        yield "typed text is lost"
    if status == 422 and not TOLD.search(page):
        yield "nothing says what is wrong"


def as_json(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


@dataclass
class Bench:
    """The demonstration office with everybody signed in, its rows watched and brought back."""

    app: Flask
    clients: dict[str, PageClient]
    forms: list[FoundForm]
    seen: WholePostgres
    watch: Watch

    def texts(self) -> Iterator[list[str]]:
        """Put each text into a field of each form, and give what went wrong each time."""
        for number, form in enumerate(self.forms):
            free = form.named(FREE)
            for turn, (kind, value) in enumerate(TYPED_ANYWHERE.items() if free else ()):
                name = free[(number + turn) % len(free)]
                others = {one: TYPED for one in free if one != name}
                yield self.try_out(form, others | {name: value}, kind)

    def numbers(self) -> Iterator[list[str]]:
        """Put each number, day or list into a field of each form, and give what went wrong each time."""
        for number, form in enumerate(self.forms):
            fields = form.tried
            for turn, value in enumerate(NUMBERS.values() if fields else ()):
                yield self.try_out(form, {fields[(number + turn * 3) % len(fields)]: value})

    def try_out(self, form: FoundForm, changes: dict[str, Any], kind: str = "") -> list[str]:
        """Send a form, bring back what it changed, and return what is wrong with the answer."""
        self.watch.take()
        answer = post(self.clients[form.person], form, changes)
        written = self.watch.take()
        rows = self._rows(written - KEPT_OF_REFUSALS - DERIVED)
        self.seen.bring_back(written)
        found = list(faults_of(answer.status_code, answer.text, kind, changes))
        if answer.status_code >= 400 and written - KEPT_OF_REFUSALS:
            found.append(f"a refusal writes {sorted(written)}")
        if kind in EXACT and TYPED in rows and as_json(EXACT[kind]) not in rows:
            found.append("not kept exactly")
        fields = [name for name, one in changes.items() if one is not TYPED]
        return [f"{form.endpoint} {form.person} {fields} {kind} {answer.status_code}: {one}" for one in found]

    def _rows(self, names: set[str]) -> str:
        with self.app.app_context():
            found = (db.session.scalars(text(f'SELECT to_jsonb(t)::text FROM "{name}" t')) for name in names)  # noqa: S608
            return "\n".join(row for rows in found for row in rows)


@pytest.fixture
def bench(demonstration: Flask, database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """The bench, with every kind of form that any page offers."""
    monkeypatch.setitem(demonstration.config, "PROPAGATE_EXCEPTIONS", False)
    with demonstration.app_context():
        ids = {
            name: db.session.scalars(select(User.id).where(User.username == name)).one() for name in PEOPLE
        }
    clients = {name: PageClient(demonstration).sign_in(user_id) for name, user_id in ids.items()}
    seen = whole(database)
    assert isinstance(seen, WholePostgres)
    forms = every_form(demonstration, clients)
    seen.keep()
    with watching() as watch:
        yield Bench(demonstration, clients, forms, seen, watch)
    seen.close()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_nothing_typed_into_any_form_is_a_defect_or_a_silent_change(bench: Bench) -> None:
    tried = list(bench.texts()) + list(bench.numbers())
    assert "\n".join(fault for faults in tried for fault in faults) == ""
    assert len(tried) >= 600, len(tried)
