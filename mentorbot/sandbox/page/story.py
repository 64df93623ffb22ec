"""A story that is played in the page while whoever looks at it leans back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.world.world import Channel
from mentorbot.sandbox.page.hooks import Narrator

if TYPE_CHECKING:
    from mentorbot.sandbox.page.hub import Hub

Play = Callable[[Narrator], Awaitable[None]]


class Story:
    """The narrator of a story: pages that are open show it.

    Attributes:
        pace: seconds for which each scene is shown.
        last: what was told last, for pages that are opened in the middle of it.
    """

    def __init__(self, hub: Hub, pace: float) -> None:
        """Prepare to tell the pages of `hub`."""
        self._hub = hub
        self._chapter = ""
        self.pace = pace

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
        self._hub.begin_anew()

    def chapter(self, title: str, told: str) -> None:
        """Begin a part of it."""
        self._chapter = title
        self._tell(kind="chapter", told=told)

    def scene(self, who: Person, told: str, channel: Channel) -> None:
        """Say what somebody does; the page becomes theirs, in that channel."""
        self._tell(kind="scene", who=who.name, told=told, channel=channel.id)

    def aside(self, told: str) -> None:
        """Say something that nobody sees in Discord."""
        self._tell(kind="aside", told=told)

    def _tell(self, **what: Any) -> None:
        self.last = {"chapter": self._chapter, **what}
        for window in self._hub.windows:
            window.tell("story", **self.last)
