"""Showing how a form was read before what it says is kept: for what others are told of at once."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from mentorbot.chat import Accent, Action, Actions, Card, Field, Fields, Section, Style
from mentorbot.chat.declare import Declared
from mentorbot.chat.router import Router
from mentorbot.chat.turn import Press
from mentorbot.db import Session
from mentorbot.errors import UserError
from mentorbot.forms import service
from mentorbot.forms.filled import read_answers
from mentorbot.times.typed import Reading, as_said_at

CONFIRM: Final = "forms:confirm"
CHANGE: Final = "Change it"


async def ask_back(press: Press, form: str, readings: Sequence[Reading]) -> Card | None:
    """The question whether a form was read as it was meant; None where there is nothing to ask.

    Args:
        press: That sent the form. No scope of it is open.
        form: What stands before the argument in its id: ``feature:verb``.
        readings: How what was typed is read; nothing where all of it was written out.
    """
    if press.confirmed or not readings:
        return None
    async with press.change() as session:
        kept = await service.keep(session, press.caller, f"{form}:{press.argument}", press.answers)
    return None if kept is None else _question_card(kept, readings)


async def go_on(press: Press, kept_id: int) -> Card:
    """What a form says that was kept, done now that it was shown how it is read, and as that was shown.

    Raises:
        UserError: It is gone or done already; or what is said of it where it cannot be done.
    """
    async with press.read() as connection:
        form, sent_at = await service.find_sent(connection, press.caller, kept_id)
    router = Router()
    router.add(press.part(Declared).presses.values())
    rule, argument = router.find(form.id, sent=True)
    taken = False

    async def take(session: Session) -> None:
        # In the change itself, so that a second press does not do it a second time.
        nonlocal taken
        if press.first is not None:
            await press.first(session)
        if not taken:
            await service.take(session, press.caller, kept_id)
            taken = True

    verb = rule.id.partition(":")[2]
    answers = read_answers(form)
    sent = replace(press, verb=verb, argument=argument, answers=answers, confirmed=True, first=take)
    try:
        with as_said_at(sent_at):
            card = await rule.handler(sent)
    except UserError as error:
        raise UserError(error.sentence, way_on=(CHANGE, f"forms:again:{kept_id}")) from None
    if not isinstance(card, Card):
        raise TypeError(f"{rule.id} answers with another form, after which nothing is shown back")
    press.renewed = sent.renewed
    return card


def _question_card(kept_id: int, readings: Sequence[Reading]) -> Card:
    fields = Fields(tuple(Field(one.label, one.means) for one in readings))
    buttons = Actions(
        (
            Action("Yes, that is right", f"{CONFIRM}:{kept_id}", style=Style.GOOD),
            Action(CHANGE, f"forms:again:{kept_id}"),
        )
    )
    return Card(
        "Is this what you mean?",
        (Section("I read what you typed like this:"), fields, buttons),
        Accent.NEXT,
        footer="Nothing is changed and nobody is told yet. What you filled in is kept for a day.",
    )
