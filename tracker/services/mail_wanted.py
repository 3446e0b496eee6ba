"""Whether a mail is still wanted at the moment of sending: a table of tests, a kind of mail each."""

from collections.abc import Callable, Mapping
from datetime import datetime

from tracker.domain.mail import MailKind
from tracker.models.mail import MailMessage
from tracker.services.digests import is_digest_wanted

# A kind without a test is always wanted. A test may bring the text up to date; ``now`` is an aware instant.
WANTED: Mapping[MailKind, Callable[[MailMessage, datetime], bool]] = {MailKind.DIGEST: is_digest_wanted}


def is_wanted(mail: MailMessage, now: datetime) -> bool:
    """Tell whether the cause of a mail still stands."""
    test = WANTED.get(MailKind(mail.kind)) if mail.kind in set(MailKind) else None
    return test is None or test(mail, now)
