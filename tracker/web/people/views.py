"""Pages of people and units."""

from flask import render_template

from tracker.web.people import blueprint


@blueprint.get("/people")
def list_people() -> str:
    """Show the tree of units with their people."""
    return render_template("people/list_people.html")
