"""What a command can be given: the kinds of its options, and what of each reaches its handler.

Values come raw, as the platform gave them; a room parses them once it knows what the caller may do. Whether
an option may be left out, and what stands for it then, is said by the default of the handler's argument.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from mentorbot.chat import limits
from mentorbot.chat.program import Program
from mentorbot.chat.turn import Typing


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of what is offered while somebody types. Platforms cut a label that is too long."""

    label: str
    value: str


Suggest = Callable[[Typing], Awaitable[Sequence[Suggestion]]]
"""Offers what fits what is typed, in one read. If it raises, nothing is offered."""

Named = Mapping[Any, str]
"""Values, all text (of a StrEnum perhaps) or all whole numbers, and what each is called."""


class Kind(StrEnum):
    """What an option is. A platform says for each how it is asked for; it cannot start without one."""

    TEXT = "text"
    WHOLE = "whole"
    DECIMAL = "decimal"
    YES_NO = "yes_no"
    CHOICE = "choice"
    PERSON = "person"
    CHANNEL = "channel"
    GROUP = "group"
    FILE = "file"


class ChannelKind(StrEnum):
    """What sort of channel may be named."""

    TEXT = "text"
    FORUM = "forum"


@dataclass(frozen=True, slots=True)
class CommandOption:
    """One option of a command, made by the functions below.

    Args:
        name: As people see it, and as the handler's argument is called.
        about: What to fill in, in a line.
        least: Of characters, or of a number.
        most: Likewise.
        named: What can be chosen; or what makes it from the content.
        channels: Which sorts of channel.
        suggest: Offers something while it is typed.
        ends: Whether a text can be this option; where options are typed in a line, the longest end that can
            is taken for it.
    """

    name: str
    kind: Kind
    about: str
    least: float | None = None
    most: float | None = None
    named: Named | Callable[[Program], Named] | None = None
    channels: tuple[ChannelKind, ...] = ()
    suggest: Suggest | None = None
    ends: Callable[[str], bool] | None = None

    @property
    def typed(self) -> bool:
        """Whether it is typed, rather than chosen."""
        return self.kind in {Kind.TEXT, Kind.WHOLE, Kind.DECIMAL}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was named.

    Args:
        bot: It is a program.
        outside: They belong to another community, and are met here all the same.
        gone: They have left, or their account is closed.
    """

    id: str
    name: str
    bot: bool = False
    outside: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel that was named."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Group:
    """A role or user group that was named. ``everybody``: all are in it."""

    id: str
    name: str
    everybody: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A message whose menu was opened."""

    id: str
    channel_id: str
    author: Person
    text: str


class File(Protocol):
    """A file that was given; its bytes are asked for once it is known that they are wanted."""

    name: str
    size: int
    """In bytes."""

    async def read(self) -> bytes:
        """Its bytes. Raises UserError if the platform does not hand them out any more."""


def text(
    name: str,
    about: str,
    *,
    least: int = 0,
    most: int = limits.SUGGESTION,
    suggest: Suggest | None = None,
    ends: Callable[[str], bool] | None = None,
) -> CommandOption:
    """A line of text, of so many characters."""
    return CommandOption(name, Kind.TEXT, about, least, most, suggest=suggest, ends=ends)


def whole(name: str, about: str, least: int, most: int) -> CommandOption:
    """A whole number."""
    return CommandOption(name, Kind.WHOLE, about, least, most)


def decimal(name: str, about: str, least: float, most: float) -> CommandOption:
    """A number that may have decimals."""
    return CommandOption(name, Kind.DECIMAL, about, float(least), float(most))


def yes_no(name: str, about: str) -> CommandOption:
    """Yes or no."""
    return CommandOption(name, Kind.YES_NO, about)


def choice(name: str, about: str, named: Named | Callable[[Program], Named]) -> CommandOption:
    """One of a few, by what each is called; the value of what is chosen reaches the handler."""
    return CommandOption(name, Kind.CHOICE, about, named=named)


def person(name: str, about: str) -> CommandOption:
    """Somebody; the handler gets a :class:`Person`."""
    return CommandOption(name, Kind.PERSON, about)


def channel(name: str, about: str, *channels: ChannelKind) -> CommandOption:
    """A channel, a text channel unless other kinds are named; the handler gets a :class:`Channel`."""
    return CommandOption(name, Kind.CHANNEL, about, channels=channels or (ChannelKind.TEXT,))


def group(name: str, about: str) -> CommandOption:
    """A role or user group; the handler gets a :class:`Group`."""
    return CommandOption(name, Kind.GROUP, about)


def file(name: str, about: str) -> CommandOption:
    """A file; the handler gets a :class:`File`."""
    return CommandOption(name, Kind.FILE, about)
