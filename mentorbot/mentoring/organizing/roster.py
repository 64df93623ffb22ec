"""Who mentors in a community, as its organizers see it: how many each takes, and whether they answer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select, true

from mentorbot.chat.caller import Caller, Rights
from mentorbot.chat.lists import Page, pages
from mentorbot.db import AsyncConnection, Session
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.mentoring import acts, people, rights
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import questions
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.profiles.models import MENTOR
from mentorbot.mentoring.profiles.questions import Asked, Replies
from mentorbot.mentoring.profiles.service import MentorView
from mentorbot.mentoring.requests.models import MENTOR_REQUEST, REQUEST_CHOICE
from mentorbot.mentoring.terms import ChoiceState, MentorState, Role

LISTED: Final = 8
"""So many mentors are on a page."""
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
    """A page of the mentors of a community. ``fitting``: how many are shown by turning; ``total``: of all."""

    show: Show
    page: Page[RosterLine]
    fitting: int
    total: int


@dataclass(frozen=True, slots=True)
class Looked:
    """One mentor, for organizers. ``replies``: to what these ask besides what everybody is asked."""

    view: MentorView
    person: Person
    line: RosterLine
    replies: tuple[Asked, ...] = ()


_IS_LISTED: Final = MENTOR.c.state == MentorState.LISTED
_WAS_SILENT: Final = exists().where(
    REQUEST_CHOICE.c.mentor_id == MENTOR.c.member_id, REQUEST_CHOICE.c.state == ChoiceState.SILENT
)
_TESTS: Final[dict[Show, ColumnElement[bool]]] = {
    Show.ALL: true(),
    Show.FREE: and_(_IS_LISTED, MENTOR.c.taken < MENTOR.c.capacity, members.PRESENT),
    Show.FULL: and_(_IS_LISTED, MENTOR.c.taken >= MENTOR.c.capacity),
    Show.PAUSED: MENTOR.c.state == MentorState.PAUSED,
    Show.SILENT: _WAS_SILENT.correlate(MENTOR),
    Show.WAITING: MENTOR.c.state == MentorState.WAITING,
}
_MENTORS: Final = members.SOURCE.join(MENTOR, MENTOR.c.member_id == members.ID)


async def find_roster(
    connection: AsyncConnection | Session,
    caller: Caller,
    allowed: Rights,
    show: Show = Show.ALL,
    page: int = 1,
) -> Roster:
    """A page of the mentors of the caller's community, by name; if it is not there, the nearest that is.

    Raises:
        UserError: The caller is no organizer.
    """
    community = await rights.require_organizer(connection, caller, allowed)
    here = MENTOR.c.community_id == community
    counts = select(func.count(), func.count(case((_TESTS[show], 1)))).select_from(_MENTORS).where(here)
    total, fitting = (await connection.execute(counts)).one()
    last = pages(fitting, LISTED)
    number = min(max(page, 1), last)
    chosen = _select_lines(here, _TESTS[show]).limit(LISTED).offset(LISTED * (number - 1))
    lines = await _read(connection, community, chosen)
    return Roster(show, Page(lines, number, last), fitting, total)


async def find_every_mentor(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights
) -> tuple[list[RosterLine], Replies]:
    """All mentors of the caller's community, by name, and what they answered to organizers' own questions.

    Raises:
        UserError: The caller is no organizer.
    """
    community = await rights.require_organizer(connection, caller, allowed)
    lines = await _read(connection, community, _select_lines(MENTOR.c.community_id == community))
    return lines, await questions.find_every_reply(connection, community, Role.MENTOR)


async def look_at_mentor(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, member_id: int
) -> Looked:
    """One mentor of the caller's community.

    Raises:
        UserError: The caller is no organizer, or there is no such mentor.
    """
    community = await rights.require_organizer(connection, caller, allowed)
    one = _select_lines(MENTOR.c.community_id == community, MENTOR.c.member_id == member_id)
    lines = await _read(connection, community, one)
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


def _select_lines(*conditions: ColumnElement[bool]) -> Select[Any]:
    choice, request, mentor = REQUEST_CHOICE.c, MENTOR_REQUEST.c, MENTOR.c
    asked = select(func.count()).where(choice.mentor_id == mentor.member_id, choice.asked_at.is_not(None))
    silent = select(func.count()).where(
        choice.mentor_id == mentor.member_id, choice.state == ChoiceState.SILENT
    )
    waiting = select(func.count()).where(request.owner_id == mentor.member_id)
    return (
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
        .select_from(_MENTORS)
        .where(*conditions)
        .order_by(func.lower(mentor.name), mentor.member_id)
    )


async def _read(
    connection: AsyncConnection | Session, community_id: int, statement: Select[Any]
) -> list[RosterLine]:
    rows = (await connection.execute(statement)).mappings().all()
    held = await acts.find_held(connection, community_id) if rows else set()
    return [RosterLine(**row, held=row["member_id"] in held) for row in rows]
