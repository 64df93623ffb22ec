"""The words around what the two are asked halfway.

``midway:ask`` with a mentorship's id opens the form ``midway:said``.
"""

from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    ChoiceField,
    Field,
    Fields,
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
    paged,
)
from mentorbot.mentoring.mentorships.cards import name_side
from mentorbot.mentoring.mentorships.feedback import Average, Summary
from mentorbot.mentoring.mentorships.midway import RATINGS, Answers
from mentorbot.mentoring.mentorships.pairs import Pair, Side
from mentorbot.mentoring.mentorships.terms import FEWEST_SHOWN, MOST_FEEDBACK

_LISTED: Final = 8


def ask_card(pair: Pair, me: Side) -> Card:
    """The question to one of the two."""
    other = name_side(pair.other(me.person.id))
    words = (
        f"Your mentorship with {other} is halfway: it goes on until {moment(pair.mentorship.ends_at, 'D')}. "
        "How is it so far? It takes half a minute, and the other does not see it."
    )
    say = Action("Say how it is so far", f"midway:ask:{pair.id}", style=Style.PRIMARY)
    terms = Action("Change what we agree on", f"mentorship:agreed:{pair.id}")
    return Card("Halfway", (Section(words), Actions((say, terms))), Accent.NEXT)


def midway_form(pair: Pair, known: Answers | None) -> Form:
    """How it is so far, filled in with what was said before."""
    ratings = tuple(
        Option(words, str(number), chosen=known is not None and known.rating == number)
        for number, words in RATINGS.items()
    )
    shared = known is not None and known.shared
    share = (
        Option("No, only the average", "no", chosen=not shared),
        Option("Yes, organizers may read it with my name", "yes", chosen=shared),
    )
    text = TextField(
        "text",
        "What would make it better?",
        value=known.text or None if known else None,
        paragraph=True,
        most=MOST_FEEDBACK,
    )
    fields = (
        ChoiceField("rating", "How is it so far?", ratings),
        text,
        ChoiceField("shared", "May organizers read this?", share),
    )
    return Form(f"midway:said:{pair.id}", "Halfway", fields)


def kept_card(said: Answers) -> Card:
    """After somebody said how it is so far."""
    read = "Organizers read it with your name." if said.shared else "Organizers see averages only."
    words = f"Thank you. The other does not see it. {read}"
    if said.rating < 3:
        words += (
            " If you would like to talk to them: **Ask an organizer** under a check-in, or `/report new`."
        )
    return Card("It is kept", (Section(words),), Accent.GOOD)


def summary_card(found: Summary, page: int = 1) -> Card:
    """What people say halfway, for organizers; a page of their words."""
    facts = (Field("Mentees", _average(found.mentees)), Field("Mentors", _average(found.mentors)))
    blocks: list[Block] = [Fields(facts)]
    shown = paged(found.voices, page, _LISTED)
    for voice in shown.items:
        role = "mentor" if voice.as_mentor else "mentee"
        text = escape(fit(voice.text, 300)) or "(no words)"
        blocks.append(Section(f"{mention(voice.user_id)}, {role}, {RATINGS[voice.rating].lower()}\n{text}"))
    if not shown.items:
        blocks.append(Section("Nobody has allowed their words to be read yet."))
    if turns := shown.turns("midway:page"):
        blocks.append(Actions(tuple(turns)))
    foot = " · ".join(filter(None, ("Words are shown only of those who allowed it.", shown.said)))
    return Card("What they say halfway", tuple(blocks), footer=foot)


def _average(found: Average) -> str:
    if found.rating is None:
        return f"{number_of(found.count, 'answer')}; averages are shown from {FEWEST_SHOWN} on"
    return f"{found.rating:.1f} of 5 from {found.count:,}"
