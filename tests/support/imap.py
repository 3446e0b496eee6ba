"""A mailbox on loopback that speaks as much IMAP as the tracker asks."""

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread


@dataclass
class Imap:
    """A mailbox with mails by their numbers; ``refusing`` is the command that it says no to."""

    mails: dict[int, bytes]
    refusing: str = ""
    flags: dict[int, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Take a free port."""
        self.listener = socket.create_server(("127.0.0.1", 0))

    def address(self, name: str) -> str:
        """Return the address of a mailbox by this name."""
        return f"imap://tian%40kjt.example.cn@127.0.0.1:{self.listener.getsockname()[1]}/{name}"

    @contextmanager
    def running(self) -> Iterator["Imap"]:
        """Answer clients for the length of the block."""
        thread = Thread(target=self._serve, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            thread.join(5)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                peer, _ = self.listener.accept()
                with peer, peer.makefile("rwb") as talk, suppress(OSError):
                    talk.write(b"* OK IMAP4rev1 ready\r\n")
                    talk.flush()
                    for line in talk:
                        talk.write(self._answer(line.decode().strip()))
                        talk.flush()

    def _answer(self, line: str) -> bytes:
        tag, _, words = line.partition(" ")
        self.said.append(words)
        name, *rest = words.split()
        if name.upper() == "UID":
            name, *rest = rest
        if name.upper() == self.refusing:
            return f"{tag} NO not today\r\n".encode()
        answers: dict[str, Callable[[list[str]], bytes]]
        answers = {"CAPABILITY": self._capability, "EXAMINE": self._size, "SELECT": self._size}
        answers |= {"SEARCH": self._search, "FETCH": self._fetch, "STORE": self._store}
        untagged = answers[name.upper()](rest) if name.upper() in answers else b""
        return untagged + f"{tag} OK done\r\n".encode()

    def _capability(self, _words: list[str]) -> bytes:
        return b"* CAPABILITY IMAP4rev1\r\n"

    def _size(self, _words: list[str]) -> bytes:
        return f"* {len(self.mails)} EXISTS\r\n".encode()

    def _search(self, words: list[str]) -> bytes:
        wanted = re.search(r"<[^>]+>", " ".join(words))
        found = [
            number
            for number, mail in self.mails.items()
            if (wanted[0].encode() in mail if wanted else "Seen" not in self.flags.get(number, ""))
        ]
        return f"* SEARCH{''.join(f' {number}' for number in found)}\r\n".encode()

    def _fetch(self, words: list[str]) -> bytes:
        mail = self.mails[int(words[0])]
        head = f"* {words[0]} FETCH (UID {words[0]} BODY[]<0> {{{len(mail)}}}\r\n"
        return head.encode() + mail + b")\r\n"

    def _store(self, words: list[str]) -> bytes:
        self.flags[int(words[0])] = " ".join(words[2:])
        return b""
