"""The group of those who come to an event."""

from mentorbot.chat import Card
from mentorbot.chat.declare import Audience, command, loop, press
from mentorbot.chat.options import Group, group, text
from mentorbot.chat.platform import NotNowError
from mentorbot.chat.program import Program
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.errors import UserError
from mentorbot.events import guest_cards, guests
from mentorbot.events.guest_groups import GuestGroups
from mentorbot.events.suggestions import suggest_editable

_NOT_SAID = "I am not told just now whether that can be done. Please try again in a minute."


@command(
    "organize event role",
    "Give those who come to an event a role that there is already, or let them into a user group.",
    text("event", "Which event.", suggest=suggest_editable),
    group("role", "Which role or user group; one that you could give yourself."),
    audience=Audience.ORGANIZERS,
)
async def choose_group(turn: Turn, event: str, role: Group | None = None) -> Card:
    """Whether an event has a group for those who come; after one was chosen, if it was."""
    id_ = number(event.strip())
    if role is None:
        async with turn.read() as connection:
            return guest_cards.group_card(await guests.find_group(connection, turn.caller, turn.rights, id_))
    return await _choose(turn, id_, role.id)


@press("events:group")
async def show_group(press: Press) -> Card:
    """Whether there is one."""
    async with press.read() as connection:
        found = await guests.find_group(connection, press.caller, press.rights, number(press.argument))
    return guest_cards.group_card(found)


@press("events:group_pick")
async def pick_group(press: Press) -> Card:
    """Take one that there is already."""
    return await _choose(press, number(press.argument), next(iter(press.values), ""))


@press("events:group_on", "events:group_off")
async def turn_group(press: Press) -> Card:
    """Have one, or have it end."""
    wanted = press.verb == "group_on"
    if wanted and (obstacle := await press.platform.find_obstacle("group", press.caller.community or "")):
        raise UserError(obstacle)
    async with press.change() as session:
        found = await guests.want_group(
            session, press.caller, press.rights, number(press.argument), wanted=wanted
        )
    return guest_cards.group_card(found, guest_cards.STORED)


async def _choose(turn: Turn, event_id: int, group_id: str) -> Card:
    async with turn.read() as connection:
        await guests.find_group(connection, turn.caller, turn.rights, event_id)
    try:
        obstacle = await turn.platform.check_group(turn.caller.community or "", group_id, turn.caller.user_id)
    except NotNowError:
        raise UserError(_NOT_SAID) from None
    if obstacle:
        raise UserError(obstacle)
    async with turn.change() as session:
        found = await guests.want_group(
            session, turn.caller, turn.rights, event_id, wanted=True, existing=group_id
        )
    return guest_cards.group_card(found, guest_cards.STORED)


@loop(seconds=20)
async def keep_groups(program: Program) -> None:
    """Let the groups of those who come be as they should."""
    await program.part(GuestGroups, GuestGroups).bring_up()
