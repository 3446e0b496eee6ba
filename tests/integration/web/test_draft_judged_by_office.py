"""The coordinator judges the promises of a draft (W18) on the page that shows it, and writes nothing in it."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.office import Office
from tests.support.page_client import Page, PageClient
from tests.support.replies import Desk, desk_at
from tracker.domain.vocabulary import Verdict
from tracker.queries.drafts import marks_of

AsPerson = Callable[[str], PageClient]


@pytest.fixture
def desk(app: Flask, office: Office) -> Desk:
    with app.app_context():
        return desk_at(office, "drafted")


def draft_of(app: Flask, desk: Desk, page: PageClient) -> Page:
    with app.app_context():
        return page.get(f"/items/{desk.proposal_id}/replies/{desk.reply.id}/draft")


def verdicts(app: Flask, desk: Desk) -> list[Verdict]:
    with app.app_context():
        return [mark.verdict for mark in marks_of(desk.reply.id)]


def test_the_coordinator_judges_a_sentence_and_the_text_stays(
    app: Flask, desk: Desk, browser_of: AsPerson
) -> None:
    page = browser_of("coordinator")
    shown = draft_of(app, desk, page)
    assert "您可以判定哪些是承诺" in shown.text
    assert "送审" not in [words for form in shown.forms() for words in form.buttons]
    form = shown.form("记下判定")
    prefix = next(name for name in form.values if name.endswith("-version")).removesuffix("version")
    refused = page.submit("记下判定", **{f"{prefix}verdict": "not_promise", f"{prefix}reason": ""})
    assert (refused.status, "请写明为什么不是承诺" in refused.text) == (422, True)
    done = page.submit("记下判定", **{f"{prefix}verdict": "not_promise", f"{prefix}reason": "方向性表述"})
    assert "已记下判定" in done.text
    assert verdicts(app, desk).count(Verdict.NOT_PROMISE) == 1


def test_the_coordinator_marks_what_the_reader_did_not_find(
    app: Flask, desk: Desk, browser_of: AsPerson
) -> None:
    page, before = browser_of("coordinator"), len(verdicts(app, desk))
    draft_of(app, desk, page)
    missing = page.submit("标上", quote="没有这句话")
    assert (missing.status, missing.form("标上").values["quote"]) == (422, "没有这句话")
    page.submit("标上", quote="建成一批创新平台")
    assert len(verdicts(app, desk)) == before + 1


@pytest.mark.parametrize("key", ["officer2", "supervisor", "leader"])
def test_others_only_read_or_do_not_see_it(app: Flask, desk: Desk, browser_of: AsPerson, key: str) -> None:
    shown = draft_of(app, desk, browser_of(key))
    assert "记下判定" not in shown.html
    assert shown.status == (200 if key == "officer2" else 404)


def test_a_submitted_draft_is_judged_by_nobody(app: Flask, desk: Desk, browser_of: AsPerson) -> None:
    with app.app_context():
        desk.submitted()
    shown = draft_of(app, desk, browser_of("coordinator"))
    assert "记下判定" not in shown.html
