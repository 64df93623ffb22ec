"""People of a story on the local Discord."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import Any, Final, cast

from mentorbot.demo.markdown import Reader, to_text
from mentorbot.demo.stage.seen import Actor, Asked, Offered, Place, Seen
from mentorbot.sandbox.discord.people.hands import Hands
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Modal, Reply

TRY_AGAIN: Final = "Try again"


def _plain(person: Person, text: str) -> str:
    """A text as it is read, with names for ids."""
    world = person.sandbox.world
    names = {one.id: one.called for one in (Hands(person.sandbox, user) for user in world.users.values())}
    names |= {one.id: one.name for one in world.channels.values() if one.name}
    return to_text(text, Reader(world.now, UTC, names)).plain


def _shown(person: Person, found: Reply | Modal) -> DiscordSeen | DiscordAsked:
    return DiscordAsked(found) if isinstance(found, Modal) else DiscordSeen(person, found)


class DiscordSeen(Seen):
    """A message."""

    def __init__(self, person: Person, reply: Reply) -> None:
        self.actor = DiscordActor(person)
        self.raw = reply
        self._person = person

    def __str__(self) -> str:
        return _plain(self._person, str(self.raw))

    @property
    def text(self) -> str:
        """What is read on it."""
        return _plain(self._person, self.raw.text)

    @property
    def buttons(self) -> tuple[str, ...]:
        """What can be pressed."""
        return tuple(one.label for one in self.raw.buttons if not one.disabled)

    @property
    def alone(self) -> bool:
        """Whether nobody else sees it."""
        return self.raw.ephemeral or self.raw.message.channel.guild is None

    @property
    def place(self) -> Place | None:
        """Where it is."""
        return Place(self.raw.message.channel.name or "", self.raw.message.channel)

    def find_id(self, label: str) -> str:
        """The id of a button."""
        return str(self.raw.button(label).custom_id)

    def choices(self, name: str) -> tuple[Offered, ...]:
        """What can be chosen in a drop-down."""
        return tuple(Offered(one.label, str(one.value)) for one in self.raw.find_select(name).choices)

    def seen_by(self, actor: Actor) -> Seen:
        """The same message on somebody else's screen."""
        person = _person_of(actor)
        return DiscordSeen(person, Reply(person, self.raw.message))

    async def click(self, label: str) -> Any:
        """Press a button."""
        return _shown(self._person, await self.raw.click(label))

    async def answer(self, label: str) -> Seen:
        """Press a button on what all see."""
        pressed = await self.raw.click(label)
        if not pressed.ephemeral:
            interaction = [*self._person.sandbox.interactions.by_id.values()][-1]
            pressed = await Reply(self._person, pressed.message, interaction).follow_up()
        return DiscordSeen(self._person, pressed)

    async def choose(self, name: str, *labels: str) -> Any:
        """Choose in a drop-down."""
        return _shown(self._person, await self.raw.select(name, list(labels)))

    async def read(self, name: str) -> bytes:
        """A picture or file that goes with it, by its name or the end of that."""
        found = next((one for one in self.raw.files if one.name.endswith(name)), name)
        return self.raw.read(found)

    async def menu(self, name: str) -> Any:
        """Use what the menu of this message has."""
        return _shown(self._person, await self._person.context_menu(name, message=self.raw))


class DiscordAsked(Asked):
    """A modal."""

    raw: Modal

    def __init__(self, modal: Modal) -> None:
        self._person = cast(Person, modal.person)
        self.actor = DiscordActor(self._person)
        self.raw = modal

    @property
    def title(self) -> str:
        """What it is called."""
        return self.raw.title

    @property
    def text(self) -> str:
        """Its title, and all that is asked."""
        return self.raw.text

    def options(self, label: str) -> dict[str, str]:
        """What can be chosen in a field."""
        return {one["label"]: one["value"] for one in self.raw.fields[label]["options"]}

    async def submit(self, answers: Mapping[str, Any] | None = None, /, **more: Any) -> Any:
        """Fill it in and send it."""
        return _shown(self._person, await self.raw.submit({**(answers or {}), **more}))

    async def refuse(self, answers: Mapping[str, Any] | None = None, /, **more: Any) -> tuple[str, Asked]:
        """Send what is not taken, and open it again."""
        told: DiscordSeen = await self.submit(answers, **more)
        return told.text, await told.click(TRY_AGAIN)


class DiscordActor(Actor):
    """Somebody on the local Discord."""

    raw: Person

    def __init__(self, person: Person) -> None:
        self.raw = person

    @property
    def called(self) -> str:
        """What others call them."""
        return self.raw.called

    @property
    def username(self) -> str:
        """What Discord itself calls them."""
        return self.raw.name

    def show_message(self, found: Reply) -> Seen:
        """A message on their screen."""
        return DiscordSeen(self.raw, found)

    async def slash(self, words: str, /, *, at: Place | None = None, **options: Any) -> Any:
        """Use a command."""
        given = {name: getattr(value, "raw", value) for name, value in options.items()}
        channel = at.raw if at is not None else None
        return _shown(self.raw, await self.raw.slash(words, given, channel=channel))

    async def suggest(self, words: str, /, **options: str) -> list[Offered]:
        """Begin to type the last of these options of a command."""
        return [Offered(one.label, str(one.value)) for one in await self.raw.type(words, options)]

    async def menu(self, name: str, on: Actor) -> Any:
        """Use what the menu of a person has."""
        return _shown(self.raw, await self.raw.context_menu(name, user=_person_of(on)))

    async def forge(self, button: str, seen: Seen) -> Any:
        """Press what is not on their screen."""
        assert isinstance(seen, DiscordSeen)  # noqa: S101
        return _shown(self.raw, await self.raw.forge_click(button, seen.raw))

    def is_in(self, place: Place) -> bool:
        """Whether they are in a thread."""
        return self.id in place.raw.thread_members

    async def say(self, text: str, where: Place) -> Seen:
        """Write a message."""
        return self.show_message(Reply(self.raw, await self.raw.say(text, where.raw)))

    async def wait_for_room(self) -> Place:
        """Wait until they are in a private thread."""
        found: list[Any] = []

        def there() -> bool:
            world = self.raw.sandbox.world
            guilds = world.guilds.values()
            threads = [one for guild in guilds for one in guild.threads.values()]
            found[:] = [one for one in threads if self.id in one.thread_members and one.messages]
            return bool(found)

        await self.raw.wait(there, f"{self.raw.name} waits for a private thread", lambda: "none", 30.0)
        return Place(found[-1].name, found[-1])


def _person_of(actor: Actor) -> Person:
    assert isinstance(actor, DiscordActor)  # noqa: S101
    return actor.raw
