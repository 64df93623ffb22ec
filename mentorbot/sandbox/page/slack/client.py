"""The page of a local Slack over HTTP: the files of the page, with what Slack has behind them."""

from types import TracebackType
from typing import Self

from aiohttp import web

from mentorbot.sandbox.page.hooks import Hooks
from mentorbot.sandbox.page.site import HEADERS, Pages
from mentorbot.sandbox.page.slack.hub import Hub
from mentorbot.sandbox.page.slack.seat import Declare
from mentorbot.sandbox.slack.sandbox import Sandbox

FILES = "/client/file/"
FILE_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
"""A file that somebody sent never acts as a page of this address."""


class SlackClient(Pages):
    """The web client of a local Slack.

    `async with SlackClient(sandbox) as client:` opens the page at `client.url`.

    Args:
        sandbox: The local Slack.
        hooks: What the page offers besides.
        declare: Called before a command is used that no app may have yet, with `command` and its name.
    """

    def __init__(
        self, sandbox: Sandbox, hooks: Hooks | None = None, declare: Declare = lambda kind, name: None
    ) -> None:
        self.sandbox = sandbox
        super().__init__(Hub(sandbox, hooks or Hooks(), declare))

    async def __aenter__(self) -> Self:
        """Open the page."""
        self.sandbox.doors["/"] = self.handle
        self.hub.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        del self.sandbox.doors["/"]
        await self.hub.stop()

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"{self.sandbox.url}/"

    def file(self, request: web.BaseRequest, path: str) -> web.Response:
        """A file of the page, or one that was sent in Slack."""
        if not path.startswith(FILES):
            return super().file(request, path)
        found = self.sandbox.world.files.get(path.removeprefix(FILES))
        if found is None or found.content is None or found.deleted:
            return web.Response(status=404, text="This file is no longer here.")
        headers = {**HEADERS, "Content-Security-Policy": FILE_POLICY}
        return web.Response(body=found.content, content_type=found.mimetype, headers=headers)
