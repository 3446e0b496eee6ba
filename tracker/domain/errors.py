"""What can go wrong, in words a user can act on.

Every error has a stable ``code`` (for logs, tests and the JSON interface) and a Chinese ``message`` that is also the
gettext msgid; ``params`` fill its ``%(name)s`` places. Pages translate, commands print :meth:`TrackerError.text`.
"""

from typing import ClassVar


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
        return self.message % self.params if self.params else self.message

    def __str__(self) -> str:
        return f"{self.code}: {self.text()}"
