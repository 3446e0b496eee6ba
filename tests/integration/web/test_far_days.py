"""Days at the ends of the calendar: refused, never a defect."""

import pytest
from flask import Flask

from tests.support.items import ITEM, registered
from tests.support.office import Office
from tests.support.page_client import SignedIn
from tests.support.replies import desk_at
from tracker.extensions import db
from tracker.services.promise_finding import marks_by_id

FAR = ("0001-01-01", "1900-01-01", "9999-12-31")
HEARD = {"method": "phone", "summary": "说明了办理思路。"}


@pytest.mark.parametrize("day", FAR)
def test_an_item_cannot_come_or_be_assigned_on_a_day_without_a_calendar(
    app: Flask, office: Office, browser_of: SignedIn, day: str
) -> None:
    coordinator = browser_of("coordinator")
    coordinator.get("/intake/form")
    typed = {"title": ITEM.title, "body": ITEM.body, "sponsors-0-name": "郑毅", "sponsors-0-kind": "member"}
    assert coordinator.submit("登记", **typed, received_on=day, filed_on=day).status == 422
    with app.app_context():
        item_id = registered(office, title="又一件").id
        db.session.remove()
    coordinator.get(f"/items/{item_id}/assignment")
    assert "日期要在1949年10月1日至2099年12月31日之间" in coordinator.submit("交办", assigned_on=day).text
    assert coordinator.get(f"/items/{item_id}").status == 200
    assert coordinator.get("/items").status == 200
    assert coordinator.get("/").status == 200


@pytest.mark.parametrize("day", FAR)
def test_neither_a_promise_nor_a_contact_gets_such_a_day(
    app: Flask, office: Office, browser_of: SignedIn, day: str
) -> None:
    with app.app_context():
        desk = desk_at(office, "drafted")
        url = f"/items/{desk.proposal_id}/replies/{desk.reply.id}"
        mark = next(iter(marks_by_id(desk.reply.id)))
        db.session.remove()
    officer = browser_of("officer")
    page = officer.get(f"{url}/draft", mark=mark)
    form = page.form(f"/promises/{mark}")
    data = form.values | {f"mark-{mark}-due_on": day, f"mark-{mark}-verdict": "promise"}
    assert officer.client.post(form.action, data=data).status_code == 422
    assert officer.get(f"{url}/draft", mark=mark).status == 200
    contact = officer.get(f"/items/{desk.proposal_id}/contacts/new").form("记下")
    assert officer.client.post(contact.action, data=contact.values | HEARD | {"on": day}).status_code == 422
