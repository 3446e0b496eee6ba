"""Nothing writes a text past the session without telling the search."""

import ast

from tests.support.source import calls_of, name_of, python_files, tree_of
from tracker.services.search_sources import WATCHED

BULK = frozenset({"update", "insert", "delete", "insert_rows", "insert_numbered"})
# Bulk statements about watched tables that say so, or that change no word.
TOLD = {
    "tracker/services/bulk_items.py": "BulkWriter.write ends with index_new_items",
    "tracker/services/asks.py": "moves the asks behind a removed one up; their order stays",
    "tracker/services/hand_over_moves.py": "tells the search where promises get another unit; words stay",
    "tracker/services/summaries.py": "items get another office and officer; their words stay",
}


def first_name(call: ast.Call) -> str | None:
    """Return the name of what a call is about."""
    return call.args[0].id if call.args and isinstance(call.args[0], ast.Name) else None


def test_bulk_statements_about_searched_texts_name_their_items() -> None:
    tables = {watch.table.__name__ for watch in WATCHED}
    found = {
        name_of(path)
        for path in python_files("tracker/services")
        for call in calls_of(path)
        if isinstance(call.func, ast.Name) and call.func.id in BULK and first_name(call) in tables
    }
    assert found == set(TOLD)
    bulk = ast.dump(tree_of(next(path for path in python_files() if path.name == "bulk_items.py")))
    assert "index_new_items" in bulk


def test_every_watched_column_is_one_of_its_table() -> None:
    for watch in WATCHED:
        columns = watch.table.__table__.columns
        assert {*watch.columns, watch.key} <= set(columns.keys()), watch
