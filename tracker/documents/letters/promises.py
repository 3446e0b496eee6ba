"""Promises."""
from tracker.documents.letters.layout import Layout
from tracker.documents.letters.model import PromiseFound
from datetime import date

def find_promises(layout: Layout, on: date | None) -> tuple[PromiseFound, ...]:
    return ()
