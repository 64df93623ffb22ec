"""One open page of a local Slack: it is told whatever changes on its person's screen."""

from __future__ import annotations

from itertools import islice
from typing import Any, Protocol

from aiohttp import web

from mentorbot.sandbox.page.given import Given
from mentorbot.sandbox.page.hooks import Hooks
from mentorbot.sandbox.page.slack import log
from mentorbot.sandbox.page.slack.eyes import HOME, number
from mentorbot.sandbox.page.slack.place import see_place
from mentorbot.sandbox.page.slack.seat import Declare, Seat
from mentorbot.sandbox.page.talk import Talk
from mentorbot.sandbox.slack.people.person import Person
from mentorbot.sandbox.slack.people.screen import ClientRefusedError
from mentorbot.sandbox.slack.sandbox import Sandbox
from mentorbot.sandbox.slack.world.apps import App
from mentorbot.sandbox.slack.world.channels import Channel, Message
from mentorbot.sandbox.wire import Json

PAGE = 50
MOST_SHOWN = 250

Mark = tuple[Any, ...]


class House(Protocol):
    """What a page has in common with the others that are open."""

    sandbox: Sandbox
    hooks: Hooks
    declare: Declare

    async def do(self, seat: Seat, given: Given) -> Any:
        """Do what is asked, by its name in `do`."""

    def read_by(self, user_id: str) -> dict[str, int]:
        """The number of the last message that somebody has read, by channel."""


class Window(Talk, Seat):
    """A page that is open.

    Args:
        hub: What it has in common with other pages.
        person: Whose screen it is.
        socket: The websocket behind it.
    """

    def __init__(self, hub: House, person: Person, socket: web.WebSocketResponse) -> None:
        Talk.__init__(self, socket)
        Seat.__init__(self, hub.sandbox, person, hub.declare)
        self.hub = hub
        self.place: Channel | App | None = None
        """The conversation that it shows, or the app whose Home tab it does."""
        self.shown: dict[int, Mark] = {}
        """The messages that it has, oldest first, each with how it was when it was sent."""
        self.watches: set[str] = set()
        """What else it wants to be told of: "log", "due"."""
        self.seen = log.Seen()

    def greet(self) -> None:
        """Tell what the page offers."""
        about = self.eyes.reader.read(self.hub.hooks.about)
        self.tell("hello", face="slack", offers={**self.hub.hooks.offered(), "about_nodes": about})

    async def perform(self, given: Given) -> Any:
        """Do what is asked."""
        return await self.hub.do(self, given)

    # --- what is on the screen ------------------------------------------------------------------

    def refresh(self) -> None:
        """Tell the page what has changed since it was last told."""
        self.tell_if_new("place", **see_place(self.eyes, self.hub.read_by(self.person.id)))
        if isinstance(self.place, Channel):
            if not self.person.sees(self.place):
                self.tell("closed", channel=self.place.id)
                self.place, self.shown = None, {}
            else:
                self._refresh_messages(self.place)
        elif self.place is not None:
            self._refresh_home(self.place)
        if self.place is not None:
            self.tell_if_new("commands", channel=self.place_id, commands=self.eyes.commands())
        top = self.person.modal
        self.tell_if_new("view", view=self.eyes.modal(top.source) if top is not None else None)
        self.tell_log()

    @property
    def place_id(self) -> str:
        """What the page calls the place that it shows."""
        if isinstance(self.place, App):
            return f"{HOME}{self.place.id}"
        return self.place.id if self.place is not None else ""

    def tell_log(self) -> None:
        """Tell of calls and frames that have passed, if the page wants to know."""
        if "log" in self.watches and (lines := self.seen.news(self.sandbox)):
            self.tell("log", lines=lines)

    def _refresh_home(self, app: App) -> None:
        view = self.sandbox.world.homes.get((app.id, self.person.team.id, self.person.id))
        mark = (view.hash,) if view is not None else None
        if view is not None and self.shown.get(1) != mark:
            self.shown = {1: (view.hash,)}
            self.tell("messages", channel=self.place_id, put=[self._home(app)], gone=[])

    def _home(self, app: App) -> Json:
        return self.eyes.home(self.person.home(app).source, self.person.installation(app).bot)

    def _refresh_messages(self, place: Channel) -> None:
        there = {number(one): one for one in islice(self.eyes.messages(place), MOST_SHOWN)}
        last = next(reversed(self.shown), 0)
        gone = [str(one) for one in self.shown if one not in there]
        put: list[Json] = []
        for identifier, message in sorted(there.items()):
            mark = self._mark(message)
            new = identifier > last
            if new or (identifier in self.shown and self.shown[identifier] != mark):
                put.append(self.eyes.message(message))
                self.shown[identifier] = mark
        for one in gone:
            del self.shown[int(one)]
        if put or gone:
            self.tell("messages", channel=place.id, put=put, gone=gone)

    def _mark(self, message: Message) -> Mark:
        counted = tuple((one, len(who), self.person.id in who) for one, who in message.reactions.items())
        files = tuple((one.id, one.deleted) for one in message.files)
        pinned = message.ts in message.channel.pins
        return message.text, id(message.blocks), str(message.edited), files, counted, pinned

    # --- moving ---------------------------------------------------------------------------------

    def go(self, given: Given) -> Json:
        """Show the newest messages of a conversation, or an app's Home tab."""
        wanted = given.text("channel")
        self.shown = {}
        self.forget("commands")
        if wanted.startswith(HOME):
            return self._go_home(wanted.removeprefix(HOME))
        channel = self.channel(given)
        self.place = channel
        newest = list(islice(self.eyes.messages(channel), PAGE))[::-1]
        self.shown = {number(one): self._mark(one) for one in newest}
        self.note_read()
        self.refresh()
        return {"messages": [self.eyes.message(one) for one in newest], "more": len(newest) == PAGE}

    def _go_home(self, app_id: str) -> Json:
        app = self.sandbox.world.apps.get(app_id)
        if app is None or not app.has_home:
            raise ClientRefusedError("That app has no Home tab.")
        self.place = app
        self.person.open_tab("home", app)
        there = self.sandbox.world.homes.get((app.id, self.person.team.id, self.person.id))
        self.shown = {1: (there.hash,)} if there is not None else {}
        self.refresh()
        return {"messages": [self._home(app)] if there is not None else [], "more": False}

    def older(self) -> Json:
        """Show messages before those that are shown."""
        if not isinstance(self.place, Channel) or not self.shown:
            return {"messages": [], "more": False, "gone": [], "live": True}
        first = next(iter(self.shown))
        before = (one for one in self.eyes.messages(self.place) if number(one) < first)
        found = list(islice(before, PAGE))[::-1]
        self.shown = {number(one): self._mark(one) for one in found} | self.shown
        told = [self.eyes.message(one) for one in found]
        return {"messages": told, "more": len(found) == PAGE, "gone": [], "live": True}

    def note_read(self) -> None:
        """Note that this person has read the conversation to its end."""
        if isinstance(self.place, Channel) and self.place.messages:
            newest = next(reversed(self.place.messages.values()))
            self.hub.read_by(self.person.id)[self.place.id] = number(newest)
