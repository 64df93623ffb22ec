"""The shards of one bot, shared out among the processes that run it on one database."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import aiohttp
import discord
from sqlalchemy.exc import DBAPIError

from mentorbot import logs
from mentorbot.chat.program import Program
from mentorbot.db import Database, leases
from mentorbot.db.leases import Lease, LostError
from mentorbot.db.sharing import Shares
from mentorbot.errors import BusyError, UnreachableError
from mentorbot.on_discord.connecting import log_in, stay_connected
from mentorbot.on_discord.line import Line
from mentorbot.on_discord.one_at_a_time import name_bot
from mentorbot.on_discord.sharded import ShardedBot

IDENTIFIED_APART: Final = 5.0
"""Seconds between two shards of the same turn that tell Discord who they are.
https://docs.discord.com/developers/events/gateway#sharding-max-concurrency"""

ALONE: Final = (
    "Another process runs this bot on the same database, and does not share it. Start every process with "
    "`mentorbot run --shards auto`; this one waits for the other."
)
ONE_FILE: Final = (
    "Another process runs this bot on the same SQLite file, which one process at a time can use; this one "
    "waits for it. Several need PostgreSQL: see docs/operator.md."
)
NOT_HEARD: Final = (
    "Other processes took this one for gone, for it could not use the database. It begins anew."
)
NOT_TOLD: Final = "Discord does not say how many shards it wants. It is asked again in a moment."

_TROUBLE: Final = (BusyError, DBAPIError, OSError, TimeoutError)

log = logs.get(__name__)


class Identifying:
    """Lets as many shards of all processes tell Discord who they are at once as it allows.

    Args:
        name: The bot's (see :func:`name_bot`).
        at_once: How many may within five seconds; shards with the same remainder take turns.
    """

    def __init__(self, database: Database, name: str, at_once: int) -> None:
        self._database = database
        self._name = name
        self._at_once = at_once
        self._ending: set[asyncio.Task[None]] = set()

    async def wait(self, shard: int) -> None:
        """Return when it is the turn of this shard."""
        lease = Lease(self._database, f"{self._name}!identify {shard % self._at_once}")
        while not await _tried(lease):  # noqa: ASYNC110 - no event tells of it
            await asyncio.sleep(leases.LOOK_SECONDS)
        task = asyncio.create_task(self._end_later(lease))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def end(self) -> None:
        """Wait for no turn to end."""
        for task in tuple(self._ending):
            task.cancel()
        if self._ending:
            await asyncio.wait(self._ending)

    async def _end_later(self, lease: Lease) -> None:
        try:
            await asyncio.sleep(IDENTIFIED_APART)
        finally:
            try:
                await lease.give_back()
            except _TROUBLE as error:
                log.info("could not end a turn; it ends by itself", error=type(error).__name__)


async def _tried(lease: Lease) -> bool:
    try:
        return await lease.try_take()
    except _TROUBLE as error:
        log.info("cannot ask whose turn it is; trying again", error=type(error).__name__)
        return False


@dataclass(frozen=True, slots=True)
class _Served:
    line: Line
    task: asyncio.Task[None]


