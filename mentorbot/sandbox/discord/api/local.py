"""The parts of a local Discord, as endpoints and people need them."""

from collections import deque
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from aiohttp import web

from mentorbot.sandbox.bell import Bell
from mentorbot.sandbox.discord.api.commands import Commands
from mentorbot.sandbox.discord.api.exchanges import Exchange
from mentorbot.sandbox.discord.api.faults import Faults
from mentorbot.sandbox.discord.api.interactions import Interactions
from mentorbot.sandbox.discord.api.rate_limits import RateLimits
from mentorbot.sandbox.discord.gateway.gateway import Gateway
from mentorbot.sandbox.discord.world.ids import Now
from mentorbot.sandbox.discord.world.world import World

if TYPE_CHECKING:
    from mentorbot.sandbox.discord.api.schema import (
        Schema,  # it needs jsonschema-rs, which only tests install
    )


class Site(Protocol):
    """Answers what is asked besides the API, the gateway and files."""

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""


def real_time() -> datetime:
    """The time of the machine's clock."""
    return datetime.now(UTC)


class LocalDiscord:
    """A local Discord without the port on which bots reach it.

    Args:
        now: Tells the time, aware, so that a demo can move it.
        port: The port on which it is going to be, 0 for any free one.
        log_size: How many exchanges `requests` remembers.
        keep_messages: How many messages each channel remembers.
    """

    def __init__(
        self, *, now: Now = real_time, port: int = 0, log_size: int = 2000, keep_messages: int = 10_000
    ) -> None:
        self.port = port
        self.world = World(now, keep_messages=keep_messages)
        """All that exists in it."""
        self.bell = Bell()
        """Rings when something happens in it."""
        self.crashes: list[str] = []
        """Errors of the sandbox itself; the client saw status 500 or a closed gateway."""
        self.unknown: list[str] = []
        """Requests to endpoints that the sandbox does not have."""
        self.dropped: list[str] = []
        """What bots sent that was taken, and of which nothing came: fields that no endpoint asked for."""
        self.requests: deque[Exchange] = deque(maxlen=log_size)
        """The last requests with their answers, oldest first."""
        self.gateway = Gateway(self.world, self.bell, unknown=self.unknown, crashes=self.crashes)
        """Sessions of bots; also closes and interrupts them on purpose."""
        self.faults = Faults()
        """What goes wrong with HTTP requests on purpose."""
        self.rate_limits = RateLimits()
        """Set `rate_limits.enabled = False` to measure speed."""
        self.commands = Commands(self.world.new_id)
        """The application commands that are registered."""
        self.interactions = Interactions(self.world, self.gateway)
        """The interactions that people made."""
        self.schema: Schema | None = None
        """Checks every exchange against Discord's OpenAPI description, when one was given."""
        self.site: Site | None = None
        """Answers what is asked of the port besides the API, the gateway and files: the page for people."""

    @property
    def url(self) -> str:
        """Where it is, such as `http://127.0.0.1:8080`."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        """The base of the HTTP API."""
        return f"{self.url}/api/v10"

    @property
    def gateway_url(self) -> str:
        """The address of the gateway."""
        return f"ws://127.0.0.1:{self.port}/gateway/"

    @property
    def complaints(self) -> list[str]:
        """Why a test that used the sandbox should fail: it, or the bot, went beyond what Discord describes.

        Requests to endpoints that the sandbox does not have, fields of which nothing came, exchanges that
        differ from Discord's OpenAPI description, errors of the sandbox itself.
        """
        unknown = [f"the sandbox has no {one}" for one in self.unknown]
        mismatches = self.schema.mismatches if self.schema is not None else []
        return unknown + self.dropped + mismatches + self.crashes

    def forget(self) -> None:
        """Begin anew, with nothing and nobody in it; bots that are connected are cut off."""
        self.gateway.close(1001, resumable=False)
        self.gateway.sessions.clear()
        self.faults.clear()
        self.world = World(self.world.now, keep_messages=self.world.keep_messages)
        self.gateway.world = self.world
        self.commands = Commands(self.world.new_id, strict=self.commands.strict)
        patience = self.interactions.answer_within
        self.interactions = Interactions(self.world, self.gateway)
        self.interactions.answer_within = patience
        self.bell.ring()
