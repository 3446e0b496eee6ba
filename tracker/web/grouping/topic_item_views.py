"""Putting items under a topic and taking them out again."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import InvalidInput, NotOffered, Refused
from tracker.domain.permissions import Permission
from tracker.domain.vocabulary import OPEN_CASE_STATES, CaseState, GroupKind
from tracker.queries.candidates import Wanted
from tracker.queries.groups import group_of
from tracker.queries.topics import topic_names
from tracker.services import topics as service
from tracker.services.loading import demand, open_case
from tracker.web.current import actor, now, units
from tracker.web.grouping import blueprint
from tracker.web.grouping.choosing import asked_text, choices, ticked
from tracker.web.grouping.forms import ChosenTopicForm, ItemsForm
from tracker.web.grouping.topic_views import to_topic, writable_topic
from tracker.web.reason_form import ReasonForm

Answer = Response | tuple[str, int]
IN_A_TOPIC = OPEN_CASE_STATES | {CaseState.CLOSED, CaseState.NOTED}


@blueprint.route("/topics/<int:topic_id>/items", methods=["GET", "POST"])
def choose_for_topic(topic_id: int) -> Answer:
    """Choose items to be put into a topic."""
    topic = writable_topic(topic_id)
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
            return to_topic(topic_id)
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
    topic, item = writable_topic(topic_id), open_case(actor(), proposal_id, now()).proposal
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
            return to_topic(topic_id)
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
