"""The button on a notice: what could not be sent directly is opened for its owner alone."""

from mentorbot.chat import Card
from mentorbot.chat.declare import press
from mentorbot.chat.turn import Press
from mentorbot.delivery import letters


@press("delivery:show", anew=True)
async def open_letter(press: Press) -> Card:
    """Show what waits for the caller."""
    async with press.change() as session:
        return await letters.open_letter(session, press.program, press.caller, press.argument)
