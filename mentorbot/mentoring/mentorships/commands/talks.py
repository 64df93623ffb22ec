"""What the bot does again and again for the rooms of pairs and circles, and another room instead of one."""

from mentorbot.chat import Card
from mentorbot.chat.declare import loop, press
from mentorbot.chat.program import Program
from mentorbot.chat.turn import Press, number
from mentorbot.mentoring.mentorships import losing, losing_cards
from mentorbot.mentoring.mentorships.talk_rooms import TalkRooms
from mentorbot.mentoring.mentorships.talks import WANTED


@loop(minutes=10, rung_by=WANTED)
async def bring_up_rooms(program: Program) -> None:
    """Open the rooms that are wanted, and close those that are not any more."""
    await program.part(TalkRooms, TalkRooms).bring_up_all()


@loop(minutes=10)
async def look_into_rooms(program: Program) -> None:
    """Note in which rooms somebody has written."""
    await program.part(TalkRooms, TalkRooms).look()


@press("talk:another")
async def open_another(press: Press) -> Card:
    """Open another room instead of one that is lost."""
    async with press.change() as session:
        await losing.open_another(session, press.caller, number(press.argument))
    return losing_cards.another_card()
