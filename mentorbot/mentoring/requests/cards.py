"""The words around requests.

For the mentor who is asked: ``request:accept``, ``decline`` and ``question`` (a form) with a request's id and
its turn. For all mentors: ``request:take`` with the id of one that stands open. For whoever asked:
``request:mine``, ``note`` and ``answer`` (forms), ``withdraw``, ``withdraw_confirm`` with the id.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Divider,
    Form,
    Section,
    Style,
    TextField,
    escape,
    fit,
    moment,
    number_of,
    paged,
)
from mentorbot.mentoring import words
from mentorbot.mentoring.profiles.service import MenteeView, MentorView
from mentorbot.mentoring.requests.offering import MOST_SHOWN, Offered
from mentorbot.mentoring.requests.questions import MessageView
from mentorbot.mentoring.requests.store import ChoiceView, RequestView
from mentorbot.mentoring.requests.terms import Over
from mentorbot.mentoring.terms import MOST_MESSAGE, MOST_NOTE, ChoiceState, RequestState
from mentorbot.mentoring.vocabulary import name_topics

_QUOTED: Final = 300
NOTE_CHANGED: Final = "Your note is changed."
WITHDRAWN: Final = "Withdrawn. You can ask again at any time."
NO_REASON: Final = "If you cannot: they see that their request went on, and are told no reason."
"""For the mentor who is asked; whoever asked knows of course with whom it was."""
NOT_WHY: Final = "I tell you where your request is; why a mentor could not take it, nobody is asked."
"""For whoever asked."""


# For the mentor who is asked


def ask_card(
    request: RequestView,
    mentee: MenteeView,
    reasons: Sequence[str],
    said: "Sequence[MessageView]" = (),
    *,
    again: bool = False,
    changed: bool = False,
    suggested: bool = False,
) -> Card:
    """The question to a mentor.

    Args:
        again: They were asked before, and the time to answer is running out.
        changed: They were asked before, and the note is another now.
        suggested: It is the organizers who thought of them.
    """
    name = escape(mentee.name)
    head = f"**{name}** would like you as a mentor."
    if request.once:
        head = f"**{name}** would like to talk to you once: one conversation, no more."
    if suggested:
        seeks = "would like to talk to a mentor once" if request.once else "looks for a mentor"
        head = f"**{name}** {seeks}, and the organizers thought of you."
    if again:
        head = f"**{name}** still hopes for an answer from you. Either is fine, and one press is enough."
    if changed:
        head = f"**{name}** has changed what they wrote to you. This is how it is now."
    blocks: list[Block] = [Section(head), *_wanted(request, mentee)]
    if reasons:
        blocks.append(Section(f"**Why you two:** {'; '.join(reasons)}."))
    blocks += [_message(one, mentee) for one in said]
    if request.deadline_at is not None:
        blocks.append(
            Section(f"Please answer by {moment(request.deadline_at)}; after that it goes on by itself.")
        )
    blocks.append(_answers(request))
    asked = "Would you talk to them once?" if request.once else "Would you be their mentor?"
    title = "Somebody waits for your answer" if again else asked
    return Card(title, tuple(blocks), Accent.NEXT, NO_REASON)


def over_card(what: Over, mentee: MenteeView | None) -> Card:
    """That a request needs no answer any more, for the mentor who was asked.

    Args:
        mentee: Whose it was; None if they have taken back all that they said.
    """
    whose = f"The request of **{escape(mentee.name)}**" if mentee else "A request"
    if what is Over.LATE:
        said = (
            f"{whose} that waited for your answer has gone on, so that nobody waits for long. No harm done!"
        )
        foot = "If it is too much at the moment: `/mentor pause`."
        return Card("A request has gone on", (Section(said),), footer=foot)
    said = f"{whose} that waited for your answer was taken back. There is nothing to do."
    return Card("A request was taken back", (Section(said),))


def accepted_card(mentee: MenteeView, mentorship_id: int, *, again: bool, once: bool = False) -> Card:
    """After a mentor accepted; ``once``: one conversation."""
    name = escape(mentee.name)
    what = f"You talk to **{name}** once" if once else f"**{name}** is your mentee"
    told = ", and they are told right now." if once else ", and is told right now."
    said = what + (" already." if again and not once else "." if again else told)
    return Card(
        "Thank you!",
        (Section(said), Section(escape(mentee.goals)), to_mentorship(mentorship_id, once=once)),
        Accent.GOOD,
        "`/mentor requests` shows the rest.",
    )


def to_mentorship(id_: int, *, once: bool) -> Actions:
    """To the mentorship, with the place where the two talk."""
    label = "Your conversation" if once else "Your mentorship"
    return Actions((Action(label, f"mentorship:open:{id_}", style=Style.PRIMARY),))


def declined_card() -> Card:
    """After a mentor declined."""
    said = (
        "Thank you for answering. The request goes on to somebody else. They see that it went on, and are "
        "told no reason."
    )
    pause = "If you would rather not be asked for a while, `/mentor pause`."
    return Card("That is fine", (Section(said), Section(pause)))


def answer_card(request: RequestView, mentee: MenteeView, text: str) -> Card:
    """What a mentee answered, for the mentor who asked."""
    blocks = [Section(f"**{escape(mentee.name)}** answers:\n{escape(text)}")]
    if request.deadline_at is not None:
        blocks.append(Section(f"You have until {moment(request.deadline_at)}."))
    return Card("An answer", (*blocks, _answers(request)), Accent.NEXT)


def question_form(request_id: int, turn: int) -> Form:
    """What a mentor asks before they decide. ``request:ask:<id>:<turn>``."""
    text = TextField(
        "text",
        "Your question",
        hint="I pass it on. They see your name with it.",
        required=True,
        paragraph=True,
        most=MOST_MESSAGE,
    )
    return Form(f"request:ask:{request_id}:{turn}", "Ask a question", (text,))


def passed_on_card(*, answered: bool) -> Card:
    """After a question or an answer was passed on."""
    said = "I have passed your answer on." if answered else "I have passed it on, and bring you the answer."
    return Card("Passed on", (Section(said),), Accent.GOOD)


def mentor_list_card(
    waiting: Sequence[RequestView],
    pool: Sequence[RequestView],
    mentees: Mapping[int, MenteeView],
    page: int = 1,
) -> Card:
    """What waits for a mentor's answer, and then what stands open to all; a page of it."""
    known = [one for one in (*waiting, *pool) if one.mentee_id in mentees]
    theirs = {one.id for one in waiting}
    shown = paged(known, page, _ROOM)
    blocks: list[Block] = []
    for request in shown.items:
        if request.id in theirs:
            blocks += [_line(request, mentees[request.mentee_id]), _answers(request)]
    open_ = [request for request in shown.items if request.id not in theirs]
    if open_:
        blocks += [Divider(), Section("**Open to all mentors:** nobody has taken these yet.")]
    for request in open_:
        take = Action("Take it", f"request:take:{request.id}", style=Style.GOOD)
        blocks.append(_line(request, mentees[request.mentee_id], take))
    if not blocks:
        blocks.append(Section("Nobody waits for you, and nothing stands open. Enjoy the quiet."))
    if turns := shown.turns("request:waiting"):
        blocks.append(Actions(tuple(turns)))
    return Card("Requests", tuple(blocks), Accent.NEXT, _foot(NO_REASON, shown.said))


