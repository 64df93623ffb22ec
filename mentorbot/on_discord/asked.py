"""What somebody asked for, until it is done: which community they meant, and what they typed.

Discord keeps nothing of a command once it was used. What was typed for one that is refused is kept with the
forms, for a day; and so is what could be about several communities, until it is said which.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Form,
    Section,
    Style,
    TextField,
    limits,
)
from mentorbot.chat.apologies import refusal_card
from mentorbot.chat.caller import Caller
from mentorbot.chat.declare import Command
from mentorbot.chat.numbers import read_number
from mentorbot.chat.options import CommandOption, Kind
from mentorbot.chat.turn import Press, Turn
from mentorbot.chat.typed import list_typed, say_typed, show_typed, write_typed
from mentorbot.errors import WhichCommunityError
from mentorbot.on_discord import pressed
from mentorbot.on_discord.given import write_given

if TYPE_CHECKING:
    from mentorbot.forms.keeping import FormKeeper

OWN: Final = "discord:"
"""How the ids begin that no room knows."""
WHICH: Final = "discord:which"
"""A button that says which community was meant; its argument is the number of what was asked for."""
TYPED: Final = "discord:typed"
"""A form with what was typed for a command; its argument is the command's words."""
GO_ON: Final = "discord:go_on"
"""A button that uses a command once more with what was put right, by the number of what is kept."""

GONE: Final = "I do not know any more what this was about. Please use the command or button again."
DONE: Final = "That is done already, or no longer known to me. Please use the command or button again."
_MOST_ASKED: Final = 20
_LONG: Final = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked for: a command, a menu, a press or a form.

    Args:
        turn: With which it began.
        run: Does it, for a turn and what is given.
        name: The command's words, or the button's id.
        opens_form: The answer may be a form.
        anew: A card is a message of its own.
        form_id: Of the form that was sent, if one was.
        command: The command, if it is one.
        given: Values by option; text for a number that was typed into a form.
        kept: The number of what is kept of it with the forms; 0 for nothing.
    """

    turn: Turn
    run: Callable[[Turn, Mapping[str, Any]], Awaitable[Card | Form]]
    name: str
    opens_form: bool
    anew: bool
    form_id: str = ""
    command: Command | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    kept: int = 0

    def write(self) -> dict[str, Any]:
        """What was asked for, as JSON has it; :func:`mentorbot.on_discord.asking.read_asked` reads it."""
        turn = self.turn
        if not isinstance(turn, Press):
            return {"command" if self.command else "menu": self.name, "given": write_given(self.given)}
        return {
            "press": f"{self.name}:{turn.argument}",
            "form": self.form_id,
            "answers": dict(turn.answers),
            "values": list(turn.values),
            "attached": sorted(turn.attached),
        }


def which_card(number: int, error: WhichCommunityError, beside: Sequence[Block]) -> Card:
    """Which community was meant: a button for each.

    Args:
        number: Of what is kept of what was asked for; 0 where it could not be kept.
    """
    if not number:
        return refusal_card(f"{error.sentence} Please use it in the community itself.", beside=beside)
    shown = error.among[:_MOST_ASKED]
    names = [name or id_ for id_, name in shown]
    actions = [
        Action(
            name if names.count(name) == 1 else f"{name} ({id_[-4:]})",
            pressed.mark(f"{WHICH}:{number}", id_),
            style=Style.PRIMARY,
        )
        for name, (id_, _) in zip(names, shown, strict=True)
    ]
    more = " If it is none of these, use it in the community itself." if len(error.among) > len(shown) else ""
    blocks = (Section(error.sentence + more), Actions(tuple(actions)), *beside)
    return Card("Which community?", blocks, Accent.NEXT)


async def again_blocks(forms: "FormKeeper", caller: Caller, asked: Asked) -> tuple[Block, ...]:
    """What was typed for a command, and the button that opens a form with it; nothing where nothing was."""
    command = asked.command
    said = say_typed(command, asked.given) if command is not None else ""
    if command is None or not said:
        return ()
    form = again_form(command, asked.given)
    return show_typed(said, await forms.keep_command(caller, form, write_given(asked.given), asked.kept))


def again_form(command: Command, given: Mapping[str, Any]) -> Form:
    """What can be typed for a command, with what was typed."""
    fields = tuple(_field(one, command, given) for one in _offered(command, given))
    return Form(f"{TYPED}:{command.words}", f"/{command.words}", fields)


def put_right(
    command: Command, given: Mapping[str, Any], answers: Mapping[str, str | list[str]]
) -> dict[str, Any]:
    """What was given to a command, with what was put right in its form."""
    right = dict(given)
    for one in _offered(command, given):
        typed = answers.get(one.name)
        right.pop(one.name, None)
        if isinstance(typed, str) and typed.strip():
            right[one.name] = typed.strip()
    return right


def ready_card(command: Command, kept: int) -> Card:
    """After what was typed was put right, where the command opens a form: no form follows on another."""
    go_on = Action("Go on", f"{GO_ON}:{kept}", style=Style.PRIMARY)
    words = f"Noted. **Go on** opens the form of `/{command.words}` with it."
    return Card("One more step", (Section(words), Actions((go_on,))), Accent.NEXT)


def read_values(asked: Asked) -> dict[str, Any]:
    """What a command gets for what was typed in a form. Raises UserError: a number is none, or is missing."""
    values = dict(asked.given)
    for one in asked.command.options if asked.command is not None else ():
        if one.typed and isinstance(typed := values.get(one.name), str):
            values[one.name] = typed if one.kind is Kind.TEXT else read_number(one, typed)
    return values


def _offered(command: Command, given: Mapping[str, Any]) -> list[CommandOption]:
    """The options that a form has room for: those that were typed, then those that can be."""
    typed = list_typed(command, given)
    others = [one for one in command.options if one.typed and _is_left_out(one, command, given)]
    chosen = {one.name for one in (*typed, *others)[: limits.FORM_FIELDS]}
    return [one for one in command.options if one.name in chosen]


def _is_left_out(one: CommandOption, command: Command, given: Mapping[str, Any]) -> bool:
    return given.get(one.name, command.default(one)) in {None, "", command.default(one)}


def _field(one: CommandOption, command: Command, given: Mapping[str, Any]) -> TextField:
    most = int(one.most or limits.FIELD_TEXT) if one.kind is Kind.TEXT else 20
    value = None if _is_left_out(one, command, given) else write_typed(given[one.name])
    return TextField(
        one.name,
        one.name.replace("_", " ").capitalize(),
        one.about,
        value=value,
        required=one in command.needed,
        paragraph=most > _LONG,
        most=max(most, len(value or "")),
    )
