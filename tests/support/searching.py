"""Searches in tests: what a person finds, and a plain look at every text to compare with."""

from sqlalchemy import select

from tests.support.office import Office
from tracker.extensions import db
from tracker.models.search import SearchDocument
from tracker.queries.people import unit_tree
from tracker.queries.search import Result, find
from tracker.queries.search_page import Excerpt, excerpts
from tracker.queries.search_question import Question, Searcher


def search(office: Office, key: str, text: str, **narrowed: object) -> Result:
    """Return what a person finds."""
    return find(Searcher(office.actor(key), unit_tree()), Question(text, **narrowed))  # type: ignore[arg-type]  # tests name fields


def places(office: Office, key: str, text: str) -> list[Excerpt]:
    """Return the excerpts that a person sees of what is found."""
    searcher, asked = Searcher(office.actor(key), unit_tree()), Question(text)
    return excerpts(searcher, asked, find(searcher, asked).items)


def documents() -> list[tuple[object, ...]]:
    """Return every document but for its id, in order."""
    columns = [one for one in SearchDocument.__table__.columns if one.name != "id"]
    return sorted((tuple(row) for row in db.session.execute(select(*columns))), key=repr)
