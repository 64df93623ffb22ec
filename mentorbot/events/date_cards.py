"""The words with which organizers change one date of a series.

The buttons ``events:dates`` with an event's id, ``date_time``, ``date_off``, ``date_off_confirm`` and
``date_on`` with its id, its version and when the date is planned; the drop-down ``events:date`` with its id.
"""

from typing import Final
from zoneinfo import ZoneInfo

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
    fit,
    limits,
    number_of,
)
from mentorbot.events import answers
from mentorbot.events.cards import name_of, where_of
from mentorbot.events.dates import is_as_planned
from mentorbot.events.single_dates import SingleDate, list_coming
from mentorbot.events.time_words import describe_date, describe_start
from mentorbot.events.view import EventView
from mentorbot.members.answers import MOST_LINK

MOST_DATES: Final = 25
"""Dates that can be chosen from: the next ones."""


def list_dates_card(event: EventView) -> Card:
    """The dates of a series to come, to choose one of."""
    every = list_coming(event)
    coming = every[:MOST_DATES]
    if not coming:
        return Card("Nothing to change", (Section("All its dates are over."),))
    options = tuple(Option(_label(one), str(_stamp(one))) for one in coming)
    words = f"Which date of **{name_of(event)}** is to be changed? The others stay as they are."
    if more := len(every) - len(coming):
        words += (
            f" These are the next {MOST_DATES}; {number_of(more, 'later one')} can be chosen as they pass."
        )
    blocks: tuple[Block, ...] = (
        Section(words),
        Choice(f"events:date:{event.id}", "Which date?", options),
        Actions((Action("Back", f"events:manage:{event.id}"),)),
    )
    return Card("Change one date", blocks)


def date_card(date: SingleDate) -> Card:
    """One date, and what can be done with it."""
    event, at = date.event, _at(date)
    if date.now is None:
        words = f"The date of **{name_of(event)}** on {describe_start(event, date.planned)} is called off."
        actions = [Action("Put it back on", f"events:date_on:{at}", style=Style.GOOD)]
    else:
        words = f"**{name_of(event)}**: {describe_date(event, date.now)}"
        if where := where_of(date.now.place, date.now.link):
            words += f"\n{where}"
        if date.now.starts_at != date.planned:
            words += f"\nIt was planned for {describe_start(event, date.planned)}."
        actions = [Action("Change its time and place", f"events:date_time:{at}")]
        if not is_as_planned(event.when, date.now):
            actions.append(Action("As planned again", f"events:date_on:{at}"))
        actions.append(Action("Call it off", f"events:date_off:{at}", style=Style.DANGER))
    actions.append(Action("Back", f"events:dates:{event.id}"))
    return Card("One date", (Section(words), Actions(tuple(actions))))


def confirm_off_card(date: SingleDate) -> Card:
    """The question before one date is called off."""
    event, at = date.event, _at(date)
    start = date.now.starts_at if date.now else date.planned
    many = event.going + event.waiting + event.interested
    words = (
        f"The date of **{name_of(event)}** on {describe_start(event, start)} will be called off. Those who "
        f"come or would like to are told ({many:,}), and stay going to the other dates."
    )
    actions = (
        Action("Call it off", f"events:date_off_confirm:{at}", style=Style.DANGER),
        Action("Keep it", f"events:dates:{event.id}"),
    )
    return Card("Call this date off?", (Section(words), Actions(actions)), Accent.CARE)


def date_form(date: SingleDate) -> Form:
    """Time and place of one date. ``events:date_write:<id>:<version>:<planned>``."""
    event = date.event
    zone = ZoneInfo(event.time_zone)
    start, end = (date.now.starts_at, date.now.ends_at) if date.now else (date.planned, date.planned)
    starts, ends = answers.write_span(start, end, zone, all_day=event.all_day)
    place, link = (date.now.place, date.now.link) if date.now else (event.place, event.link)
    return Form(
        id=f"events:date_write:{_at(date)}",
        title="One date",
        fields=(
            TextField("starts", "Start", hint=f"In {event.time_zone}.", value=starts, required=True, most=60),
            TextField("ends", "End", hint="A time, or how long it takes.", value=ends, most=40),
            TextField(
                "place", "Place, or the link of a meeting", value=place or link or None, most=MOST_LINK
            ),
        ),
    )


def _label(date: SingleDate) -> str:
    event = date.event
    zone = ZoneInfo(event.time_zone)
    form = "%a %Y-%m-%d" if event.all_day else "%a %Y-%m-%d %H:%M"
    planned = f"{date.planned.astimezone(zone):{form}}"
    if date.now is None:
        return f"{planned} (called off)"
    if date.now.starts_at == date.planned:
        return planned
    return fit(f"{planned} → {date.now.starts_at.astimezone(zone):{form}}", limits.OPTION_LABEL)


def _at(date: SingleDate) -> str:
    return f"{date.event.id}:{date.event.version}:{_stamp(date)}"


def _stamp(date: SingleDate) -> int:
    return int(date.planned.timestamp())
