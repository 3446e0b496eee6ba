"""The services of the outbox are killed at every statement and commit: a mail's row is whole or not there."""

from tests.support.crash_lists import MAIL
from tests.support.crashes import Crashes
from tests.support.office import Office
from tracker import clock
from tracker.domain.mail import MailKind
from tracker.services import outbox


def test_the_outbox_is_changed_wholly_or_not(crashes: Crashes, office: Office) -> None:
    now, run = clock.now(), crashes.run
    words = {"kind": MailKind.DIGEST, "subject": "今日待办3件", "text": "见登记表。", "html": None}
    assert run(outbox.queue_mail, key="digest:1", user_id=office.people["officer"], now=now, **words)
    assert set(crashes.done) == MAIL
