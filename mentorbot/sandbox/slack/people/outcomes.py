"""What comes of something that a person did: what is new on their screen, or why nothing is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Any

from mentorbot.sandbox.slack.interactions.interactions import Interaction
from mentorbot.sandbox.slack.people.hands import Hands
from mentorbot.sandbox.slack.people.screen import NotAnsweredError
from mentorbot.sandbox.slack.world.channels import Message
from mentorbot.sandbox.slack.world.views import View
from mentorbot.sandbox.wire import dumps

Source = Message | View


def fingerprint(source: Source) -> str:
    """What tells whether a message or a view has changed."""
    if isinstance(source, View):
        return source.hash
    return dumps([source.text, source.blocks, source.attachments, [one.id for one in source.files]])


class Looked:
    """What was on a person's screen before they did something.

    Args:
        person: Who looks.
        source: The message or view on which they are going to do it.
        trail: The interactions that led there, the first one first.
    """

    def __init__(
        self, person: Hands, source: Source | None = None, trail: Iterable[Interaction] = ()
    ) -> None:
        self.person = person
        self.trail = tuple(trail)
        sources = [source, *(one.source for one in self.trail)]
        world = person.slack.world
        sources.extend(one for one in world.homes.values() if one.user_id == person.id)
        self._sources = {id(one): (one, fingerprint(one)) for one in sources if one is not None}
        self._heard = {id(one): len(one.messages) for one in self.trail}
        self._top = _mark(_top(person))
        self._since = world.new_ts()

    def find_new(self, interaction: Interaction) -> Source | None:
        """What is new since, as far as it has to do with an interaction."""
        person, world = self.person, self.person.slack.world
        top = _top(person)
        if top is not None and _mark(top) != self._top and top.app_id == interaction.app.id:
            return top
        for one in (interaction, *reversed(self.trail)):
            for message in one.messages[self._heard.get(id(one), 0) :]:
                if person.is_shown(message):
                    return message
        for source, before in self._sources.values():
            gone = isinstance(source, Message) and not person.is_shown(source)
            if gone or fingerprint(source) != before:
                return source
        home = world.homes.get((interaction.app.id, interaction.team.id, person.id))
        if home is not None and id(home) not in self._sources:
            return home
        return next(self._written(interaction), None) if interaction.done else None

    def _written(self, interaction: Interaction) -> Iterator[Message]:
        """What the app has written since, where the person is or to them directly."""
        person, bot = self.person, interaction.installation.bot
        places = [one.channel for one in (interaction, *self.trail)]
        places.append(person.slack.world.direct(frozenset((bot.id, person.id))))
        for channel in dict.fromkeys(one for one in places if one is not None):
            since = takewhile(lambda one: one.ts > self._since, reversed(channel.messages.values()))
            if person.sees(channel):
                yield from (one for one in reversed(list(since)) if one.user is bot)
        whispers = person.slack.world.whispers.get(person.id, {})
        since = takewhile(lambda one: one.ts > self._since, reversed(whispers.values()))
        yield from (one for one in reversed(list(since)) if one.user is bot and one.channel in places)


def _top(person: Hands) -> View | None:
    stack = person.slack.world.modals.get(person.id)
    return stack[-1] if stack else None


def _mark(view: View | None) -> tuple[str, str]:
    return (view.id, view.hash) if view is not None else ("", "")


def _refused(person: Hands, interaction: Interaction, did: str, seen: Any) -> NotAnsweredError:
    return NotAnsweredError(
        f"{person.name} {did}, and Slack says: {interaction.error} ({interaction.app.name}). "
        f"On the screen was:\n{seen or 'nothing'}"
    )


async def settled(
    person: Hands, interaction: Interaction, did: str, timeout: float, seen: Any  # noqa: ASYNC109
) -> None:  # fmt: skip
    """Wait until the app has acknowledged something.

    Raises:
        NotAnsweredError: It did not, or answered with what Slack cannot take.
    """
    what = f"{person.name} {did}, and {interaction.app.name} has not answered"
    await person.wait(lambda: interaction.done, what, lambda: str(seen or "nothing"), timeout)
    if interaction.error:
        raise _refused(person, interaction, did, seen)


async def outcome(
    person: Hands, looked: Looked, interaction: Interaction, did: str, *, timeout: float, seen: Any  # noqa: ASYNC109
) -> Source:  # fmt: skip
    """Wait for what a person would wait for: a modal, a message, or a change of what they look at.

    Raises:
        NotAnsweredError: Nothing of it came in time, or Slack could not bring it to the app.
    """
    found: list[Source] = []

    def came() -> bool:
        new = looked.find_new(interaction)
        if new is not None:
            found.append(new)
        return bool(found) or bool(interaction.error)

    what = f"{person.name} {did}, and waits for what {interaction.app.name} shows"
    await person.wait(came, what, lambda: str(seen or "nothing"), timeout)
    if not found:
        raise _refused(person, interaction, did, seen)
    return found[0]
