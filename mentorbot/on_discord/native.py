"""From what rooms declare to Discord's native commands and menus."""

import functools
import inspect
import operator
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, Final

import discord
from discord import app_commands

from mentorbot.chat import fit, limits
from mentorbot.chat.declare import Command, Menu, MenuOn
from mentorbot.chat.options import ChannelKind, CommandOption, Kind, Named, Suggest
from mentorbot.chat.program import Program
from mentorbot.chat.roots import ROOTS, Root
from mentorbot.on_discord import errors, turns

Interaction = discord.Interaction[Any]
Choices = list[app_commands.Choice[Any]]
Run = Callable[[Interaction, Command | Menu, Mapping[str, Any]], Awaitable[None]]
"""Lets the handler of a command or menu do its work with these options, and shows what it returns."""

DECLARED: Final = "declared"
"""Where a native command or menu keeps, among its extras, what it was made of."""

_CHANNELS: Final = {ChannelKind.TEXT: discord.TextChannel, ChannelKind.FORUM: discord.ForumChannel}
_COMMUNITY_ONLY: Final = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
_RANGES: Final[Mapping[Kind, Any]] = {Kind.TEXT: str, Kind.WHOLE: int, Kind.DECIMAL: float}
_OTHERS: Final[Mapping[Kind, Any]] = {
    Kind.YES_NO: bool,
    Kind.PERSON: discord.User,
    Kind.GROUP: discord.Role,
    Kind.FILE: discord.Attachment,
}
_MENUS: Final[Mapping[MenuOn, Any]] = {
    MenuOn.PERSON: discord.User | discord.Member,
    MenuOn.MESSAGE: discord.Message,
}


def add_command(tree: app_commands.CommandTree[Any], command: Command, program: Program, run: Run) -> None:
    """Make a native command of a declared one, within the groups of its first words.

    Raises:
        ValueError: Discord has no option for one of its kinds, or its first words are not among the roots.
    """
    *above, name = command.words.split()
    native = _native(name, command, program, run)
    if above:
        _group(tree, above).add_command(native, override=True)
    else:
        tree.add_command(native, override=True)


def remove_command(tree: app_commands.CommandTree[Any], command: Command) -> None:
    """Take a native command away again, and its groups once they are empty."""
    *above, name = command.words.split()
    if not above:
        tree.remove_command(name)
        return
    group = _group(tree, above)
    group.remove_command(name)
    if not group.commands:
        (group.parent or tree).remove_command(group.name)


def add_menu(tree: app_commands.CommandTree[Any], menu: Menu, run: Run) -> None:
    """Make an entry in Discord's menu of a person or a message."""

    async def callback(interaction: Interaction, on: Any) -> None:
        await run(interaction, menu, {"on": turns.value(on)})

    _sign(callback, {"on": (_MENUS[menu.on], inspect.Parameter.empty)})
    native = app_commands.ContextMenu(name=menu.name, callback=callback, extras={DECLARED: menu})
    tree.add_command(native, override=True)


def remove_menu(tree: app_commands.CommandTree[Any], menu: Menu) -> None:
    """Take such an entry away again."""
    on = {MenuOn.PERSON: discord.AppCommandType.user, MenuOn.MESSAGE: discord.AppCommandType.message}
    tree.remove_command(menu.name, type=on[menu.on])


def _native(name: str, command: Command, program: Program, run: Run) -> app_commands.Command[Any, ..., None]:
    named = {one.name: _named(one, program) for one in command.options if one.kind is Kind.CHOICE}

    async def callback(interaction: Interaction, **given: Any) -> None:
        await run(interaction, command, {name: turns.value(value) for name, value in given.items()})

    _sign(
        callback,
        {one.name: (_annotation(one, named.get(one.name)), command.default(one)) for one in command.options},
    )
    app_commands.describe(**{one.name: one.about for one in command.options})(callback)
    app_commands.choices(**{name: _choices(values) for name, values in named.items()})(callback)
    native = app_commands.Command[Any, ..., None](
        name=name,
        description=command.about,
        callback=callback,
        allowed_contexts=None if command.direct else _COMMUNITY_ONLY,
        extras={DECLARED: command},
    )
    for one in command.options:
        if one.suggest is not None:
            native.autocomplete(one.name)(_suggester(one.suggest, program))
    return native


def _sign(callback: Callable[..., Any], options: Mapping[str, tuple[Any, Any]]) -> None:
    """Give a callback the signature that discord.py reads: each option's annotation and default."""
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    callback.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # as PEP 362 has it
        [
            inspect.Parameter("interaction", kind),
            *(
                inspect.Parameter(name, kind, default=default, annotation=annotation)
                for name, (annotation, default) in options.items()
            ),
        ]
    )


def _annotation(option: CommandOption, named: Named | None) -> Any:
    """What discord.py knows an option by."""
    if option.kind in _RANGES:
        return app_commands.Range[_RANGES[option.kind], option.least, option.most]
    if option.kind is Kind.CHOICE:
        return int if all(isinstance(value, int) for value in named or ()) else str
    if option.kind is Kind.CHANNEL:
        return functools.reduce(operator.or_, [_CHANNELS[one] for one in option.channels])
    if option.kind not in _OTHERS:
        raise ValueError(f"Discord has no option of the kind {option.kind}")
    return _OTHERS[option.kind]


def _named(option: CommandOption, program: Program) -> Named:
    named = option.named(program) if callable(option.named) else option.named or {}
    return {str(value) if isinstance(value, str) else value: name for value, name in named.items()}


def _choices(named: Named) -> Choices:
    return [app_commands.Choice(name=name, value=value) for value, name in named.items()]


def _suggester(
    suggest: Suggest, program: Program
) -> Callable[[Interaction, str], Coroutine[Any, Any, Choices]]:
    async def offer(interaction: Interaction, typed: str) -> Choices:
        try:
            turn = turns.typing(interaction, program, typed)
            if turn.direct:
                await interaction.client.admit(turn, errors.doing(interaction))
            found = await suggest(turn)
        except Exception as error:
            errors.note(interaction, error)  # whoever is typing cannot be told anything
            return []
        return [
            app_commands.Choice(name=fit(one.label, limits.SUGGESTION), value=one.value)
            for one in found
            if 1 <= len(one.value) <= limits.SUGGESTION
        ][: limits.SUGGESTIONS]

    return offer


def _group(tree: app_commands.CommandTree[Any], words: list[str]) -> app_commands.Group:
    """The group of these words, made at its first command."""
    *above, name = words
    holder = _group(tree, above) if above else tree
    found = holder.get_command(name)
    if isinstance(found, app_commands.Group):
        return found
    root = ROOTS.get(" ".join(words))
    if root is None:
        raise ValueError(f"{' '.join(words)} is not among the roots of commands")
    made = _made_group(name, root)
    holder.add_command(made, override=True)
    return made


def _made_group(name: str, root: Root) -> app_commands.Group:
    if root.organizers_only:
        return app_commands.Group(
            name=name,
            description=root.about,
            default_permissions=discord.Permissions(manage_events=True),
            allowed_contexts=_COMMUNITY_ONLY,  # in a direct message nothing would hide them
        )
    return app_commands.Group(name=name, description=root.about)
