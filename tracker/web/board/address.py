"""The board's address: its filters, which the lists that its numbers open understand too."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from tracker.domain.vocabulary import Kind
from tracker.queries.figures import By
from tracker.queries.register import RegisterFilter
from tracker.web.address_words import a_number, a_switch, one_of

FILTERS = ("kind", "office", "key", "term", "session")


@dataclass(frozen=True)
class BoardAddress:
    """What the board is narrowed to and split by; ``kept`` are the filters as the address says them."""

    base: RegisterFilter
    by: By
    kept: Mapping[str, str]

    def items(self, **more: Any) -> str:
        """Return the register with the board's filters and more."""
        return url_for("register.list_items", **{**self.kept, **more})

    def promises(self, **more: Any) -> str:
        """Return the ledger of promises, which the filters of items do not narrow."""
        return url_for("follow_up.list_promises", **more)

    def board(self, *without: str, **changes: str) -> str:
        """Return the board with other values, or without some."""
        values: dict[str, Any] = {**self.kept, "by": self.by.value, **changes}
        for name in without:
            del values[name]
        return url_for("board.view_board", **values)


def read_address(arguments: MultiDict[str, str]) -> BoardAddress:
    """Return the board that an address asks for; what it cannot mean is left out."""
    words = {name: arguments.get(name, "").strip() for name in FILTERS}
    found: dict[str, Any] = {
        "kind": one_of(Kind, words["kind"]),
        "office_id": a_number(words["office"]),
        "is_key": a_switch(words["key"]),
        "term": a_number(words["term"]),
        "session_no": a_number(words["session"]),
    }
    kept = {
        name: words[name] for name, value in zip(FILTERS, found.values(), strict=True) if value is not None
    }
    return BoardAddress(RegisterFilter(**found), one_of(By, arguments.get("by", "")) or By.OFFICE, kept)
