"""All that the bot asks of Discord's API passes at one pace, whoever asks: sending, threads, posts, commands.

What answers a press is not counted by Discord, and never waits here.
"""

import re
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Final

import aiohttp

from mentorbot.delivery.pace import Pace

PER_SECOND: Final = 48.0
"""Requests in a second at most; Discord allows 50.
https://docs.discord.com/developers/topics/rate-limits#global-rate-limit"""

_API: Final = "/api/"
_BY_TOKEN: Final = re.compile(r"(?:v\d+/)?(?:interactions|webhooks)/\d+/.")
"""https://docs.discord.com/developers/interactions/receiving-and-responding#followup-messages"""


_waited_for: ContextVar[int] = ContextVar("requests that one has waited for", default=0)


async def wait_for_several(pace: Pace, requests: int) -> None:
    """Wait once for so many requests of this task: each would otherwise wait behind all others anew."""
    await pace.wait(requests)
    _waited_for.set(requests)


def make_trace(pace: Pace) -> aiohttp.TraceConfig:
    """What makes each counted request of an HTTP client wait for its turn."""
    trace = aiohttp.TraceConfig()

    async def wait(
        _: aiohttp.ClientSession, __: SimpleNamespace, about: aiohttp.TraceRequestStartParams
    ) -> None:
        if not is_counted(about.url.path):
            return
        if ahead := _waited_for.get():
            _waited_for.set(ahead - 1)
        else:
            await pace.wait()

    trace.on_request_start.append(wait)
    return trace


def is_counted(path: str) -> bool:
    """Whether a request to this path counts towards what a bot may ask in a second."""
    _, found, rest = path.partition(_API)
    return bool(found) and _BY_TOKEN.match(rest) is None
