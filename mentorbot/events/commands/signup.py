"""How one signs up for an event."""

from mentorbot.chat import Card, Form
from mentorbot.chat.declare import press, sent
from mentorbot.chat.turn import Press, number
from mentorbot.events import forms, managing, signup
from mentorbot.events.commands.organizing import changed_card
from mentorbot.events.service import Seen


@press("events:signup")
async def ask_for_signup(press: Press) -> Form:
    """The form of how one signs up."""
    async with press.read() as connection:
        event = await managing.find_event(connection, press.caller, press.rights, _seen(press).event_id)
    return forms.signup_form(event)


@sent("events:signup_write")
async def change_signup(press: Press) -> Card:
    """Take in how one signs up."""
    async with press.change() as session:
        done = await signup.change_signup(session, press.caller, press.rights, _seen(press), press.typed)
    return changed_card(press, done)


def _seen(press: Press) -> Seen:
    id_, _, version = press.argument.partition(":")
    return Seen(number(id_), number(version))
