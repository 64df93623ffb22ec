"""The parts of a local Slack, as methods, sockets and people need them."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aiohttp import web

from mentorbot.sandbox.bell import Bell
from mentorbot.sandbox.slack.api.exchanges import Exchange
from mentorbot.sandbox.slack.api.faults import Faults
from mentorbot.sandbox.slack.api.files import Sharing, share_files
from mentorbot.sandbox.slack.api.rate_limits import RateLimits
from mentorbot.sandbox.slack.world.apps import App
from mentorbot.sandbox.slack.world.ids import Now, real_time
from mentorbot.sandbox.slack.world.world import World

if TYPE_CHECKING:
    from mentorbot.sandbox.slack.api.schema import Schema  # it needs jsonschema-rs, which only tests install

Door = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class LocalSlack:
    """A local Slack without the port on which apps reach it.

    Args:
        now: Tells the time, aware, so that a demo or a test can move it.
        port: The port on which it is going to be, 0 for any free one.
        log_size: How many calls `requests` remembers.
    """

    def __init__(self, *, now: Now = real_time, port: int = 0, log_size: int = 2000) -> None:
        self.port = port
        self.world = World(now)
        """All that exists in it."""
        self.bell = Bell()
        """Rings when something happens in it."""
        self.crashes: list[str] = []
        """Errors of the sandbox itself; the app saw status 500."""
        self.unknown: list[str] = []
        """Methods that were called and that the sandbox does not have."""
        self.requests: deque[Exchange] = deque(maxlen=log_size)
        """The last calls with their answers, oldest first."""
        self.faults = Faults()
        """What goes wrong with calls on purpose."""
        self.rate_limits = RateLimits()
        """Set `rate_limits.enabled = False` to measure speed."""
        self.schema: Schema | None = None
        """Checks every exchange against Slack's shapes, when they were given."""
        self.doors: dict[str, Door] = {}
        """Who answers what is asked besides the Web API and files, by how the path begins."""
        self.hold_files = False
        """Whether files that were completed wait until `release_files`, as Slack takes its time with them."""
        self._held: list[Sharing] = []
        self.open_socket: Callable[[App], str] | None = None
        """Gives an app the address of a socket, for `apps.connections.open`."""

    @property
    def url(self) -> str:
        """Where it is, such as `http://127.0.0.1:8080`."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        """The base of the Web API: what a client of slack_sdk takes as its `base_url`."""
        return f"{self.url}/api/"

    def share_later(self, sharing: Sharing) -> None:
        """Put files into a message after the answer that says they were taken."""
        self._held.append(sharing)
        if not self.hold_files:
            asyncio.get_running_loop().call_soon(self.release_files)

    def release_files(self) -> None:
        """Share the files that wait."""
        held, self._held = self._held, []
        for sharing in held:
            share_files(self.world, sharing)
        self.bell.ring()

    @property
    def complaints(self) -> list[str]:
        """Why a test that used the sandbox should fail: it, or the app, went beyond what Slack describes.

        Methods that the sandbox does not have, exchanges that differ from Slack's shapes, errors of the
        sandbox itself.
        """
        unknown = [f"the sandbox has no {one}" for one in self.unknown]
        mismatches = self.schema.mismatches if self.schema is not None else []
        return unknown + mismatches + self.crashes
