"""The words about one's network. The buttons are those of the rooms that they lead to."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from mentorbot import clock
from mentorbot.chat import (
    Accent,
    Action,
    Block,
    Card,
    Field,
    Fields,
    Image,
    Section,
    escape,
    fit,
    moment,
    number_of,
)
from mentorbot.members.words import SETTINGS, name_apart
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.words import join_words
from mentorbot.networking.insight import picture
from mentorbot.networking.insight.ahead import Ahead
from mentorbot.networking.insight.past import LATELY, Held, How, Past
from mentorbot.networking.insight.service import Network

_MOST_NAMED: Final = 5
_MONTH: Final = timedelta(days=30)
_MOST_NEXT: Final = 4
_WORDS: Final = {
    How.INTRODUCTION: "introduction",
    How.INTERVIEW: "informational interview",
    How.MENTORING: "mentoring session",
    How.DIRECTORY: "conversation after an introduction",
}


def network_card(found: "Network") -> Card:
    """Somebody's network, for themselves."""
    past, people = found.past, found.lately
    ahead = _next(found.ahead)[:_MOST_NEXT]
    blocks: list[Block] = [Section(_met(past, len(ahead)))]
    if past.known:
        months = past.months
        drawn = picture.draw_months(months, dark=found.dark)
        blocks.append(Image(drawn, "network.png", picture.describe_months(months)))
        blocks.append(Fields(tuple(_facts(past))))
    if past.held:
        lines = "\n".join(f"- {_line(one, people)}" for one in past.held[:LATELY])
        blocks.append(Section(lines, "Whom you met lately"))
    blocks += ahead
    footer = "Only you see this. Each person counts in the month in which you first met here."
    return Card("Your network", tuple(blocks), Accent.NEXT, footer=footer)


def tell_week(past: Past, ahead: Ahead) -> str:
    """The network in a line or two, for the weekly digest; empty where there is nothing to say of it."""
    lines = []
    if past.known:
        lines.append(f"You know {_people(len(past.known))} here, {_lately(past)}: `/network`.")
    if ahead.round_at is not None and not ahead.paused:
        lines.append(f"The next round of introductions is {moment(ahead.round_at, 'R')}: `/intros join`.")
    elif ahead.answers is not None:
        where = SETTINGS[ahead.answers].lower()
        lines.append(f"Somebody in {where} lets you ask about their work: `/interview find`.")
    return "\n".join(lines)


def _met(past: Past, offered: int) -> str:
    if not past.known:
        begin = {0: "look into `/events`", 1: "begin with this"}.get(offered, "begin with one of these")
        return f"You have met nobody here yet. That is quickly changed: {begin}."
    counted = Counter(one.how for one in past.known.values())
    ways = join_words([f"{counted[how]} by {name}" for how, name in picture.BY.items() if counted[how]])
    return f"You know **{_people(len(past.known))}** here: {ways}; {_lately(past)}."


def _people(many: int) -> str:
    return number_of(many, "person", "people")


def _lately(past: Past) -> str:
    many = past.since(clock.now() - _MONTH)
    return f"{many or 'nobody'} new in the last 30 days"


def _facts(past: Past) -> list[Field]:
    where = [f"{SETTINGS[setting]}: {many}" for setting, many in past.settings.items()]
    if unsaid := len(past.known) - sum(past.settings.values()):
        where.append(f"Not said: {unsaid}")
    facts = [Field("Where they work", "\n".join(where))]
    if past.held:
        last = moment(past.held[0].at, "R")
        facts.append(Field("Meetings", f"{len(past.held)}, the last one {last}"))
    return facts


def _line(one: Held, people: Mapping[int, Person]) -> str:
    names = [name_apart(people[id_].user_id, people[id_].username) for id_ in one.others if id_ in people]
    who = join_words(names[:_MOST_NAMED]) if names else "somebody who is no longer here"
    return f"{moment(one.at, 'D')}, {_WORDS[one.how]}: {who}"


def _next(ahead: Ahead) -> list[Section]:
    found = []
    if ahead.round_at is not None:
        words = (
            f"Be introduced to somebody you have not met; the next round is {moment(ahead.round_at, 'R')}."
        )
        again = Action("Take part again", "intros:back")
        found.append(Section(words, action=again if ahead.paused else Action("Take part", "intros:join")))
    if ahead.answers is not None:
        where = SETTINGS[ahead.answers].lower()
        known = f"You know nobody in {where} yet, and somebody there" if ahead.new else f"Somebody in {where}"
        ask = Action("See who", f"interviews:find:{ahead.answers}")
        found.append(Section(f"{known} lets you ask about their work.", action=ask))
    if ahead.could_offer:
        words = "Let students ask about your work, as many a month as you want."
        found.append(Section(words, action=Action("Offer interviews", "interviews:offer")))
    if ahead.event is not None:
        at, title = ahead.event
        found.append(Section(f"**{escape(fit(title, 80))}** is {moment(at, 'R')}. `/events` shows it."))
    if ahead.unlisted:
        words = "Be found by others who look for somebody like you; they see only what you tick."
        found.append(Section(words, action=Action("Open your entry", "directory:mine")))
    return found
