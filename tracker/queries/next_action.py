"""What this person does next on an item: one primary step, what happens then, who else is waited for since when."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.chains import BUILT_IN_NAMES, present
from tracker.domain.errors import N_
from tracker.domain.permissions import Permission, Target
from tracker.domain.phrases import Phrase, phrase
from tracker.domain.vocabulary import (
    AssignmentState,
    CaseState,
    Machine,
    ReplyState,
)
from tracker.queries.case_file import Seat
from tracker.queries.facts_case import ANSWERED_SEATS
from tracker.queries.facts_contact import contact_demand
from tracker.queries.next_desk import Desk
from tracker.queries.next_evaluation import evaluation_steps
from tracker.queries.next_requests import deciding, request_lines
from tracker.queries.next_words import (
    AWAITED,
    BY_THE_OFFICER,
    CONTACT_WORDS,
    OPINION_RULES,
    RELAY_WORDS,
    REPLY_RULES,
    NextStep,
    StepLink,
)


def next_step(desk: Desk) -> NextStep:
    """Return what the person does next, or what is waited for where it is somebody else's turn."""
    found = next((step for rule in RULES for step in rule(desk)), None)
    return _with_review(desk, found or _waiting(desk))


def _with_review(desk: Desk, step: NextStep) -> NextStep:
    """Let no other step hide the draft that the person is asked about: others wait for it."""
    hidden = [link for link in _reviews(desk) if link != step.primary]
    return replace(step, others=[*step.others, *hidden])


def _reviews(desk: Desk) -> Iterator[StepLink]:
    return (step.primary for step in _move_reply(desk) if step.primary is not None)


def _assign(desk: Desk) -> Iterator[NextStep]:
    state = desk.file.proposal.state
    waits = state is CaseState.REGISTERED or (state is CaseState.HANDLING and not desk.file.answering)
    if waits and desk.offers(Machine.CASE, state, Action.ASSIGN):
        yield NextStep(
            Phrase(N_("轮到您：确定主办和会办单位")),
            [Phrase(N_("交办后，各单位签收，办复期限从交办之日起算。"))],
            StepLink(Phrase(N_("去交办")), "assignment.assign_units", desk.item),
        )


def _receive(desk: Desk) -> Iterator[NextStep]:
    for seat in desk.file.live:
        state = seat.assignment.state
        if desk.is_own(seat) and desk.offers(Machine.ASSIGNMENT, state, Action.SIGN_FOR_RECEIPT, seat.target):
            then = N_("签收后，分给内设机构和承办人。") if seat.is_answering else N_("签收后，拟写会办意见。")
            yield NextStep(
                phrase(N_("轮到您：代%(unit)s签收"), unit=desk.unit(seat)),
                [Phrase(then), *_missing(desk)],
                desk.seat_link(N_("签收"), "assignment.sign_for_receipt", seat, posts=True),
            )


def _distribute(desk: Desk) -> Iterator[NextStep]:
    for seat in desk.file.live:
        row = seat.assignment
        is_new = row.state is AssignmentState.SIGNED and row.office_id is None
        if (
            is_new
            and row.unit_id == desk.file.proposal.host_unit_id
            and desk.offers(Machine.ASSIGNMENT, row.state, Action.DISTRIBUTE, seat.target)
        ):
            yield NextStep(
                Phrase(N_("轮到您：分给内设机构")),
                [Phrase(N_("分给内设机构后，其负责人指定承办人。"))],
                desk.seat_link(N_("分派"), "assignment.distribute", seat),
            )


def _set_officer(desk: Desk) -> Iterator[NextStep]:
    for seat in desk.file.live:
        row = seat.assignment
        if (
            row.office_id is not None
            and row.officer_id is None
            and desk.offers(Machine.ASSIGNMENT, row.state, Action.ASSIGN_OFFICER, seat.target)
        ):
            yield NextStep(
                phrase(N_("轮到您：指定%(unit)s的承办人"), unit=desk.tree.name(row.office_id)),
                [Phrase(N_("指定后，承办人联系代表委员、拟写答复。")), *_missing(desk)],
                desk.seat_link(N_("指定承办人"), "assignment.set_officer", seat),
            )


def _give_opinion(desk: Desk) -> Iterator[NextStep]:
    for state, action, endpoint, sentence, words, then in OPINION_RULES:
        for seat in desk.file.co_handling:
            opinion = seat.opinion
            if (
                opinion is not None
                and desk.is_own(seat)
                and opinion.state is state
                and seat.assignment.state in {AssignmentState.SIGNED, AssignmentState.HANDLING}
                and desk.offers(Machine.OPINION, state, action, _by(seat, opinion.author_id))
            ):
                link = StepLink(Phrase(words), endpoint, {**desk.item, "opinion_id": opinion.id})
                said = RELAY_WORDS.get(sentence, sentence) if seat.is_relay else sentence
                yield NextStep(Phrase(said), [Phrase(then)], link)


