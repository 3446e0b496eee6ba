"""The tasks of the desk as they are drawn: one that says the same as before is not drawn again."""

from functools import partial

from flask import render_template
from flask_babel import get_locale
from markupsafe import Markup

from tracker.queries.desk import Task, waited_days
from tracker.queries.register import Reader
from tracker.web.desk.words import task_row
from tracker.web.kept_html import keep


def drawn_task(task: Task, reader: Reader, *, primary: bool) -> Markup:
    """Return one task as a row; ``primary``: its button is the desk's first."""
    item, tree = task.item, reader.tree
    shared = ("desk.task", str(get_locale()), reader.today, primary)
    said = (task.kind, task.subject_id, task.due_on, tree.name(task.unit_id), waited_days(task, reader))
    places = (tree.name(item.lead_office_id), tree.name(item.lead_unit_id))
    # the instant of the last event, the row's last value, is only told in the days that are waited
    return keep((*shared, *said, *places, *item[:-1]), partial(_draw, task, reader, primary=primary))


def _draw(task: Task, reader: Reader, *, primary: bool) -> Markup:
    row = task_row(task, reader)
    return Markup(render_template("desk/_task.html", row=row, primary=primary))  # noqa: S704 - a template's own output