def offered_card(found: Sequence[Offered]) -> Card:
    """Requests that stand open, for a mentor whom they fit: the best fit first."""
    one = len(found) == 1
    head = "This request fits what you offer, and no mentor could take it yet."
    if not one:
        head = "These requests fit what you offer, and no mentor could take them yet."
    blocks: list[Block] = [Section(f"{head} Nobody waits for an answer from you in particular.")]
    for offered in found[:MOST_SHOWN]:
        take = Action("Take it", f"request:take:{offered.request.id}", style=Style.GOOD)
        blocks.append(_line(offered.request, offered.mentee, take))
    if (more := len(found) - MOST_SHOWN) > 0:
        blocks.append(Section(f"{number_of(more, 'more is', 'more are')} open: `/mentor requests`."))
    blocks.append(Actions((Action("Do not tell me of these", "offered:off"),)))
    title = "Somebody looks for a mentor like you"
    return Card(title, tuple(blocks), Accent.NEXT, "I tell you at most once a week.")


def hearing_card(*, hear: bool) -> Card:
    """After a mentor said whether they want to hear of requests that stand open."""
    if hear:
        said = "I tell you of requests that fit you and nobody could take, at most once a week."
        return Card("Good", (Section(said),), Accent.GOOD)
    again = Actions((Action("Tell me again", "offered:on"),))
    said = "I tell you no more of requests that stand open. `/mentor requests` shows them at any time."
    return Card("That is fine", (Section(said), again))


