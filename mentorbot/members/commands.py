"""/profile: what one told the bot. /start is among the commands of progress, which knows where one stands."""

import asyncio

from mentorbot.chat import Card, Form
from mentorbot.chat.declare import command, loop, press, sent
from mentorbot.chat.loops import Loops
from mentorbot.chat.program import Program
from mentorbot.chat.turn import Press, Turn
from mentorbot.guide.load import guide_for
from mentorbot.members import answers, cards, looking, service
from mentorbot.times import zones


@command("profile", "See what you told me about yourself.")
async def show_profile(turn: Turn) -> Card:
    """What the caller told of themselves."""
    async with turn.read() as connection:
        member = await service.find_profile(connection, turn.caller)
    return cards.profile(member, guide_for(turn)) if member else cards.not_enrolled()


@press("members:where")
async def ask_where(press: Press) -> Form:
    """The form of where somebody lives."""
    return cards.city_form(press.argument)


@sent("members:live", anew=True)
async def save_city(press: Press) -> Card:
    """Keep where somebody lives."""
    zone = zones.find_zone(press.typed.get("city", ""), zones.home_of(press.caller))
    async with press.change() as session:
        member = await service.find_profile(session, press.caller)
        if member is None:
            raise service.refuse_stranger(press.caller)
        await service.set_zone(session, member.id, zone)
    return cards.city_card(zone)


@press("members:date")
async def ask_for_date(press: Press) -> Form:
    """The form of when somebody wants to be there."""
    return cards.target_form(press.argument)


@sent("members:save_date", anew=True)
async def save_date(press: Press) -> Card:
    """Keep when somebody wants to be there."""
    typed = press.typed.get("target_date", "")
    async with press.change() as session:
        member = await service.find_profile(session, press.caller)
        if member is None:
            raise service.refuse_stranger(press.caller)
        day = answers.read_target_date(typed, answers.today_in(member.time_zone))
        await service.set_target_date(session, member.id, day)
    return cards.target_card(day, member)


@loop(seconds=300)
async def look_for_people(program: Program) -> None:
    """Ask, a few at a time, who is still in the community; while more wait, soon again."""
    if await looking.sweep(program):
        ring = program.part(Loops).ring
        asyncio.get_running_loop().call_later(looking.AGAIN, ring, look_for_people)
