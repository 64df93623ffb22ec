"""The words around events.

Buttons are ``events:going``, ``interested``, ``cannot``, ``mute``, ``unmute``, ``calendar`` and ``show`` with
an event's id. Those of organizers are in organizer_cards.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Attachment,
    Block,
    Card,
    Choice,
    Divider,
    Field,
    Fields,
    Image,
    Option,
    Section,
    Style,
    escape,
    line,
    mention_group,
    number_of,
    paged,
    when,
)
from mentorbot.chat import title as heading
from mentorbot.chat.lists import say_first
from mentorbot.events.rsvp import Answered
from mentorbot.events.service import MOST_LISTED
from mentorbot.events.terms import CreditType, EventAnswer, EventKind, EventState
from mentorbot.events.time_words import describe_date, describe_event, describe_next, list_exceptions
from mentorbot.events.view import EventView
from mentorbot.guide.model import Stage
from mentorbot.times import zones

PER_PAGE: Final = 6
FOR_ALL: Final = "all"
"""Behind the event's id in the buttons of the message that all see."""

KINDS: Final = {
    EventKind.CONFERENCE: "Conference",
    EventKind.EDUCATION: "Continuing education",
    EventKind.WEBINAR: "Webinar",
    EventKind.CHAPTER: "Chapter meeting",
    EventKind.DEADLINE: "Deadline",
    EventKind.SOCIAL: "Get-together",
}
CREDITS: Final = {
    CreditType.IN_PERSON: "ACHE In-Person",
    CreditType.VIRTUAL: "ACHE Virtual Interactive",
    CreditType.QUALIFYING: "ACHE Qualifying",
    CreditType.OTHER: "other",
}
FILTERS: Final = {
    "all": "All that is coming up",
    "mine": "Mine",
    "credits": "With credits",
    **{kind.value: name for kind, name in KINDS.items()},
}
"""Which events can be asked for in a list."""
HOSTS: Final = ("ACHE", "ACHE chapter", "MGMA", "HFMA", "AUPHA", "AHA", "HIMSS", "NAHSE", "AMIA")
SAID: Final = {
    EventAnswer.GOING: "You are going",
    EventAnswer.WAITING: "You are on the waiting list",
    EventAnswer.INTERESTED: "You are interested",
    EventAnswer.CANNOT: "You cannot come",
}
SAID_TO_DEADLINE: Final = {
    EventAnswer.GOING: "You will do it",
    EventAnswer.WAITING: "You are on the waiting list",
    EventAnswer.INTERESTED: "You are interested",
    EventAnswer.CANNOT: "It is not for you",
}
"""A deadline is nothing to go to."""


def public_card(event: EventView, now: datetime, picture: bytes | None = None) -> Card:
    """The event as all see it, with what they can answer.

    Args:
        picture: That of the event; None if it has none, or it is on the message already.
    """
    if event.state is EventState.CANCELLED:
        words = Section(f"**{name_of(event)}** of {describe_date(event, event.near(now))} was cancelled.")
        return Card(f"Cancelled: {heading(event.title)}", (words,), Accent.CARE, public=True)
    over = event.until <= now
    blocks: list[Block] = [*facts(event, now), *shown(event, picture)]
    blocks.append(Section(_over(event) if over else counts(event)))
    if not over:
        blocks.append(_answers(event, now, f":{FOR_ALL}"))
    return Card(heading(event.title), tuple(blocks), Accent.PLAIN if over else Accent.NEXT, public=True)


def _over(event: EventView) -> str:
    return "This deadline has passed." if _is_deadline(event) else "This event is over."


