"""People of a story on the local Slack."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from mentorbot.demo.stage.seen import Actor, Asked, Offered, Place, Seen
from mentorbot.on_slack.names import Names
from mentorbot.on_slack.shortcuts import call_menu
from mentorbot.sandbox.slack.interactions.state import walk
from mentorbot.sandbox.slack.people.hands import PATIENCE
from mentorbot.sandbox.slack.people.outcomes import Looked, outcome
from mentorbot.sandbox.slack.people.person import Person
from mentorbot.sandbox.slack.people.surface import Surface, surface_of
from mentorbot.sandbox.slack.people.surfaces import Modal, Reply

CHOOSE: Final = "Choose these"
_SEND: Final = "Send me the "
_SEVERAL: Final = "multi_"
_ENTITY: Final = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")
_MARKS: Final = re.compile(r"`|(?<!\w)[*_~](?=\S)|(?<=\S)[*_~](?!\w)|\u200b")
_ALIKE: Final = str.maketrans({"\u2217": "*", "\u02cd": "_", "\u223c": "~", "\u02cb": "`"})


def _plain(person: Person, text: str) -> str:
    """A text as it is read, with names for ids."""
    world = person.slack.world

    def shown(found: re.Match[str]) -> str:
        mark, what, said = found.groups()
        if mark == "@" and what in world.users:
            return f"@{world.users[what].shown_name}"
        if mark == "#" and what in world.channels:
            return f"#{world.channels[what].name}"
        return said or (what if not mark else found[0])

    return _MARKS.sub("", _ENTITY.sub(shown, text)).translate(_ALIKE)


class SlackSeen(Seen):
    """A card in a message, in a modal, or on an app's own page."""

    def __init__(self, actor: SlackActor, surface: Surface) -> None:
        self.actor: SlackActor = actor
        self.raw = surface

    def __str__(self) -> str:
        return _plain(self.actor.raw, str(self.raw))

    @property
    def text(self) -> str:
        """What is read on it."""
        title = f"{self.raw.title}\n" if isinstance(self.raw, Modal) else ""
        return _plain(self.actor.raw, title + self.raw.text)

    @property
    def buttons(self) -> tuple[str, ...]:
        """What can be pressed, what stands in a menu of more included."""
        menus = [one for one in self.raw.selects if one.kind == "overflow"]
        return (
            *(one.label for one in self.raw.buttons),
            *(line.label for one in menus for line in one.choices),
        )

    @property
    def alone(self) -> bool:
        """Whether nobody else sees it."""
        if not isinstance(self.raw, Reply):
            return True
        return self.raw.ephemeral or self.raw.message.channel.is_direct

    @property
    def place(self) -> Place | None:
        """Where it is; modals and one's own page are in no conversation."""
        if not isinstance(self.raw, Reply):
            return None
        channel = self.raw.message.channel
        return Place(channel.name, channel)

    def find_id(self, label: str) -> str:
        """The id of a button."""
        _, element = self.raw.find_button(label)
        return str(element["action_id"])

    def choices(self, name: str) -> tuple[Offered, ...]:
        """What can be chosen in a drop-down."""
        found = next(one for one in self.raw.selects if name in {one.placeholder, one.action_id})
        return tuple(Offered(one.label, one.value) for one in found.choices)

    def seen_by(self, actor: Actor) -> Seen:
        """The same message on somebody else's screen."""
        assert isinstance(actor, SlackActor)  # noqa: S101
        assert isinstance(self.raw, Reply)  # noqa: S101
        return SlackSeen(actor, Reply(actor.raw, self.raw.message))

    async def click(self, label: str) -> Any:
        """Press a button."""
        return self.actor.shown(await self.raw.click(label))

    async def answer(self, label: str) -> Seen:
        """Press a button on what all see."""
        world, person = self.raw.person.slack.world, self.actor.raw
        before = set(world.whispers.get(person.id, {}))
        pressed = await self.raw.click(label)
        if isinstance(pressed, Modal) or (isinstance(pressed, Reply) and pressed.ephemeral):
            return SlackSeen(self.actor, pressed)

        def told() -> list[Any]:
            return [one for ts, one in world.whispers.get(person.id, {}).items() if ts not in before]

        await person.wait(told, f"{person.name} pressed “{label}”", lambda: str(pressed), PATIENCE)
        return SlackSeen(self.actor, Reply(person, told()[-1]))

    async def choose(self, name: str, *labels: str) -> Any:
        """Choose in a drop-down; several count once *Choose these* is pressed."""
        block, element = self.raw.find(name)
        if not element["type"].startswith(_SEVERAL):
            return self.actor.shown(await self.raw.choose(name, labels[0]))
        await self.raw.choose(name, list(labels), shows=False)
        take = next(one for _, one in walk([block]) if one["type"] == "button")
        return self.actor.shown(await self.raw.click(take["action_id"]))

    async def read(self, name: str) -> bytes:
        """A picture or file that goes with it: below a message, or sent directly to whoever asks.

        Args:
            name: Its name, or the end of that.
        """

        def named(reply: Reply) -> list[str]:
            return [one.name for one in reply.files if one.name.endswith(name)]

        person = self.actor.raw
        if isinstance(self.raw, Reply) and not self.raw.ephemeral:
            found = await person.wait_for_message(self.raw.message.channel, lambda one: bool(named(one)))
        else:
            asks = next((one for one in self.buttons if one.startswith(_SEND)), None)
            if asks is not None:
                await self.answer(asks)
            found = await person.wait_for_dm(lambda one: bool(named(one)))
        return found.read(named(found)[0])

    async def menu(self, name: str) -> Any:
        """Use what the menu of this message has."""
        assert isinstance(self.raw, Reply)  # noqa: S101
        return self.actor.shown(await self.raw.shortcut(name))


