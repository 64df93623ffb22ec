"""What makes the message of a delivery: one handler for each kind, registered by the feature that owns it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from mentorbot.chat import Card
from mentorbot.chat.program import Program
from mentorbot.db import Session
from mentorbot.delivery.payloads import Payload


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes: to a person directly, or to a channel or thread.

    Args:
        platform: "discord" or "slack".
        community: The server's or workspace's id there.
        user_id: The person's id there, of whom a member is known; None for a channel.
        channel_id: The channel's or thread's id there; None for a person.
    """

    platform: str
    community: str | None
    user_id: str | None = None
    channel_id: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery that is due.

    Args:
        payload: As it is stored; a handler gets it as the dataclass of its kind.
        due_at: When it was to be sent; moved to the end of the member's quiet hours if it fell into them.
        attempts: How often it was tried, this time included.
        sender_id: The member by whose act it is sent, where it was another's.
        program: What the running bot has, for what makes the message: ``due.program.part(Library)``.
        prepared: What the :data:`Preparation` of its kind came to; None if there is none, or none was asked.
    """

    id: int
    dedupe_key: str
    kind: str
    payload: dict[str, Any]
    to: Address
    due_at: datetime
    community_id: int
    member_id: int | None
    attempts: int
    program: Program = field(repr=False, compare=False)
    sender_id: int | None = None
    prepared: Any = field(default=None, repr=False, compare=False)


_Payload = TypeVar("_Payload", bound=Payload)
Handler = Callable[[Session, Due], Awaitable[Card | None]]
"""What the dispatcher calls: a :data:`Maker` that is handed what was scheduled."""

Maker = Callable[[Session, Due, _Payload], Awaitable[Card | None]]
"""Makes the message when it is due, so that its words are fresh; None if it is no longer needed.

It runs in the transaction that takes the row. What it writes there is kept or lost together with that, so
it may schedule the next occurrence. Meanwhile nobody else can write, so it waits for nothing but the
database. It is called again when sending has to be tried again, so what it writes must bear being written
twice, as scheduling under the same key does. A card that is ``public`` may be shown in the community's
notice channel if the person takes no direct messages; of any other, only that there is one.
"""

Prepare = Callable[[Due], Awaitable[Any]]
"""What the dispatcher calls first: a :data:`Preparation` that is handed what was scheduled."""

Preparation = Callable[[Due, _Payload], Awaitable[Any]]
"""What takes longer than a moment, done before the transaction in which the message is made; others send
meanwhile. What it comes to is :attr:`Due.prepared`; by then things may have changed."""

Refused = Callable[[Session, Due], Awaitable[None]]
"""Called when a message could not be sent for good, in the transaction that notes it; see :func:`refused`."""

Fallback = Callable[[Session, Due, _Payload], Awaitable[None]]
"""A :data:`Refused` that is handed what was scheduled."""


_handlers: dict[str, Handler] = {}
_preparations: dict[str, Prepare] = {}
_works: set[str] = set()
_refused: dict[str, Refused] = {}


def handler(
    kind: str,
    payload: type[_Payload],
    *,
    works: bool = False,
    before: Preparation[_Payload] | None = None,
) -> Callable[[Maker[_Payload]], Maker[_Payload]]:
    """Register the function below as what makes messages of this kind (at most 64 characters).

    Args:
        payload: What was scheduled with it, as it is handed to the function.
        works: It only changes something, and sends nothing: it is done for somebody who is away, too.
        before: What takes longer than a moment, and is done first.
    """
    if works:
        _works.add(kind)
    if before is not None:

        async def prepare(due: Due) -> Any:
            return await before(due, payload.from_json(due.payload))

        _preparations[kind] = prepare

    def register(function: Maker[_Payload]) -> Maker[_Payload]:
        async def make(session: Session, due: Due) -> Card | None:
            return await function(session, due, payload.from_json(due.payload))

        _handlers[kind] = make
        return function

    return register


def only_works(kind: str) -> bool:
    """Whether a kind only changes something, and sends nothing."""
    return kind in _works


def find_preparation(kind: str) -> Prepare | None:
    """What is done before the message of a kind is made, if anything is."""
    return _preparations.get(kind)


def find_handler(kind: str) -> Handler | None:
    """The handler of a kind; None if no feature has registered one."""
    return _handlers.get(kind)


def refused(kind: str, payload: type[_Payload]) -> Callable[[Fallback[_Payload]], Fallback[_Payload]]:
    """Register the function below as what is done when a message of this kind cannot be sent for good.

    It is for what must not wait for an answer that cannot come.

    Args:
        payload: What was scheduled with it, as it is handed to the function.
    """

    def register(function: Fallback[_Payload]) -> Fallback[_Payload]:
        async def give_up(session: Session, due: Due) -> None:
            await function(session, due, payload.from_json(due.payload))

        _refused[kind] = give_up
        return function

    return register


def find_refused(kind: str) -> Refused | None:
    """What is done when a message of this kind cannot be sent for good, if anything is."""
    return _refused.get(kind)
