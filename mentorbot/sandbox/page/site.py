"""The page over HTTP: its files, the socket behind it, and the same things to do for programs.

The sandbox behind it has refused already what does not come from this machine's own pages and programs.
"""

import mimetypes
from importlib import resources
from types import TracebackType
from typing import Any, Protocol, Self

from aiohttp import hdrs, web

from mentorbot.sandbox.discord.sandbox import Sandbox
from mentorbot.sandbox.page.given import Given
from mentorbot.sandbox.page.hooks import Hooks
from mentorbot.sandbox.page.hub import Hub
from mentorbot.sandbox.port import BIGGEST_REQUEST
from mentorbot.sandbox.wire import dumps

FILES = "/client/"
SOCKET = "/client/socket"
CONTROL = "/control/"
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html"}

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "connect-src 'self' {socket}",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


class Behind(Protocol):
    """What is behind the page: the pages that are open, and what can be done from each."""

    def start(self) -> None:
        """Begin to watch what happens."""

    async def stop(self) -> None:
        """Close every page."""

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Talk to one page until it is closed."""

    def seat(self, name: str | None) -> Any:
        """The seat from which somebody acts over HTTP."""

    async def do(self, seat: Any, given: Given) -> Any:
        """Do what is asked, by its name in `do`."""


class Pages:
    """The page over HTTP, whatever it shows.

    Args:
        hub: What is behind it.
    """

    def __init__(self, hub: Behind) -> None:
        self.hub = hub

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        path = request.path
        if path == SOCKET:
            return await self.hub.serve(request)
        if path.startswith(CONTROL):
            return await self._control(request, path.removeprefix(CONTROL))
        if request.method not in {"GET", "HEAD"}:
            return _said(405, "This can only be read.")
        if path in {"/", "/favicon.ico"}:
            path = f"{FILES}{'index.html' if path == '/' else 'icon.svg'}"
        return self.file(request, path)

    def file(self, request: web.BaseRequest, path: str) -> web.Response:
        """A file of the page."""
        name = path.removeprefix(FILES)
        content = static().get(name) if path.startswith(FILES) else None
        if content is None:
            return _said(404, "There is nothing here. The page is at /.")
        kind = KINDS.get(name[name.rfind(".") :]) or mimetypes.guess_type(name)[0]
        policy = POLICY.format(socket=f"ws://{request.headers[hdrs.HOST]}")
        headers = {**HEADERS, "Content-Security-Policy": policy}
        return web.Response(body=content, content_type=kind, charset="utf-8", headers=headers)

    async def _control(self, request: web.BaseRequest, name: str) -> web.Response:
        """Do something over HTTP: the arguments are the JSON of a POST, or the query of a GET."""
        try:
            if request.method == "POST":
                if request.content_type != "application/json":
                    return _said(415, "Send JSON, with Content-Type: application/json.")
                given = Given.parse(await request.read())
            elif request.method == "GET" and name in READING:
                given = Given.of_address(request.query)
            else:
                return _said(405, "Send this with POST.")
            given.values["do"] = name
            told = await self.hub.do(self.hub.seat(given.text("as", "") or None), given)
        except ValueError as refused:
            return _said(400, str(refused))
        except web.HTTPRequestEntityTooLarge:
            return _said(413, f"That is more than {BIGGEST_REQUEST // 1024**2} MB.")
        return _written(200, told)


class Client(Pages):
    """The web client of a sandbox.

    `async with Client(sandbox) as client:` opens the page at `client.url`.

    Args:
        sandbox: The local Discord.
        hooks: What the page offers besides.
    """

    def __init__(self, sandbox: Sandbox, hooks: Hooks | None = None) -> None:
        self.sandbox = sandbox
        super().__init__(Hub(sandbox, hooks or Hooks()))

    async def __aenter__(self) -> Self:
        """Open the page."""
        self.sandbox.site = self
        self.hub.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.sandbox.site = None
        await self.hub.stop()

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"{self.sandbox.url}/"


READING = frozenset({"world", "due", "commands", "history", "find"})
_static: dict[str, bytes] = {}


def static() -> dict[str, bytes]:
    """The files of the page, by name; they are read once."""
    if not _static:
        folder = resources.files(__package__) / "static"
        _static.update({one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()})
    return _static


def _said(status: int, words: str) -> web.Response:
    return _written(status, {"error": words})


def _written(status: int, told: Any) -> web.Response:
    body = dumps({"told": told} if status == 200 else told).encode()
    return web.Response(status=status, body=body, content_type="application/json", headers=HEADERS)
