"""A story that is played in the page while whoever looks at it leans back."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from copy import deepcopy
from typing import Any

from mentorbot.sandbox.discord.people.answers import fields
from mentorbot.sandbox.discord.people.hands import Hands
from mentorbot.sandbox.discord.people.replies import Modal
from mentorbot.sandbox.discord.sandbox import Sandbox
from mentorbot.sandbox.discord.world.guilds import Channel
from mentorbot.sandbox.page.hooks import Narrator
from mentorbot.sandbox.page.view import View
from mentorbot.sandbox.wire import Json

Play = Callable[[Narrator], Awaitable[None]]


class Story:
    """The narrator of a story: pages that are open show it.

    Args:
        sandbox: Where it is played.
        tell: Tells the pages that are open.
        begin_anew: Tells them that whatever was there is gone.
        pace: Seconds for which each scene is shown.
    """

    def __init__(
        self, sandbox: Sandbox, tell: Callable[[Json], None], begin_anew: Callable[[], None], pace: float
    ) -> None:
        self.pace = pace
        self._sandbox = sandbox
        self.last: Json = {}
        """What was told last, for pages that are opened in the middle of it."""
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

    def scene(self, who: Hands, told: str, channel: Channel) -> None:
        """Say what somebody does; the page becomes theirs, in that channel."""
        self._tell(kind="scene", who=who.name, called=who.called, told=told, channel=channel.id)

    def form(self, modal: Modal, answers: Mapping[str, object]) -> None:
        """Show a form on somebody's screen, until the next scene."""
        view = View(self._sandbox, modal.person.user)
        shown = view.modal(filled(modal.shown, answers))
        self._tell(kind="form", who=modal.person.name, called=modal.person.called, modal=shown)

    def aside(self, told: str) -> None:
        """Say something that nobody sees in Discord."""
        self._tell(kind="aside", told=told)

    def _tell(self, **what: Any) -> None:
        self.last = {"chapter": self._chapter, "about": self._about, **what}
        self._tell_pages(self.last)


def filled(modal: Json, answers: Mapping[str, object]) -> Json:
    """A form with these answers in it, by custom id or label."""
    modal = deepcopy(modal)
    for label, one in fields(modal):
        given = answers.get(one["custom_id"], answers.get(label))
        if given is None:
            continue
        chosen = given if isinstance(given, list) else [given]
        if "options" in one:
            for option in one["options"]:
                option["default"] = option["value"] in chosen
        elif isinstance(given, str):
            one["value"] = given
    return modal
