"""The words of reminders.

Buttons are ``reminders:`` and, with the reminder's id, ``keep``, ``edit`` (opens the form ``save``),
``open``, ``cancel``, ``done``, ``hour`` and ``tomorrow`` (put it off), ``pick`` (opens the form ``picked``).
Words for plans, digests and quiet hours are in planned.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Field,
    Fields,
    Form,
    Section,
    Style,
    TextField,
    escape,
    fit,
    limits,
    line,
    moment,
    number_of,
    when,
)
from mentorbot.chat.lists import Page, pages
from mentorbot.reminders.models import MOST_WHAT, ReminderState
from mentorbot.reminders.moving import Moved
from mentorbot.reminders.service import ReminderView
from mentorbot.times import repeats
from mentorbot.times.repeats import Repeat
from mentorbot.times.typed import Reading, read_back_moment
from mentorbot.times.when import MOST_TYPED, When
from mentorbot.times.words import WEEKDAYS, describe_day

PAGE_SIZE: Final = 8
LIST: Final = Action("My reminders", "reminders:list:1")

_WHEN: Final = "next Tuesday 5pm · in 3 weeks · every Monday 9am"
_HOW: Final = "Plain words, on your own clock. Add am or pm where it could be either."


def confirm_card(reminder: ReminderView, assumed: str = "") -> Card:
    """What was understood, to be kept or changed.

    Args:
        assumed: What was not said and had to be assumed, as a sentence.
    """
    blocks: list[Block] = [Section(escape(reminder.what)), _times(reminder)]
    if notes := [note for note in (assumed, _later(reminder)) if note]:
        blocks.append(Section(" ".join(notes)))
    blocks.append(
        Actions(
            (
                Action("Keep", f"reminders:keep:{reminder.id}", style=Style.PRIMARY),
                Action("Change", f"reminders:edit:{reminder.id}"),
            )
        )
    )
    return Card("Is this what you mean?", tuple(blocks), Accent.NEXT, footer=_zone(reminder))


def kept_card(reminder: ReminderView) -> Card:
    """It is kept, and will come."""
    words = f"I will remind you {moment(reminder.arrives_at, 'R')}, in a direct message."
    if reminder.state is not ReminderState.WAITING:
        words = "It has come already."
    blocks = (Section(escape(reminder.what)), _times(reminder), Section(words), _buttons(reminder))
    return Card("Your reminder is kept", blocks, Accent.GOOD, footer=_zone(reminder))


def changed_card(reminder: ReminderView, assumed: str) -> Card:
    """After other words and another time: a draft is still to be kept. ``assumed`` as for confirm_card."""
    return confirm_card(reminder, assumed) if reminder.state is ReminderState.DRAFT else kept_card(reminder)


def open_card(reminder: ReminderView) -> Card:
    """One reminder, and what can be done with it."""
    blocks = (Section(escape(reminder.what)), _times(reminder), _buttons(reminder))
    return Card("Your reminder", blocks, footer=_zone(reminder))


def read_back(typed: str, found: When) -> list[Reading]:
    """How the time of a reminder was read, before it is kept; nothing where it was written out."""
    if found.repeat is None:
        read = read_back_moment("When", typed, found.at)
    else:
        words = f"{repeats.describe_repeat(found.repeat)}, first {moment(found.at, 'F')}"
        read = [Reading("When", words)]
    return [replace(one, means=f"{one.means}\n{found.assumed}".strip()) for one in read]


def understood(typed: str, when: When, time_zone: str) -> str:
    """A time that was typed and what it means, on one line of a list, where timestamps are not shown."""
    local = when.at.astimezone(ZoneInfo(time_zone))
    day = f"{WEEKDAYS[local.weekday()]} {describe_day(local.date())}, {local:%H:%M}"
    means = f"{repeats.describe_repeat(when.repeat)}, first {day}" if when.repeat else day
    room = limits.SUGGESTION - len(means) - 3
    return fit(f"{fit(typed, room)} = {means}" if room > 8 else means, limits.SUGGESTION)


def list_card(reminders: Sequence[ReminderView], total: int, page: int) -> Card:
    """The reminders that wait, the next first.

    Args:
        reminders: Those of this page.
        total: How many there are on all pages.
        page: From 1.
    """
    if not total:
        words = "`/remind me` makes one: say what, and when in plain words."
        return Card("You have no reminders", (Section(words),))
    blocks: list[Block] = [_line(reminder) for reminder in reminders]
    part = Page(reminders, page, pages(total, PAGE_SIZE))
    turns = part.turns("reminders:list", "◀ Sooner", "Later ▶")
    if turns:
        blocks.append(Actions(tuple(turns)))
    many = "1 reminder waits" if total == 1 else f"{total} reminders wait"
    return Card("Your reminders", tuple(blocks), footer=f"{many}. Open one to change or cancel it.")


def cancelled_card(reminder: ReminderView) -> Card:
    """It was taken back."""
    blocks = (Section(f"I will not remind you of this any more:\n{escape(reminder.what)}"), Actions((LIST,)))
    return Card("Cancelled", blocks, Accent.GOOD)


def arrived_card(reminder: ReminderView, due: datetime) -> Card:
    """The message that comes when it is time.

    Args:
        due: When it was to come.
    """
    id_ = reminder.id
    actions = [
        Action("Done", f"reminders:done:{id_}", style=Style.GOOD),
        Action("Snooze 1 h", f"reminders:hour:{id_}"),
        Action("Tomorrow", f"reminders:tomorrow:{id_}"),
        Action("Pick a time", f"reminders:pick:{id_}"),
    ]
    blocks: list[Block] = [Section(escape(reminder.what))]
    if reminder.repeat is not None:
        often = tell_often(reminder, reminder.repeat)
        blocks.append(Section(f"It comes {often}; next {moment(reminder.due_at, 'F')}."))
        actions.append(Action("Stop it", f"reminders:cancel:{id_}"))
    blocks.append(Actions(tuple(actions)))
    asked = f"Due {moment(due, 'f')}. You asked me for this on {moment(reminder.created_at, 'D')}."
    return Card("Time for this", tuple(blocks), Accent.NEXT, footer=asked)


def done_card(reminder: ReminderView) -> Card:
    """After Done."""
    blocks: list[Block] = [Section(escape(reminder.what))]
    if reminder.repeat is not None:
        blocks.append(Section(f"It comes again {moment(reminder.due_at, 'F')}."))
        blocks.append(Actions((Action("Stop it", f"reminders:cancel:{reminder.id}"),)))
    return Card("Done", tuple(blocks), Accent.GOOD)


def put_off_card(reminder: ReminderView) -> Card:
    """After it was put off."""
    words = f"It will come again {moment(reminder.arrives_at, 'R')}: {moment(reminder.arrives_at, 'F')}."
    blocks = [Section(f"{escape(reminder.what)}\n\n{words}")]
    if note := _later(reminder):
        blocks.append(Section(note))
    done = Action("Done after all", f"reminders:done:{reminder.id}")
    other = Action("Another time", f"reminders:pick:{reminder.id}")
    return Card("Put off", (*blocks, Actions((done, other))), Accent.GOOD)


def asked_clock_card(member_id: int, moved: Moved, reminders: Sequence[ReminderView]) -> Card:
    """Somebody lives elsewhere now: by which clock is to come what comes again?"""
    arg = f"{member_id}:{moved.before}"
    many = number_of(len(reminders), "reminder of yours comes", "reminders of yours come")
    return Card(
        "Your clock has changed",
        (
            Section(
                f"You live by **{moved.after}** now. {many} again by the clock of **{moved.before}**:\n"
                f"{_list_often(reminders)}"
            ),
            Section(
                f"Should they come at the same hour on your new clock, or stay as they are in {moved.before}?"
            ),
            Actions(
                (
                    Action("On my new clock", f"reminders:move:{arg}", style=Style.PRIMARY),
                    Action("Leave them", f"reminders:stay:{arg}"),
                )
            ),
        ),
        Accent.NEXT,
    )


def moved_card(reminders: Sequence[ReminderView]) -> Card:
    """What comes again comes by the clock of where the member lives."""
    if not reminders:
        return Card("Nothing to move", (Section("They have been moved already."), Actions((LIST,))))
    blocks = (Section(f"They come by your new clock:\n{_list_often(reminders)}"), Actions((LIST,)))
    return Card("Moved", blocks, Accent.GOOD)


def left_card(before: str) -> Card:
    """What comes again goes on by the clock of where the member lived."""
    words = f"They go on coming by the clock of {escape(before)}. Change any of them in your list."
    return Card("Left as they are", (Section(words), Actions((LIST,))), Accent.GOOD)


def edit_form(reminder: ReminderView) -> Form:
    """Other words and another time, filled in with those that were typed."""
    return _form(f"reminders:save:{reminder.id}", reminder.what, reminder.typed)


def about_form(milestone: str, title: str) -> Form:
    """When to be reminded of a milestone.

    Args:
        milestone: Its id.
    """
    return _form(f"reminders:ask:{milestone}", fit(title, MOST_WHAT), None)


def message_form(text: str) -> Form:
    """When to be reminded of a message, by its words."""
    return _form("reminders:message", fit(" ".join(text.split()), MOST_WHAT) if text.strip() else "", None)


def pick_form(reminder: ReminderView) -> Form:
    """To when it is put off."""
    when = TextField(
        "when", "When shall I come back?", _HOW, placeholder=_WHEN, required=True, most=MOST_TYPED
    )
    return Form(f"reminders:picked:{reminder.id}", "Another time", (when,))


def _form(id_: str, what: str, typed: str | None) -> Form:
    return Form(
        id_,
        "Remind me",
        (
            TextField("what", "Of what?", value=what, required=True, paragraph=True, most=MOST_WHAT),
            TextField("when", "When?", _HOW, typed, _WHEN, required=True, most=MOST_TYPED),
        ),
    )


def _line(reminder: ReminderView) -> Section:
    often = f" · {tell_often(reminder, reminder.repeat)}" if reminder.repeat else ""
    action = Action("Open", f"reminders:open:{reminder.id}")
    return line(escape(fit(reminder.what, 100)), f"{when(reminder.next_at)}{often}", action=action)


def _list_often(reminders: Sequence[ReminderView]) -> str:
    lines = [
        f"• {escape(fit(one.what, 60))}: {tell_often(one, one.repeat)}, next {when(one.due_at, 'F')}"
        for one in reminders[:PAGE_SIZE]
        if one.repeat
    ]
    left = len(reminders) - PAGE_SIZE
    return "\n".join([*lines, *([f"… and {left:,} more"] if left > 0 else [])])


def _times(reminder: ReminderView) -> Fields:
    at = when(reminder.next_at, "F")
    if reminder.repeat is None:
        return Fields((Field("When", at),))
    return Fields((Field("How often", tell_often(reminder, reminder.repeat)), Field("Next", at)))


def _buttons(reminder: ReminderView) -> Actions:
    return Actions(
        (
            Action("Change", f"reminders:edit:{reminder.id}"),
            Action("Cancel it", f"reminders:cancel:{reminder.id}"),
            LIST,
        )
    )


def tell_often(reminder: ReminderView, repeat: Repeat) -> str:
    """How often it comes, and by which clock if that is not the one where the member lives."""
    often = repeats.describe_repeat(repeat)
    return often if repeat.time_zone == reminder.member_zone else f"{often} in {repeat.time_zone}"


def _later(reminder: ReminderView) -> str:
    if reminder.in_quiet:
        return "That is in your quiet hours. You named the time yourself, so I write then all the same."
    if reminder.arrives_at == reminder.next_at:
        return ""
    return f"That is in your quiet hours, so it comes when they end: {moment(reminder.arrives_at, 'f')}."


def _zone(reminder: ReminderView) -> str:
    return f"Your time zone: {reminder.member_zone}. Another one: `/start time_zone`."