def answered_card(answered: Answered, now: datetime) -> Card:
    """What holds for somebody after they pressed, or when they look at an event."""
    event = answered.event
    said = f"{said_to(event, answered.answer)}." if answered.answer else _unsaid(event)
    if answered.answer is EventAnswer.WAITING:
        place = (
            "You are the first in line"
            if not answered.ahead
            else f"{number_of(answered.ahead, 'is', 'are')} before you"
        )
        said = f"All seats are taken. {place}; I tell you when one is yours."
    elif answered.answer in {EventAnswer.GOING, EventAnswer.INTERESTED}:
        said += " You get no reminders of it." if answered.muted else " I will remind you."
    if event.state is EventState.CANCELLED:
        said = "This event was cancelled."
    blocks: list[Block] = [Section(said), Divider(), *facts(event, now)]
    if event.state is EventState.PUBLISHED and event.until > now:
        blocks += [Section(counts(event)), _answers(event, now)]
        if answered.answer in {EventAnswer.GOING, EventAnswer.INTERESTED}:
            blocks.append(Actions((mute_action(event, muted=answered.muted), _calendar(event))))
    if answered.organizes:
        blocks.append(Actions((Action("Organize it", f"events:manage:{event.id}"),)))
    return Card(heading(event.title), tuple(blocks), Accent.NEXT)


def attended_card(event: EventView, goals: Sequence[str], left: Sequence[str]) -> Card:
    """After somebody said that they were there.

    Args:
        goals: The names of the credentials that it was logged for.
        left: Why it was not logged, or not for others.
    """
    words = f"I have noted that you were at **{name_of(event)}**."
    if goals:
        words = f"**{name_of(event)}** is in your credits for {' and '.join(goals)}."
    elif left:
        words += f" It gave {credits_of(event)}."
    said = (Section(words), *(Section(sentence) for sentence in left))
    footer = "`/credits status` shows what counts and what is missing." if goals else None
    return Card("Well done", said, Accent.GOOD, footer=footer)


def list_card(
    events: Sequence[EventView], mine: Mapping[int, EventAnswer], now: datetime, shown: str, page: int = 1
) -> Card:
    """What is coming up, some at a time.

    Args:
        shown: Which were asked for, of FILTERS.
    """
    part = paged(events, page, PER_PAGE)
    blocks: list[Block] = [*list_lines(part.items, mine, now)]
    if not part.items:
        words = (
            "Nothing is coming up here. Organizers announce events; look in again soon. Associations and "
            "their chapters have events of their own."
        )
        blocks.append(Section(words, action=Action("Associations", "guide:page_beside:associations:1")))
    blocks.append(Choice("events:filter", "Which events?", _filters(shown)))
    if turns := part.turns(f"events:page:{shown}"):
        blocks.append(Actions(tuple(turns)))
    said = (
        f"{part.said}." if part.said else "",
        say_first(len(events), MOST_LISTED, "choose a kind to see others"),
        "`/calendar` puts them into your calendar.",
    )
    return Card("Events", tuple(blocks), footer=" ".join(filter(None, said)))


def list_lines(events: Sequence[EventView], mine: Mapping[int, EventAnswer], now: datetime) -> list[Section]:
    """Some events, one line each, with what was said to them."""
    return [_line(event, mine.get(event.id), now) for event in events]


def calendar_card(data: bytes, name: str, count: int, follow: Action | None = None) -> Card:
    """A calendar file to download. ``follow``: what leads to a calendar that changes by itself."""
    words = f"{count} events" if count != 1 else "The event"
    blocks: list[Block] = [
        Section(f"{words} as a file that Google, Outlook and Apple calendars open."),
        Attachment(data, name),
    ]
    if follow is not None:
        blocks.append(
            Section("Or let your calendar keep itself up to date, with your sessions and reminders.")
        )
        blocks.append(Actions((follow,)))
    return Card(
        "For your calendar",
        tuple(blocks),
        Accent.GOOD,
        footer="The file does not change by itself: if an event moves, I tell you, and you can get it anew.",
    )


def facts(event: EventView, now: datetime) -> list[Block]:
    """What an event is, when and where."""
    date = event.near(now)
    zone = "" if event.all_day else f" · {zones.label(event.time_zone, date.starts_at)}"
    blocks: list[Block] = [Section(f"{KINDS[event.kind]}{zone}")]
    if date.title:
        blocks.append(Section(f"**{escape(date.title)}**"))
    if about := date.about or event.about:
        blocks.append(Section(escape(about)))
    blocks.append(Fields(tuple(_fields(event, now))))
    links = []
    if event.registration:
        links.append(Action("Register", url=event.registration))
    if date.link:
        links.append(Action("Join", url=date.link))
    if links:
        blocks.append(Actions(tuple(links)))
    return blocks


