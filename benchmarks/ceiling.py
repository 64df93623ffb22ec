"""What the sandbox itself can carry, so that nobody takes a figure of its own for one of a bot.

A generator that costs little (`raw_client`, `raw_bot`) is on the other side. The floor is a bare
aiohttp server that sends and answers the same bytes (`bare_venue`).
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from benchmarks.processes import Bot, Venue
from benchmarks.raw_bot import COMMAND
from benchmarks.raw_client import flood, lines, post
from benchmarks.report import Gate, Result
from mentorbot.sandbox.discord import Sandbox
from mentorbot.sandbox.discord.api.interactions import COMMAND as USED
from mentorbot.sandbox.discord.gateway.sessions import Session

Json = dict[str, Any]
AT_ONCE: Final = 50
BODY: Final = {
    "content": "Good morning, everybody. The workshop begins at ten.",
    "allowed_mentions": {"parse": []},
}
COLUMNS: Final = ("a second", "server's CPU ms each", "server's CPU", "generator's CPU")


@dataclass(frozen=True, slots=True)
class Amount:
    """How much is measured.

    Args:
        rounds: How often each takes its turn.
        messages: Messages in a round.
        interactions: Interactions in a round.
    """

    rounds: int = 5
    messages: int = 10_000
    interactions: int = 5_000


QUICK: Final = Amount(rounds=3, messages=5_000, interactions=3_000)
TINY: Final = Amount(rounds=1, messages=100, interactions=100)


@dataclass(frozen=True, slots=True)
class Flood:
    """What one round came to.

    Args:
        rate: How many a second.
        each: Milliseconds of the server's processor time for each.
        server: The server's part of one processor.
        generator: The generator's part of one processor.
    """

    rate: float
    each: float
    server: float
    generator: float


def messages(amount: Amount) -> Result:
    """Messages that a bot sends over HTTP into one channel."""
    with ExitStack() as stack:
        sandbox = stack.enter_context(Venue(10))
        bare = stack.enter_context(Venue(0, "benchmarks.bare_venue"))
        token = sandbox.ask("application", name="flood")["token"]
        channel = sandbox.ask("channel")["id"]
        request = post(f"/api/v10/channels/{channel}/messages", BODY, token)
        answer = asyncio.run(_answer(sandbox.url, request))
        bare.ask("same", answer=answer.decode(), frame="")
        found = _rounds(
            (sandbox, bare), amount.rounds, lambda venue: _messages(venue, request, amount.messages)
        )
    return _result("Messages, 50 at once", "messages", found)


async def _answer(url: str, request: bytes) -> bytes:
    (line,) = await lines(url, 1)
    answer = await line.ask(request)
    line.close()
    return answer.partition(b"\r\n\r\n")[2]


def _messages(venue: Venue, request: bytes, count: int) -> Flood:
    async def measured() -> tuple[float, float]:
        before = time.process_time()
        seconds = await flood(venue.url, request, count, AT_ONCE)
        return seconds, time.process_time() - before

    before = venue.cpu()
    seconds, own = asyncio.run(measured())
    spent = venue.cpu() - before
    return Flood(count / seconds, spent / count * 1000, spent / seconds, own / seconds)


def interactions(amount: Amount) -> Result:
    """Slash commands: sent over the gateway, answered over HTTP."""
    with ExitStack() as stack:
        bots: dict[Venue, Bot] = {}
        for module in ("benchmarks.venue", "benchmarks.bare_venue"):
            venue = stack.enter_context(Venue(10, module))
            bot = Bot(venue, "raw", "benchmarks.raw_bot", ["TOKEN", "APPLICATION"])
            bots[venue] = stack.enter_context(bot)
        sandbox, bare = bots
        bots[sandbox].wait_for_commands(COMMAND)
        bare.ask("same", answer="", frame=_frame())

        def once(venue: Venue) -> Flood:
            load = bots[venue].load([(COMMAND, [])], amount.interactions, AT_ONCE)
            each = load.venue_share / load.rate * 1000
            return Flood(load.rate, each, load.venue_share, load.bot_share)

        found = _rounds((sandbox, bare), amount.rounds, once)
    return _result("Interactions, 50 at once", "interactions", found)


def _frame() -> str:
    """An interaction as the sandbox sends it."""

    async def made() -> str:
        sandbox = Sandbox()
        guild = sandbox.add_guild("Future managers")
        app, person = sandbox.add_application("raw", guild), sandbox.add_person("person", guild)
        session = sandbox.gateway.sessions["it"] = Session(app, 1, (0, 1), sandbox.gateway.saw)
        command = {"id": "1", "name": COMMAND, "type": 1, "options": []}
        sandbox.interactions.begin(USED, app, person.user, guild.channel("general"), command, command=command)
        return session.kept[-1][1]

    return asyncio.run(made())


LEAST: Final = 0.001
"""Milliseconds; a run that is over within a tick of the system's clock would seem to have cost nothing."""


def _rounds(
    venues: tuple[Venue, Venue], rounds: int, once: Callable[[Venue], Flood]
) -> tuple[list[Flood], list[Flood]]:
    found: tuple[list[Flood], list[Flood]] = ([], [])
    for number in range(rounds + 1):
        order = list(zip(venues, found, strict=True))
        for venue, kept in order if number % 2 == 0 else reversed(order):
            came = once(venue)
            if number:  # the first one warms up
                kept.append(came)
    return found


def _result(title: str, what: str, found: tuple[list[Flood], list[Flood]]) -> Result:
    rows, rates, costs = [], [], []
    for name, rounds in zip(("the sandbox", "a bare aiohttp server"), found, strict=True):
        rates.append(median(one.rate for one in rounds))
        costs.append(max(median(one.each for one in rounds), LEAST))
        shares = (median(one.server for one in rounds), median(one.generator for one in rounds))
        rows.append([name, f"{rates[-1]:,.0f}", f"{costs[-1]:.3f}", *(f"{share:.0%}" for share in shares)])
    gates = [
        Gate(f"{what}/s of the sandbox, beside a bare server", rates[0] / rates[1], 0.33, at_least=True),
        Gate(
            f"CPU time of the sandbox for one of the {what}, beside a bare server", costs[0] / costs[1], 3.0
        ),
    ]
    return Result(title, ("", *COLUMNS), rows, gates)


MEASURES: Final[dict[str, Callable[[Amount], Result]]] = {"messages": messages, "interactions": interactions}
