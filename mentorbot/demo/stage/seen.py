"""What a story needs of a chat: people who act, what they see, and forms that they fill in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """A channel, or whatever a chat has for a few people.

    Args:
        name: What it is called.
        raw: As the local chat keeps it.
    """

    name: str
    raw: Any


@dataclass(frozen=True, slots=True)
class Offered:
    """Something that can be chosen, and what choosing it means."""

    label: str
    value: str


class Seen(ABC):
    """A card on somebody's screen: in a message, or wherever else a chat shows it."""

    actor: Actor

    @abstractmethod
    def __str__(self) -> str:
        """All of it as one reads it, with what can be pressed as ``[Done]``."""

    @property
    @abstractmethod
    def text(self) -> str:
        """What is read on it, without marks of how it looks, and without what is on buttons."""

    @property
    @abstractmethod
    def buttons(self) -> tuple[str, ...]:
        """What can be pressed, in reading order."""

    @property
    @abstractmethod
    def alone(self) -> bool:
        """Whether nobody else sees it."""

    @property
    @abstractmethod
    def place(self) -> Place | None:
        """Where it is; None where it is in no conversation."""

    @abstractmethod
    def find_id(self, label: str) -> str:
        """The id of a button, by its label."""

    @abstractmethod
    def choices(self, name: str) -> tuple[Offered, ...]:
        """What can be chosen in the drop-down with these words."""

    @abstractmethod
    def seen_by(self, actor: Actor) -> Seen:
        """The same message on somebody else's screen."""

    @abstractmethod
    async def click(self, label: str) -> Any:
        """Press a button; what is then seen, a :class:`Seen` or an :class:`Asked`."""

    @abstractmethod
    async def answer(self, label: str) -> Seen:
        """Press a button on what all see; what the person alone is told."""

    @abstractmethod
    async def choose(self, name: str, *labels: str) -> Any:
        """Choose in a drop-down; what is then seen."""

    @abstractmethod
    async def read(self, name: str) -> bytes:
        """A picture or file that goes with it, by its name or the end of that."""

    @abstractmethod
    async def menu(self, name: str) -> Any:
        """Use what the menu of this message has; what is then seen."""


class Asked(ABC):
    """A form on somebody's screen."""

    actor: Actor
    raw: Any
    """As the local chat has it."""

    @property
    @abstractmethod
    def title(self) -> str:
        """What it is called."""

    @property
    @abstractmethod
    def text(self) -> str:
        """Its title, and all that is asked."""

    @abstractmethod
    def options(self, label: str) -> dict[str, str]:
        """What can be chosen in the field with this label: values by their words."""

    def fit(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Answers as the local chat takes them for this form."""
        return dict(answers)

    @abstractmethod
    async def submit(self, answers: Mapping[str, Any] | None = None, /, **more: Any) -> Any:
        """Fill it in, by the fields' ids, and send it; what is then seen."""

    @abstractmethod
    async def refuse(self, answers: Mapping[str, Any] | None = None, /, **more: Any) -> tuple[str, Asked]:
        """Send what is not taken: why it is not, and the form to go on with."""


class Actor(ABC):
    """Somebody in the community."""

    raw: Any
    """As the local chat keeps them."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and other.id == self.id

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def id(self) -> str:
        """Their id on the chat."""
        return str(self.raw.id)

    @property
    @abstractmethod
    def called(self) -> str:
        """What others call them."""

    @property
    @abstractmethod
    def username(self) -> str:
        """What the chat itself calls them, of which no two are the same."""

    @property
    def inbox(self) -> list[Seen]:
        """What was written to them directly, oldest first."""
        return [self.show_message(one) for one in self.raw.inbox]

    @abstractmethod
    def show_message(self, found: Any) -> Seen:
        """A message, as the local chat has it, on their screen."""

    @abstractmethod
    async def slash(self, words: str, /, *, at: Place | None = None, **options: Any) -> Any:
        """Use a command; what is then seen, a :class:`Seen` or an :class:`Asked`."""

    @abstractmethod
    async def suggest(self, words: str, /, **options: str) -> list[Offered]:
        """Begin to type the last of these options of a command; what is offered for it."""

    @abstractmethod
    async def menu(self, name: str, on: Actor) -> Any:
        """Use what the menu of a person has; what is then seen."""

    @abstractmethod
    async def forge(self, button: str, seen: Seen) -> Any:
        """Press what is not on their screen, by its id, as if it were on a message that they see."""

    @abstractmethod
    def is_in(self, place: Place) -> bool:
        """Whether they are in a place for a few people."""

    @abstractmethod
    async def say(self, text: str, where: Place) -> Seen:
        """Write a message that all in a place see."""

    async def wait_for_dm(self, text: str) -> Seen:
        """Wait until something with this text is written to them directly."""
        return self.show_message(await self.raw.wait_for_dm(lambda one: text in self.show_message(one).text))

    async def wait_for_message(self, where: Place, text: str) -> Seen:
        """Wait until a message with this text is in a place."""
        return self.show_message(
            await self.raw.wait_for_message(where.raw, lambda one: text in self.show_message(one).text)
        )

    @abstractmethod
    async def wait_for_room(self) -> Place:
        """Wait until they are in a place for a few people."""
