"""/setup intros, and what organizers press: how introductions are done, the next round, numbers."""

from datetime import UTC, datetime, time
from functools import partial
from typing import Final

from mentorbot.chat import Card, posting
from mentorbot.chat.declare import Audience, command, press
from mentorbot.chat.options import Channel, Group, channel, choice, group, text, whole
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.members.suggestions import suggest_zones
from mentorbot.networking.intros import numbers, organizer_cards, overview, programme
from mentorbot.networking.intros.grouping import LEAST_SIZE, MOST_SIZE
from mentorbot.networking.intros.programme import read_plan
from mentorbot.networking.intros.terms import MOST_MESSAGE
from mentorbot.times.words import WEEKDAYS

_CADENCES: Final = {value: name.capitalize() for value, name in organizer_cards.CADENCES.items()}
_DAYS: Final = dict(enumerate(WEEKDAYS))
_WHO: Final = {
    "anyone:career": "Anyone",
    "across:career": "Students with professionals",
    "across:setting": "People of different settings",
    "within:career": "Students among themselves, professionals too",
    "within:setting": "People of the same setting",
    "across:chapter": "People of different chapters",
    "within:chapter": "People of the same chapter",
}


@command(
    "setup intros",
    "Set introductions up, or see and change how they are.",
    channel("channel", "Where everybody is told of them."),
    choice("how_often", "How often there is a round.", _CADENCES),
    choice("day", "On which day of the week; monthly: on the first such day of the month.", _DAYS),
    whole("hour", "At which hour, 0 to 23.", 0, 23),
    text(
        "zone",
        "The city or time zone of that hour; yours, or the community's, if you leave it out.",
        suggest=suggest_zones,
    ),
    whole("group_size", "How many meet together; two if you leave it out.", LEAST_SIZE, MOST_SIZE),
    choice("who_meets", "Who is brought together with whom; anyone if you leave it out.", _WHO),
    group("role", "Only for people with this role, or in this group."),
    text("message", "What everybody is told about it, in your words.", most=MOST_MESSAGE),
    audience=Audience.ORGANIZERS,
)
async def set_up(  # noqa: PLR0917 - one for each option
    turn: Turn,
    channel: Channel | None = None,
    how_often: str | None = None,
    day: int | None = None,
    hour: int | None = None,
    zone: str | None = None,
    group_size: int | None = None,
    who_meets: str | None = None,
    role: Group | None = None,
    message: str | None = None,
) -> Card:
    """Set introductions up, or change only what is given; with nothing, show how they are."""
    who, may = turn.caller, turn.rights
    given = {
        "channel_id": channel.id if channel else None,
        "role_id": ("" if role.everybody else role.id) if role else None,
        "size": group_size,
        "who_meets": who_meets,
        "cadence": how_often,
        "weekday": day,
        "at": None if hour is None else time(hour),
        "message": message,
    }
    async with turn.read() as connection:
        before = await overview.find_programme(connection, who, may)
        clock = None
        if zone or (before is None and channel):
            clock = await overview.find_programme_clock(connection, who, may, zone or "")
    given["time_zone"] = clock.zone if clock else None
    given = {name: value for name, value in given.items() if value is not None}
    if channel is None and (before is None or not given):
        async with turn.read() as connection:
            found = await overview.see_programme(connection, who, may)
        return organizer_cards.programme_card(found.programme, found.many)
    if channel is not None:
        posting.check_post(await turn.platform.find_access(who.community or "", channel.id), channel.id)
    plan = read_plan(before, given)
    async with turn.change() as session:
        found = await overview.set_up_programme(session, who, may, plan)
    did = organizer_cards.tell_changes(before, found.programme, clock)
    return organizer_cards.programme_card(found.programme, found.many, did=did)


@press("intros:preview", anew=True)
async def preview_round(press: Press) -> Card:
    """Who would meet whom in the next round."""
    async with press.read() as connection:
        made, users = await overview.preview_round(
            connection, press.caller, press.rights, organizer_cards.MOST_SHOWN
        )
    return organizer_cards.preview_card(made, users)


@press("intros:now")
async def run_now(press: Press) -> Card:
    """Begin the next round at once."""
    async with press.change() as session:
        await programme.run_now(session, press.caller, press.rights, number(press.argument))
    return organizer_cards.begun_card()


@press("intros:skip")
async def skip_round(press: Press) -> Card:
    """Leave out the next round."""
    seen = datetime.fromtimestamp(number(press.argument, digits=11), UTC)
    return await _changed_card(press, partial(programme.skip_round, seen=seen))


@press("intros:halt")
async def halt_rounds(press: Press) -> Card:
    """Have no more rounds."""
    return await _changed_card(press, programme.pause_programme)


@press("intros:go_on")
async def go_on(press: Press) -> Card:
    """Have rounds again."""
    return await _changed_card(press, programme.resume_programme)


@press("intros:numbers", anew=True)
async def show_numbers(press: Press) -> Card:
    """How introductions are doing."""
    async with press.read() as connection:
        found = await numbers.read_numbers(connection, press.caller, press.rights)
    return await press.draw(organizer_cards.numbers_card, found)


@press("intros:invite")
async def invite_isolated(press: Press) -> Card:
    """Write to those who met nobody for long."""
    async with press.change() as session:
        many = await numbers.invite_isolated(session, press.caller, press.rights)
    return organizer_cards.invited_card(many)


async def _changed_card(press: Press, change: overview.ProgrammeChange) -> Card:
    async with press.change() as session:
        found = await overview.change_programme(session, press.caller, press.rights, change)
    return organizer_cards.programme_card(found.programme, found.many)
