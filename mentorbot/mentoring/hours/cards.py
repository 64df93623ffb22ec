"""The words around office hours.

For mentors: ``hours:mine``, ``new`` (opens the form ``open``), ``close`` and ``close_confirm`` with an id.
For everybody: ``hours:page`` with a mentor's user id or nothing and a page, the drop-down ``hours:pick`` of
times, and ``hours:book`` with the id of the hours and the moment.
"""

from datetime import datetime
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
    escape,
    fit,
    limits,
    mention,
    moment,
    number_of,
    paged,
)
from mentorbot.mentoring.hours.service import Free, Mine
from mentorbot.mentoring.hours.slots import HoursView, Slot
from mentorbot.mentoring.hours.terms import LONGEST, MOST_PLACE, MOST_SLOTS, SHORTEST, USUAL
from mentorbot.times import zones
from mentorbot.times.repeats import describe_repeat
from mentorbot.times.words import MONTHS, WEEKDAYS

_LISTED: Final = 20


def mine_card(found: Mine, said: str = "") -> Card:
    """A mentor's own office hours.

    Args:
        said: What was just done.
    """
    blocks: list[Block] = [Section(said)] if said else []
    for one in found.hours:
        booked = found.booked.get(one.id, 0)
        more = f"\n{number_of(booked, 'time')} booked" if booked else ""
        blocks.append(Section(f"{_describe(one)}{more}", action=Action("Close", f"hours:close:{one.id}")))
    if not found.hours:
        blocks.append(Section("You have no office hours open. Open some, and people here can book a time."))
    blocks.append(Actions((Action("Open hours", "hours:new", style=Style.PRIMARY),)))
    footer = f"By {zones.label(found.time_zone)}. People see the times on their own clocks."
    return Card("Your office hours", tuple(blocks), Accent.NEXT, footer)


def open_form(time_zone: str) -> Form:
    """When somebody has office hours. ``hours:open:``."""
    fields = (
        TextField(
            "when",
            "When?",
            f"Tuesday 5pm, or every Tuesday 5pm. In {zones.label(time_zone)}."[: limits.FIELD_HINT],
            required=True,
            most=100,
        ),
        TextField(
            "minutes",
            "Minutes each",
            f"From {SHORTEST} to {LONGEST}.",
            value=str(USUAL),
            required=True,
            most=10,
        ),
        TextField(
            "slots", "How many, one after another", f"Up to {MOST_SLOTS}.", value="2", required=True, most=10
        ),
        TextField("place", "Where?", "A place, or an https link. Whoever books sees it.", most=MOST_PLACE),
    )
    return Form("hours:open:", "Office hours", fields)


def confirm_close_card(found: HoursView, booked: int) -> Card:
    """The question before hours are closed in which somebody has booked."""
    who = number_of(booked, "person is", "people are")
    said = f"{_describe(found)}\n{who} told kindly that the time they booked is off."
    actions = (
        Action("Close them", f"hours:close_confirm:{found.id}", style=Style.DANGER),
        Action("Keep them", "hours:mine"),
    )
    return Card("Close these office hours?", (Section(said), Actions(actions)), Accent.CARE)


def free_card(found: Free, page: int = 1, mentor_user: str = "") -> Card:
    """What can be booked, a page of it, and what one has booked."""
    blocks: list[Block] = [
        Section(
            f"Booked: **{moment(one.starts_at, 'f')}**",
            action=Action("Open", f"meetings:show:{one.id}"),
        )
        for one in found.booked
        if one.starts_at is not None
    ]
    shown = paged(found.slots, page, _LISTED)
    if found.slots:
        options = tuple(_option(one, found.time_zone) for one in shown.items)
        blocks.append(Section(f"{number_of(len(found.slots), 'time is', 'times are')} free."))
        blocks.append(Choice("hours:pick", "Choose a time", options))
    else:
        blocks.append(Section("No time is free now. Mentors open their office hours with `/mentor hours`."))
    if turns := shown.turns(f"hours:page:{mentor_user}"):
        blocks.append(Actions(tuple(turns)))
    footer = f"Times by {zones.label(found.time_zone)}. Another clock: `/start time_zone`."
    return Card("Office hours", tuple(blocks), Accent.NEXT, " ".join(filter(None, (footer, shown.said))))


def confirm_card(slot: Slot) -> Card:
    """A time before it is booked."""
    lines = [f"**{escape(slot.name)}** ({mention(slot.user_id)})", escape(slot.role)]
    lines.append(f"{moment(slot.starts_at, 'F')}, {number_of(slot.hours.minutes, 'minute')}")
    if slot.hours.place:
        lines.append(f"Where: {escape(slot.hours.place)}")
    at = f"{slot.hours.id}:{int(slot.starts_at.timestamp())}"
    actions = (
        Action("Book it", f"hours:book:{at}", style=Style.GOOD),
        Action("Other times", "hours:page::1"),
    )
    return Card("Book this time?", (Section("\n".join(filter(None, lines))), Actions(actions)), Accent.NEXT)


def _describe(one: HoursView) -> str:
    when = f"**{moment(one.starts_at, 'F')}**" if one.starts_at else ""
    if one.repeat is not None:
        often = describe_repeat(one.repeat)
        when = f"**{often[:1].upper()}{often[1:]}** ({zones.label(one.time_zone)})"
    each = number_of(one.minutes, "minute")
    if one.slots > 1:
        each = f"{number_of(one.slots, 'time')} {each}"
    place = f" · {escape(fit(one.place, 100))}" if one.place else ""
    return f"{when}\n{each}{place}"


def _option(slot: Slot, time_zone: str) -> Option:
    label = f"{_clock(slot.starts_at, time_zone)} · {slot.name}"
    about = f"{number_of(slot.hours.minutes, 'minute')} · {slot.role}"
    value = f"{slot.hours.id}:{int(slot.starts_at.timestamp())}"
    return Option(fit(label, limits.OPTION_LABEL), value, fit(about, limits.OPTION_DESCRIPTION))


def _clock(at: datetime, time_zone: str) -> str:
    """A moment on somebody's clock, where no platform writes moments: "Tue 2 December, 17:00"."""
    local = at.astimezone(ZoneInfo(time_zone))
    return f"{WEEKDAYS[local.weekday()][:3]} {local.day} {MONTHS[local.month - 1]}, {local:%H:%M}"
