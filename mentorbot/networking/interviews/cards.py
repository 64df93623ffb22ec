"""The words of informational interviews.

Buttons are ``interviews:`` and ``offer`` (opens the form ``offered``), ``rest``, ``go_on`` and ``find``, of
all or in a setting; with the number of a member ``ask`` (opens the form ``asked``); with a request's id
``accept``, ``decline``, ``withdraw``, ``happened`` and ``missed``; ``mine`` with a page of one's own.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Divider,
    Field,
    Fields,
    Form,
    Section,
    Style,
    TextField,
    escape,
    mention,
    moment,
    number_of,
    paged,
)
from mentorbot.chat.lists import say_first
from mentorbot.guide.model import Stage
from mentorbot.meetings.cards import off_blocks, plan_action
from mentorbot.meetings.planning import MeetingView
from mentorbot.members.words import SETTINGS, name_apart
from mentorbot.mentoring import vocabulary
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.reports.cards import add_report
from mentorbot.networking.interviews import questions
from mentorbot.networking.interviews.offering import MOST_FOUND, Found, OfferView
from mentorbot.networking.interviews.service import OWNER, RequestView
from mentorbot.networking.interviews.terms import MOST_QUESTIONS, InterviewState, What

_STATES: Final = {
    InterviewState.ASKED: "waits for an answer",
    InterviewState.ACCEPTED: "accepted",
    InterviewState.MET: "held",
    InterviewState.MISSED: "did not take place",
    InterviewState.DECLINED: "not this time",
    InterviewState.EXPIRED: "was not answered",
    InterviewState.WITHDRAWN: "withdrawn",
}
_PER_PAGE: Final = 5
_LISTED: Final = 5
_PAGE: Final = (
    "`/guide` has a page about informational interviews: how to prepare, and what to do afterwards."
)


def offer_card(offer: OfferView) -> Card:
    """What somebody offers."""
    words = (
        "Students find you with `/interview find` and ask with their questions. You say yes or no with one "
        f"press. Once {number_of(offer.a_month, 'request waits', 'requests wait')} for your answer or led to "
        "an interview within thirty days, nobody else can ask."
    )
    pause = (
        Action("Resume", "interviews:go_on", style=Style.PRIMARY)
        if offer.paused
        else Action("Pause", "interviews:rest")
    )
    blocks = (
        Section("You are paused: nobody can ask you." if offer.paused else words),
        Fields(
            (
                Field("Role", escape(offer.role)),
                Field("Setting", SETTINGS[offer.setting]),
                Field("Topics", ", ".join(vocabulary.name_topics(vocabulary.split_ids(offer.topics)))),
                Field("Up to", f"{offer.a_month} in thirty days, {offer.minutes} minutes each"),
            )
        ),
        Actions((Action("Change", "interviews:offer"), pause)),
    )
    title = "Your interviews are paused" if offer.paused else "You offer interviews"
    return Card(title, blocks, Accent.CARE if offer.paused else Accent.GOOD)


def found_card(found: Sequence[Found], code: str = "", page: int = 1) -> Card:
    """Who suits, with a button for each, some at a time.

    Args:
        code: What was looked for, for the buttons that turn the page.
    """
    if not found:
        wished = code.strip(":")
        who = "Nobody who fits offers" if wished else "Nobody here offers"
        words = (
            f"{who} interviews at the moment. {'Try fewer wishes, or look' if wished else 'Look'} again in "
            "some days: people set how many they give in a month. Meanwhile, ask somebody you know of "
            "elsewhere."
        )
        elsewhere = Actions((Action("How to ask", "guide:page_beside:informational-interviews:1"),))
        return Card("Nobody found", (Section(words), elsewhere), Accent.CARE)
    blocks: list[Block] = []
    shown = paged(found, page, _PER_PAGE)
    for one in shown.items:
        offer = one.offer
        who = name_apart(one.user_id, one.username)
        lines = [f"**{who}** — {escape(offer.role)}, {SETTINGS[offer.setting].lower()}"]
        topics = ", ".join(vocabulary.name_topics(vocabulary.split_ids(offer.topics)))
        lines.append(f"{offer.minutes} minutes about: {topics}")
        if one.shared:
            lines.append(f"You named too: {', '.join(vocabulary.name_topics(one.shared))}")
        ask = Action("Ask", f"interviews:ask:{offer.member_id}", style=Style.PRIMARY)
        blocks += [Section("\n".join(lines), action=ask), Divider()]
    turns = [replace(one, id=f"{one.id}:{code}") for one in shown.turns("interviews:page")]
    last = (Actions(tuple(turns)),) if turns else ()
    first = say_first(len(found), MOST_FOUND, "a topic and a setting find others")
    footer = " · ".join(filter(None, (_PAGE.replace("`", ""), shown.said, first)))
    return Card("People you can ask", (*blocks[:-1], *last), Accent.NEXT, footer=footer)


def ask_form(professional_id: int, stage: Stage | None) -> Form:
    """The questions to ask, three proposed. ``interviews:asked:<member>``."""
    field = TextField(
        "questions",
        "Your questions",
        hint="Three are enough. These fit where you stand; make them yours.",
        value="\n".join(f"- {one}" for one in questions.propose_questions(stage)),
        required=True,
        paragraph=True,
        most=MOST_QUESTIONS,
    )
    return Form(f"interviews:asked:{professional_id}", "What do you want to know?", (field,))


def asked_card(request: RequestView, professional: Person | None) -> Card:
    """It is on its way."""
    whom = mention(professional.user_id) if professional else "them"
    words = (
        f"I have asked {whom}. They have until {moment(request.deadline, 'f')}; "
        "I remind them once, and tell you either way."
    )
    return Card("Asked", (Section(words), Actions((_withdraw(request),))), Accent.GOOD)


def answered_card(request: RequestView, other: Person | None) -> Card:
    """What the professional answered."""
    who = mention(other.user_id) if other else "The student"
    if request.state is InterviewState.ACCEPTED:
        words = f"Thank you. {who} is told. Propose times that suit you, or wait for theirs."
        return Card(
            "You said yes", (Section(words), Actions((_plan(request), _call_off(request)))), Accent.GOOD
        )
    words = f"{who} is told kindly that it does not suit at the moment, and shown others."
    return Card("You said no", (Section(words),))


def withdrawn_card(off: Sequence[MeetingView], now: datetime, *, asked: bool) -> Card:
    """It is withdrawn, or called off.

    Args:
        off: What the two had agreed on.
        asked: Whether it was the reader who asked, and can ask somebody else.
    """
    words = Section("Nothing is asked of anybody any more.")
    find = (_find(),) if asked else ()
    return Card("Withdrawn", (words, *off_blocks(off, now), *find))


def outcome_card(request: RequestView) -> Card:
    """What was said of it is kept."""
    if request.state is InterviewState.MET:
        words = "Noted. It counts towards the milestone of the guide."
        return Card("You met", (Section(words),), Accent.GOOD)
    words = "Noted. It happens. You can ask somebody else at any time."
    return Card("It did not take place", (Section(words), _find()))


def mine_card(me: Person, found: Sequence[tuple[RequestView, Person]], page: int = 1) -> Card:
    """All that is open on either side, a page of it."""
    if not found:
        return Card("Your interviews", (Section("Nothing is open."), _find()))
    shown = paged(found, page, _LISTED)
    blocks: list[Block] = []
    for request, other in shown.items:
        asks = request.student_id == me.id
        them = name_apart(other.user_id, other.username)
        who = f"You asked {them}" if asks else f"{them} asked you"
        until = "answer by" if request.state is InterviewState.ASKED else "to be held by"
        blocks.append(
            Section(f"**{who}** — {_STATES[request.state]}; {until} {moment(request.deadline, 'f')}")
        )
        blocks.append(Actions(_buttons(request, asks=asks)))
    if turns := shown.turns("interviews:mine"):
        blocks.append(Actions(tuple(turns)))
    return Card("Your interviews", tuple(blocks), footer=shown.said or None)


def letter_card(  # noqa: PLR0917 - one for each part of the message
    what: What,
    request: RequestView,
    other: Person,
    offer: OfferView | None,
    off: Sequence[MeetingView],
    now: datetime,
) -> Card:
    """A message to one of the two.

    Args:
        other: The other one.
        offer: What the professional offers; None if they no longer do.
        off: What the two had agreed on and is cancelled.
    """
    card = _LETTERS[what](request, other, offer)
    first, *more = card.blocks
    gone = off_blocks(off, now) if what in _ENDS else ()
    return add_report(replace(card, blocks=(first, *gone, *more)), OWNER, request.id)


def gone_card(other: Person | None, off: Sequence[MeetingView], now: datetime, *, asked: bool) -> Card:
    """The other one has left, or was erased.

    Args:
        other: Who that is; None for whoever was erased.
        off: What the two had agreed on and is cancelled.
        asked: Whether it was the reader who asked, and can ask somebody else.
    """
    words = (
        "The other person of an informational interview takes no part any more, so it has come to nothing."
    )
    if other is not None:
        words = f"{mention(other.user_id)} has left the community, so your interview has come to nothing."
    find = (_find(),) if asked else ()
    blocks = (Section(words), *off_blocks(off, now), *find)
    return Card("An interview has ended", blocks, Accent.CARE)


def _asked(request: RequestView, other: Person, offer: OfferView | None) -> Card:
    minutes = f"{offer.minutes} minutes" if offer else "a short talk"
    blocks = (
        Section(
            f"{mention(other.user_id)} would like {minutes} with you, about your work. They want to know:"
        ),
        Section(escape(request.questions)),
        Section(f"Please answer by {moment(request.deadline, 'f')}, {moment(request.deadline, 'R')}."),
        Actions(_buttons(request, asks=False)),
    )
    return Card("Somebody asks for an interview", blocks, Accent.NEXT)


def _nudge(request: RequestView, other: Person, offer: OfferView | None) -> Card:
    due = moment(request.deadline, "R")
    words = f"{mention(other.user_id)} waits for your answer, which is due {due}. A no is fine too."
    return Card(
        "An interview waits for your answer", (Section(words), Actions(_buttons(request, asks=False)))
    )


def _accepted(request: RequestView, other: Person, offer: OfferView | None) -> Card:
    blocks = (
        Section(
            f"{mention(other.user_id)} says yes. Propose times, or write to them. Before you talk, "
            "read what they "
            "and their organization do; keep to the time; end by asking who else you should talk to."
        ),
        Section(f"Your questions:\n{escape(request.questions)}"),
        Section(_PAGE),
        Actions((_plan(request), _call_off(request))),
    )
    return Card("Your interview is accepted", blocks, Accent.GOOD)


def _declined(request: RequestView, other: Person, offer: OfferView | None) -> Card:
    words = (
        "It does not suit them at the moment. That says nothing about you: most people ask more than once."
    )
    return Card("Not this time", (Section(words), _find()), Accent.CARE)


def _expired(request: RequestView, other: Person, offer: OfferView | None) -> Card:
    words = f"{mention(other.user_id)} did not get to answering in time. You can ask somebody else at once."
    return Card("No answer this time", (Section(words), _find()), Accent.CARE)


def _withdrawn(request: RequestView, other: Person, offer: OfferView | None) -> Card:
    words = (
        f"{mention(other.user_id)} has taken back or called off the interview. There is nothing "
        "for you to do."
    )
    return Card("An interview was called off", (Section(words),))


def _outcome(request: RequestView, other: Person, offer: OfferView | None) -> Card:
    buttons = (
        Action("We did", f"interviews:happened:{request.id}", style=Style.GOOD),
        Action("We did not", f"interviews:missed:{request.id}"),
    )
    words = f"Did your interview with {mention(other.user_id)} take place?"
    return Card("Did you talk?", (Section(words), Actions(buttons)), Accent.NEXT)


def _thanks(request: RequestView, other: Person, offer: OfferView | None) -> Card:
    words = (
        f"Yesterday you talked with {mention(other.user_id)}. Send them two sentences: what you "
        "took from it, and "
        "what you will do because of it. Write again when you have done it. That is rare, and remembered."
    )
    return Card("Say thank you", (Section(words),), Accent.NEXT)


def _back(request: RequestView, other: Person, offer: OfferView | None) -> Card:
    asks = other.id == request.professional_id
    goes_on = f"You and {mention(other.user_id)} are both in the community again, so"
    if request.state is InterviewState.ACCEPTED:
        words = f"{goes_on} your interview goes on. Times that you had planned are off: propose others."
    elif asks:
        words = f"{goes_on} they can answer you until {moment(request.deadline, 'f')}."
    else:
        words = f"{goes_on} you can answer them until {moment(request.deadline, 'f')}."
    buttons = Actions(_buttons(request, asks=asks))
    return Card("Your interview goes on", (Section(words), buttons), Accent.GOOD)


def _left(request: RequestView, other: Person, offer: OfferView | None) -> Card:
    words = (
        f"When one of you left the community, the interview with {mention(other.user_id)} that you asked for "
        "ended, and it cannot go on now. You can ask somebody else at once."
    )
    return Card("An interview has ended", (Section(words), _find()), Accent.CARE)


_ENDS: Final = (What.WITHDRAWN, What.BACK, What.LEFT)
"""Of these messages, what two had agreed on is off."""
_LETTERS: Final[dict[What, Callable[[RequestView, Person, OfferView | None], Card]]] = {
    What.ASKED: _asked,
    What.NUDGE: _nudge,
    What.ACCEPTED: _accepted,
    What.DECLINED: _declined,
    What.EXPIRED: _expired,
    What.WITHDRAWN: _withdrawn,
    What.OUTCOME: _outcome,
    What.THANKS: _thanks,
    What.BACK: _back,
    What.LEFT: _left,
}


def _buttons(request: RequestView, *, asks: bool) -> tuple[Action, ...]:
    if request.state is InterviewState.ACCEPTED:
        return (_plan(request), Action("We talked", f"interviews:happened:{request.id}"), _call_off(request))
    if asks:
        return (_withdraw(request),)
    return (
        Action("Accept", f"interviews:accept:{request.id}", style=Style.GOOD),
        Action("Decline", f"interviews:decline:{request.id}"),
    )


def _plan(request: RequestView) -> Action:
    return plan_action(OWNER, request.id, "Propose times")


def _withdraw(request: RequestView) -> Action:
    return Action("Withdraw", f"interviews:withdraw:{request.id}")


def _call_off(request: RequestView) -> Action:
    return Action("Call it off", f"interviews:withdraw:{request.id}")


def _find() -> Actions:
    return Actions((Action("Find somebody to ask", "interviews:find", style=Style.PRIMARY),))
