"""What came in from Slack, and the ways there are to answer it."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, Literal

from slack_sdk.web.async_client import AsyncWebClient

from mentorbot.chat.declare import Command
from mentorbot.on_slack.mrkdwn import ANYBODY, Reader

Data = dict[str, Any]
Ack = Callable[..., Awaitable[Any]]

Outcome = Literal["ok", "refused", "failed"]
"""Answered, answered with a sentence about what did not work, or with an apology for a bug."""

MOST_VIEWS: Final = 3
"""Modals that may lie on each other."""


class Surface(StrEnum):
    """Where somebody acted, which says where the answer goes."""

    LINE = "line"
    """They typed a command: the answer is a message that they alone see."""
    ALONE = "alone"
    """They pressed on such a message; it becomes the answer."""
    DIRECT = "direct"
    """They pressed on a message in the app's direct messages; it becomes the answer."""
    CHANNEL = "channel"
    """They pressed on what others see too; the answer is a message that they alone see."""
    MODAL = "modal"
    """They pressed in a modal; it becomes the answer."""
    HOME = "home"
    """They pressed on their own page, or took a global shortcut: the answer is a modal."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the answer goes; it is kept with a form, so that what is sent with it finds its way.

    Args:
        channel: The channel of the message that was pressed on.
        ts: That message.
        link: The address at which Slack takes answers, for half an hour and five times.
        more: What the form is to know besides.
    """

    surface: Surface
    channel: str = ""
    ts: str = ""
    link: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    def as_key(self) -> str:
        """As text, for :meth:`from_key`."""
        parts = [self.surface, self.channel, self.ts, self.link, dict(self.more)]
        return json.dumps(parts, separators=(",", ":"))

    @classmethod
    def from_key(cls, key: str) -> "Origin":
        """What :meth:`as_key` made; the person's own page, if it is anything else."""
        try:
            surface, channel, ts, link, more = json.loads(key)
            return cls(Surface(surface), str(channel), str(ts), str(link), dict(more))
        except (ValueError, TypeError):
            return cls(Surface.HOME)


class Acknowledgement:
    """Tells Slack that it came in, once; the first telling may carry an answer.

    Args:
        ack: Bolt's way to tell.
        carries: What it may carry: nothing, a message for the person, or what becomes of a form.
    """

    def __init__(self, ack: Ack, carries: Literal["nothing", "message", "view"] = "nothing") -> None:
        self._ack = ack
        self.carries = carries
        self.done = False
        self.told: asyncio.Future[Data] = asyncio.get_running_loop().create_future()
        """What was told, for whoever hears of the same thing again."""

    async def tell(self, **what: Any) -> bool:
        """Tell it, unless that is done; whether it was done now."""
        if self.done:
            return False
        self.done = True
        self.told.set_result(what)
        await self._ack(**what)
        return True


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One thing that somebody did.

    Args:
        community: The workspace that it is about.
        body: All of what came in.
        doing: The command or button ("nextstep", "progress:done"), without anything that was typed.
        opens_form: The answer may be a form, so that a modal has to be opened in time.
        again: What is run again to get the files of the answer; empty where that cannot be.
        used: A command that is carried out, to be put right if it is refused.
        given: What was typed for it, by option: text, or True and False; for a file, what Slack says of it.
        trigger: With which a modal can be opened, for three seconds.
        view: The modal that it was done in.
    """

    community: str
    user_id: str
    origin: Origin
    client: AsyncWebClient
    acknowledgement: Acknowledgement
    body: Data = field(default_factory=dict)
    doing: str = "unknown"
    opens_form: bool = False
    again: str = ""
    used: Command | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    trigger: str = ""
    view: Mapping[str, Any] | None = None
    reader: Reader = ANYBODY
    loading: "asyncio.Task[str] | None" = None
    """Opens a modal that says to wait; its id."""
    answered: bool = False
    """Whether something is on the screen already, so that what follows is a further message."""
    outcome: Outcome = "ok"
    noted: bool = False
    """Whether it was noted that this is carried out, so that it is not again."""
    taken: bool = False
    """Whether what was asked for is done, so that what goes wrong from here on is its answer alone."""

    @property
    def view_id(self) -> str:
        """The modal that it was done in."""
        return str((self.view or {}).get("id") or "")

    @property
    def in_modal(self) -> bool:
        """Whether it was done in a modal, which can be turned into another."""
        return bool(self.view_id) and (self.view or {}).get("type") == "modal"

    @property
    def depth(self) -> int:
        """How many modals lie on each other, as far as can be told: the first names itself as the root."""
        view = self.view or {}
        if not view:
            return 0
        if view.get("root_view_id") in {None, "", view.get("id")}:
            return 1
        return 2 if view.get("previous_view_id") == view.get("root_view_id") else 3

    def keep(self, **more: Any) -> str:
        """Where the answer goes, and what else is to be known, as the key of a form."""
        return replace(self.origin, more={**self.origin.more, **more}).as_key()


def read_place(body: Mapping[str, Any]) -> tuple[str, str | None]:
    """In which workspace somebody acts, and of which organization it is one."""
    team, user = body.get("team"), body.get("user")
    team_id = team.get("id") if isinstance(team, Mapping) else team
    home_id = user.get("team_id") if isinstance(user, Mapping) else None
    enterprise = body.get("enterprise")
    told = body.get("enterprise_id") or body.get("context_enterprise_id")
    enterprise_id = enterprise.get("id") if isinstance(enterprise, Mapping) else told
    return str(team_id or body.get("team_id") or home_id or ""), enterprise_id


def read_origin(body: Data) -> Origin:
    """Where something was pressed."""
    container = body.get("container") or {}
    channel, ts = str(container.get("channel_id") or ""), str(container.get("message_ts") or "")
    link = str(body.get("response_url") or "")
    if container.get("type") == "view":
        kind = (body.get("view") or {}).get("type")
        return Origin(Surface.HOME if kind == "home" else Surface.MODAL)
    if container.get("is_ephemeral"):
        return Origin(Surface.ALONE, channel, ts, link)
    return Origin(Surface.DIRECT if channel.startswith("D") else Surface.CHANNEL, channel, ts, link)
