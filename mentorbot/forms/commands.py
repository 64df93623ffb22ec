"""The button that opens a form again as it was filled in."""

from mentorbot.chat import Form
from mentorbot.chat.declare import loop, press
from mentorbot.chat.program import Program
from mentorbot.chat.turn import Press, number
from mentorbot.forms import service


@press("forms:again")
async def open_again(press: Press) -> Form:
    """The form with all that was filled in."""
    async with press.read() as connection:
        return await service.find_kept(connection, press.caller, number(press.argument))


@loop(minutes=60)
async def forget_old(program: Program) -> None:
    """Forget what nobody came back for."""
    async with program.database.session_scope() as session:
        await service.sweep(session)
