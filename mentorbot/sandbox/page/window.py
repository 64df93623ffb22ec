"""One open page: it is told whatever changes on its person's screen."""

from itertools import islice
from typing import Any, Protocol

from aiohttp import web

from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.sandbox import Sandbox
from mentorbot.sandbox.discord.world.guilds import Channel, Message
from mentorbot.sandbox.page import log
from mentorbot.sandbox.page.given import Given
from mentorbot.sandbox.page.hooks import Hooks
from mentorbot.sandbox.page.place import Place
from mentorbot.sandbox.page.seat import Seat
from mentorbot.sandbox.page.talk import Talk
from mentorbot.sandbox.wire import Json

PAGE = 50
MOST_SHOWN = 250
BIGGEST = 40 * 1024 * 1024

Mark = tuple[Json, tuple[tuple[str, int, bool], ...], bool]


class House(Protocol):
    """What a page has in common with the others that are open."""

    sandbox: Sandbox
    hooks: Hooks

    async def do(self, seat: Seat, given: Given) -> Any:
        """Do what is asked, by its name in `do`."""

    def read_by(self, user_id: str) -> dict[str, int]:
        """The number of the last message that somebody has read, by channel."""

    def note_read(self, user_id: str, channel: Channel) -> None:
        """Note that somebody has read a channel to its end."""


class Window(Talk, Seat):
    """A page that is open.

    Args:
        hub: What it has in common with other pages.
        person: Whose screen it is.
        socket: The websocket behind it.
    """

    def __init__(self, hub: House, person: Person, socket: web.WebSocketResponse) -> None:
        Talk.__init__(self, socket)
        Seat.__init__(self, hub.sandbox, person)
        self.hub = hub
        self.place: Channel | None = None
        """The channel that it shows."""
        self.shown: dict[str, Mark] = {}
        """The messages that it has, oldest first, each with how it was when it was sent."""
        self.live = True
        """Whether it has the newest message, so that further ones belong below it."""
        self.watches: set[str] = set()
        """What else it wants to be told of: "log", "due"."""
        self.seen = log.Seen()

    def greet(self) -> None:
        """Tell what the page offers."""
        about = self.view.reader.read(self.hub.hooks.about)
        self.tell("hello", offers={**self.hub.hooks.offered(), "about_nodes": about})

    async def perform(self, given: Given) -> Any:
        """Do what is asked."""
        return await self.hub.do(self, given)

    # --- what is on the screen ------------------------------------------------------------------

    def refresh(self) -> None:
        """Tell the page what has changed since it was last told."""
        read = self.hub.read_by(self.person.id)
        self.tell_if_new("place", **Place(self.view).seen(read))
        if self.place is not None:
            if not self.view.sees(self.place) or self.place.id not in self.sandbox.world.channels:
                self.tell("closed", channel=self.place.id)
                self.place, self.shown = None, {}
            else:
                self._refresh_messages(self.place)
                self.tell_if_new("commands", channel=self.place.id, commands=self.view.commands(self.place))
        self.tell_log()

    def tell_log(self) -> None:
        """Tell of requests and frames that have passed, if the page wants to know."""
        if "log" in self.watches and (lines := self.seen.news(self.sandbox)):
            self.tell("log", lines=lines)

    def _refresh_messages(self, place: Channel) -> None:
        whispers = self.sandbox.world.whispers.get(self.person.id, {})
        put: list[Json] = []
        gone: list[str] = []
        for identifier, mark in list(self.shown.items()):
            message = place.history.get(identifier) or whispers.get(identifier)
            if message is None:
                gone.append(identifier)
                del self.shown[identifier]
            elif not _same(mark, new := self._mark(message)):
                self.shown[identifier] = new
                put.append(self.view.message(message))
        if self.live:
            put += self._take(reversed(list(self._newer(place))))
            while len(self.shown) > MOST_SHOWN:
                oldest = next(iter(self.shown))
                del self.shown[oldest]
                gone.append(oldest)
        if put or gone:
            self.tell("messages", channel=place.id, put=put, gone=gone)

    def _newer(self, place: Channel) -> Any:
        last = int(next(reversed(self.shown), "0"))
        for message in islice(self.view.messages(place), PAGE * 2):
            if int(message.id) <= last:
                return
            yield message

    def _take(self, found: Any) -> list[Json]:
        taken: list[Json] = []
        for message in found:
            self.shown[message.id] = self._mark(message)
            taken.append(self.view.message(message))
        return taken

    def _mark(self, message: Message) -> Mark:
        counted = tuple((one, len(who), self.person.id in who) for one, who in message.reactions.items())
        return message.payload, counted, message.id in message.channel.pins

    # --- moving ---------------------------------------------------------------------------------

    def go(self, channel: Channel) -> Json:
        """Show the newest messages of a channel."""
        self.place, self.shown, self.live = channel, {}, True
        newest = list(islice(self.view.messages(channel), PAGE))
        self.hub.note_read(self.person.id, channel)
        told = self._take(reversed(newest))
        self.forget("commands")
        self.refresh()
        return {"messages": told, "more": len(newest) == PAGE}

    def older(self) -> Json:
        """Show messages before those that are shown; the newest make room."""
        if self.place is None or not self.shown:
            return {"messages": [], "more": False, "gone": []}
        first = int(next(iter(self.shown)))
        before = (one for one in self.view.messages(self.place) if int(one.id) < first)
        found = list(islice(before, PAGE))
        now = self.shown
        self.shown = {}
        told = self._take(reversed(found))
        self.shown |= now
        gone = self._drop(reversed(list(self.shown)))
        self.live = self.live and not gone
        return {"messages": told, "more": len(found) == PAGE, "gone": gone, "live": self.live}

    def newer(self) -> Json:
        """Show messages after those that are shown; the oldest make room."""
        if self.place is None or not self.shown:
            return {"messages": [], "gone": [], "live": True}
        last = int(next(reversed(self.shown)))
        after: list[Message] = []
        for message in self.view.messages(self.place):
            if int(message.id) <= last:
                break
            after.append(message)
        found = after[-PAGE:]
        told = self._take(reversed(found))
        self.live = len(found) == len(after)
        return {"messages": told, "gone": self._drop(iter(list(self.shown))), "live": self.live}

    def _drop(self, order: Any) -> list[str]:
        gone = list(islice(order, max(0, len(self.shown) - MOST_SHOWN)))
        for identifier in gone:
            del self.shown[identifier]
        return gone


def _same(one: Mark, other: Mark) -> bool:
    return one[0] is other[0] and one[1:] == other[1:]
