"""The words around what asks organizers for attention.

Buttons: ``attention:open``, ``suggest`` and ``handled`` with a request's id; ``attention:write`` with what it
is about (``request:<id>``, ``pair:<id>``, ``pair:<id>:<member>`` for one of two, ``mentor:<member>``; opens
the form ``wrote``);
``attention:pair_handled`` with a mentorship's id, or 0 where the channel does not say which;
``attention:page`` with a page of the list. The drop-down ``attention:ask`` has a request's id.
"""

from collections.abc import Sequence
from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Choice,
    Form,
    Option,
    Section,
    Style,
    TextField,
    escape,
    fit,
    limits,
    mention,
    moment,
    number_of,
    paged,
)
from mentorbot.mentoring.acts import ActView
from mentorbot.mentoring.handled import handled_action, handled_card, name_carer
from mentorbot.mentoring.mentorships.cards import name_side
from mentorbot.mentoring.mentorships.pairs import Pair
from mentorbot.mentoring.organizing.attention import History, Step, Waiting
from mentorbot.mentoring.profiles.question_cards import name_replies
from mentorbot.mentoring.profiles.service import MenteeView, MentorView
from mentorbot.mentoring.requests.store import RequestView
from mentorbot.mentoring.terms import MOST_REASON, ActKind, ChoiceState, RequestState
from mentorbot.mentoring.vocabulary import name_topics

_TOLD: Final = 4
_LISTED: Final = 8
_DONE: Final = 8
_QUOTED: Final = 300
_SHORT: Final = 120


def untaken_card(found: Sequence[Waiting]) -> Card:
    """Requests that nobody has taken, for the organizers' channel: some of them, and how many more."""
    one = len(found) == 1
    head = "No mentor has taken this request yet."
    if not one:
        head = "No mentor has taken these requests yet; who has waited longest stands first."
    blocks: list[Block] = [Section(head)]
    for waiting in found[:_TOLD]:
        blocks += [_line(waiting), _do(waiting.request)]
    if (more := len(found) - _TOLD) > 0:
        blocks.append(Section(f"{number_of(more, 'more is', 'more are')} open: `/organize request list`."))
    title = "A request waits for a mentor" if one else f"{number_of(len(found), 'request')} wait for a mentor"
    footer = "I tell you once a day at most, until somebody takes it or presses Handled."
    return Card(title, tuple(blocks), Accent.CARE, footer, public=True)


def nothing_left_card(user_id: str) -> Card:
    """What that message becomes once organizers look after all of it; ``user_id``: who pressed last."""
    return handled_card("Requests that waited for a mentor", user_id)


def list_card(found: Sequence[Waiting], page: int = 1) -> Card:
    """All open requests, a page of them."""
    shown = paged(found, page, _LISTED)
    open_ = sum(one.request.state is RequestState.OPEN for one in found)
    head = f"**{len(found) - open_:,}** with a mentor, **{open_:,}** open to all mentors."
    blocks: list[Block] = [Section(head), *map(_line, shown.items)]
    if turns := shown.turns("attention:page"):
        blocks.append(Actions(tuple(turns)))
    foot = " · ".join(filter(None, ("Those open to all stand first, the oldest first.", shown.said)))
    return Card("Open requests", tuple(blocks), Accent.CARE if open_ else Accent.GOOD, foot)


