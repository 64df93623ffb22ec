"""A web server on this machine, with a certificate of a throwaway authority, to fetch from over https."""

import gzip
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest
import trustme
from aiohttp import web

from mentorbot.fetch import Fetcher

HOST = "localhost"
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Web:
    """The server: what it has by path, and what it was asked for."""

    authority: trustme.CA
    port: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[web.Request] = field(default_factory=list)

    def url(self, path: str = "/calendar.ics", host: str = HOST) -> str:
        """The address of a path."""
        return f"https://{host}:{self.port}{path}"

    def fetcher(self) -> Fetcher:
        """One that believes this server, and may reach this machine."""
        trust = ssl.create_default_context()
        self.authority.configure_trust(trust)
        return Fetcher(allowed=lambda address: address in {"127.0.0.1", "::1"}, trust=trust)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer as a web server does, with a tag by which the file is known again."""
        self.asked.append(request)
        if request.path in self.answers:
            return await self.answers[request.path](request)
        if request.path not in self.files:
            return web.Response(status=404)
        data = self.files[request.path]
        tag = f'"{hash(data)}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304)
        return web.Response(body=data, headers={"ETag": tag})


def redirect(to: str) -> Answer:
    """Sends whoever asks somewhere else."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": to})

    return answer


def packed(data: bytes, encoding: str = "gzip") -> Answer:
    """Answers with data that was packed, whether that was asked for or not."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(body=gzip.compress(data), headers={"Content-Encoding": encoding})

    return answer


@pytest.fixture
async def web_server() -> AsyncIterator[Web]:
    """The server, running."""
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(HOST, "127.0.0.1").configure_cert(context)
    made = Web(authority)
    runner = web.ServerRunner(web.Server(made.answer, access_log=None), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await site.start()
    made.port = runner.addresses[0][1]
    yield made
    await runner.cleanup()
