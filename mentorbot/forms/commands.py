"""The buttons that open a form again as it was filled in, and that say that it was read as it was meant."""

from mentorbot.chat import Card, Form
from mentorbot.chat.declare import loop, press
from mentorbot.chat.program import Program
from mentorbot.chat.turn import Press, number
from mentorbot.forms import asking, service


@press("forms:again")
async def open_again(press: Press) -> Form:
    """The form with all that was filled in."""
    async with press.read() as connection:
        return await service.find_kept(connection, press.caller, number(press.argument))


@press("forms:confirm")
async def confirm(press: Press) -> Card:
    """Do what a form says, now that it was shown how it is read."""
    return await asking.go_on(press, number(press.argument))


@loop(minutes=60)
async def forget_old(program: Program) -> None:
    """Forget what nobody came back for."""
    async with program.database.session_scope() as session:
        await service.sweep(session)