class Shards:
    """Holds the shards that come to this process, for as long as it runs.

    Args:
        token: Says the bot's, which may be another after it was reset.
        opening: The program, once it is there.
        wanted: Into how many shards the bot is divided; None: as many as Discord recommends.
    """

    def __init__(
        self, token: Callable[[], str], opening: asyncio.Task[Program], wanted: int | None = None
    ) -> None:
        self._token = token
        self._opening = opening
        self._wanted = wanted
        self._known: dict[str, Shares] = {}

    async def hold(self, bot: ShardedBot) -> None:
        """Log in, and be connected to the shards that come to this process, until this is cancelled.

        Raises:
            OperatorError: Discord refuses the bot, and would again.
            UnreachableError: It can be tried again.
        """
        token = self._token()
        await log_in(bot, token)
        database = (await asyncio.shield(self._opening)).database
        name = name_bot(token)
        shares = self._known.setdefault(name, Shares(database, name))
        if not database.many_at_once and await shares.is_used():
            raise UnreachableError(ONE_FILE)
        wanted, at_once = await self._ask(bot)
        try:
            bot.shards_in_all = await shares.join(wanted)
        except LostError as error:
            raise UnreachableError(ALONE) from error
        if bot.shards_in_all != wanted:
            log.warning(
                "other processes have the bot in another number of shards; start all anew for the one wanted",
                shards=bot.shards_in_all,
                wanted=wanted,
            )
        identifying = Identifying(database, name, at_once)
        try:
            await _Holding(bot, token, shares, identifying).run()
        except LostError as error:
            raise UnreachableError(NOT_HEARD) from error
        finally:
            await identifying.end()

    async def _ask(self, bot: ShardedBot) -> tuple[int, int]:
        """Into how many shards the bot is to be divided, and how many may identify at once."""
        try:
            recommended, _, limits = await bot.http.get_bot_gateway()
        except (discord.GatewayNotFound, discord.HTTPException, aiohttp.ClientError, OSError) as error:
            raise UnreachableError(NOT_TOLD) from error
        return self._wanted or recommended, limits["max_concurrency"]


class _Holding:
    """The shards that this process has just now."""

    def __init__(self, bot: ShardedBot, token: str, shares: Shares, identifying: Identifying) -> None:
        self._bot = bot
        self._token = token
        self._shares = shares
        self._identifying = identifying
        self._served: dict[int, _Served] = {}

    async def run(self) -> None:
        """Have those that come to this process, until one of them fails for good."""
        try:
            while True:
                try:
                    await self._adjust()
                except _TROUBLE as error:
                    log.warning("cannot share out shards; trying again", error=type(error).__name__)
                await self._look_on()
        finally:
            await self._end()

    async def _look_on(self) -> None:
        """Wait until it is looked again; raises what one of the shards failed with."""
        tasks = [one.task for one in self._served.values()]
        if not tasks:
            await asyncio.sleep(leases.LOOK_SECONDS)
            return
        done, _ = await asyncio.wait(tasks, timeout=leases.LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()

    async def _adjust(self) -> None:
        mine = await self._shares.look()
        for shard in self._served.keys() - mine:
            log.warning("another process has taken a shard", shard=shard)
            await self._drop(shard)
        for shard in mine[self._shares.fair :]:
            log.info("gives a shard to another process", shard=shard)
            await self._drop(shard)
        for shard in mine[: self._shares.fair]:
            if shard not in self._served:
                self._add(shard)

    def _add(self, shard: int) -> None:
        log.info("has a shard", shard=shard, shards=self._bot.shards_in_all)
        wait = self._identifying.wait
        line = Line(self._bot, shard, self._bot.shards_in_all, wait, self._bot.come_in)
        self._served[shard] = _Served(line, asyncio.create_task(stay_connected(line, self._token)))
        self._bot.add_line(shard, line)

    async def _drop(self, shard: int) -> None:
        """Let nothing more come in over a shard, give it to others, and finish what came in."""
        one = self._served.pop(shard, None)
        if one is not None:
            await _hang_up(one)
            self._bot.drop_line(shard)
        await self._shares.give_back(shard)
        if one is not None:
            await self._bot.wait_for_answers()
            await one.line.close()

    async def _end(self) -> None:
        served, self._served = self._served, {}
        for one in served.values():
            await _hang_up(one)
        try:
            await self._shares.leave()
        except _TROUBLE as error:
            log.info("could not give shards back; others take them soon", error=type(error).__name__)
        for shard, one in served.items():
            self._bot.drop_line(shard)
            await one.line.close()


async def _hang_up(one: _Served) -> None:
    one.task.cancel()
    await asyncio.wait({one.task})
    await one.line.hang_up()