def _fields(event: EventView, now: datetime) -> list[Field]:
    date = event.near(now)
    known = (
        ("When", describe_event(event, now)),
        ("Where", where_of(date.place, date.link)),
        ("Other dates", "\n".join(list_exceptions(event, now))),
        ("Host", escape(event.host)),
        ("Credits", credits_of(event)),
        ("At this fee until", when(event.fee_deadline) if event.fee_deadline else ""),
        ("Seats", f"{event.capacity:,}" if event.capacity else ""),
        ("Takes place with", f"{event.least:,} or more" if event.least else ""),
        ("Sign-up", _signup(event, now)),
        ("For", _audience(event)),
    )
    return [Field(name, words) for name, words in known if words]


def _answers(event: EventView, now: datetime, where: str = "") -> Actions:
    closed = event.closed(now)
    full = event.capacity is not None and event.going >= event.capacity
    going, cannot = ("I will do it", "Not for me") if _is_deadline(event) else ("Going", "Can't")
    if full:
        going += " (waiting list)"
    return Actions(
        (
            Action(
                going,
                f"events:{'ask' if event.question else 'going'}:{event.id}{where}",
                style=Style.GOOD,
                disabled=closed,
            ),
            Action("Interested", f"events:interested:{event.id}{where}", disabled=closed),
            Action(cannot, f"events:cannot:{event.id}{where}"),
        )
    )


def mute_action(event: EventView, *, muted: bool) -> Action:
    """What stops the reminders of an event, or has them come again."""
    if muted:
        return Action("Remind me again", f"events:unmute:{event.id}")
    return Action("No reminders of this", f"events:mute:{event.id}")


def _calendar(event: EventView) -> Action:
    return Action("For my calendar", f"events:calendar:{event.id}")


def _line(event: EventView, said: EventAnswer | None, now: datetime) -> Section:
    about = [KINDS[event.kind]]
    if event.host:
        about.append(escape(event.host))
    if event.credits:
        about.append(credits_of(event))
    if said:
        about.append(said_to(event, said).lower())
    look = Action("Look", f"events:show:{event.id}")
    return line(name_of(event), describe_next(event, now), " · ".join(about), action=look)


def _filters(shown: str) -> tuple[Option, ...]:
    return tuple(Option(name, value, chosen=value == shown) for value, name in FILTERS.items())


def where_of(place: str, link: str) -> str:
    """Where something is, for reading; empty if that is not said."""
    return escape(place) if place else ("Online" if link else "")


def shown(event: EventView, picture: bytes | None) -> list[Image]:
    """The picture of an event, if it has one."""
    alt = event.picture_alt or f"Picture of the event: {event.title}"
    return [Image(picture, event.picture, alt)] if event.picture else []


def counts(event: EventView) -> str:
    """How many come."""
    parts = [f"**{event.going:,}** {'will do it' if _is_deadline(event) else 'going'}"]
    if event.waiting:
        parts.append(f"**{event.waiting:,}** waiting")
    parts.append(f"**{event.interested:,}** interested")
    return " · ".join(parts)


def _signup(event: EventView, now: datetime) -> str:
    if event.closes_at is None:
        return ""
    return "closed" if event.closed(now) else f"until {when(event.closes_at)}"


def said_to(event: EventView, answer: EventAnswer) -> str:
    """What somebody said to an event."""
    return (SAID_TO_DEADLINE if _is_deadline(event) else SAID)[answer]


def _unsaid(event: EventView) -> str:
    return f"You have not said yet whether you {'will do it' if _is_deadline(event) else 'come'}."


def _is_deadline(event: EventView) -> bool:
    return event.kind is EventKind.DEADLINE


def _audience(event: EventView) -> str:
    parts = [mention_group(event.audience_role)] if event.audience_role else []
    parts += [Stage(stage).value.replace("_", " ") for stage in event.audience_stages.split(",") if stage]
    return ", ".join(parts)


def credits_of(event: EventView) -> str:
    """The credits that an event gives."""
    return ", ".join(f"{hours(amount)} {CREDITS[type_]}" for type_, amount in event.credits.items())


def hours(hundredths: int) -> str:
    """Hundredths of hours as hours."""
    return f"{hundredths / 100:g}"


def name_of(event: EventView) -> str:
    """The title, to be put into text."""
    return escape(event.title)
