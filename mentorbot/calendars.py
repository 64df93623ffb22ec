"""Calendars that other programs follow, served on the web port.

An address tells nothing of itself: what is wrong, ended, or of somebody who has left is answered as what
never was. No address is logged, and none goes into a metric.
"""

import asyncio
import hashlib
import re
import time
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from aiohttp import web

from mentorbot import logs
from mentorbot.chat.program import Program
from mentorbot.events import calendar, followed, subscriptions
from mentorbot.events.hooks import PATH
from mentorbot.events.subscriptions import Opened

MOST: Final = 30
"""How often one calendar is made in a window; a person's programs together ask every few minutes at most."""
MOST_WRONG: Final = 30
"""How many wrong addresses are looked for in a window for one who asks."""
WINDOW: Final = 60.0
"""Seconds."""

_NAME: Final = re.compile(r"([A-Za-z0-9_-]{43})\.ics")
_AT_ONCE: Final = 2
_MOST_KNOWN: Final = 10_000
_AGE: Final = int(calendar.REFRESHED.total_seconds()) // 4

log = logs.get(__name__)


class Pace:
    """How often something may be done in a window of time, for each who does it."""

    def __init__(self, most: int, seconds: float = WINDOW) -> None:
        self._most = most
        self._seconds = seconds
        self._done: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def is_over(self, who: str) -> bool:
        """Whether it was done as often as it may be."""
        began, times = self._done.get(who, (0.0, 0))
        return times >= self._most and time.monotonic() - began < self._seconds

    def note(self, who: str) -> None:
        """It was done once more."""
        now = time.monotonic()
        began, times = self._done.pop(who, (now, 0))
        self._done[who] = (began, times + 1) if now - began < self._seconds else (now, 1)
        while len(self._done) > _MOST_KNOWN:
            self._done.popitem(last=False)


class CalendarPages:
    """What is served of calendars."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._made, self._wrong = Pace(MOST), Pace(MOST_WRONG)
        # Behind a proxy all ask from one address: whoever was right before is not held up by who is wrong.
        self._known: OrderedDict[str, None] = OrderedDict()
        self._room = asyncio.Semaphore(_AT_ONCE)

    @property
    def routes(self) -> Sequence[web.RouteDef]:
        """What is served on the web port, for GET and HEAD."""
        return [web.get(f"{PATH}{{name}}", self.give)]

    async def give(self, request: web.Request) -> web.Response:
        """A calendar; or that it is as it was; or that there is none."""
        named = _NAME.fullmatch(request.match_info["name"])
        asking = request.remote or ""
        if named is None:
            return _nothing()
        hash_ = subscriptions.hash_secret(named[1])
        guesses = hash_ not in self._known and self._wrong.is_over(asking)
        if guesses or self._made.is_over(hash_):
            return web.Response(status=429, headers={"Retry-After": str(int(WINDOW))})
        try:
            async with self._room:
                found = await self._make(hash_)
        except Exception:  # whatever it is, the program asks again; what it asked for is in no log
            log.exception("could not make a calendar")
            return web.Response(status=503, headers={"Retry-After": str(_AGE)})
        if found is None:
            self._wrong.note(asking)
            self._known.pop(hash_, None)
            return _nothing()
        self._made.note(hash_)
        self._known[hash_] = None
        while len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
        return _answer(request, *found)

    async def _make(self, hash_: str) -> tuple[bytes, bool] | None:
        """A calendar, and whether it is for everybody; None if there is none with this address."""
        async with self._program.database.read_scope() as connection:
            opened = await subscriptions.open_calendar(connection, hash_)
            if opened is None:
                return None
            entries = await followed.find_entries(connection, self._program, opened)
        # Many entries, and how the clocks of many zones go, would hold up whoever presses a button.
        data = await asyncio.to_thread(calendar.write_followed, _name(opened), entries)
        return data, opened.follower is None


def _name(opened: Opened) -> str:
    if opened.follower is None:
        return opened.name or "Events"
    return f"{opened.name}: mine" if opened.name else "My mentoring"


def _answer(request: web.Request, data: bytes, public: bool) -> web.Response:
    tag = hashlib.sha256(data).hexdigest()[:32]
    headers = {
        "ETag": f'"{tag}"',
        "Cache-Control": f"{'public' if public else 'private'}, max-age={_AGE}",
        "X-Robots-Tag": "noindex",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    if any(one.value in {tag, "*"} for one in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    return web.Response(body=data, content_type="text/calendar", charset="utf-8", headers=headers)


def _nothing() -> web.Response:
    """What is answered where there is nothing, whatever was asked for."""
    return web.Response(status=404, text="404: Not Found")