_ROOM: Final = 6
_LINES: Final = 10


def _foot(*parts: str) -> str:
    return " · ".join(filter(None, parts))


# For organizers


def organizers_card(
    found: Sequence[RequestView],
    counts: Mapping[RequestState, int],
    mentees: Mapping[int, MenteeView],
    page: int = 1,
) -> Card:
    """The open requests of a community with their age, the oldest first; a page of them."""
    asking, pool = counts.get(RequestState.ASKING, 0), counts.get(RequestState.OPEN, 0)
    blocks: list[Block] = [Section(f"**{asking}** with a mentor, **{pool}** open to all mentors.")]
    lines = []
    shown = paged(found, page, _LINES)
    for request in shown.items:
        mentee = mentees.get(request.mentee_id)
        where = "with a mentor" if request.state is RequestState.ASKING else "**open to all**"
        due = f", due {moment(request.deadline_at, 'R')}" if request.deadline_at else ""
        name = escape(mentee.name) if mentee else "Somebody"
        once = " · one conversation" if request.once else ""
        lines.append(f"{name} · asked {moment(request.created_at, 'R')}{once} · {where}{due}")
    if lines:
        blocks.append(Section("\n".join(lines)))
    if turns := shown.turns("request:open"):
        blocks.append(Actions(tuple(turns)))
    foot = _foot("The oldest first. `/organize request list` opens each.", shown.said)
    return Card("Open requests", tuple(blocks), Accent.CARE if pool else Accent.GOOD, foot)


# For whoever asked


def new_note_form(request: RequestView) -> Form:
    """Another note for a request. ``request:save_note:<id>``."""
    text = TextField(
        "note", "A few words to your mentors", value=request.note or None, paragraph=True, most=MOST_NOTE
    )
    return Form(f"request:save_note:{request.id}", "Change your note", (text,))


def answer_form(request_id: int) -> Form:
    """A mentee's answer to a question. ``request:save_answer:<id>``."""
    text = TextField("text", "Your answer", required=True, paragraph=True, most=MOST_MESSAGE)
    return Form(f"request:save_answer:{request_id}", "Answer", (text,))


def asked_card(
    request: RequestView,
    mentor: MentorView | None,
    later: Sequence[str] = (),
    left_out: Sequence[str] = (),
    dropped: Sequence[str] = (),
) -> Card:
    """After somebody asked, or changed whom they ask.

    Args:
        mentor: Who is asked now, if anybody is.
        later: Who is asked after that, by name.
        left_out: Who was chosen and cannot be asked.
        dropped: Who would have been asked next and is not any more.
    """
    until = f" Until {moment(request.deadline_at)} is time to answer." if request.deadline_at else ""
    if mentor is not None:
        said = f"**{escape(mentor.name)}** is asked now.{until} I tell you as soon as there is news."
    else:
        said = "Your request stands open to all mentors here. I tell you as soon as somebody takes it."
    lines = [said]
    for names, words_ in (
        (later, "After that, if need be: {}."),
        (left_out, "Not asked, because they cannot be asked for this now: {}."),
        (dropped, "No longer asked after that: {}."),
    ):
        if names:
            lines.append(words_.format(words.join_words([f"**{escape(one)}**" for one in names])))
    mine = Action("My requests", "request:mine")
    blocks = (Section("\n".join(lines)), Actions((mine,)))
    return Card("You have asked", blocks, Accent.GOOD, NOT_WHY)


