"""What comes back: reports of failure in the forms that servers write, and what must not be taken for one."""

import pytest

from tracker.mail.bounces import Bounce, bounce_of

OURS = "<4f2a.digest@kjt.example.cn>"
REPORT = f"""\
Return-Path: <>
From: MAILER-DAEMON@mx.example.cn (Mail Delivery System)
To: tian@kjt.example.cn
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="edge"

--edge
Content-Type: text/plain; charset=utf-8

This is the mail system at host mx.example.cn.

--edge
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.cn

Final-Recipient: rfc822; li@gone.example.cn
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <li@gone.example.cn>: User unknown

--edge
Content-Type: message/rfc822

Message-ID: {OURS}
Subject: test

text
--edge--
"""
HEADS_ONLY = REPORT.replace("message/rfc822", "text/rfc822-headers")
DELAYED = REPORT.replace("Action: failed", "Action: delayed").replace("5.1.1", "4.4.7")
QQ = f"""\
From: "PostMaster" <PostMaster@qq.example.com>
To: tian@kjt.example.cn
Subject: =?utf-8?b?57O757uf6YCA5L+h?=
Content-Type: text/plain; charset=gb18030
Content-Transfer-Encoding: 8bit

您的邮件没有投递成功，现退信如下：
收件人：li@qq.example.com
原因：550 Mailbox not found 收件人不存在
原信：{OURS}
"""
NETEASE = f"""\
From: Postmaster@163.example.com
To: tian@kjt.example.cn
Subject: =?gbk?b?z7XNs83L0MU=?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="edge"

--edge
Content-Type: text/plain; charset=utf-8

抱歉，您的邮件被退回来了。 550 User not found

--edge
Content-Type: message/rfc822

Message-ID: {OURS}

text
--edge--
"""
AWAY = f"""\
From: li@example.cn
To: tian@kjt.example.cn
Subject: 自动回复：休假
Auto-Submitted: auto-replied
In-Reply-To: {OURS}

我在休假，550 天后回来。{OURS}
"""
PERSON = f"""\
From: li@example.cn
Subject: 退信？
In-Reply-To: {OURS}

上次的信是不是退信了？{OURS}
"""
NEWS = f"""\
From: postmaster@example.cn
Subject: 维护通知

今晚停机维护。{OURS}
"""


@pytest.mark.parametrize("text", [REPORT, HEADS_ONLY], ids=["whole mail inside", "heads inside"])
def test_a_report_names_the_mail_and_why_it_came_back(text: str) -> None:
    found = bounce_of(text.encode())
    assert found is not None
    assert found.ids == (OURS,)
    assert found.words == "smtp; 550 5.1.1 <li@gone.example.cn>: User unknown"


def test_a_report_without_a_diagnosis_gives_its_status() -> None:
    bare = "\n".join(line for line in REPORT.splitlines() if not line.startswith("Diagnostic-Code"))
    assert bounce_of(bare.encode()) == Bounce((OURS,), "5.1.1")


@pytest.mark.parametrize(
    ("text", "charset", "words"),
    [(QQ, "gb18030", "原因：550 Mailbox not found 收件人不存在"), (NETEASE, "utf-8", "550 User not found")],
    ids=["plain words in GB18030", "mail inside words"],
)
def test_providers_that_write_no_report_are_understood(text: str, charset: str, words: str) -> None:
    found = bounce_of(text.encode(charset))
    assert found is not None
    assert OURS in found.ids
    assert words in found.words


@pytest.mark.parametrize(
    "text",
    [DELAYED, AWAY, PERSON, NEWS, "", "\x00\xff"],
    ids=["delay", "away", "person", "news", "empty", "noise"],
)
def test_what_is_no_bounce_is_none(text: str) -> None:
    assert bounce_of(text.encode("latin-1", "replace") if text == "\x00\xff" else text.encode()) is None


def test_what_is_cut_off_anywhere_or_damaged_breaks_nothing() -> None:
    content = REPORT.encode()
    for end in range(0, len(content), 7):
        found = bounce_of(content[:end])
        assert found is None or found.ids == (OURS,)
    assert bounce_of(content.replace(b"utf-8", b"no-such-charset")) is not None
    assert bounce_of(content.replace(b"boundary=", b"boundary")) is None
