"""The words that one person is sent about an event."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from mentorbot import clock
from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Attachment,
    Card,
    Section,
    Style,
    escape,
    moment,
    number_of,
)
from mentorbot.events import calendar
from mentorbot.events.cards import credits_of, mute_action, name_of, where_of
from mentorbot.events.dates import DateChange
from mentorbot.events.notices import Notice
from mentorbot.events.terms import EventAnswer, EventKind, What
from mentorbot.events.time_words import describe_date, describe_start, list_changes
from mentorbot.events.view import EventView
from mentorbot.guide.model import Milestone


def notice_card(event: EventView, notice: Notice, answer: EventAnswer) -> Card:
    """A notice to somebody who said this to the event."""
    start, name = notice.starts_at, name_of(event)
    match notice.what:
        case What.START | What.FEE:
            return _reminder_card(event, notice, answer)
        case What.CHANGED:
            return _changed_card(event, notice.was_at)
        case What.CANCELLED:
            words = f"**{name}**, planned for {describe_date(event, event.near(start))}, was cancelled."
            gone = Attachment(calendar.write_calendar([event], clock.now()), f"event-{event.id}.ics")
            return Card(
                "An event was cancelled",
                (Section(words), gone),
                Accent.CARE,
                footer="If you have it in your calendar, opening this file there takes it out.",
            )
        case What.WAITS:
            words = (
                f"You are back. Your place at **{name}** was given up when you left the community, and all "
                "seats are taken now: you were put at the end of the waiting list, and I tell you when one "
                "is yours."
            )
            cannot = Action("Can't come", f"events:cannot:{event.id}")
            return Card("You wait for a seat", (Section(words), Actions((_show(event), cannot))), Accent.CARE)
        case _:
            date = event.near(clock.now())
            words = (
                f"A seat at **{name}** is yours: {describe_date(event, date)}.{_place(event)}\n"
                "If you cannot come, please say so."
            )
            cannot = Action("Can't come", f"events:cannot:{event.id}")
            return Card("You have a seat", (Section(words), Actions((_show(event), cannot))), Accent.GOOD)


def attended_card(event: EventView, notice: Notice, milestone: Milestone | None) -> Card:
    """Whether somebody was there, and what it is to them if they were.

    Args:
        milestone: What of their path is done by it.
    """
    start, what = notice.starts_at, []
    if event.credits:
        what.append("puts it into your credits")
    if milestone is not None:
        what.append(f"ticks “{escape(milestone.title)}” in your guide")
    gave = f"gave {credits_of(event)}" if event.credits else "is over"
    words = (
        f"**{name_of(event)}** on {describe_start(event, start)} {gave}. Were you there? "
        f"One press {' and '.join(what)}."
    )
    log = Action("I was there", f"events:attended:{event.id}:{int(start.timestamp())}", style=Style.GOOD)
    return Card("Did you attend?", (Section(words), Actions((log,))), Accent.NEXT)


def dates_card(event: EventView, changes: Sequence[DateChange]) -> Card:
    """What became of single dates of a series."""
    lines = "\n".join(f"• {line}" for line in list_changes(event, changes))
    what = "A date" if len(changes) == 1 else "Some dates"
    words = f"{what} of **{name_of(event)}** changed; the others stay as they are.\n{lines}"
    title = "A date has changed" if len(changes) == 1 else "Dates have changed"
    return Card(title, (Section(words), Actions((_show(event),))), Accent.CARE)


def removed_card(event: EventView) -> Card:
    """That an organizer has taken somebody off the list."""
    words = (
        f"An organizer has taken you off the list of **{name_of(event)}**. If that surprises you, ask them."
    )
    return Card("You are off the list", (Section(words), Actions((_show(event),))), Accent.CARE)


def _reminder_card(event: EventView, notice: Notice, answer: EventAnswer) -> Card:
    start, name = notice.starts_at, name_of(event)
    reminder = Actions((_show(event), mute_action(event, muted=False)))
    if notice.what is What.FEE:
        words = f"Registration for **{name}** at this fee ends {moment(start, 'R')}: {moment(start)}."
        if event.registration:
            reminder = Actions((Action("Register", url=event.registration), *reminder.actions))
        return Card("A deadline is near", (Section(words), reminder), Accent.NEXT)
    date = event.date_at(start) or event.near(start)
    far = _how_far(notice.lead) if event.all_day else moment(start, "R")
    at = describe_start(event, start)
    if event.kind is EventKind.DEADLINE:
        return Card("A deadline is near", (Section(f"**{name}** is due {far}: {at}."), reminder), Accent.NEXT)
    you = "You said you are going." if answer is EventAnswer.GOING else "You said you are interested."
    title = f": {escape(date.title)}" if date.title else ""
    words = f"**{name}**{title} {'is' if event.all_day else 'begins'} {far}: {at}."
    where = where_of(date.place, date.link)
    words += f"\n{where}\n{you}" if where else f"\n{you}"
    return Card("Coming up", (Section(words), reminder), Accent.NEXT)


def _changed_card(event: EventView, was: datetime | None) -> Card:
    name, date = name_of(event), event.near(clock.now())
    if was is None:
        words = f"The time or place of **{name}** has changed. It is now {describe_date(event, date)}."
    else:
        words = (
            f"**{name}** was moved from {describe_start(event, was)}. It is now {describe_date(event, date)}."
        )
    if event.rule:
        words += "\nThe dates after that move with it."
    return Card(
        "An event has changed", (Section(words + _place(event)), Actions((_show(event),))), Accent.CARE
    )


def _how_far(lead: int) -> str:
    days = timedelta(seconds=lead).days
    return {0: "today", 1: "tomorrow", 7: "in a week"}.get(days, f"in {number_of(days, 'day')}")


def _place(event: EventView) -> str:
    date = event.near(clock.now())
    where = where_of(date.place, date.link)
    return f"\n{where}" if where else ""


def _show(event: EventView) -> Action:
    return Action("Show", f"events:show:{event.id}")
