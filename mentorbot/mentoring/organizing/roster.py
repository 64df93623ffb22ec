"""Who mentors in a community, as its organizers see it: how many each takes, and whether they answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import func, select

from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.mentoring import acts, people, rights
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import questions
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.profiles.models import MENTOR
from mentorbot.mentoring.profiles.questions import Asked
from mentorbot.mentoring.profiles.service import MentorView
from mentorbot.mentoring.requests.models import MENTOR_REQUEST, REQUEST_CHOICE
from mentorbot.mentoring.terms import ChoiceState, MentorState, Role

NO_MENTOR: Final = (
    "There is no such mentor here, or not any more. `/organize mentor list` shows who there is."
)


class Show(StrEnum):
    """Which of the mentors are listed."""

    ALL = "all"
    FREE = "free"
    FULL = "full"
    PAUSED = "paused"
    SILENT = "silent"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A mentor as organizers see them.

    Args:
        waiting: So many requests wait for their answer.
        asked: How often they were asked, and of that ``silent`` without an answer in time.
        held: Whether organizers took them off the list.
        away: Whether they have left the community.
    """

    member_id: int
    user_id: str
    name: str
    username: str
    state: MentorState
    paused_until: datetime | None
    capacity: int
    taken: int
    waiting: int
    asked: int
    silent: int
    joined_at: datetime
    away: bool
    held: bool

    @property
    def free(self) -> bool:
        """Whether they can be asked, as far as they themselves go."""
        return self.state is MentorState.LISTED and self.taken < self.capacity and not self.away


@dataclass(frozen=True, slots=True)
class Roster:
    """Some or all of the mentors of a community. ``total``: how many there are in all."""

    show: Show
    lines: tuple[RosterLine, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Looked:
    """One mentor, for organizers. ``replies``: to what these ask besides what everybody is asked."""

    view: MentorView
    person: Person
    line: RosterLine
    replies: tuple[Asked, ...] = ()


_TESTS: Final[dict[Show, Callable[[RosterLine], bool]]] = {
    Show.ALL: lambda one: True,
    Show.FREE: lambda one: one.free,
    Show.FULL: lambda one: one.state is MentorState.LISTED and one.taken >= one.capacity,
    Show.PAUSED: lambda one: one.state is MentorState.PAUSED,
    Show.SILENT: lambda one: one.silent > 0,
    Show.WAITING: lambda one: one.state is MentorState.WAITING,
}


async def find_roster(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, show: Show = Show.ALL
) -> Roster:
    """The mentors of the caller's community, by name.

    Raises:
        UserError: The caller is no organizer.
    """
    community = await rights.require_organizer(connection, caller, allowed)
    every = await _read(connection, community)
    return Roster(show, tuple(filter(_TESTS[show], every)), len(every))


async def look_at_mentor(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, member_id: int
) -> Looked:
    """One mentor of the caller's community.

    Raises:
        UserError: The caller is no organizer, or there is no such mentor.
    """
    community = await rights.require_organizer(connection, caller, allowed)
    lines = await _read(connection, community, member_id)
    view = await profiles.find_mentor(connection, member_id) if lines else None
    person = await people.find_person(connection, member_id)
    if view is None or person is None:
        raise UserError(NO_MENTOR)
    replies = await questions.find_replies(connection, community, Role.MENTOR, member_id)
    return Looked(view, person, lines[0], tuple(replies))


async def find_mentor_of(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, user_id: str
) -> Looked:
    """The mentor of the caller's community with this id on the platform. Raises as :func:`look_at_mentor`."""
    community = await rights.require_organizer(connection, caller, allowed)
    person = await people.find_user(connection, community, user_id)
    if person is None:
        raise UserError(NO_MENTOR)
    return await look_at_mentor(connection, caller, allowed, person.id)


async def _read(
    connection: AsyncConnection | Session, community_id: int, member_id: int | None = None
) -> list[RosterLine]:
    choice, request, mentor = REQUEST_CHOICE.c, MENTOR_REQUEST.c, MENTOR.c
    asked = select(func.count()).where(choice.mentor_id == mentor.member_id, choice.asked_at.is_not(None))
    silent = select(func.count()).where(
        choice.mentor_id == mentor.member_id, choice.state == ChoiceState.SILENT
    )
    waiting = select(func.count()).where(request.owner_id == mentor.member_id)
    statement = (
        select(
            mentor.member_id,
            members.USER_ID,
            mentor.name,
            mentor.username,
            mentor.state,
            mentor.paused_until,
            mentor.capacity,
            mentor.taken,
            waiting.correlate(MENTOR).scalar_subquery().label("waiting"),
            asked.correlate(MENTOR).scalar_subquery().label("asked"),
            silent.correlate(MENTOR).scalar_subquery().label("silent"),
            mentor.joined_at,
            (~members.PRESENT).label("away"),
        )
        .select_from(members.SOURCE.join(MENTOR, mentor.member_id == members.ID))
        .where(mentor.community_id == community_id)
        .order_by(func.lower(mentor.name), mentor.member_id)
    )
    if member_id is not None:
        statement = statement.where(mentor.member_id == member_id)
    rows = (await connection.execute(statement)).mappings().all()
    held = await acts.find_held(connection, community_id) if rows else set()
    return [RosterLine(**row, held=row["member_id"] in held) for row in rows]
