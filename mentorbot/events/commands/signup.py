"""How one signs up for an event."""

from mentorbot.chat import Card, Form
from mentorbot.chat.declare import press, sent
from mentorbot.chat.turn import Press
from mentorbot.events import forms, readings, signup
from mentorbot.events.commands.organizing import changed_card, find_named, seen_of
from mentorbot.forms.asking import ask_back


@press("events:signup")
async def ask_for_signup(press: Press) -> Form:
    """The form of how one signs up."""
    return forms.signup_form(await find_named(press))


@sent("events:signup_write")
async def change_signup(press: Press) -> Card:
    """Take in how one signs up."""
    async with press.read() as connection:
        read = await readings.read_back_signup(
            connection, press.caller, press.rights, seen_of(press), press.typed
        )
    if asked := await ask_back(press, "events:signup_write", read):
        return asked
    async with press.change() as session:
        done = await signup.change_signup(session, press.caller, press.rights, seen_of(press), press.typed)
    return changed_card(press, done)
