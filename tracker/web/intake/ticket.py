"""The signed reference that a page carries to an upload in the stash: nothing is kept before a person confirms."""

from dataclasses import asdict, dataclass

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from tracker.documents.store import STASH_LIFE, FileMissing, FileStore
from tracker.services.files import StashedFile
from tracker.web.current import actor

SALT = "letter"


@dataclass(frozen=True)
class Ticket:
    """An upload of one person: its mode, its text and, unless it was pasted, its file."""

    mode: str
    text_digest: str
    name: str
    media_type: str = ""
    size: int = 0
    file_digest: str = ""

    @property
    def upload(self) -> StashedFile | None:
        """The file as the services take it; None for pasted text."""
        if not self.file_digest:
            return None
        return StashedFile(self.name, self.media_type, self.size, self.file_digest)

    def text(self, store: FileStore) -> str:
        """Return the letter's text; raises FileMissing a day after the upload."""
        return store.read_stash(self.text_digest).decode()


def sign(ticket: Ticket) -> str:
    """Return the ticket as a string that only the signed-in person can hand in again."""
    return str(_serializer().dumps(asdict(ticket)))


def redeem(signed: str | None) -> Ticket:
    """Return the ticket; raises FileMissing for one that is too old, altered, or somebody else's."""
    try:
        return Ticket(**_serializer().loads(signed or "", max_age=int(STASH_LIFE.total_seconds())))
    except BadData as error:
        raise FileMissing from error


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt=f"{SALT}-{actor().user_id}")
