"""Networking on Discord: what the room declares, made native."""

from discord.ext import tasks

from cogs.networking.posts import Posts
from mentorbot import logs
from mentorbot.networking.intros import conversations  # noqa: F401 - it tells meetings of introductions
from mentorbot.networking.opportunities.commands.sharing import WHAT
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.platform import Shows
from mentorbot.on_discord.room_cog import RoomCog

log = logs.get(__name__)

LOOK_EVERY = 5.0
"""Minutes between looks for opportunities that are shown in an older version."""


class Networking(RoomCog, name="networking"):
    """The commands and buttons of networking; the messages of opportunities."""

    def __init__(self, bot: MentorBot) -> None:
        super().__init__(bot)
        self.posts = Posts(bot, bot.program.database)

    async def cog_load(self) -> None:
        """Begin to look after what is shown."""
        await super().cog_load()
        self.show(WHAT, Shows(lambda _: True, self.posts.bring_up, self._look.restart))
        self._look.start()

    async def cog_unload(self) -> None:
        """Stop looking."""
        self._look.cancel()
        await super().cog_unload()

    @tasks.loop(minutes=LOOK_EVERY)
    async def _look(self) -> None:
        try:
            await self.posts.bring_up_all()
        except Exception:  # or there would be no next look
            log.exception("could not look after what is shown of opportunities")

    @_look.before_loop
    async def _until_ready(self) -> None:
        await self.bot.furnished.wait()
        await self.bot.wait_until_ready()


async def setup(bot: MentorBot) -> None:
    """Add the room to the bot."""
    await bot.add_cog(Networking(bot))
