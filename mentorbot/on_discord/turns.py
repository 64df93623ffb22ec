"""From what came in over Discord to a turn: who asks, and with what."""

from collections.abc import Mapping
from typing import Any

import discord

from mentorbot.chat.declare import PressRule
from mentorbot.chat.options import Channel, Group, Message, Person
from mentorbot.chat.program import Program
from mentorbot.chat.turn import PATIENCE, Press, Turn, Typing
from mentorbot.on_discord import kinds, watch
from mentorbot.on_discord.caller import PLATFORM, caller, rights
from mentorbot.on_discord.given import DiscordFile


def turn(interaction: discord.Interaction[Any], program: Program, *, opens_form: bool = False) -> Turn:
    """The turn of a command or a menu.

    Args:
        opens_form: Its answer may be a form, for which Discord cannot be asked for more time.
    """
    return Turn(**_asking(interaction, program, opens_form=opens_form))


def press(
    interaction: discord.Interaction[Any],
    program: Program,
    rule: PressRule,
    argument: str,
    answers: Mapping[str, str | list[str]],
) -> Press:
    """The turn of something pressed, chosen or sent.

    Args:
        argument: What stood after the verb in its id.
        answers: What was filled into a form.
    """
    data: Mapping[str, Any] = interaction.data or {}
    message = interaction.message
    return Press(
        **_asking(interaction, program, opens_form=rule.opens_form),
        verb=rule.id.partition(":")[2],
        argument=argument,
        values=tuple(map(str, data.get("values", ()))),
        answers=answers,
        attached=frozenset(one.filename for one in message.attachments) if message else frozenset(),
        seen_by_all=message is not None and interaction.guild_id is not None and not message.flags.ephemeral,
    )


def typing(interaction: discord.Interaction[Any], program: Program, typed: str) -> Typing:
    """The turn of somebody who types an option."""
    data: Mapping[str, Any] = interaction.data or {}
    options: list[Mapping[str, Any]] = data.get("options") or []
    while options and options[0].get("type") in kinds.NESTED:
        options = options[0].get("options") or []
    beside = {one["name"]: one.get("value") for one in options if not one.get("focused")}
    return Typing(**_asking(interaction, program), typed=typed, beside=beside)


def value(given: Any) -> Any:
    """What a handler gets for what discord.py made of an option."""
    match given:
        case discord.User() | discord.Member():
            return Person(str(given.id), given.display_name, given.bot)
        case discord.Role():
            # In a direct message there is no server whose @everyone it could be.
            everybody = given.guild is not None and given.is_default()
            return Group(str(given.id), given.name, everybody)
        case discord.abc.GuildChannel():
            return Channel(str(given.id), given.name)
        case discord.Message():
            return Message(str(given.id), str(given.channel.id), value(given.author), given.content)
        case discord.Attachment():
            return DiscordFile(given)
    return given


def _asking(
    interaction: discord.Interaction[Any], program: Program, *, opens_form: bool = False
) -> dict[str, Any]:
    return {
        "caller": caller(interaction),
        "rights": rights(interaction),
        "name": interaction.user.display_name,
        "program": program,
        "asked_on": program.platforms[PLATFORM],
        # Else they would see Discord's own word that it failed, instead of one of ours.
        "patience": watch.SOON if opens_form else PATIENCE,
    }
