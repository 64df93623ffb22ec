"""What the page can do besides, if whoever opened the sandbox says how: move time, begin anew, play."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Due:
    """Something that a bot will do by itself.

    Args:
        at: When, aware.
        what: A few words, such as "A reminder of an event".
        whom: Whom or where it goes to, such as "Maya Torres".
    """

    at: datetime
    what: str
    whom: str = ""


class Narrator(Protocol):
    """Shows a story in the page while it happens."""

    pace: float
    """Seconds for which each scene should be there to be read."""

    def anew(self) -> None:
        """Tell the page that whatever was there is gone."""

    def chapter(self, title: str, told: str) -> None:
        """Begin a part of it."""

    def scene(self, who: str, called: str, told: str, channel: str) -> None:
        """Say what somebody does; the page becomes theirs, in that channel.

        Args:
            who: The username by which the page knows them.
            called: What others call them.
            channel: Its id.
        """

    async def form(self, modal: Any, answers: Mapping[str, object]) -> None:
        """Show a form on somebody's screen, until the next scene.

        Args:
            modal: As the local chat has it on their screen.
            answers: What they have filled in, by the fields' ids; the rest is as the bot filled it in.
        """

    def aside(self, told: str) -> None:
        """Say something that nobody sees in the chat."""


@dataclass(slots=True, kw_only=True)
class Hooks:
    """What the page offers besides; what is None is not offered.

    Args:
        about: A sentence or two for who opens the page, in the chat's own marks.
        begin: The name of the person whom a new window is.
        roles: Who people are, in a few words by username, shown where one chooses whom to be.
        invites: The words of a large button for whoever opens the page, and the command that it uses.
        advance: Moves the clock of the bot and of the sandbox on.
        due: Tells what is due next, the next one first.
        reset: Makes all as it was in the beginning.
        play: Plays a story.
    """

    about: str = ""
    begin: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    invites: tuple[str, str] | None = None
    advance: Callable[[timedelta], Awaitable[None]] | None = None
    due: Callable[[], Awaitable[Sequence[Due]]] | None = None
    reset: Callable[[], Awaitable[None]] | None = None
    play: Callable[[Narrator], Awaitable[None]] | None = None

    def offered(self) -> dict[str, object]:
        """What the page is told of it."""
        return {
            "about": self.about,
            "begin": self.begin,
            "roles": dict(self.roles),
            "invites": self.invites,
            "time": self.advance is not None,
            "due": self.due is not None,
            "reset": self.reset is not None,
            "play": self.play is not None,
        }
