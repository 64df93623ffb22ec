"""Whether a command came as it is described now.

Discord holds clients to the description. But while a command changes, one may come as it was before; and
discord.py, which trusts what comes, would fail without a word to whoever waits.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import discord
from discord import AppCommandOptionType, app_commands

Option = Mapping[str, Any]

NESTED: Final = {AppCommandOptionType.subcommand.value, AppCommandOptionType.subcommand_group.value}
_KINDS: Final[Mapping[AppCommandOptionType, tuple[type, ...]]] = {
    AppCommandOptionType.string: (str,),
    AppCommandOptionType.integer: (int,),
    AppCommandOptionType.boolean: (bool,),
    AppCommandOptionType.number: (int, float),
}


def as_described(interaction: discord.Interaction[Any]) -> bool:
    """Whether every option is one that the command takes, and of the kind it takes.

    Also true of a command that is not known at all, which discord.py refuses by itself.
    """
    data: Option = interaction.data or {}
    options: list[Option] = data.get("options") or []
    while options and options[0].get("type") in NESTED:
        options = options[0].get("options") or []
    if not options:
        return True
    command = interaction.command
    return not isinstance(command, app_commands.Command) or _fit(options, command.parameters)


def _fit(options: Iterable[Option], parameters: Iterable[app_commands.Parameter]) -> bool:
    kinds = {parameter.display_name: parameter.type for parameter in parameters}
    for option in options:
        kind = kinds.get(option.get("name", ""))
        if kind is None or option.get("type") != kind.value:
            return False
        value = option.get("value")
        # What is being typed is text, whatever it will be.
        wanted = (str, *_KINDS.get(kind, ())) if option.get("focused") else _KINDS.get(kind, (str,))
        if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
            return False
    return True