def _by(seat: Seat, *people: int | None) -> Target:
    """Return the seat as a target that the people made, whom the matrix keeps from judging their own work."""
    return replace(seat.target, makers=frozenset(person for person in people if person))


def _move_reply(desk: Desk) -> Iterator[NextStep]:
    for seat in desk.file.answering:
        reply = seat.reply
        for state, action, endpoint, sentence, words, then in REPLY_RULES:
            if (
                reply is not None
                and reply.state is state
                and desk.is_asked(reply)
                and desk.offers(Machine.REPLY, state, action, _by(seat, reply.author_id))
            ):
                link = StepLink(Phrase(words), endpoint, {**desk.item, "reply_id": reply.id})
                yield NextStep(Phrase(sentence), [Phrase(then), *_missing(desk)], link)


def _write(desk: Desk) -> Iterator[NextStep]:
    for seat in desk.file.answering:
        row, reply = seat.assignment, seat.reply
        is_writing = reply is None or reply.state is ReplyState.DRAFTING
        is_given = row.state is AssignmentState.HANDLING and row.officer_id is not None
        if reply is None and desk.file.reply_for(seat) is not None:
            continue  # another joint lead drafts the one letter of all
        if is_given and is_writing and desk.may(Permission.EDIT_DRAFT, seat):
            yield _begin(desk, seat) if reply is None else _finish(desk, seat)


def _contact_link(desk: Desk) -> StepLink:
    return StepLink(Phrase(N_("记一笔沟通")), "contact.record_contact", desk.item)


def _begin(desk: Desk, seat: Seat) -> NextStep:
    fields = {"assignment_id": seat.assignment.id}
    start = StepLink(Phrase(N_("起草答复")), "drafting.start_reply", desk.item, fields)
    wanted = CONTACT_WORDS.get(contact_demand(desk.file.proposal, local_day(desk.now))[0])
    if not desk.side.contacts and wanted:
        lines = [Phrase(wanted)]
        sentence = Phrase(N_("轮到您：先联系代表委员，再起草答复"))
        return NextStep(sentence, [*lines, *_missing(desk)], _contact_link(desk), [start])
    lines = [Phrase(N_("起草后自动保存；送审前逐句判定承诺。"))]
    others = [*_weigh(desk)] if desk.side.contacts else [_contact_link(desk), *_weigh(desk)]
    return NextStep(Phrase(N_("轮到您：起草答复")), [*lines, *_missing(desk)], start, others)


def _finish(desk: Desk, seat: Seat) -> NextStep:
    reply = seat.reply
    values = {**desk.item, "reply_id": reply.id if reply else 0}
    undecided = desk.side.marks_undecided
    if undecided:
        sentence = phrase(N_("轮到您：判定剩余%(count)s句承诺，然后送审"), count=undecided)
        words = N_("核对承诺并送审")
    else:
        sentence, words = Phrase(N_("轮到您：写好答复稿，送审")), N_("打开稿件")
    office = desk.tree.name(seat.part.place)
    then = phrase(
        N_("送审后，%(office)s负责人审核，办公室核稿，领导签发；正文锁定，退回后才能再改。"), office=office
    )
    others = [*_weigh(desk)] if desk.side.contacts else [_contact_link(desk), *_weigh(desk)]
    return NextStep(
        sentence,
        [then, *_missing(desk)],
        StepLink(Phrase(words), "drafting.edit_draft", values),
        others,
    )


def _weigh(desk: Desk) -> Iterator[StepLink]:
    """Yield a link to each opinion that is in and that the person may weigh."""
    for seat in desk.file.co_handling:
        opinion = seat.opinion
        if opinion is not None and desk.offers(Machine.OPINION, opinion.state, Action.ADOPT, seat.target):
            words = phrase(N_("审核%(unit)s的意见"), unit=desk.unit(seat))
            yield StepLink(words, "opinion.view_opinion", {**desk.item, "opinion_id": opinion.id})


def _end(desk: Desk) -> Iterator[NextStep]:
    """Close what owes nothing any more, and archive what is closed."""
    state = desk.file.proposal.state
    version = {"version": desk.file.proposal.version}
    if state is CaseState.TRACKING and desk.decision(Machine.CASE, state, Action.CLOSE).is_allowed:
        words = [Phrase(N_("答复已经发出，承诺都已销号。办结后归档；要再办，写明理由重新办理。"))]
        link = StepLink(Phrase(N_("办结")), "case_end.close_case", desk.item, version)
        yield NextStep(Phrase(N_("轮到您：办结")), words, link)
    if state is CaseState.CLOSED and desk.decision(Machine.CASE, state, Action.ARCHIVE).is_allowed:
        link = StepLink(Phrase(N_("归档")), "case_end.archive_case", desk.item)
        yield NextStep(Phrase(N_("轮到您：归档")), [Phrase(N_("归档后仍可查阅，也可重新办理。"))], link)


