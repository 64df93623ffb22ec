"""/setup: where notices go, and how the messages are doing. And the button on a notice."""

import discord
from discord import app_commands
from discord.ext import commands

from mentorbot.delivery import cards, letters, service
from mentorbot.delivery.letters import Health
from mentorbot.errors import UserError
from mentorbot.members.service import ensure_community
from mentorbot.on_discord import channels, render
from mentorbot.on_discord.actions import Press, action
from mentorbot.on_discord.answer import change, show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller

Interaction = discord.Interaction[MentorBot]

ORGANIZERS_ONLY = "Only those who may manage this server can do that. Ask one of its organizers."
IN_THE_SERVER = "That is about one server: please use the command there."


class Delivery(commands.Cog, name="delivery"):
    """The commands and buttons about messages that I send by myself."""

    setup = app_commands.Group(
        name="setup",
        description="For organizers: prepare this server, see how it is doing.",
        default_permissions=discord.Permissions(manage_guild=True),
    )

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot

    @setup.command(description="Name the channel for those who take no direct messages.")
    @app_commands.describe(where="Where I may mention members for whom something waits.")
    async def notices(self, interaction: Interaction, where: discord.TextChannel) -> None:
        """Answer /setup notices."""
        guild = _organized(interaction)
        place = self.bot.get_partial_messageable(where.id, guild_id=where.guild.id)
        try:
            # Posting there is the only sure way to know that it can be done.
            await place.send(view=render.screen(cards.notices_here_card()))
        except (discord.Forbidden, discord.NotFound):
            raise channels.refuse_post(str(where.id)) from None
        async with self.bot.database.session_scope() as session:
            community = await ensure_community(session, "discord", guild)
            await service.set_notice_channel(session, community, str(where.id))
            revived = await letters.retry_dead(
                session, community_id=community, error=cards.CLOSED_WITHOUT_NOTICE
            )
        await show(interaction, cards.notices_set_card(str(where.id), revived))

    @setup.command(description="How my messages are doing, and what could not be sent.")
    async def health(self, interaction: Interaction) -> None:
        """Answer /setup health."""
        health, _ = await self._health(_organized(interaction))
        await show(interaction, cards.health_card(health, working=self.bot.dispatcher.well))

    @action("retry")
    async def _retry(self, press: Press) -> None:
        health, retried = await self._health(_organized(press.interaction), retry=True)
        await change(
            press.interaction,
            cards.health_card(health, working=self.bot.dispatcher.well, retried=retried),
        )

    @action("show")
    async def _show(self, press: Press) -> None:
        who = caller(press.interaction)
        async with self.bot.database.session_scope() as session:
            due = await letters.theirs(session, who.platform, who.user_id, press.argument)
            card = await letters.opened(session, due)
        await show(press.interaction, card)

    async def _health(self, guild: str, *, retry: bool = False) -> tuple[Health, int]:
        async with self.bot.database.session_scope() as session:
            community = await ensure_community(session, "discord", guild)
            retried = await letters.retry_dead(session, community_id=community) if retry else 0
            return await letters.health(session, community), retried


def _organized(interaction: Interaction) -> str:
    """The server's id. Raises UserError: it is a direct message, or the caller may not manage the server."""
    if interaction.guild_id is None:
        raise UserError(IN_THE_SERVER)
    if not interaction.permissions.manage_guild:
        raise UserError(ORGANIZERS_ONLY)
    return str(interaction.guild_id)


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Delivery(bot))