def history_card(found: History, said: str = "") -> Card:
    """One request with all that has happened to it.

    Args:
        said: What was just done.
    """
    request = found.request
    name = f"**{escape(found.mentee.name)}** " if found.mentee else ""
    head = f"{name}({mention(found.person.user_id)}) asked for a mentor {moment(request.created_at, 'f')}."
    blocks: list[Block] = [Section(said)] if said else []
    blocks.append(Section(head))
    if found.mentee is not None:
        topics = f"**Wants help with:** {', '.join(name_topics(found.mentee.topics))}."
        blocks.append(Section(f"{escape(fit(found.mentee.goals, _QUOTED))}\n{topics}"))
    if request.note:
        blocks.append(Section(f"**Their words:** {escape(fit(request.note, _QUOTED))}"))
    blocks += name_replies(found.replies)
    lines = [_step(one, request) for one in found.steps]
    blocks.append(Section("\n".join(lines) or "No mentor could be asked.", "Who was asked"))
    blocks.append(Section(_where(found), "Where it is"))
    if found.done:
        done = [_done(one, found) for one in found.done[-_DONE:]]
        if (more := len(found.done) - _DONE) > 0:
            done.insert(0, f"{number_of(more, 'earlier thing is', 'earlier things are')} not shown here.")
        blocks.append(Section("\n".join(done), "What organizers did"))
    if request.open:
        blocks.append(_do(request))
    list_ = Action("All open requests", "attention:page:1")
    blocks.append(Actions((list_,)))
    return Card("A request for a mentor", tuple(blocks), Accent.NEXT, "Only organizers see this.")


def suggest_card(
    request: RequestView, mentee: MenteeView, mentors: Sequence[MentorView], *, more: bool
) -> Card:
    """Whom an organizer could have asked, the best fit first; ``more``: others could be, too."""
    name = escape(mentee.name)
    if request.state is RequestState.OPEN:
        then = "I ask them at once, and say that the organizers thought of them."
    else:
        then = "I ask them after those whom the request names already."
    options = tuple(
        Option(
            fit(f"{one.name} · {one.taken} of {one.capacity} taken", limits.OPTION_LABEL),
            str(one.member_id),
            fit(_fits(mentee, one), limits.OPTION_DESCRIPTION) or None,
        )
        for one in mentors
    )
    blocks = (
        Section(f"Who could mentor **{name}**? {then}"),
        Choice(f"attention:ask:{request.id}", "Choose a mentor", options),
        Actions((Action("Back", f"attention:open:{request.id}"),)),
    )
    footer = "Who fits best stands first. Nobody is shown who cannot be asked now."
    if more:
        footer = (
            f"The {len(mentors)} who fit best, of more who can be asked: `/organize mentor list` has all."
        )
    return Card("Suggest a mentor", blocks, Accent.NEXT, footer)


def name_suggested(found: History, view: MentorView) -> str:
    """After an organizer suggested a mentor: whether they are asked now."""
    name = f"**{escape(view.name)}**"
    if found.request.owner_id == view.member_id:
        return f"{name} is asked now, and reads that the organizers thought of them."
    return f"{name} is asked after those whom the request names already."


def write_form(argument: str, label: str) -> Form:
    """What an organizer writes. ``attention:wrote:<what it is about>``."""
    field = TextField(
        "text",
        label,
        "They read it as from the organizers, not from you.",
        required=True,
        paragraph=True,
        most=MOST_REASON,
    )
    return Form(f"attention:wrote:{argument}", "Write to them", (field,))


def written_card(many: int) -> Card:
    """After an organizer wrote."""
    words = f"{number_of(many, 'person reads', 'people read')} it, as from the organizers."
    return Card("It is on its way", (Section(words),), Accent.GOOD)


def letter_card(act: ActView, pair: Pair | None, mentee: MenteeView | None, member_id: int) -> Card:
    """What organizers wrote, for one of those whom it is about."""
    about = "about your request for a mentor"
    open_: Action | None = Action("My requests", "request:mine")
    if pair is not None:
        about = f"about your mentorship with {name_side(pair.other(member_id))}"
        open_ = Action("Your mentorship", f"mentorship:open:{pair.id}")
    elif mentee is not None and mentee.member_id != member_id:
        about = f"about the request of **{escape(mentee.name)}**"
        open_ = Action("Requests", "request:waiting:1")
    elif act.request_id is None:
        about, open_ = "to you as a mentor", None
    blocks: list[Block] = [Section(f"The organizers write {about}:"), Section(escape(act.reason))]
    if open_ is not None:
        blocks.append(Actions((open_,)))
    footer = "To answer, please write to one of them."
    return Card("A word from the organizers", tuple(blocks), Accent.NEXT, footer)


