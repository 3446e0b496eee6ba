"""What can go wrong between us and a mail server, by what it means for the mail."""

from enum import StrEnum

from tracker.domain.mail import DETAIL


class Step(StrEnum):
    """Where a delivery was; ``text``: the mail itself had been handed over."""

    CONNECT = "connect"
    GREETING = "greeting"
    ENCRYPT = "encrypt"
    SIGN_IN = "sign_in"
    SENDER = "sender"
    RECIPIENT = "recipient"
    COPY = "copy"
    DATA = "data"
    TEXT = "text"


class MailTrouble(Exception):
    """A mail was not taken, or perhaps not; ``answer`` is what the server said, or what the system said."""

    def __init__(self, step: Step, answer: str) -> None:
        super().__init__(step, answer)
        self.step = step
        self.answer = f"{step}: {answer}"[:DETAIL]


class Unreachable(MailTrouble):
    """No mail can go out now: no connection, no protection, no sign-in, or our own address is refused."""


class Deferred(MailTrouble):
    """This mail was not taken for now; the server has nothing of it."""


class Refused(MailTrouble):
    """This mail will never be taken."""


class InDoubt(MailTrouble):
    """The text was handed over and the answer is lost: the server may have taken the mail."""
