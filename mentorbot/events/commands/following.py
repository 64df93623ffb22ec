"""Calendars that other programs follow: one's own, and that of a community."""

from typing import Final

from mentorbot.chat import Card
from mentorbot.chat.declare import Audience, command, press
from mentorbot.chat.options import choice
from mentorbot.chat.turn import Press, Turn
from mentorbot.events import subscription_cards as cards
from mentorbot.events import subscriptions

_PUBLIC: Final = {"on": "Everybody can follow it", "off": "Nobody can follow it"}


@press("events:follow", anew=True)
async def show_followed(press: Press) -> Card:
    """What somebody can follow."""
    return await follow_card(press)


@press("events:follow_new")
async def make_address(press: Press) -> Card:
    """Make somebody an address, and tell it this once."""
    address = subscriptions.find_address(press.program)
    async with press.change() as session:
        secret = await subscriptions.make_own(session, press.caller)
        found = await subscriptions.find_followed(session, press.caller)
    return cards.made_card(address.of(secret), found.community)


@press("events:follow_stop")
async def stop_address(press: Press) -> Card:
    """End somebody's address."""
    async with press.change() as session:
        return cards.stopped_card(was=await subscriptions.drop_own(session, press.caller))


@command(
    "setup calendar",
    "Whether everybody can follow the events here in their own calendar.",
    choice("public", "An address for everybody, such as for your website.", _PUBLIC),
    audience=Audience.ORGANIZERS,
)
async def set_public(turn: Turn, public: str | None = None) -> Card:
    """Say whether everybody can follow the events of a community, or look."""
    address = subscriptions.find_address(turn.program)
    if public is None:
        async with turn.read() as connection:
            shown = await subscriptions.find_public(connection, turn.caller, turn.rights)
        return cards.public_card(address, shown)
    return await _set_public(turn, on=public == "on")


@press("events:follow_open", "events:follow_close")
async def switch_public(press: Press) -> Card:
    """Let everybody follow the events of a community, or nobody any more."""
    return await _set_public(press, on=press.verb == "follow_open")


async def _set_public(turn: Turn, *, on: bool) -> Card:
    address = subscriptions.find_address(turn.program)
    async with turn.change() as session:
        shown = await subscriptions.set_public(session, turn.caller, turn.rights, on=on)
    return cards.public_card(address, shown, "Stored.")


async def follow_card(turn: Turn) -> Card:
    """What somebody can follow. Raises UserError: nothing, or they are not enrolled."""
    address = subscriptions.find_address(turn.program)
    async with turn.read() as connection:
        found = await subscriptions.find_followed(connection, turn.caller)
    return cards.follow_card(found, address)
