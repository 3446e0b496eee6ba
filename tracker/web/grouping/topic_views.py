"""Pages of topics: their list, one topic with its items, and its form."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import InvalidInput, NotFound, Refused
from tracker.domain.vocabulary import GroupKind, Role
from tracker.queries.groups import GroupRecord
from tracker.queries.people import holders
from tracker.queries.topics import list_topics as read_topics
from tracker.queries.topics import sums, topic_items
from tracker.services import topics as service
from tracker.services.group_members import may_group
from tracker.services.intake import host_of
from tracker.web.addresses import asked_id
from tracker.web.current import actor, now, today, units
from tracker.web.grouping import blueprint
from tracker.web.grouping.desk import open_group
from tracker.web.grouping.forms import TopicEditForm, TopicForm
from tracker.web.grouping.topic_rows import topic_rows

Answer = Response | tuple[str, int]


def to_topic(topic_id: int) -> Response:
    """Lead to a topic's page."""
    return redirect(url_for("grouping.view_topic", topic_id=topic_id))


def _may_write(topic: GroupRecord) -> bool:
    return may_group(actor(), topic.host_unit_id, now())


def writable_topic(topic_id: int) -> GroupRecord:
    """Open a topic for whoever may change it; raises NotFound for anybody else."""
    topic = open_group(topic_id, GroupKind.TOPIC)
    if not _may_write(topic):
        raise NotFound
    return topic


@blueprint.get("/topics")
def list_topics() -> str:
    """Show the topics with what their items add up to."""
    lines, has_more = read_topics(actor(), units(), today(), after=asked_id("after"))
    may_add = any(may_group(actor(), unit_id, now()) for unit_id in units().units)
    return render_template(
        "grouping/list_topics.html",
        lines=lines,
        may_add=may_add,
        later=url_for("grouping.list_topics", after=lines[-1].topic.id) if has_more else None,
        is_later_page=asked_id("after") is not None,
    )


@blueprint.get("/topics/<int:topic_id>")
def view_topic(topic_id: int) -> str:
    """Show one topic: its leader, its items, and which are late."""
    topic = open_group(topic_id, GroupKind.TOPIC)
    rows, has_more = topic_items(actor(), units(), topic_id, after=asked_id("after"))
    later = url_for("grouping.view_topic", topic_id=topic_id, after=rows[-1].id) if has_more else None
    return render_template(
        "grouping/view_topic.html",
        line=sums(actor(), units(), [topic], today())[0],
        rows=topic_rows(rows),
        may_write=_may_write(topic),
        later=later,
        is_later_page=asked_id("after") is not None,
    )


@blueprint.route("/topics/new", methods=["GET", "POST"])
def add_topic() -> Answer:
    """Open a topic."""
    form = TopicForm().offer(holders(Role.LEADER, [host_of(actor()).id], today()))
    if request.method == "POST" and form.validate():
        try:
            topic = service.create_topic(actor(), entry=form.entry(), now=now())
        except (InvalidInput, Refused) as error:
            form.refuse(error)
        else:
            flash(_("已建专题，请选择归入的件。"), "done")
            return redirect(url_for("grouping.choose_for_topic", topic_id=topic.id))
    status = 200 if request.method == "GET" else 422
    return render_template("grouping/edit_topic.html", form=form, topic=None), status


@blueprint.route("/topics/<int:topic_id>/edit", methods=["GET", "POST"])
def edit_topic(topic_id: int) -> Answer:
    """Rename a topic or name another leader."""
    topic = writable_topic(topic_id)
    form = TopicEditForm(obj=topic).offer(holders(Role.LEADER, [topic.host_unit_id], today()))
    if request.method == "POST" and form.validate():
        try:
            service.edit_topic(actor(), topic_id, entry=form.entry(), version=form.version.data, now=now())
        except (InvalidInput, Refused) as error:
            form.refuse(error)
        else:
            flash(_("已保存。"), "done")
            return to_topic(topic_id)
    status = 200 if request.method == "GET" else 422
    return render_template("grouping/edit_topic.html", form=form, topic=topic), status
