"""What somebody typed for a command, brought back to be put right when the command is refused."""

from collections.abc import Mapping
from typing import Any, Final

from mentorbot.chat.card import Action, Actions, Block, Section
from mentorbot.chat.declare import Command
from mentorbot.chat.limits import fit
from mentorbot.chat.options import CommandOption
from mentorbot.chat.text import escape

_MOST_SAID: Final = 1_000


def list_typed(command: Command, given: Mapping[str, Any]) -> list[CommandOption]:
    """The options for which something was typed rather than chosen."""
    return [one for one in command.options if _is_typed(one, command, given)]


def say_typed(command: Command, given: Mapping[str, Any]) -> str:
    """What was typed for a command, in a line; empty where nothing was."""
    said = " ".join(f"{one.name}:{write_typed(given[one.name])}" for one in list_typed(command, given))
    return f"You typed: `/{command.words}` {escape(fit(said, _MOST_SAID))}" if said else ""


def write_typed(value: Any) -> str:
    """What was typed for one option: 2 that came as 2.0 is 2."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def show_typed(said: str, again: str) -> tuple[Block, ...]:
    """What was typed, as :func:`say_typed` has it, and a button that opens a form with it.

    Args:
        again: The button's id; empty for none.
    """
    if not said:
        return ()
    return (Section(said), Actions((Action("Try again", again),))) if again else (Section(said),)


def _is_typed(one: CommandOption, command: Command, given: Mapping[str, Any]) -> bool:
    """Whether somebody typed this; what was chosen of what is offered is a number, or an id of ours."""
    value = given.get(one.name)
    chosen = one.suggest is not None and str(value).isdecimal()
    return one.typed and value not in {None, "", command.default(one)} and not chosen
