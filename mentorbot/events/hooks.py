"""What rooms above events put into the calendar that a member follows; :mod:`mentorbot.hooks` says which."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from mentorbot.chat.caller import Caller
from mentorbot.chat.program import Program
from mentorbot.db import AsyncConnection
from mentorbot.events.calendar import Entry
from mentorbot.members.service import MemberView

PATH: Final = "/calendars/"
"""What the addresses of all calendars begin with, behind that of the program."""


@dataclass(frozen=True, slots=True)
class Follower:
    """A member whose calendar is followed. ``caller``: they, in their community."""

    member: MemberView
    caller: Caller
    community_id: int

    def uid(self, kind: str, id_: object) -> str:
        """What a thing of theirs is called in their calendar, the same for as long as it is there."""
        who = (self.caller.platform, self.caller.community or "", self.caller.user_id, kind, str(id_))
        return f"{uuid5(NAMESPACE_URL, 'mentorbot:' + ':'.join(who))}@mentorbot"


FindEntries = Callable[[AsyncConnection, Program, Follower, datetime], Awaitable[list[Entry]]]
"""What belongs into a member's calendar, from a moment on."""


@dataclass(frozen=True, slots=True)
class CalendarHooks:
    """Part of the program. ``find_entries``: for each room that has something for a member's calendar."""

    find_entries: tuple[FindEntries, ...] = ()


@dataclass(frozen=True, slots=True)
class WebCalendars:
    """Part of the program: where calendar programs reach it; ``base`` is empty where they do not."""

    base: str = ""

    def of(self, secret: str) -> str:
        """The address of a calendar."""
        return f"{self.base}{PATH}{secret}.ics"