def pair_handled_card(pair: Pair | None, user_id: str) -> Card:
    """What a message about a mentorship becomes once an organizer looks after it.

    Args:
        pair: Whose it is; None if the message did not say so.
        user_id: Who looks after it.
    """
    words = name_carer(user_id)
    if pair is not None:
        words = f"{mention(pair.mentor.person.user_id)} and {mention(pair.mentee.person.user_id)}: {words}"
    return Card("A mentorship that needs somebody", (Section(words),), Accent.GOOD, public=True)


def _do(request: RequestView) -> Actions:
    write = "Write to both" if request.state is RequestState.ASKING else "Write to them"
    return Actions(
        (
            Action("Suggest a mentor", f"attention:suggest:{request.id}", style=Style.PRIMARY),
            Action(write, f"attention:write:request:{request.id}"),
            handled_action(f"attention:handled:{request.id}"),
        )
    )


def _line(waiting: Waiting) -> Section:
    request = waiting.request
    name = f"**{escape(waiting.mentee.name)}** " if waiting.mentee else ""
    where = "**open to all**"
    if request.state is RequestState.ASKING and request.deadline_at is not None:
        where = f"with a mentor until {moment(request.deadline_at, 'f')}"
    handled = " · an organizer looks after it" if waiting.handled else ""
    who = f"{name}({mention(waiting.person.user_id)})"
    once = " for one conversation" if request.once else ""
    said = f"{who} · asked{once} {moment(request.created_at, 'R')} · {where}{handled}"
    words = request.note or (waiting.mentee.goals if waiting.mentee else "")
    more = f"\n{escape(fit(words, _SHORT))}" if words else ""
    return Section(f"{said}{more}", action=Action("History", f"attention:open:{request.id}"))


def _step(one: Step, request: RequestView) -> str:
    name = f"**{escape(one.name)}**"
    asked = f"asked {moment(one.asked_at, 'f')}" if one.asked_at else "not asked"
    answered = f" {moment(one.answered_at, 'R')}" if one.answered_at else ""
    if one.state is ChoiceState.ASKED and request.state is RequestState.ACCEPTED and one.answered_at:
        return f"{name}: {asked}, accepted{answered}"
    said = {
        ChoiceState.WAITING: "is asked after that" if request.open else "was not asked any more",
        ChoiceState.ASKED: asked if not request.open else f"{asked}, has not answered yet",
        ChoiceState.DECLINED: f"{asked}, cannot take it{answered}",
        ChoiceState.SILENT: f"{asked}, did not answer in time",
        ChoiceState.PASSED: f"{asked}, cannot answer now" if one.asked_at else "could not be asked",
    }[one.state]
    return f"{name}: {said}"


def _where(found: History) -> str:
    request, owner = found.request, found.owner
    if request.state is RequestState.ACCEPTED:
        return "A mentor has taken it."
    if request.state is RequestState.WITHDRAWN:
        return "It was taken back."
    if owner is not None and request.deadline_at is not None:
        return f"With **{escape(owner.name)}**, who has until {moment(request.deadline_at, 'f')} to answer."
    return f"Open to all mentors since {moment(request.turned_at, 'f')}; nobody has taken it."


def _done(act: ActView, found: History) -> str:
    who = mention(found.actors[act.actor_id]) if act.actor_id in found.actors else "An organizer"
    at = moment(act.at, "f")
    match act.kind:
        case ActKind.SUGGESTED:
            name = next((one.name for one in found.steps if one.mentor_id == act.member_id), "somebody")
            return f"{who} suggested **{escape(name)}** {at}"
        case ActKind.WROTE:
            return f"{who} wrote {at}: {escape(fit(act.reason, _SHORT))}"
        case _:
            return f"{who} looks after it since {at}"


def _fits(mentee: MenteeView, mentor: MentorView) -> str:
    shared = [one for one in mentee.topics if one in mentor.topics]
    return " · ".join(filter(None, (", ".join(name_topics(shared)), mentor.role)))
