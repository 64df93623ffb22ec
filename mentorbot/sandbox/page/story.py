"""A story that is played in the page while whoever looks at it leans back."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from mentorbot.sandbox.discord.people.hands import Hands
from mentorbot.sandbox.discord.world.guilds import Channel
from mentorbot.sandbox.page.hooks import Narrator
from mentorbot.sandbox.wire import Json

Play = Callable[[Narrator], Awaitable[None]]


class Story:
    """The narrator of a story: pages that are open show it.

    Args:
        tell: Tells the pages that are open.
        begin_anew: Tells them that whatever was there is gone.
        pace: Seconds for which each scene is shown.
    """

    def __init__(self, tell: Callable[[Json], None], begin_anew: Callable[[], None], pace: float) -> None:
        self.pace = pace
        self.last: Json = {}
        """What was told last, for pages that are opened in the middle of it."""
        self._tell_pages = tell
        self._begin_anew = begin_anew
        self._chapter = ""

    async def run(self, play: Play) -> None:
        """Play it to its end; what goes wrong is told in the page."""
        end = "That was the story. Now it is yours: go on from here."
        try:
            await play(self)
        except asyncio.CancelledError:
            end = "The story was stopped. Go on from here."
            raise
        except Exception as error:
            end = f"The story stopped: {error}"
        finally:
            self._chapter = ""
            self._tell(kind="end", told=end)

    def anew(self) -> None:
        """Tell the page that whatever was there is gone."""
        self._begin_anew()

    def chapter(self, title: str, told: str) -> None:
        """Begin a part of it."""
        self._chapter = title
        self._tell(kind="chapter", told=told)

    def scene(self, who: Hands, told: str, channel: Channel) -> None:
        """Say what somebody does; the page becomes theirs, in that channel."""
        self._tell(kind="scene", who=who.name, told=told, channel=channel.id)

    def aside(self, told: str) -> None:
        """Say something that nobody sees in Discord."""
        self._tell(kind="aside", told=told)

    def _tell(self, **what: Any) -> None:
        self.last = {"chapter": self._chapter, **what}
        self._tell_pages(self.last)