def question_card(request: RequestView, mentor: MentorView, text: str) -> Card:
    """A mentor's question before they decide."""
    said = f"**{escape(mentor.name)}** asks, before deciding:\n{escape(text)}"
    reply = Action("Answer", f"request:answer:{request.id}", style=Style.PRIMARY)
    return Card("A mentor has a question", (Section(said), Actions((reply,))), Accent.NEXT)


def mine_card(
    found: Sequence[RequestView],
    choices: Mapping[int, Sequence[ChoiceView]],
    mentors: Mapping[int, MentorView],
    said: str = "",
) -> Card:
    """The open requests of somebody, with what they can do about each."""
    blocks: list[Block] = [Section(said)] if said else []
    for request in found:
        blocks += [
            Section(_stands(request, choices.get(request.id, ()), mentors)),
            Actions(
                (
                    Action("Change the note", f"request:note:{request.id}"),
                    Action("Choose others", f"find:again:{request.id}"),
                    Action("Withdraw", f"request:withdraw:{request.id}", style=Style.DANGER),
                )
            ),
        ]
    if not found:
        find = Action("Find a mentor", "find:open", style=Style.PRIMARY)
        blocks += [Section("You have no open request."), Actions((find,))]
    return Card("Your requests", tuple(blocks), Accent.NEXT, NOT_WHY)


def confirm_withdraw_card(request: RequestView) -> Card:
    """The question before a request is taken back."""
    said = "Whoever is asked now is told that it needs no answer. You can ask again at any time."
    actions = (
        Action("Withdraw it", f"request:withdraw_confirm:{request.id}", style=Style.DANGER),
        Action("Keep it", "request:mine"),
    )
    return Card("Withdraw this request?", (Section(said), Actions(actions)), Accent.CARE)


def _answers(request: RequestView) -> Actions:
    at = f"{request.id}:{request.turn}"
    return Actions(
        (
            Action("Accept", f"request:accept:{at}", style=Style.GOOD),
            Action("Decline", f"request:decline:{at}"),
            Action("Ask a question", f"request:question:{at}"),
        )
    )


def _wanted(request: RequestView, mentee: MenteeView) -> list[Block]:
    topics = f"**Wants help with:** {', '.join(name_topics(mentee.topics))}."
    blocks: list[Block] = [Section(f"{escape(mentee.goals)}\n{topics}")]
    if request.note:
        blocks.append(Section(f"**Their words:** {escape(request.note)}"))
    return blocks


def _line(request: RequestView, mentee: MenteeView, action: Action | None = None) -> Section:
    topics = ", ".join(name_topics(mentee.topics))
    once = " · one conversation" if request.once else ""
    said = f"**{escape(mentee.name)}** · {topics}{once} · asked {moment(request.created_at, 'R')}"
    more = escape(fit(request.note or mentee.goals, _QUOTED))
    return Section(f"{said}\n{more}" if more else said, action=action)


def _message(message: "MessageView", mentee: MenteeView) -> Section:
    who = f"**{escape(mentee.name)}:**" if message.author_id == mentee.member_id else "**You:**"
    return Section(f"{who} {escape(message.text)}")


def _stands(request: RequestView, choices: Sequence[ChoiceView], mentors: Mapping[int, MentorView]) -> str:
    what = " for one conversation" if request.once else ""
    lines = [f"Asked{what} {moment(request.created_at, 'R')}."]
    owner = mentors.get(request.owner_id or 0)
    if owner is not None and request.deadline_at is not None:
        lines.append(f"With **{escape(owner.name)}**, who has until {moment(request.deadline_at)}.")
    elif request.state is RequestState.OPEN:
        lines.append("Open to all mentors here.")
    later = [
        mentors[one.mentor_id].name
        for one in choices
        if one.state is ChoiceState.WAITING and one.mentor_id in mentors
    ]
    if later:
        lines.append(f"After that: {words.join_words([escape(one) for one in later])}.")
    if request.note:
        lines.append(f"Your note: {escape(fit(request.note, _QUOTED))}")
    return "\n".join(lines)