class SlackAsked(Asked):
    """A modal in which something is filled in."""

    raw: Modal

    def __init__(self, actor: SlackActor, modal: Modal) -> None:
        self.actor: SlackActor = actor
        self.raw = modal

    @property
    def title(self) -> str:
        """What it is called."""
        return self.raw.title

    @property
    def text(self) -> str:
        """Its title, and all that is asked."""
        return _plain(self.actor.raw, f"{self.raw.title}\n{self.raw.text}")

    def options(self, label: str) -> dict[str, str]:
        """What can be chosen in a field."""
        _, element = self.raw.find(label)
        return {one["text"]["text"]: one["value"] for one in element["options"]}

    def fit(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Answers as its fields take them."""
        return {name: self._given(name, value) for name, value in answers.items()}

    async def submit(self, answers: Mapping[str, Any] | None = None, /, **more: Any) -> Any:
        """Fill it in and send it."""
        return self.actor.shown(await self.raw.submit(self.fit({**(answers or {}), **more})))

    async def refuse(self, answers: Mapping[str, Any] | None = None, /, **more: Any) -> tuple[str, Asked]:
        """Send what is not taken; the form stays, filled in."""
        asked: SlackAsked = await self.submit(answers, **more)
        told = "\n".join([asked.text, *asked.raw.errors.values()])
        return told, asked

    def _given(self, name: str, value: Any) -> Any:
        """What is chosen in a field that takes one thing is no list."""
        _, element = self.raw.find(name)
        takes_many = element["type"].startswith(_SEVERAL) or element["type"] == "checkboxes"
        if isinstance(value, Actor):
            return value.id
        return value[0] if isinstance(value, list) and len(value) == 1 and not takes_many else value


class SlackActor(Actor):
    """Somebody on the local Slack.

    Args:
        names: How commands are called there.
    """

    raw: Person

    def __init__(self, person: Person, names: Names) -> None:
        self.raw = person
        self._names = names

    @property
    def called(self) -> str:
        """What others call them."""
        return self.raw.name

    @property
    def username(self) -> str:
        """What Slack itself calls them."""
        return self.raw.user.name

    def show_message(self, found: Reply) -> Seen:
        """A message on their screen."""
        return SlackSeen(self, found)

    async def slash(self, words: str, /, *, at: Place | None = None, **options: Any) -> Any:
        """Use a command: options stand after it, or in its form where they cannot be typed."""
        channel = at.raw if at is not None else None
        typed = {name: _written(value) for name, value in options.items()}
        if all(one is not None for one in typed.values()):
            line = " ".join([self._names.typed(words), *(f"{name}:{one}" for name, one in typed.items())])
            return self.shown(await self.raw.slash(line, channel=channel))
        asked = await self._form(words, channel)
        return await asked.submit(options)

    async def suggest(self, words: str, /, **options: str) -> list[Offered]:
        """Begin to type in the last of these fields of a command's form."""
        asked = await self._form(words)
        name, typed = list(options.items())[-1]
        offered = await asked.raw.suggest(name, typed)
        await asked.raw.close()
        return [Offered(one.label, one.value) for one in offered]

    async def menu(self, name: str, on: Actor) -> Any:
        """Use the shortcut that stands for what the menu of a person has; it asks for the person."""
        asked: Modal = await self.raw.shortcut(call_menu(name))
        return self.shown(await asked.submit(person=on.id))

    async def forge(self, button: str, seen: Seen) -> Any:
        """Press what is not on their screen."""
        assert isinstance(seen, SlackSeen)  # noqa: S101
        block, element = next(pair for pair in walk(seen.raw.blocks) if pair[1]["type"] == "button")
        looked = Looked(self.raw, seen.raw.source)
        forged = {**element, "action_id": button}
        sent = self.raw.acts.act(self.raw.user, seen.raw.source, block, forged, {})
        did = f"sent the id {button!r}"
        found = await outcome(self.raw, looked, sent, did, timeout=PATIENCE, seen=None)
        return self.shown(surface_of(self.raw, found, (sent,)))

    def is_in(self, place: Place) -> bool:
        """Whether they are in a channel."""
        return self.id in place.raw.members

    async def say(self, text: str, where: Place) -> Seen:
        """Write a message."""
        return self.show_message(Reply(self.raw, await self.raw.say(text, where.raw)))

    async def wait_for_room(self) -> Place:
        """Wait until they are in a private channel that the app has made."""
        bot = self.raw.installation().bot

        def there() -> list[Any]:
            return [one for one in self.raw.channels if one.kind == "private" and bot.id in one.members]

        await self.raw.wait(there, f"{self.called} waits for a private channel", lambda: "none", PATIENCE)
        return Place(there()[-1].name, there()[-1])

    def shown(self, found: Any) -> SlackSeen | SlackAsked:
        """What a surface is in a story."""
        asks = isinstance(found, Modal) and found.source.given.get("submit")
        return SlackAsked(self, found) if asks else SlackSeen(self, found)

    async def _form(self, words: str, channel: Any = None) -> SlackAsked:
        opened = self.shown(await self.raw.slash(f"{self._names.typed(words)} ?", channel=channel))
        assert isinstance(opened, SlackAsked), str(opened)  # noqa: S101
        return opened


def _written(value: Any) -> str | None:
    """What is typed for an option; None for what cannot be typed."""
    match value:
        case Actor():
            return f"<@{value.id}>"
        case Place():
            return f"<#{value.raw.id}>"
        case bool():
            return "yes" if value else "no"
        case tuple() | list():
            return None
        case _:
            text = str(value)
            return None if '"' in text or "\n" in text else f'"{text}"'
