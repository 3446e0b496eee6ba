"""What can go wrong, in words a user can act on.

Every error has a stable ``code`` (for logs, tests and the JSON interface) and a Chinese ``message`` that is also the
gettext msgid; ``params`` fill its ``%(name)s`` places. Pages translate, commands print :meth:`TrackerError.text`.
"""

from typing import ClassVar

from tracker.domain.phrases import Phrase


def N_(message: str) -> str:  # noqa: N802 - the name that gettext extraction looks for
    """Mark a message for the translation catalogue without translating it here."""
    return message


class TrackerError(Exception):
    """A refusal with a reason; nothing has been changed when it is raised."""

    code: ClassVar[str] = "error"
    message: ClassVar[str] = N_("操作未能完成。")

    def __init__(self, **params: object) -> None:
        super().__init__(self.code)
        self.params = params

    def text(self) -> str:
        """Return the message in Chinese with its places filled."""
        said = {
            name: value.text() if isinstance(value, Phrase) else value for name, value in self.params.items()
        }
        return self.message % said if said else self.message

    def __str__(self) -> str:
        return f"{self.code}: {self.text()}"


class NotFound(TrackerError):
    """The thing does not exist, or the person may not know that it does: both look the same."""

    code = "not_found"
    message = N_("没有找到这个页面或记录。")


class Forbidden(TrackerError):
    """The person sees the item but may not do this."""

    code = "forbidden"
    message = N_("您没有办理这一步的权限。")


class ProofNeeded(TrackerError):
    """The step asks the person to sign in again first."""

    code = "proof_needed"
    message = N_("这一步要再次确认身份，请重新输入密码。")


class StalePage(TrackerError):
    """Somebody changed the record after the page was made."""

    code = "stale_page"
    message = N_("您打开这一页之后，这条记录有了新的变动。")


class NotOffered(TrackerError):
    """The record is in a state that does not offer the action, often because it was just done."""

    code = "not_offered"
    message = N_("这一步现在不能办理，可能已经有人办过。请看最新的办理经过。")


class Refused(TrackerError):
    """A guard refuses: ``reason`` says why and how to mend it."""

    code = "refused"
    message = N_("%(reason)s")


class SavedOnly(Refused):
    """A guard refuses a step, but the text that was sent with it is saved, as ``version`` of its record."""

    def __init__(self, refusal: Refused, version: int) -> None:
        super().__init__(**refusal.params)
        self.version = version


class InvalidInput(TrackerError):
    """A value that the field cannot hold; ``field`` names the form field, ``reason`` says how to mend it."""

    code = "invalid_input"
    message = N_("%(reason)s")
