"""One turn of the conversation: somebody used a command, pressed something, sent a form, or is typing.

A platform makes a :class:`Turn` of what came in and hands it to the handler that a room declared for it. The
handler opens one scope, :meth:`Turn.read` or :meth:`Turn.change`, and returns a card or a form.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from mentorbot.chat.caller import Caller, Rights
from mentorbot.chat.card import Card
from mentorbot.chat.platform import Platform
from mentorbot.chat.program import Part, Program
from mentorbot.chat.spoken import note_spoken
from mentorbot.chat.workshop import Made, Workshop
from mentorbot.db import EVERYWHERE, AsyncConnection, Session
from mentorbot.errors import UserError

PATIENCE: Final = 20.0
"""Seconds that a change waits at most for those before it; then its person is asked to come back."""

First = Callable[[Session], Awaitable[None]]

Later = Callable[[], Awaitable[Card | None]]
"""What is done when the answer is on the screen; a card that comes of it is shown as a further one."""


@dataclass(slots=True, kw_only=True)
class Turn:
    """Who asks, from where, and what there is to answer with.

    Args:
        caller: Who asks, and in which community.
        rights: What the platform says they may do there.
        name: What they are called there, as others see it.
        program: What the running bot has.
        asked_on: The chat platform; :attr:`platform` is how handlers get at it.
    """

    caller: Caller
    rights: Rights
    name: str
    program: Program
    asked_on: Platform
    further: list[Card] = field(default_factory=list)
    """Cards shown after the one that is returned."""
    later: list[Later] = field(default_factory=list)
    """Work done after the answer."""
    first: First | None = None
    """What a platform has done at the beginning of each change; what it raises ends the change."""
    patience: float = PATIENCE
    """Seconds for which a change waits for its turn; less where the platform cannot be told to wait."""
    _scoped: bool = False

    def __post_init__(self) -> None:
        note_spoken(self.language)

    @property
    def language(self) -> str:
        """The language of their client in two letters, such as "en"."""
        return self.caller.locale[:2]

    @property
    def platform(self) -> Platform:
        """What can be asked of the chat platform, before or after a scope.

        Raises:
            RuntimeError: A scope is open, which would hold everybody up for as long as the platform takes.
        """
        if self._scoped:
            raise RuntimeError("the platform is asked before or after a scope, never within one")
        return self.asked_on

    @property
    def direct(self) -> bool:
        """Whether they ask in a direct message rather than in a community."""
        return self.caller.community is None

    def part(self, kind: type[Part], make: Callable[[Program], Part] | None = None) -> Part:
        """What the program has of a kind; see :meth:`Program.part`."""
        return self.program.part(kind, make)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """The scope of an answer that changes nothing.

        Raises:
            RuntimeError: Another scope of this turn is open.
        """
        self._enter()
        try:
            async with self.program.database.read_scope() as connection:
                yield connection
        finally:
            self._scoped = False

    @asynccontextmanager
    async def change(self) -> AsyncIterator[Session]:
        """The scope of a change: all that is done in it is kept at its end, or nothing.

        Raises:
            RuntimeError: Another scope of this turn is open; the two would wait for each other for ever.
            BusyError: So much is being changed that its turn did not come in time.
        """
        self._enter()
        find_places = self.program.find_places
        # What somebody presses in a direct message may belong to any of the communities that they are in.
        places = find_places(self.caller) if find_places and self.direct else None
        place = EVERYWHERE if self.direct and places is None else self.caller.place
        changing = self.program.database.session_scope(place, self.patience, places)
        try:
            async with changing as session:
                if self.first is not None:
                    await self.first(session)
                yield session
        finally:
            self._scoped = False

    async def make(self, program: str, task: object) -> Any:
        """What takes seconds, made in a process of its own; see :meth:`Workshop.make`."""
        return await self.part(Workshop, Workshop).make(self.caller, program, task)

    async def draw(self, work: Callable[..., Made], *arguments: Any) -> Made:
        """What holds a picture, made off the event loop: ``work(*arguments)``."""
        return await self.part(Workshop, Workshop).draw(work, *arguments)

    def also(self, card: Card) -> None:
        """Show this card too, after the one that is returned."""
        self.further.append(card)

    def afterwards(self, work: Later) -> None:
        """Do this once the answer is on the screen, so that nobody waits for it."""
        self.later.append(work)

    def _enter(self) -> None:
        if self._scoped:
            raise RuntimeError("a turn has one scope at a time")
        self._scoped = True


@dataclass(slots=True, kw_only=True)
class Press(Turn):
    """A button pressed, something chosen in a drop-down, or a form sent.

    Args:
        verb: The middle of its id, for handlers that answer several.
        argument: What stood after the verb; whoever wants can send anything here.
        values: What was chosen in a drop-down.
        answers: What was filled into a form, by field.
        attached: The names of the files on the message that was pressed on.
        seen_by_all: Whether others see that message too.
        confirmed: How the answers were read was shown, and is as it was meant.
    """

    verb: str = ""
    argument: str = ""
    values: tuple[str, ...] = ()
    answers: Mapping[str, str | list[str]] = field(default_factory=dict)
    attached: frozenset[str] = frozenset()
    seen_by_all: bool = False
    confirmed: bool = False
    renewed: Card | None = None
    """What the message that was pressed on is to become, for all who see it."""

    @property
    def typed(self) -> dict[str, str]:
        """The answers as text; of what was chosen in a form's drop-down, the first."""
        return {
            name: value if isinstance(value, str) else "".join(value[:1])
            for name, value in self.answers.items()
        }

    @property
    def value(self) -> str:
        """The one thing that was chosen in a drop-down. Raises UserError: nothing was."""
        if not self.values:
            raise UserError("Please choose one of the lines in the list.")
        return self.values[0]

    def chosen(self, name: str) -> tuple[str, ...]:
        """What was chosen in a form's drop-down; nothing if text was sent in its place."""
        return read_chosen(self.answers, name)

    def renew(self, card: Card) -> None:
        """Turn the message that was pressed on, which others see too, into this card.

        It costs no request of its own, so no limit holds it up. What is returned still is the answer.
        """
        self.renewed = card


@dataclass(slots=True, kw_only=True)
class Typing(Turn):
    """Somebody is typing an option of a command and is to be offered something.

    Args:
        typed: What stands there so far.
        beside: The other options of the command as far as they are filled in, raw.
    """

    typed: str = ""
    beside: Mapping[str, object] = field(default_factory=dict)


def read_chosen(answers: Mapping[str, str | list[str]], name: str) -> tuple[str, ...]:
    """What was chosen in a form's drop-down; nothing if text was sent in its place."""
    value = answers.get(name, ())
    return tuple(value) if isinstance(value, list) else ()


def number(text: str, other: int = 0, *, digits: int = 15) -> int:
    """A number from a button or a list, which whoever wants can send.

    Args:
        text: What was sent.
        other: What to take for anything that is no number; an id of 0 is nobody's.
        digits: Longer ones are no number either.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else other
