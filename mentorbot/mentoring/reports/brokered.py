"""What the bot brought about between people, so that its messages can be reported with what they are about.

Each room that brings people together says here, by kind, what a thing of its own is to whoever reports it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from mentorbot.chat import fit
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session
from mentorbot.errors import UserError

GONE: Final = "This is not there any more. `/report new` tells the organizers all the same."
MOST_SAID: Final = 500
"""Characters of a report that say what it is about."""


@dataclass(frozen=True, slots=True)
class Brokered:
    """What brought the caller and others together.

    Args:
        community: Where, as in a Caller; the report goes to the organizers there.
        title: "Introductions, round 3".
        others: The platform's ids of those the caller knows of by it, each with a word about who that is.
        wrote: What the other wrote to the caller through the bot, if anything.
    """

    community: str
    title: str
    others: tuple[tuple[str, str], ...]
    wrote: str = ""

    @property
    def said(self) -> str:
        """What organizers read above what the caller says; at most MOST_SAID characters."""
        words = f"About: {self.title}."
        return fit(f"{words}\nThey wrote: {self.wrote}" if self.wrote else words, MOST_SAID)


Find = Callable[[AsyncConnection | Session, Caller, int], Awaitable[Brokered]]

_finders: dict[str, Find] = {}


def register_kind(kind: str, find: Find) -> None:
    """Let things of this kind be reported.

    Args:
        find: What one with an id is to the caller. Raises UserError if it is none of theirs.
    """
    _finders[kind] = find


async def find_brokered(
    connection: AsyncConnection | Session, caller: Caller, argument: str
) -> tuple[Brokered, Caller]:
    """What a button is about, and the caller as one of that community.

    Args:
        argument: The kind and the id, as in the button; whoever wants can send anything here.

    Raises:
        UserError: There is no such thing, or it is none of the caller's.
    """
    kind, _, id_ = argument.partition(":")
    find = _finders.get(kind)
    if find is None or not (id_.isascii() and id_.isdigit() and len(id_) <= 15):
        raise UserError(GONE)
    found = await find(connection, caller, int(id_))
    return found, Caller(caller.platform, found.community, caller.user_id)
