"""The words of a mentorship's life, as they come to the two and to organizers.

Buttons are ``mentorship:`` and, with a mentorship's id, ``open``, ``agenda``, ``terms`` (opens the form
``termed``), ``extend``, ``feedback`` (opens the form ``told``); with the terms that were seen besides
``agree``; with the number of the check-in besides ``said`` and ``help``.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from dateutil.relativedelta import relativedelta

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    ChoiceField,
    Form,
    Option,
    Section,
    Style,
    TextField,
    escape,
    fit,
    mention,
    moment,
    number_of,
    title,
)
from mentorbot.meetings.cards import plan_action
from mentorbot.mentoring import vocabulary
from mentorbot.mentoring.handled import handled_action
from mentorbot.mentoring.mentorships import health
from mentorbot.mentoring.mentorships.agendas import Agenda
from mentorbot.mentoring.mentorships.health import Signs
from mentorbot.mentoring.mentorships.pairs import NAMELESS, Pair, Side, Terms
from mentorbot.mentoring.mentorships.signs import CIRCLE, PAIR
from mentorbot.mentoring.mentorships.terms import EXTENSION, MOST_FEEDBACK, Cadence, Said
from mentorbot.mentoring.words import join_words

CADENCES: Final = {
    Cadence.WEEKLY: "every week",
    Cadence.TWO_WEEKS: "every two weeks",
    Cadence.MONTHLY: "every month",
}
SAID: Final = {Said.WELL: "Going well", Said.QUIET: "Quiet", Said.HELP: "I need help"}
AGREED: Final = "Thank you."
AGREED_BEFORE: Final = "You have agreed already."
PROPOSED: Final = "The other is asked whether it suits them."
UNCHANGED: Final = "Nothing has changed."
GOES_ON: Final = "It goes on: both of you want it. The other is told."
ASKED_ON: Final = "The other is asked whether to go on, too. It is agreed once both of you say so."
ASKED_BEFORE: Final = "You have asked already; it goes on as soon as the other says so, too."
LASTS: Final = "It lasts as long as that already."
CONFIDENCE: Final = "What you say to each other stays between you."
MONTHS: Final = (3, 6, 9, 12)
_ABOUT: Final = 400


def intro_card(pair: Pair, terms: Terms, agenda: Agenda, questions: Sequence[str], to: Side | None) -> Card:
    """The first message to both: who they are, what is wanted, how to begin.

    Args:
        to: To whom of the two it goes directly; None for both, in their thread.
    """
    if to is None:
        bond = "have one conversation ahead" if pair.once else "are in a mentorship"
        hello = (
            f"{mention(pair.mentor.person.user_id)} and {mention(pair.mentee.person.user_id)}, you "
            f"{bond}. This place is yours: only you two and I are in it. Those who manage the "
            "community may be able to open it."
        )
    else:
        other = pair.other(to.person.id)
        role = "mentor" if other is pair.mentor else "mentee"
        who = mention(other.person.user_id)
        bond = f"You and {who} have one conversation ahead" if pair.once else f"{who} is your {role} now"
        hello = f"{bond}. Write to each other directly: press the name, then Message."
    blocks: list[Block] = [Section(hello)]
    blocks += [_side(side, heading) for side, heading in ((pair.mentor, "Mentor"), (pair.mentee, "Mentee"))]
    if pair.mentorship.wanted:
        blocks.append(Section(escape(fit(pair.mentorship.wanted, _ABOUT)), "What was asked for"))
    blocks.append(Section(agenda_text(agenda), "Your conversation" if pair.once else "Your first session"))
    blocks.append(Section("\n".join(f"- {escape(one)}" for one in questions), "To break the ice"))
    if not pair.once:
        blocks.append(Section(_terms(pair, terms)))
    actions = [plan_action(PAIR, pair.id, "Plan our conversation" if pair.once else "Plan our first session")]
    if not pair.once:
        actions += [
            Action("Set goals", f"goals:show:{pair.id}"),
            _agree(pair, terms),
            Action("Change the terms", f"mentorship:terms:{pair.id}"),
        ]
    blocks.append(Actions(tuple(actions)))
    names = f"{title(pair.mentor.name)} and {title(pair.mentee.name)}"
    return Card(f"Welcome, {names}", tuple(blocks), Accent.GOOD, public=to is None, pinned=to is None)


def circle_card(
    name: str, circle_id: int, sides: Sequence[Side], questions: Sequence[str], to: Side | None
) -> Card:
    """The first message to a circle.

    Args:
        to: To whom of them it goes directly; None for all, in their thread.
    """
    others = [side for side in sides if side is not to]
    who = "\n".join(
        f"- {mention(side.person.user_id)}: {escape(fit(side.about, 100)) or 'says little yet'}"
        for side in others
    )
    hello = "You are a circle now: you meet together, and each brings a question."
    blocks = (
        Section(f"{hello}\n{who}"),
        Section("\n".join(f"- {escape(one)}" for one in questions), "To break the ice"),
        Section(CONFIDENCE),
        Actions((plan_action(CIRCLE, circle_id, "Plan our first session"),)),
    )
    return Card(f"Welcome to {title(name)}", blocks, Accent.GOOD, public=to is None, pinned=to is None)


def agenda_text(agenda: Agenda) -> str:
    """An agenda as Markdown."""
    points = "\n".join(f"- {point}" for point in agenda.points)
    return f"*{agenda.title}.* {agenda.prepare}\n{points}\n**Leave with:** {agenda.leave_with}"


def check_card(pair: Pair, me: Side, turn: int) -> Card:
    """The question every two weeks."""
    # For all of a circle its mentor is asked once.
    leads = me is pair.mentor and pair.mentorship.circle_id is not None
    what = "circle" if leads else f"mentorship with {name_side(pair.other(me.person.id))}"
    words = f"How is your {what} going? One click is enough."
    actions = tuple(
        Action(
            label,
            f"mentorship:said:{pair.id}:{turn}:{said}",
            style=Style.GOOD if said is Said.WELL else Style.SECONDARY,
        )
        for said, label in SAID.items()
    )
    return Card(
        "A quick look",
        (Section(words), Actions(actions)),
        Accent.NEXT,
        footer=f"{'The others do' if leads else 'The other does'} not see what you press. "
        "Organizers see how it does, not who said what.",
    )


def said_card(pair: Pair, me: Side, said: Said, turn: int) -> Card:
    """After somebody has answered that."""
    other = name_side(pair.other(me.person.id))
    plan = plan_action(PAIR, pair.id, "Plan a session")
    if said is Said.WELL:
        return Card("Good to hear", (Section("I ask again in two weeks."), Actions((plan,))), Accent.GOOD)
    if said is Said.QUIET:
        words = f"A short message is often enough: ask {other} for half an hour, and name two times."
        end = Action("End it kindly", f"mentorship:end:{pair.id}")
        return Card("Thank you for saying so", (Section(words), Actions((plan, end))), Accent.NEXT)
    words = (
        "What would help? An organizer can talk to you, or to both. A mentorship that does not fit may end: "
        "nobody is to blame, and no reason is asked for. If somebody behaved badly, `/report new` tells "
        "organizers alone."
    )
    actions = (
        Action("Ask an organizer", f"mentorship:help:{pair.id}:{turn}", style=Style.PRIMARY),
        plan,
        Action("End it kindly", f"mentorship:end:{pair.id}"),
    )
    return Card("I am sorry to hear that", (Section(words), Actions(actions)), Accent.CARE)


def help_told_card(*, told: bool, other_reads: bool = False) -> Card:
    """After somebody asked for an organizer.

    Args:
        other_reads: The other one can read the organizers' channel, so nothing was written there.
    """
    if other_reads:
        words = (
            "The other one can read the organizers' channel, so I have written nothing there. Please write "
            "to an organizer whom you trust; or use `/report new` and name the other, who then never sees it."
        )
        return Card("I have told nobody", (Section(words),), Accent.CARE)
    if told:
        return Card("The organizers know", (Section("One of them will write to you."),), Accent.GOOD)
    words = "This community has no channel for its organizers yet. Please write to one of them directly."
    return Card("I could not tell them", (Section(words),), Accent.CARE)


def risk_card(pair: Pair, me: Side, turn: int, *, asked: bool) -> Card:
    """Asked privately before organizers hear anything.

    Args:
        asked: Whether they have said themselves that they need help.
    """
    other = name_side(pair.other(me.person.id))
    why = (
        f"You told me that your mentorship with {other} needs help; I have not told them."
        if asked
        else f"I have seen little of your mentorship with {other} lately."
    )
    words = (
        f"{why} How is it? If nothing changes in the next days, the organizers may look in, so that somebody "
        "can help."
    )
    actions = (
        Action("We are fine", f"mentorship:said:{pair.id}:{turn}:{Said.WELL}", style=Style.GOOD),
        plan_action(PAIR, pair.id, "Plan a session", Style.SECONDARY),
        Action("I need help", f"mentorship:said:{pair.id}:{turn}:{Said.HELP}"),
        Action("End it kindly", f"mentorship:end:{pair.id}"),
    )
    return Card("Are you two well?", (Section(words), Actions(actions)), Accent.CARE)


def no_place_card(sides: Sequence[Side]) -> Card:
    """Organizers hear that there could be no place for some to talk."""
    who = join_words([mention(side.person.user_id) for side in sides])
    words = (
        f"I could open no place of their own for {who}, so I introduced them in direct messages. Either I "
        "may open none, or one of them cannot be let in, as some guests cannot. `/setup check` says what "
        "I may do. I tell you of this once a day at most."
    )
    return Card("No place to talk", (Section(words),), Accent.CARE, public=True)


def organizers_card(pair: Pair, signs: Signs, now: datetime) -> Card:
    """Organizers hear that a mentorship is at risk."""
    last = health.find_last_sign(signs, now)
    seen = f"The last sign of life was {moment(last, 'R')}" if last else "There was no sign of life yet"
    count = len(signs.sessions)
    words = (
        f"{mention(pair.mentor.person.user_id)} mentors {mention(pair.mentee.person.user_id)} since "
        f"{moment(pair.mentorship.formed_at, 'D')}. {seen}; {count_sessions(count)}. "
        "I have asked both privately. A word from a person may help."
    )
    write = Action("Write to both", f"attention:write:pair:{pair.id}", style=Style.PRIMARY)
    actions = Actions((write, handled_pair(pair.id)))
    return Card("A mentorship is at risk", (Section(words), actions), Accent.CARE, public=True)


def handled_pair(mentorship_id: int = 0) -> Action:
    """With which an organizer says that they look after something.

    Args:
        mentorship_id: 0 where whoever reads the channel is not to learn whose it is.
    """
    return handled_action(f"attention:pair_handled:{mentorship_id}")


def asked_for_help_card() -> Card:
    """Organizers hear that somebody needs help; who, the channel does not say: the other may read it."""
    words = (
        "Somebody in a mentorship says that it does not go well. `/organize mentorship overview` shows which "
        "are at risk. Please write to the two one by one, and do not say that one of them has told me."
    )
    blocks = (Section(words), Actions((handled_pair(),)))
    return Card("A mentorship needs somebody", blocks, Accent.CARE, public=True)


def help_card(pair: Pair, by: Side) -> Card:
    """Organizers hear that one of the two asks for them."""
    words = (
        f"{mention(by.person.user_id)} asks for help in the mentorship with "
        f"{mention(pair.other(by.person.id).person.user_id)}. Please write to them, and to nobody "
        "else for now."
    )
    to = f"pair:{pair.id}:{by.person.id}"
    write = Action("Write to them", f"attention:write:{to}", style=Style.PRIMARY)
    actions = Actions((write, handled_pair(pair.id)))
    return Card("Somebody asks for an organizer", (Section(words), actions), Accent.CARE, public=True)


def terms_card(pair: Pair, me: Side, terms: Terms, said: str = "") -> Card:
    """What is agreed, and who has said yes."""
    blocks: list[Block] = [Section(said)] if said else []
    blocks.append(Section(_terms(pair, terms)))
    yes = [side.name for side, at in zip(pair.sides, (terms.mentor_at, terms.mentee_at), strict=True) if at]
    if terms.settled:
        blocks.append(Section("Both of you have agreed."))
    else:
        blocks.append(Section(f"{escape(yes[0])} has agreed." if yes else "Neither of you has agreed yet."))
    mine = terms.mentor_at if me is pair.mentor else terms.mentee_at
    change = Action("Change the terms", f"mentorship:terms:{pair.id}")
    blocks.append(Actions((change,) if mine else (_agree(pair, terms), change)))
    return Card("What you agree on", tuple(blocks), Accent.GOOD if terms.settled else Accent.NEXT)


def extend_action(pair: Pair, label: str, style: Style = Style.SECONDARY) -> Action:
    """The button that lets it go on; pressed twice it is the same."""
    months = pair.mentorship.months + EXTENSION
    return Action(label, f"mentorship:extend:{pair.id}:{months}", style=style)


def terms_form(pair: Pair, terms: Terms) -> Form:
    """How long and how often."""
    lengths = sorted({*MONTHS, pair.mentorship.months})
    months = tuple(
        Option(f"{one} months" if one > 1 else "One month", str(one), chosen=one == pair.mentorship.months)
        for one in lengths
    )
    cadences = tuple(
        Option(words.capitalize(), one.value, chosen=one is terms.cadence) for one, words in CADENCES.items()
    )
    fields = (ChoiceField("months", "How long", months), ChoiceField("cadence", "How often", cadences))
    return Form(f"mentorship:termed:{pair.id}", "What you agree on", fields)


def extended_card(pair: Pair, me: Side) -> Card:
    """The other has agreed that it goes on."""
    words = (
        f"{name_side(pair.other(me.person.id))} would like to go on, too: your mentorship lasts until "
        f"{moment(pair.mentorship.ends_at, 'D')} now. If that does not suit you, end it at any time."
    )
    end = Actions((Action("End it kindly", f"mentorship:end:{pair.id}"),))
    return Card("Your mentorship goes on", (Section(words), end), Accent.GOOD)


def longer_card(pair: Pair, me: Side, months: int) -> Card:
    """The other would like it to go on."""
    ends_at = pair.mentorship.formed_at + relativedelta(months=months)
    words = (
        f"{name_side(pair.other(me.person.id))} would like to go on with you until {moment(ends_at, 'D')}. "
        "It is agreed once you say so, too; without an answer it ends as it would have."
    )
    go_on = Action("Go on", f"mentorship:extend:{pair.id}:{months}", style=Style.GOOD)
    return Card("Shall it go on?", (Section(words), Actions((go_on,))), Accent.NEXT)


def term_card(pair: Pair, me: Side) -> Card:
    """It ends soon."""
    words = (
        f"Your mentorship with {name_side(pair.other(me.person.id))} ends "
        f"{moment(pair.mentorship.ends_at, 'R')}, on {moment(pair.mentorship.ends_at, 'D')}. "
        "Go on, graduate, or let it end by itself."
    )
    actions = (
        extend_action(pair, f"{EXTENSION} months more", Style.PRIMARY),
        Action("Graduate", f"mentorship:graduate:{pair.id}", style=Style.GOOD),
        plan_action(PAIR, pair.id, "Plan a last session", Style.SECONDARY),
    )
    return Card("Almost there", (Section(words), Actions(actions)), Accent.NEXT)


def unplanned_card(pair: Pair, me: Side) -> Card:
    """One conversation has no time yet."""
    words = (
        f"No time is agreed yet for your conversation with {name_side(pair.other(me.person.id))}. There is "
        f"until {moment(pair.mentorship.ends_at, 'D')}; one press proposes some."
    )
    actions = (
        plan_action(PAIR, pair.id, "Plan our conversation"),
        Action("Call it off", f"mentorship:end:{pair.id}"),
    )
    return Card("When do you talk?", (Section(words), Actions(actions)), Accent.NEXT)


def feedback_form(pair: Pair, me: Side) -> Form:
    """How it was."""
    ratings = tuple(
        Option(f"{number} · {words}", str(number))
        for number, words in ((5, "Very good"), (4, "Good"), (3, "Mixed"), (2, "Poor"), (1, "Bad"))
    )
    yes = (Option("Yes", "yes"), Option("No", "no"))
    share = (
        Option("No, only the average", "no", chosen=True),
        Option("Yes, organizers may read it with my name", "yes"),
    )
    fields = (
        ChoiceField("rating", f"How was it with {fit(title(pair.other(me.person.id).name), 25)}?", ratings),
        ChoiceField("recommend", "Would you recommend it to a friend?", yes),
        TextField("text", "Anything to add?", paragraph=True, most=MOST_FEEDBACK),
        ChoiceField("shared", "May organizers read this?", share),
    )
    return Form(
        f"mentorship:told:{pair.id}", "How was it?" if pair.once else "How was your mentorship?", fields
    )


def _side(side: Side, heading: str) -> Section:
    lines = [f"**{escape(side.name)}**"]
    if side.about:
        lines.append(escape(fit(side.about, _ABOUT)))
    if side.topics:
        lines.append(f"Topics: {escape(', '.join(vocabulary.name_topics(side.topics)))}")
    return Section("\n".join(lines), heading)


def _terms(pair: Pair, terms: Terms) -> str:
    months = pair.mentorship.months
    length = "one month" if months == 1 else f"{months} months"
    return f"**What you agree on:** {length}, meeting {CADENCES[terms.cadence]}. {CONFIDENCE}"


def _agree(pair: Pair, terms: Terms) -> Action:
    at = f"{pair.id}:{pair.mentorship.months}:{terms.cadence}"
    return Action("I agree", f"mentorship:agree:{at}", style=Style.GOOD)


def count_sessions(count: int) -> str:
    """How many sessions there were, as a part of a sentence."""
    return {0: "no session logged", 1: "one session logged"}.get(
        count, f"{number_of(count, 'session')} logged"
    )


def name_side(side: Side) -> str:
    """One of the two, as the other reads it."""
    nameless = side.name in NAMELESS.values()
    return mention(side.person.user_id) if nameless else f"**{escape(side.name)}**"
