"""``/healthz`` and ``/metrics``, for whatever watches over the bot, and what else is served there.

Off unless a port is set.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from mentorbot import logs
from mentorbot.db import Database
from mentorbot.errors import OperatorError

Look = Callable[[], Awaitable[Mapping[str, bool]]]
"""Tells which parts are well, by name: ``{"gateway": True, "database": True}``."""

Tell = Callable[[], Mapping[str, str]]
"""Says in sentences what is wrong with parts that are unwell, by name."""

_log = logs.get(__name__)


@asynccontextmanager
async def serving(
    host: str, port: int, look: Look, routes: Sequence[web.RouteDef] = (), why: Tell = dict
) -> AsyncIterator[str]:
    """Serve both pages while in the block.

    Args:
        host: The address to listen on.
        port: Its port; 0 for any that is free.
        look: Asked at every request for /healthz; 200 if all is well, 503 otherwise.
        routes: What else is served there.
        why: Asked at every request too; what it says is told beside it.

    Yields:
        The address, such as "http://127.0.0.1:8080".

    Raises:
        OperatorError: The port cannot be had.
    """
    runner = web.AppRunner(_application(look, routes, why), access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            raise OperatorError(
                f"/healthz cannot listen on {host}, port {port}: "
                f"{error.strerror}. "
                "Set MENTORBOT_HEALTH_PORT to a free port."
            ) from error
        address = "http://{}:{}".format(*runner.addresses[0][:2])
        _log.info("serving health and metrics", address=address)
        yield address
    finally:
        await runner.cleanup()


async def database_is_well(database: Database) -> bool:
    """Whether the database answers."""
    try:
        async with database.read_scope() as connection:
            await connection.exec_driver_sql("SELECT 1")
    except Exception:
        _log.exception("the database does not answer")
        return False
    return True


def _application(look: Look, routes: Sequence[web.RouteDef], why: Tell) -> web.Application:
    async def healthz(_: web.Request) -> web.Response:
        parts = await look()
        well = all(parts.values())
        told: dict[str, object] = {"status": "ok" if well else "unwell"}
        told |= {name: bool(part) for name, part in parts.items()}
        if troubles := dict(why()):
            told["why"] = troubles
        return web.json_response(told, status=200 if well else 503)

    application = web.Application()
    application.router.add_get("/healthz", healthz)
    application.router.add_get("/metrics", _metrics)
    application.router.add_routes(routes)
    return application


async def _metrics(_: web.Request) -> web.Response:
    return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})
