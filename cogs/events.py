"""/event and /events: announcing, and coming. The parts are in cogs/events_*.py."""

from discord.ext import tasks

from cogs.events_coming import Coming
from cogs.events_common import group
from cogs.events_importing import Importing
from cogs.events_organizing import Organizing
from mentorbot import logs
from mentorbot.events import arriving  # noqa: F401 - makes what falls due
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.event_posts import Posts

log = logs.get(__name__)

LOOK_EVERY = 10.0
"""Minutes between looks for events that are shown in an older version."""


class Events(Organizing, Importing, Coming, name="events"):
    """The commands and buttons of events."""

    event = group

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot
        self.posts = Posts(bot, bot.database)

    async def cog_load(self) -> None:
        """Begin to look after what is shown."""
        self._look.start()
        self.read_due.start()

    async def cog_unload(self) -> None:
        """Stop looking."""
        self._look.cancel()
        self.read_due.cancel()

    def bring_up_soon(self) -> None:
        """Look after what is shown without waiting for the next time."""
        self._look.restart()

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
    """Add the feature to the bot."""
    await bot.add_cog(Events(bot))
