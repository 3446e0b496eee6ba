"""The guided page of one person's work: what there is, to whom it passes, and what does not pass."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import Forbidden, InvalidInput, NotFound, Refused, StalePage
from tracker.domain.hand_overs import HeldKind, may_give
from tracker.domain.vocabulary import Role
from tracker.queries import held_work
from tracker.queries.hand_overs import Post, colleagues, counts_of, hand_overs_in_sight, open_of
from tracker.queries.people import person
from tracker.services.hand_overs import offer_hand_over, oversees_anything
from tracker.web.current import actor, now, today, units
from tracker.web.hand_over import blueprint
from tracker.web.hand_over.forms import SOME, OfferForm
from tracker.web.hand_over.rows import STATES, TONES, counts_by_kind, giver_of, goes_to, work_row

Answer = str | Response | tuple[str, int]
HEADS = (Role.HEAD, Role.COORDINATOR)


@blueprint.get("/hand-overs")
def list_hand_overs() -> str:
    """Show the hand-overs that concern the reader, those without an answer first."""
    seen = frozenset[int]().union(*(actor().scopes.get(role, frozenset()) for role in HEADS))
    found = hand_overs_in_sight(actor(), seen)
    return render_template(
        "hand_over/list_hand_overs.html",
        offers=found,
        counts=counts_of(offer.id for offer in found),
        giver_of=giver_of,
        goes_to=goes_to,
        states=STATES,
        tones=TONES,
        my_id=actor().user_id,
    )


@blueprint.route("/people/<int:user_id>/hand-over", methods=["GET", "POST"])
def offer_work(user_id: int) -> Answer:
    """Show what a person holds, and offer it to somebody."""
    form = OfferForm()
    if request.method == "POST":
        _fill(form, user_id)
        if form.validate():
            try:
                offer = offer_hand_over(
                    actor(),
                    user_id,
                    receiver_id=form.receiver.data or None,
                    keys=form.keys(),
                    reason=form.reason.data,
                    now=now(),
                )
            except (InvalidInput, Refused, StalePage) as error:
                form.refuse(error)
            else:
                flash(
                    _("已请%(name)s接收；接收以前，工作仍由原承办人承担。", name=_name(offer.receiver_id)),
                    "done",
                )
                return redirect(url_for("hand_over.view_hand_over", number=offer.id))
        return _page(form, user_id), 422
    return _page(form, user_id)


def _name(user_id: int) -> str:
    found = person(user_id)
    return found.name if found else ""


def _fill(form: OfferForm, user_id: int) -> dict[str, Any]:
    """Read what the person holds, give the form its choices, and return what the page draws."""
    giver = person(user_id)
    if giver is None:
        raise NotFound
    held = held_work.held_by(user_id)
    everything = held_work.piles(held)
    given = [pile for pile in everything if may_give(actor(), user_id, pile, now())]
    if not given and actor().user_id != user_id and not oversees_anything(actor()):
        raise Forbidden
    staff = colleagues(units(), today())
    form.offer(staff.takers(given, besides=user_id), sum(pile.free for pile in given))
    return {
        "giver": giver,
        "held": held,
        "given": given,
        "free": sum(pile.free for pile in given),
        "left": sum(pile.count for pile in everything) - sum(pile.count for pile in given),
        "posts": staff.posts(user_id),
    }


def _page(form: OfferForm, user_id: int) -> str:
    found = _fill(form, user_id)
    kind, page = request.args.get("kind", ""), max(request.args.get("page", 1, type=int), 1)
    held = found["held"]
    shown = [held_work.lies_in(held, found["given"])]
    if kind in set(HeldKind):
        shown.append(held.c.kind == kind)
    rows = held_work.rows_of(held, *shown, page=min(page, 1000))
    return render_template(
        "hand_over/offer_work.html",
        form=form,
        counts=counts_by_kind(found["given"]),
        rows=[work_row(row) for row in rows[: held_work.SHOWN]],
        has_more=len(rows) > held_work.SHOWN,
        page=page,
        kind=kind,
        picked=set(request.form.getlist("keys")),
        is_some=form.scope.data == SOME,
        waiting=open_of(user_id),
        unit_name=units().name,
        alone=_alone,
        **found,
    )


def _alone(post: Post) -> bool:
    """Tell whether nobody else holds a role over its unit: it must be given to somebody first."""
    return post.others == 0
