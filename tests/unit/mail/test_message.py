"""A composed mail: ASCII on the wire, nothing injected, every part as it was written."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from tracker.mail.message import BadAddress, Letter, compose, plain_address

LETTER = Letter(
    sender="广西科技厅提案办 <tian@kjt.example.cn>",
    recipient="li@kjt.example.cn",
    subject="今日待办3件：关于推动制造业转型升级、加快新能源汽车产业链建设的建议等",
    text="一、逾期1件。\n.二、这一行以点开头。\n" + "长" * 2_000,
    html="<p>逾期1件</p>",
    calendar="BEGIN:VCALENDAR\r\nSUMMARY:答复到期\r\nEND:VCALENDAR\r\n",
    message_id="<0a1b@kjt.example.cn>",
    at=datetime(2026, 3, 2, 1, tzinfo=UTC),
)


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=default)


def test_every_part_comes_out_as_it_went_in() -> None:
    content = compose(LETTER)
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    found = read(content)
    assert found["Subject"] == LETTER.subject
    assert found["From"].addresses[0].display_name == "广西科技厅提案办"
    assert (found["To"], found["Message-ID"]) == (LETTER.recipient, LETTER.message_id)
    assert found["Auto-Submitted"] == "auto-generated"
    parts = {part.get_content_type(): part.get_content() for part in found.walk() if not part.is_multipart()}
    assert parts["text/plain"].split() == LETTER.text.split()
    assert "逾期1件" in parts["text/html"]
    assert "答复到期" in parts["text/calendar"]


def test_a_mail_of_text_alone_is_one_part() -> None:
    found = read(compose(replace(LETTER, html=None, calendar=None)))
    assert not found.is_multipart()


@pytest.mark.parametrize("field", ["recipient", "subject"])
def test_no_line_can_be_smuggled_into_the_head(field: str) -> None:
    smuggled = {field: "li@kjt.example.cn\r\nBcc: all@kjt.example.cn"}
    with pytest.raises(ValueError, match=r"linefeed|newline|invalid"):
        compose(replace(LETTER, **smuggled))  # type: ignore[arg-type]  # both are texts


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("li@kjt.example.cn", "li@kjt.example.cn"),
        (" 李 <li@kjt.example.cn> ", "li@kjt.example.cn"),
        ("li@科技厅.example.cn", "li@xn--bfvq41l2mk.example.cn"),
        ("root@localhost", "root@localhost"),
    ],
)
def test_an_address_is_taken_as_a_server_understands_it(given: str, address: str) -> None:
    domain = address.rpartition("@")[2]
    assert plain_address(given).rpartition("@")[2] == (
        "科技厅.example.cn".encode("idna").decode() if "xn--" in domain else domain
    )
    assert plain_address(given).startswith(address.partition("@")[0])


@pytest.mark.parametrize(
    "given",
    ["", "李文静", "li@", "@kjt.example.cn", "li@kjt", "李@kjt.example.cn", "li li@kjt.cn"],
)
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(BadAddress):
        plain_address(given)
