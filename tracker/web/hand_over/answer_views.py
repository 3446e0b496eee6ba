"""One hand-over: its lines, and the answers to it."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import InvalidInput, NotFound, Refused
from tracker.domain.hand_overs import HandOverState, LineState
from tracker.queries.hand_overs import SHOWN, Offer, counts_of, hand_over_with_names, lines_of
from tracker.services import hand_over_answers as service
from tracker.web.current import actor, now, today
from tracker.web.hand_over import blueprint
from tracker.web.hand_over.rows import FATES, STATES, TONES, giver_of, goes_to, work_row
from tracker.web.reason_form import ReasonForm

Answer = str | Response | tuple[str, int]


def _opened(number: int) -> Offer:
    offer = hand_over_with_names(number)
    if offer is None or not service.sees_hand_over(actor(), offer, today()):
        raise NotFound
    return offer


@blueprint.get("/hand-overs/<int:number>")
def view_hand_over(number: int) -> str:
    """Show a hand-over: from whom, to whom, what, and what became of it."""
    return _page(number, ReasonForm(formdata=None))


def _page(number: int, form: ReasonForm) -> str:
    offer = _opened(number)
    page = min(max(request.args.get("page", 1, type=int), 1), 1000)
    rows, person = lines_of(number, page), actor()
    is_open = offer.state is HandOverState.OFFERED
    is_mine = is_open and person.user_id == offer.receiver_id
    is_office = is_open and service.oversees(person, offer, today())
    return render_template(
        "hand_over/view_hand_over.html",
        offer=offer,
        form=form,
        giver=giver_of(offer),
        receiver=goes_to(offer),
        counts=counts_of([number]).get(number, {}),
        rows=[work_row(row) for row in rows[:SHOWN]],
        has_more=len(rows) > SHOWN,
        page=page,
        is_mine=is_mine,
        may_stand_in=is_office and not is_mine,
        may_take_back=is_open and (is_office or person.user_id in {offer.giver_id, offer.offered_by_id}),
        states=STATES,
        tones=TONES,
        fates=FATES,
        moved=LineState.MOVED,
    )


def _answer(number: int, act: Callable[[str | None, int | None], str]) -> Answer:
    form = ReasonForm()
    if form.validate():
        try:
            words = act(form.reason.data, form.version.data)
        except (InvalidInput, Refused) as error:
            form.refuse(error)
        else:
            flash(words, "done")
            return redirect(url_for("hand_over.view_hand_over", number=number))
    return _page(number, form), 422


@blueprint.post("/hand-overs/<int:number>/accept")
def accept_work(number: int) -> Answer:
    """Take everything over at once; in the receiver's place with the reason."""

    def act(reason: str | None, version: int | None) -> str:
        _offer, moved = service.accept_hand_over(actor(), number, reason=reason, version=version, now=now())
        return _("已接收，%(count)s项已经移交。", count=moved)

    return _answer(number, act)


@blueprint.post("/hand-overs/<int:number>/decline")
def decline_work(number: int) -> Answer:
    """Refuse it with the reason."""

    def act(reason: str | None, version: int | None) -> str:
        service.decline_hand_over(actor(), number, reason=reason, version=version, now=now())
        return _("已退回，工作仍由原承办人承担。")

    return _answer(number, act)


@blueprint.post("/hand-overs/<int:number>/take-back")
def take_back_work(number: int) -> Answer:
    """Take the offer back."""

    def act(_reason: str | None, version: int | None) -> str:
        service.take_back_hand_over(actor(), number, version=version, now=now())
        return _("已收回，工作仍由原承办人承担。")

    return _answer(number, act)
