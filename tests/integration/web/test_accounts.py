"""Signing in and out."""

from tests.support.office import PASSWORD
from tests.support.page_client import SignedIn


def test_a_person_signs_in_with_name_and_password(browser_of: SignedIn) -> None:
    client = browser_of()
    assert client.get("/people").heading == "登录"
    page = client.submit("登录", username=" Officer ", password=PASSWORD)
    assert page.heading == "人员与单位"
