"""What meetings are about: each room that lets members meet says here, by kind, who and what follows.

A meeting knows its owner only as a kind and an id. So the rooms above (mentoring, networking) use meetings,
and meetings know none of them.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from mentorbot.chat.program import Program
from mentorbot.db import AsyncConnection, Session
from mentorbot.meetings.planning import MeetingView


@dataclass(frozen=True, slots=True)
class About:
    """What an owner is, as long as there is something to meet about.

    Args:
        community_id: Whose it is.
        member_ids: Who meets: two to MOST_MEMBERS of that community.
    """

    community_id: int
    member_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Owner:
    """What a room says of a kind of meetings.

    Args:
        word: What people call one, for sentences: "session", "conversation".
        title: What one is called in calendars and above messages: "Mentoring session".
        about: What the owner with an id is; None if there is none or it has ended, so that nothing can be
            planned about it.
        met: Called once for each meeting, in the transaction in which the first of its members says that
            they met.
        agenda: What to talk about in one that is agreed, as Markdown; it goes with the first invitation, and
            into calendars.
        names: What those are called who meet, by member, for the titles of calendars.
        tells: Whether it tells by itself that it has ended because one was erased, with what was planned.
    """

    word: str
    title: str
    about: Callable[[AsyncConnection | Session, int], Awaitable[About | None]]
    met: Callable[[Session, Program, MeetingView], Awaitable[None]] | None = None
    agenda: Callable[[AsyncConnection | Session, Program, MeetingView], Awaitable[str]] | None = None
    names: Callable[[AsyncConnection | Session, MeetingView], Awaitable[dict[int, str]]] | None = None
    tells: bool = False


_owners: dict[str, Owner] = {}


def register_owner(kind: str, owner: Owner) -> None:
    """Let members meet about things of this kind (at most 32 lower-case letters)."""
    if not (kind.isascii() and kind.isalpha() and kind.islower() and len(kind) <= 32):
        raise ValueError(f"a kind is a word of lower-case letters, unlike {kind!r}")
    _owners[kind] = owner


def find_owner(kind: str) -> Owner | None:
    """What was said of a kind; None if no room that is loaded has."""
    return _owners.get(kind)


def name_meeting(kind: str) -> str:
    """What people call a meeting of this kind, for sentences."""
    found = _owners.get(kind)
    return found.word if found else "meeting"


def find_title(kind: str) -> str:
    """What a meeting of this kind is called in calendars and above messages."""
    found = _owners.get(kind)
    return found.title if found else "Meeting"
