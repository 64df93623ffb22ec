"""The group of those who come to an event."""

from mentorbot.chat import Card
from mentorbot.chat.declare import loop, press
from mentorbot.chat.program import Program
from mentorbot.chat.turn import Press, number
from mentorbot.errors import UserError
from mentorbot.events import guest_cards, guests
from mentorbot.events.guest_groups import GuestGroups


@press("events:group")
async def show_group(press: Press) -> Card:
    """Whether there is one."""
    async with press.read() as connection:
        found = await guests.find_group(connection, press.caller, press.rights, number(press.argument))
    return guest_cards.group_card(found)


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
    return guest_cards.group_card(found, "Stored: that is so within a minute.")


@loop(seconds=20)
async def keep_groups(program: Program) -> None:
    """Let the groups of those who come be as they should."""
    await program.part(GuestGroups, GuestGroups).bring_up()
