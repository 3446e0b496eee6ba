"""Texts that must stay as they were read and approved: compared with a file, rewritten where GOLDEN=1 asks for it."""

import os
from pathlib import Path

from tests.support.source import ROOT

FOLDER = ROOT / "tests" / "golden"


def same_as_golden(text: str, name: str) -> bool:
    """Tell whether a text is the one kept under ``name``; ``GOLDEN=1 pytest …`` keeps the new one after reading it."""
    path: Path = FOLDER / name
    if os.environ.get("GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    return path.read_text("utf-8") == text
