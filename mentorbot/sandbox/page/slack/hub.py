"""All open pages of a local Slack: what they have in common, and the moment when something happened."""

import asyncio
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from aiohttp import web

from mentorbot.sandbox.page.given import Given
from mentorbot.sandbox.page.hooks import Hooks
from mentorbot.sandbox.page.hours import Hours
from mentorbot.sandbox.page.slack.seat import ACTIONS, Declare, Seat
from mentorbot.sandbox.page.slack.window import Window
from mentorbot.sandbox.page.story import Player
from mentorbot.sandbox.page.window import BIGGEST
from mentorbot.sandbox.slack.api.errors import SlackError
from mentorbot.sandbox.slack.people.person import Person
from mentorbot.sandbox.slack.people.screen import ClientRefusedError, NotOnScreenError
from mentorbot.sandbox.slack.people.surfaces import Modal
from mentorbot.sandbox.slack.sandbox import Sandbox
from mentorbot.sandbox.wire import Json

BREATH = 0.025
"""Seconds in which further changes are told together with the first."""
LOOK_EVERY = 0.5
LONGEST_NAME = 32


class Hub:
    """The pages that are open, and what can be done from each.

    Args:
        sandbox: What the pages show.
        hooks: What the page offers besides.
        declare: Called before a command is used that no app may have yet.
    """

    def __init__(self, sandbox: Sandbox, hooks: Hooks, declare: Declare) -> None:
        self.sandbox = sandbox
        self.hooks = hooks
        self.declare = declare
        self.windows: set[Window] = set()
        """The open pages."""
        self._read: dict[str, dict[str, int]] = {}
        self._seats: dict[str, Seat] = {}
        self._offset = 0.0
        self.hours = Hours(hooks, sandbox.world.now, self.refresh)
        """Its clock, and what is due."""
        self._player = Player(hooks, _fill, self._tell_story, self._begin_anew)
        self._aside: set[Window] = set()
        """Pages of what is being made anew, which are told so once it is."""
        self._running: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to watch what happens."""
        self._running = [asyncio.create_task(self._watch()), asyncio.create_task(self._look())]

    async def stop(self) -> None:
        """Close every page."""
        await self._player.stop()
        for task in self._running:
            task.cancel()
        for task in self._running:
            with suppress(asyncio.CancelledError):
                await task
        for window in list(self.windows):
            await window.socket.close(code=1001, message=b"The sandbox has ended.")

    async def _watch(self) -> None:
        while True:
            await self.sandbox.bell.rings()
            await asyncio.sleep(BREATH)
            self.refresh()

    async def _look(self) -> None:
        """Look from time to time for what no bell tells of, such as calls that were refused."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            for window in list(self.windows):
                window.tell_log()
            await self._tell_due([one for one in self.windows if "due" in one.watches])

    async def _tell_due(self, watching: list[Window]) -> None:
        if not watching or self.hooks.due is None:
            return
        due = await self.hours.find_due()
        for window in watching:
            window.tell_if_new("due", due=due)

    def refresh(self) -> None:
        """Tell every page what has changed on it."""
        now = self.sandbox.world.now().timestamp()
        offset = now - asyncio.get_running_loop().time()
        moved = abs(offset - self._offset) > 1
        self._offset = offset
        for window in list(self.windows):
            try:
                if moved:
                    window.tell("clock", now=now)
                window.refresh()
            except Exception:
                self.sandbox.crashes.append(f"the page: {traceback.format_exc()}")

    def read_by(self, user_id: str) -> dict[str, int]:
        """The number of the last message that somebody has read, by channel."""
        return self._read.setdefault(user_id, {})

    # --- pages ----------------------------------------------------------------------------------

    def person(self, name: str | None) -> Person:
        """The person of a name or id; the first one there is without one.

        Raises:
            ClientRefusedError: There is nobody of that name.
        """
        people = [one for one in self.sandbox.world.users.values() if not one.is_bot and not one.deleted]
        for user in people:
            if name in {user.id, user.name, user.shown_name}:
                return self.sandbox.person(user)
        if name or not people:
            raise ClientRefusedError(f"There is nobody called {name}.")
        return self.sandbox.person(people[0])

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
        person = None
        for one in (*filter(None, (name, self.hooks.begin)), None):
            with suppress(ClientRefusedError):
                person = person or self.person(one)
        if person is None:
            await socket.close(code=1013, message=b"There is nobody here yet.")
            return
        window = Window(self, person, socket)
        self.windows.add(window)
        try:
            window.tell("clock", now=self.sandbox.world.now().timestamp())
            self._player.catch_up(window.tell)
            await window.run()
        finally:
            self.windows.discard(window)

    def seat(self, name: str | None) -> Seat:
        """The seat from which somebody acts over HTTP."""
        person = self.person(name or self.hooks.begin)
        return self._seats.setdefault(person.id, Seat(self.sandbox, person, self.declare))

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
            if name in HOUSE:
                return HOUSE[name](self, given)
            if name in {"advance", "due"}:
                return await (self.hours.advance(given) if name == "advance" else self.hours.due(given))
            if name in {"reset", "play", "stop_story"}:
                return await {"reset": self.reset, "play": self.play, "stop_story": self._player.stop}[name](
                    given
                )
        except SlackError as error:
            raise ClientRefusedError("; ".join(error.messages or ()) or error.error) from None
        except NotOnScreenError as error:
            raise ClientRefusedError(str(error)) from None
        except (ValueError, asyncio.CancelledError):
            raise
        except Exception:
            self.sandbox.crashes.append(f"{name}: {traceback.format_exc()}")
            raise ClientRefusedError(
                "The sandbox itself failed at that; the developer panel says how."
            ) from None
        raise ClientRefusedError(f"There is nothing called “{name}” to do.")

    async def reset(self, given: Given) -> None:
        """Make all as it was in the beginning; every page is told to begin anew."""
        if self.hooks.reset is None:
            raise ClientRefusedError("This sandbox has no beginning to go back to.")
        await self._player.stop()
        self._set_aside()
        try:
            await self.hooks.reset()
        finally:
            # Whoever asked is answered first: their page is another one then.
            asyncio.get_running_loop().call_soon(self._begin_anew)

    async def play(self, given: Given) -> None:
        """Play the story, which begins by making all anew."""
        await self._player.play(given)
        self._set_aside()

    def _set_aside(self) -> None:
        """Let pages alone whose people are about to be gone."""
        self._aside |= self.windows
        self.windows.clear()

    def _begin_anew(self) -> None:
        """Tell every page that all it knows is gone."""
        self._read.clear()
        self._seats.clear()
        self._set_aside()
        while self._aside:
            self._aside.pop().tell("anew")

    def _tell_story(self, told: Json) -> None:
        if self._aside:  # it stopped before all was made anew
            self._begin_anew()
        for window in self.windows:
            window.tell("story", **told)

    def add_person(self, given: Given) -> Json:
        """Add a person to the first workspace."""
        name = " ".join(given.text("name").split())
        if not 1 <= len(name) <= LONGEST_NAME:
            raise ClientRefusedError(f"A name has 1 to {LONGEST_NAME} characters.")
        team = next(iter(self.sandbox.world.teams.values()))
        user = self.sandbox.add_user(name, team)
        if any(one is not user and one.name == user.name for one in team.users.values()):
            user.name = f"{user.name}-{user.id[-6:].lower()}"
        self.sandbox.bell.ring()
        return {"id": user.id, "name": name, "username": user.name}

    def world(self, given: Given) -> Json:
        """All there is: workspaces with channels and people, apps."""
        eyes, world = self.seat(None).eyes, self.sandbox.world
        return {
            "now": world.now().timestamp(),
            "people": [eyes.user(one) for one in eyes.people()],
            "apps": [
                {"id": one.id, "name": one.name, "connected": len(self.sandbox.sockets.of(one))}
                for one in world.apps.values()
            ],
            "teams": [
                {
                    "id": one.id,
                    "name": one.name,
                    "members": list(one.users),
                    "channels": [
                        {"id": each.id, "name": each.name, "kind": each.kind}
                        for each in world.channels.values()
                        if each.team_id == one.id
                    ],
                }
                for one in world.teams.values()
            ],
            "complaints": self.sandbox.complaints,
        }

    def add_fault(self, given: Given) -> None:
        """Let calls go wrong; what can be given is that of `Faults.add`."""
        self.sandbox.faults.add(
            given.text("method"),
            times=given.whole("times", 1, lowest=1),
            error=given.text("error", ""),
            status=given.whole("status", lowest=200, highest=599) if given.has("status") else 0,
            retry_after=given.whole("retry_after", 0, lowest=0),
            reset=given.flag("reset"),
            lost_ack=given.flag("lost_ack"),
            delay=given.seconds("delay"),
        )

    def clear_faults(self, given: Given) -> None:
        """Let everything go well again."""
        self.sandbox.faults.clear()


async def _fill(modal: Modal, answers: Mapping[str, object]) -> None:
    """Let a form that is open hold what somebody has filled in: the page shows it as it is."""
    await modal.fill(answers)
    modal.person.slack.bell.ring()


def _watch(window: Window, given: Given) -> None:
    window.watches = {str(one) for one in given.several("what")}
    window.forget("due")
    window.refresh()


def _read(window: Window, given: Given) -> None:
    window.note_read()
    window.refresh()


WINDOW: dict[str, Callable[[Window, Given], Any]] = {
    "go": Window.go,
    "older": lambda window, _: window.older(),
    "watch": _watch,
    "read": _read,
}
HOUSE: dict[str, Callable[[Hub, Given], Any]] = {
    "add_person": Hub.add_person,
    "world": Hub.world,
    "add_fault": Hub.add_fault,
    "clear_faults": Hub.clear_faults,
}
