"""What rooms above reminders add to the digest; :mod:`mentorbot.hooks` says which."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from mentorbot.chat.caller import Caller
from mentorbot.db import Session
from mentorbot.members.service import MemberView


@dataclass(frozen=True, slots=True)
class DigestHooks:
    """Part of the program.

    Args:
        find_near: What is near in a member's community until a moment, such as events: when, and what it is
            called, the soonest first.
        tell_network: What to say of whom a member met and could meet, as Markdown; empty for nothing.
    """

    find_near: Callable[[Session, Caller, MemberView, datetime], Awaitable[Sequence[tuple[datetime, str]]]]
    tell_network: Callable[[Session, Caller], Awaitable[str]]
