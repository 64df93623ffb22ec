"""All open pages: what they have in common, and the moment when something happened."""

import asyncio
import traceback
from contextlib import suppress
from typing import Any

from aiohttp import web

from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.screen import ClientRefusedError, NotOnScreenError
from mentorbot.sandbox.discord.sandbox import Sandbox
from mentorbot.sandbox.discord.world.guilds import Channel
from mentorbot.sandbox.discord.world.users import User
from mentorbot.sandbox.page.given import Given
from mentorbot.sandbox.page.hooks import Hooks
from mentorbot.sandbox.page.seat import ACTIONS, Seat
from mentorbot.sandbox.page.whole import Whole
from mentorbot.sandbox.page.window import BIGGEST, Window
from mentorbot.sandbox.wire import Json

BREATH = 0.025
"""Seconds in which further changes are told together with the first."""
LOOK_EVERY = 0.5


class Hub:
    """The pages that are open, and what can be done from each.

    Args:
        sandbox: What the pages show.
        hooks: What the page offers besides.
    """

    def __init__(self, sandbox: Sandbox, hooks: Hooks) -> None:
        self.sandbox = sandbox
        self.hooks = hooks
        self.windows: set[Window] = set()
        """The open pages."""
        self._read: dict[str, dict[str, int]] = {}
        self._seats: dict[str, Seat] = {}
        self._offset = 0.0
        self.whole = Whole(
            sandbox, hooks, tell=self._tell_story, refresh=self.refresh, begin_anew=self.begin_anew
        )
        """What can be done with the whole of it."""
        self._running: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to watch what happens."""
        self._running = [asyncio.create_task(self._watch()), asyncio.create_task(self._look())]

    async def stop(self) -> None:
        """Close every page."""
        await self.whole.player.stop()
        for task in self._running:
            task.cancel()
        for task in self._running:
            with suppress(asyncio.CancelledError):
                await task
        for window in list(self.windows):
            await window.socket.close(code=1001, message=b"The sandbox has ended.")

    # --- watching -------------------------------------------------------------------------------

    async def _watch(self) -> None:
        while True:
            await self.sandbox.bell.rings()
            await asyncio.sleep(BREATH)
            self.refresh()

    def refresh(self) -> None:
        """Tell every page what has changed on it."""
        if self.whole.busy.locked():
            return
        self._tell_clock()
        for window in list(self.windows):
            try:
                window.refresh()
            except Exception:
                self.sandbox.crashes.append(f"the page: {traceback.format_exc()}")

    def _tell_clock(self) -> None:
        now = self.sandbox.world.now().timestamp()
        offset = now - asyncio.get_running_loop().time()
        if abs(offset - self._offset) > 1:
            self._offset = offset
            for window in self.windows:
                window.tell("clock", now=now)

    async def _look(self) -> None:
        """Look from time to time for what no bell tells of: requests that change nothing, and what is due."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            for window in list(self.windows):
                window.tell_log()
            await self._tell_due([one for one in self.windows if "due" in one.watches])

    async def _tell_due(self, watching: list[Window]) -> None:
        if not watching or self.hooks.due is None or self.whole.busy.locked():
            return
        try:
            due = await self.whole.find_due()
        except Exception:
            self.sandbox.crashes.append(f"what is due: {traceback.format_exc()}")
            self.hooks.due = None
            return
        for window in watching:
            window.tell_if_new("due", due=due)

    def read_by(self, user_id: str) -> dict[str, int]:
        """The number of the last message that somebody has read, by channel."""
        known = self._read.get(user_id)
        if known is None:
            channels = self.sandbox.world.channels.values()
            known = {one.id: int(one.last_message_id or 0) for one in channels}
            self._read[user_id] = known
        return _Unread(known)

    def note_read(self, user_id: str, channel: Channel) -> None:
        """Note that somebody has read a channel to its end."""
        self.read_by(user_id)
        self._read[user_id][channel.id] = int(channel.last_message_id or 0)

    # --- pages ----------------------------------------------------------------------------------

    def person(self, name: str | None) -> Person:
        """The person of a name or id; the first one there is without one.

        Raises:
            ClientRefusedError: There is nobody of that name.
        """
        people = [one for one in self.sandbox.world.users.values() if not one.bot]
        for user in people:
            if name in {user.id, user.username}:
                return Person(self.sandbox, user)
        if name or not people:
            raise ClientRefusedError(f"There is nobody called {name}.")
        return Person(self.sandbox, next((one for one in people if self._in_a_guild(one)), people[0]))

    def _somebody(self, *names: str | None) -> Person | None:
        """The first of these people that there is; of those who are not named, anybody."""
        for name in (*filter(None, names), None):
            with suppress(ClientRefusedError):
                return self.person(name)
        return None

    def _in_a_guild(self, user: User) -> bool:
        return any(True for _ in self.sandbox.world.guilds_of(user.id))

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Talk to one page until it is closed, at whatever moment that is."""
        socket = web.WebSocketResponse(max_msg_size=BIGGEST, compress=False, heartbeat=30.0, timeout=1.0)
        try:
            await socket.prepare(request)
        except ConnectionError:
            return web.Response(status=400)  # it went away before it was here; nobody reads this
        with suppress(ConnectionError):
            await self._talk(request.query.get("as"), socket)
        return socket

    async def _talk(self, name: str | None, socket: web.WebSocketResponse) -> None:
        person = self._somebody(name, self.hooks.begin)
        if person is None:
            await socket.close(code=1013, message=b"There is nobody here yet.")
            return
        window = Window(self, person, socket)
        self.windows.add(window)
        try:
            window.tell("clock", now=self.sandbox.world.now().timestamp())
            self.whole.player.catch_up(window.tell)
            await window.run()
        finally:
            self.windows.discard(window)

    def _tell_story(self, told: Json) -> None:
        for window in self.windows:
            window.tell("story", **told)

    def seat(self, name: str | None) -> Seat:
        """The seat from which somebody acts over HTTP."""
        person = self.person(name or self.hooks.begin)
        seat = self._seats.get(person.id)
        if seat is None or seat.person.user is not person.user:
            seat = self._seats[person.id] = Seat(self.sandbox, person)
        return seat

    # --- doing ----------------------------------------------------------------------------------

    async def do(self, seat: Seat, given: Given) -> Any:
        """Do what is asked, by its name in `do`.

        Raises:
            ClientRefusedError: It cannot be done; says why.
        """
        name = given.text("do")
        try:
            if name in ACTIONS:
                return await ACTIONS[name](seat, given)
            if isinstance(seat, Window) and (window_action := WINDOW.get(name)):
                return window_action(seat, given)
            if whole_action := self.whole.actions.get(name):
                return await whole_action(given)
        except DiscordError as error:
            raise ClientRefusedError(sentence(error)) from None
        except NotOnScreenError as error:
            raise ClientRefusedError(str(error)) from None
        except (ClientRefusedError, asyncio.CancelledError):
            raise
        except Exception:
            self.sandbox.crashes.append(f"{name}: {traceback.format_exc()}")
            raise ClientRefusedError(
                "The sandbox itself failed at that; the developer panel says how."
            ) from None
        raise ClientRefusedError(f"There is nothing called “{name}” to do.")

    def begin_anew(self) -> None:
        """Tell every page that all it knows is gone."""
        self._read.clear()
        self._seats.clear()
        for window in list(self.windows):
            self.windows.discard(window)
            window.tell("anew")


class _Unread(dict[str, int]):
    """What was read; of a channel that came later, nothing."""

    def get(self, channel_id: str, otherwise: object = None) -> int:
        return super().get(channel_id, 0)


def sentence(error: DiscordError) -> str:
    """What Discord's client would say of an error, with the first thing that is wrong."""
    part: Any = error.body()
    words = str(part.get("message", "Discord refused that."))
    part = part.get("errors")
    while isinstance(part, dict):
        if isinstance(part.get("_errors"), list):
            return str(part["_errors"][0]["message"])
        part = next(iter(part.values()), None)
    return words


def _go(window: Window, given: Given) -> Json:
    return window.go(window.channel(given))


def _watch(window: Window, given: Given) -> None:
    window.watches = {str(one) for one in given.several("what")}
    window.forget("due")
    window.refresh()


def _read(window: Window, given: Given) -> None:
    window.hub.note_read(window.person.id, window.channel(given))
    window.refresh()


WINDOW: dict[str, Any] = {
    "go": _go,
    "older": lambda window, _: window.older(),
    "newer": lambda window, _: window.newer(),
    "watch": _watch,
    "read": _read,
}
