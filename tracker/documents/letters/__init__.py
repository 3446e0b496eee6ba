"""The reader of reply letters: what a letter states, each finding with its place in the text."""

from tracker.documents.letters.model import Contact, Found, LetterReading, PromiseFound, Span, said
from tracker.documents.letters.reader import read_letter

__all__ = ["Contact", "Found", "LetterReading", "PromiseFound", "Span", "read_letter", "said"]
