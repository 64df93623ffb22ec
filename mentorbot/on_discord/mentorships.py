"""What the commands of mentorships share: which of one's mentorships is meant, and what was chosen."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from mentorbot.chat import fit, limits
from mentorbot.errors import UserError
from mentorbot.mentoring.mentorships import pairs
from mentorbot.on_discord.actions import Press, number
from mentorbot.on_discord.caller import caller

if TYPE_CHECKING:
    from mentorbot.on_discord.bot import MentorBot


async def meant(interaction: "discord.Interaction[MentorBot]", typed: str) -> int:
    """The id of the mentorship that was chosen; of the newest, if none was.

    Raises:
        UserError: The caller is in none.
    """
    if typed.strip():
        return number(typed.strip())
    async with interaction.client.database.read_scope() as connection:
        mine = await pairs.of_caller(connection, caller(interaction))
    if not mine:
        raise UserError(pairs.NONE)
    return mine[0][0].id


async def offered(
    interaction: "discord.Interaction[MentorBot]", typed: str
) -> list[app_commands.Choice[str]]:
    """The caller's mentorships, while they type."""
    async with interaction.client.database.read_scope() as connection:
        mine = await pairs.of_caller(connection, caller(interaction))
    names = [(pair.other(me.person.id).name, pair.id) for pair, me in mine]
    return [
        app_commands.Choice(name=fit(name, limits.SUGGESTION), value=str(id_))
        for name, id_ in names
        if typed.casefold().strip() in name.casefold()
    ][: limits.SUGGESTIONS]


def chosen(press: Press, field: str) -> str:
    """What was chosen or typed in a field of a form; nothing, if it did not come."""
    value = press.answers.get(field, "")
    if isinstance(value, str):
        return value
    return value[0] if value else ""
