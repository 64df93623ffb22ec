"""Events on Discord: what the room declares, made native, and what Discord itself shows of events."""

from discord.ext import tasks

from cogs.events.posts import Posts, may_schedule
from mentorbot import logs
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.platform import Shows
from mentorbot.on_discord.room_cog import RoomCog

log = logs.get(__name__)

LOOK_EVERY = 10.0
"""Minutes between looks for events that are shown in an older version."""


class Events(RoomCog, name="events"):
    """The commands and buttons of events; their messages and scheduled events."""

    def __init__(self, bot: MentorBot) -> None:
        super().__init__(bot)
        self.posts = Posts(bot, bot.program.database)

    async def cog_load(self) -> None:
        """Begin to look after what is shown."""
        await super().cog_load()
        self.show("event", Shows(may_schedule, self.posts.bring_up, self._look.restart))
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
            log.exception("could not look after what is shown of events")

    @_look.before_loop
    async def _until_ready(self) -> None:
        await self.bot.furnished.wait()
        await self.bot.wait_until_ready()


async def setup(bot: MentorBot) -> None:
    """Add the room to the bot."""
    await bot.add_cog(Events(bot))
