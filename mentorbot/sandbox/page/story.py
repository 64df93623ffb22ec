"""A story that is played in the page while whoever looks at it leans back."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from mentorbot.sandbox.discord.people.screen import ClientRefusedError
from mentorbot.sandbox.page.given import Given
from mentorbot.sandbox.page.hooks import Hooks, Narrator
from mentorbot.sandbox.wire import Json

Play = Callable[[Narrator], Awaitable[None]]
Draw = Callable[[Any, Mapping[str, object]], Awaitable[Json | None]]
"""A form with these answers in it, as the page draws one; None where it is on the page by itself."""
Tell = Callable[[Json], None]


class Story:
    """The narrator of a story: pages that are open show it.

    Args:
        draw: Shows a form as somebody has filled it in.
        tell: Tells the pages that are open.
        begin_anew: Tells them that whatever was there is gone.
        pace: Seconds for which each scene is shown.
    """

    def __init__(self, draw: Draw, tell: Tell, begin_anew: Callable[[], None], pace: float) -> None:
        self.pace = pace
        self.last: Json = {}
        """What was told last, for pages that are opened in the middle of it."""
        self._draw = draw
        self._tell_pages = tell
        self._begin_anew = begin_anew
        self._chapter = self._about = ""

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
            self._chapter = self._about = ""
            self._tell(kind="end", told=end)

    def anew(self) -> None:
        """Tell the page that whatever was there is gone."""
        self._begin_anew()

    def chapter(self, title: str, told: str) -> None:
        """Begin a part of it."""
        self._chapter, self._about = title, told
        self._tell(kind="chapter")

    def scene(self, who: str, called: str, told: str, channel: str) -> None:
        """Say what somebody does; the page becomes theirs, in that channel."""
        self._tell(kind="scene", who=who, called=called, told=told, channel=channel)

    async def form(self, modal: Any, answers: Mapping[str, object]) -> None:
        """Show a form on somebody's screen, until the next scene."""
        shown = await self._draw(modal, answers)
        if shown is not None:
            self._tell(kind="form", modal=shown)

    def aside(self, told: str) -> None:
        """Say something that nobody sees in the chat."""
        self._tell(kind="aside", told=told)

    def _tell(self, **what: Any) -> None:
        self.last = {"chapter": self._chapter, "about": self._about, **what}
        self._tell_pages(self.last)


class Player:
    """Plays the story of a page, one at a time.

    Args:
        hooks: Who knows the story.
        draw: As :class:`Story` has it, as the other two.
    """

    def __init__(self, hooks: Hooks, draw: Draw, tell: Tell, begin_anew: Callable[[], None]) -> None:
        self._hooks = hooks
        self._draw = draw
        self._tell = tell
        self._begin_anew = begin_anew
        self._told: Story | None = None
        self._playing: asyncio.Task[None] | None = None

    async def play(self, given: Given) -> None:
        """Play the story; `pace` is how many seconds each scene is shown."""
        if self._hooks.play is None:
            raise ClientRefusedError("There is no story to play here.")
        await self.stop()
        pace = given.whole("pace", 3, lowest=0, highest=3600)
        story = self._told = Story(self._draw, self._tell, self._begin_anew, pace)
        self._playing = asyncio.create_task(story.run(self._hooks.play))

    async def stop(self, given: Given | None = None) -> None:
        """End the story that is played."""
        if self._playing is not None and not self._playing.done():
            self._playing.cancel()
            with suppress(asyncio.CancelledError):
                await self._playing
        self._playing = None

    def catch_up(self, tell: Callable[..., None]) -> None:
        """Tell a page that was opened in the middle of a story where it is; its end is told to one, once."""
        if self._told is None:
            return
        tell("story", **self._told.last, late=True)
        if self._playing is None or self._playing.done():
            self._told = None