def _decide(desk: Desk) -> Iterator[NextStep]:
    for request in desk.requests:
        yield from deciding(request, desk.file, desk.actor, desk.now)


def _resume(desk: Desk) -> Iterator[NextStep]:
    for seat in desk.file.live:
        state = seat.assignment.state
        if state is AssignmentState.PAUSED and desk.offers(
            Machine.ASSIGNMENT, state, Action.RESUME, seat.target
        ):
            link = desk.seat_link(N_("恢复办理"), "request.resume_part", seat, posts=True)
            words = phrase(N_("%(unit)s暂缓办理中"), unit=desk.unit(seat))
            lines = [*_rests(seat), Phrase(N_("等到的决定有了结果，就恢复办理。"))]
            yield NextStep(words, lines, None, [link], is_mine=False)


def _rests(seat: Seat) -> Iterator[Phrase]:
    """Say since when the terms of a part rest."""
    since = seat.assignment.paused_on
    if since is not None:
        yield phrase(N_("%(day)s起暂停计时，不算逾期；恢复办理后，期限按暂缓的时间顺延。"), day=since)


def _others(desk: Desk) -> Iterator[NextStep]:
    """Say who still owes the answer to a part, once the host has answered its own."""
    file, own = desk.file, desk.file.own
    owing = [seat for seat in file.answering if seat.assignment.state not in ANSWERED_SEATS]
    if file.proposal.state is CaseState.HANDLING and own and own not in owing and owing and own.is_answering:
        units = "、".join(desk.unit(seat) for seat in owing)
        sentence = phrase(N_("本单位已经答复，等待%(units)s答复各自负责的部分"), units=units)
        yield NextStep(sentence, [*_since(desk)], is_mine=False)


RULES: tuple[Callable[[Desk], Iterable[NextStep]], ...] = (
    _decide,
    _assign,
    _receive,
    _distribute,
    _set_officer,
    _move_reply,
    _give_opinion,
    _write,
    evaluation_steps,
    _end,
    _resume,
    _others,
)


def _waiting(desk: Desk) -> NextStep:
    stage, own = desk.file.proposal.stage, desk.file.own
    named = _awaited_step(desk, own)
    if named is not None:
        return NextStep(named, [*_since(desk), *_missing(desk)], None, [*_weigh(desk)], is_mine=False)
    sentence = AWAITED[stage]
    place = desk.tree.name(own.part.place) if own else ""
    if own is not None and own.officer is not None and stage in BY_THE_OFFICER:
        place = f"{place} {own.officer.name}"
    names = {"unit": desk.unit(own) if own else "", "place": place}
    used = {name: words for name, words in names.items() if f"%({name})s" in sentence}
    lines = [*_asked(desk), *_since(desk), *_missing(desk)]
    return NextStep(phrase(sentence, **used), lines, None, [*_weigh(desk)], is_mine=False)


def _awaited_step(desk: Desk, own: Seat | None) -> Phrase | None:
    """Name the present steps and whom they ask, where they are not those of the built-in chain."""
    steps = present(desk.file.steps.get(own.reply.id, ())) if own is not None and own.reply else []
    if not steps or all(step.name in BUILT_IN_NAMES for step in steps):
        return None
    who = "、".join(step.user.name if step.user else desk.tree.name(step.unit_id) for step in steps)
    return phrase(N_("等待%(who)s办理“%(step)s”"), who=who, step=Phrase(steps[0].name))


def _asked(desk: Desk) -> Iterator[Phrase]:
    """Say of each open request who asked it, when and why, and what it waits for."""
    for request in desk.requests:
        yield from request_lines(request)


def _since(desk: Desk) -> Iterator[Phrase]:
    """Say since when nothing has moved; an ended item waits for nobody."""
    at = desk.side.last_event_at
    if desk.file.proposal.is_open and at is not None:
        yield phrase(N_("上一步在 %(day)s 办完；现在不用您动手。"), day=local_day(at))


def _missing(desk: Desk) -> Iterator[Phrase]:
    """Name the co-handlers whose opinion is still missing, with the day it is due."""
    if desk.file.proposal.state is not CaseState.HANDLING:
        return
    missing = [seat for seat in desk.file.co_handling if not seat.opinion_is_in and not desk.is_own(seat)]
    if not missing:
        return
    units, due = "、".join(desk.unit(seat) for seat in missing), desk.file.proposal.co_due_on
    if due is None:
        yield phrase(N_("还在等：%(units)s的会办意见。可先送审，签发前必须补齐。"), units=units)
    else:
        words = N_("还在等：%(units)s的会办意见（限 %(day)s）。可先送审，签发前必须补齐。")
        yield phrase(words, units=units, day=due)
