"""What rooms above credits offer to fill a gap; :mod:`mentorbot.hooks` says which."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from mentorbot.chat.caller import Caller
from mentorbot.credits.rule import Gap
from mentorbot.db import AsyncConnection


@dataclass(frozen=True, slots=True)
class GapFiller:
    """Something that would bring somebody nearer, such as an event.

    Args:
        title: As it was typed.
        starts_at: Aware.
        quarters: By how much it brings them nearer.
        action: The id of the button that shows it.
    """

    title: str
    starts_at: datetime
    quarters: int
    action: str


@dataclass(frozen=True, slots=True)
class GapHooks:
    """Part of the program.

    Args:
        find_fillers: What in the caller's community would fill a gap, best first.
    """

    find_fillers: Callable[[AsyncConnection, Caller, Gap], Awaitable[Sequence[GapFiller]]]
