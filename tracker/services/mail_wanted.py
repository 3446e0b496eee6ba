"""Whether mails are still wanted when they are about to go out: one test for each kind of mail that needs one."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from tracker.domain.mail import MailKind
from tracker.models.mail import MailMessage
from tracker.services.digests import wanted_digests

# A test returns the ids of those wanted, and may bring their texts up to date; a kind without one is always wanted.
# ``now`` is an aware instant.
WantedTest = Callable[[Sequence[MailMessage], datetime], Collection[int]]
WANTED: Mapping[MailKind, WantedTest] = {MailKind.DIGEST: wanted_digests}


def wanted_of(mails: Sequence[MailMessage], now: datetime) -> frozenset[int]:
    """Return the ids of the mails whose cause still stands."""
    wanted = {mail.id for mail in mails}
    for kind, test in WANTED.items():
        asked = [mail for mail in mails if mail.kind == kind]
        if asked:
            wanted -= {mail.id for mail in asked} - set(test(asked, now))
    return frozenset(wanted)
