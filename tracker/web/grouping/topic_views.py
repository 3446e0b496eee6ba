"""Pages of topics: their list, one topic with its items, and putting items in."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import InvalidInput, NotFound, NotOffered, Refused
from tracker.domain.permissions import Permission
from tracker.domain.vocabulary import OPEN_CASE_STATES, CaseState, GroupKind, Role
from tracker.queries.candidates import Wanted
from tracker.queries.groups import GroupRecord, group_of
from tracker.queries.people import holders
from tracker.queries.topics import list_topics as read_topics
from tracker.queries.topics import sums, topic_items, topic_names
from tracker.services import topics as service
from tracker.services.group_members import may_group
from tracker.services.intake import host_of
from tracker.services.loading import demand, open_case
from tracker.web.addresses import asked_id
from tracker.web.current import actor, now, today, units
from tracker.web.grouping import blueprint
from tracker.web.grouping.desk import asked_text, choices, open_group, ticked
from tracker.web.grouping.forms import ChosenTopicForm, ItemsForm, TopicEditForm, TopicForm
from tracker.web.grouping.topic_rows import topic_rows
from tracker.web.reason_form import ReasonForm

Answer = Response | tuple[str, int]
IN_A_TOPIC = OPEN_CASE_STATES | {CaseState.CLOSED, CaseState.NOTED}


def _topic(topic_id: int) -> Response:
    return redirect(url_for("grouping.view_topic", topic_id=topic_id))


def _may_write(topic: GroupRecord) -> bool:
    return may_group(actor(), topic.host_unit_id, now())


def _writable(topic_id: int) -> GroupRecord:
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
    topic = _writable(topic_id)
    form = TopicEditForm(obj=topic).offer(holders(Role.LEADER, [topic.host_unit_id], today()))
    if request.method == "POST" and form.validate():
        try:
            service.edit_topic(actor(), topic_id, entry=form.entry(), version=form.version.data, now=now())
        except (InvalidInput, Refused) as error:
            form.refuse(error)
        else:
            flash(_("已保存。"), "done")
            return _topic(topic_id)
    status = 200 if request.method == "GET" else 422
    return render_template("grouping/edit_topic.html", form=form, topic=topic), status


@blueprint.route("/topics/<int:topic_id>/items", methods=["GET", "POST"])
def choose_for_topic(topic_id: int) -> Answer:
    """Choose items to be put into a topic."""
    topic = _writable(topic_id)
    form = ItemsForm(data={"version": topic.version}) if request.method == "GET" else ItemsForm()
    if request.method == "POST":
        try:
            service.put_in_topic(
                actor(), topic_id, items=form.items.data or [], version=form.version.data, now=now()
            )
        except (InvalidInput, Refused) as error:
            form.refuse(error)
        else:
            flash(_("已归入专题。"), "done")
            return _topic(topic_id)
    wanted = Wanted(
        topic.host_unit_id, IN_A_TOPIC, outside=GroupKind.TOPIC, text=asked_text(), title=topic.title
    )
    shown = ticked(choices(wanted), form.items.data)
    status = 200 if request.method == "GET" else 422
    page = render_template(
        "grouping/choose_for_topic.html", topic=topic, form=form, shown=shown, text=wanted.text
    )
    return page, status


@blueprint.route("/topics/<int:topic_id>/items/<int:proposal_id>/leave", methods=["GET", "POST"])
def leave_topic(topic_id: int, proposal_id: int) -> Answer:
    """Take an item out of its topic, with the reason."""
    topic, item = _writable(topic_id), open_case(actor(), proposal_id, now()).proposal
    form = ReasonForm(data={"version": topic.version}) if request.method == "GET" else ReasonForm()
    if request.method == "POST" and form.validate():
        try:
            service.take_from_topic(
                actor(),
                topic_id,
                proposal_id,
                reason=form.reason.data,
                version=form.version.data,
                now=now(),
            )
        except (InvalidInput, Refused) as error:
            form.refuse(error)
        else:
            flash(_("已移出专题。"), "done")
            return _topic(topic_id)
    status = 200 if request.method == "GET" else 422
    return render_template("grouping/leave_topic.html", topic=topic, item=item, form=form), status


@blueprint.route("/items/<int:proposal_id>/topic", methods=["GET", "POST"])
def put_in_topic(proposal_id: int) -> Answer:
    """Put one item into a topic, from the item's page."""
    file = open_case(actor(), proposal_id, now())
    demand(file, Permission.MERGE, actor(), now())
    if group_of(proposal_id, GroupKind.TOPIC) is not None:
        raise NotOffered
    names = topic_names(actor(), units())
    form = (
        ChosenTopicForm(data={"version": file.proposal.version})
        if request.method == "GET"
        else ChosenTopicForm()
    )
    if request.method == "POST" and form.offer(names).validate():
        try:
            service.put_item_in_topic(
                actor(), proposal_id, topic_id=form.topic.data or 0, version=form.version.data, now=now()
            )
        except (InvalidInput, Refused) as error:
            form.refuse(error)
        else:
            flash(_("已归入专题。"), "done")
            return redirect(url_for("item.view_item", proposal_id=proposal_id))
    status = 200 if request.method == "GET" else 422
    return render_template("grouping/put_in_topic.html", item=file.proposal, form=form.offer(names)), status
