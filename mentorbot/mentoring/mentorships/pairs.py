"""A mentorship with the two people in it, and how either of them finds theirs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_, select

from mentorbot.chat.caller import Caller
from mentorbot.chat.turn import number
from mentorbot.db import AsyncConnection, Session
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.mentoring import people, vocabulary
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships.models import MENTORSHIP
from mentorbot.mentoring.mentorships.service import MentorshipView
from mentorbot.mentoring.mentorships.terms import Cadence
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles.models import MENTEE, MENTOR
from mentorbot.mentoring.terms import Format

GONE: Final = "There is no such mentorship of yours. `/mentorship list` shows those there are."
NONE: Final = "You are in no mentorship at the moment. `/mentor find` shows who would fit you."
OVER: Final = "This mentorship has ended, so there is nothing to change any more."


NAMELESS: Final = {True: "your mentor", False: "your mentee"}
"""What a mentor (True) and a mentee (False) are called who have taken back what they are called."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two.

    Args:
        about: Who they are, or what they look for, in their own words; may be empty.
        settings: Where in healthcare they work, or want to.
        topics: Ids of content/topics.yaml.
    """

    person: Person
    name: str
    about: str = ""
    settings: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """A mentorship and the two in it."""

    mentorship: MentorshipView
    mentor: Side
    mentee: Side

    @property
    def id(self) -> int:
        """The mentorship's."""
        return self.mentorship.id

    @property
    def live(self) -> bool:
        """Whether it has not ended."""
        return self.mentorship.ended_at is None

    @property
    def once(self) -> bool:
        """Whether it is one conversation rather than a mentorship over months."""
        return self.mentorship.format is Format.ONCE

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both, the mentor first."""
        return self.mentor, self.mentee

    def me(self, member_id: int) -> Side:
        """The one who is this member."""
        return self.mentor if member_id == self.mentor.person.id else self.mentee

    def other(self, member_id: int) -> Side:
        """The other one."""
        return self.mentee if member_id == self.mentor.person.id else self.mentor


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed, and since when each of the two has said yes.

    Args:
        wanted_months: How long in all one of the two would like it to last, while the other has not agreed.
        wanted_by_mentor: Whether that is the mentor.
    """

    cadence: Cadence = Cadence.TWO_WEEKS
    mentor_at: datetime | None = None
    mentee_at: datetime | None = None
    wanted_months: int | None = None
    wanted_by_mentor: bool | None = None

    @property
    def settled(self) -> bool:
        """Whether both have said yes."""
        return self.mentor_at is not None and self.mentee_at is not None


async def find_pairs(
    connection: AsyncConnection | Session, mentorships: Iterable[MentorshipView]
) -> list[Pair]:
    """These mentorships with their people; those of whom somebody is gone are left out."""
    wanted = list(mentorships)
    ids = {id_ for one in wanted for id_ in (one.mentor_id, one.mentee_id)}
    sides = await find_sides(connection, sorted(ids)) if ids else {}
    found = []
    for one in wanted:
        mentor = sides.get((one.mentor_id, True))
        mentee = sides.get((one.mentee_id, False))
        if mentor and mentee:
            found.append(Pair(one, mentor, mentee))
    return found


async def find_pair(connection: AsyncConnection | Session, mentorship_id: int) -> Pair | None:
    """A mentorship by its id alone: for what the bot does by itself."""
    found = await pairing.find_mentorship(connection, mentorship_id)
    return next(iter(await find_pairs(connection, [found])), None) if found else None


async def find_own(
    connection: AsyncConnection | Session, caller: Caller, mentorship_id: int, *, live: bool = True
) -> tuple[Pair, Side]:
    """A mentorship of the caller's, and which of the two they are.

    Args:
        live: Only one that has not ended.

    Raises:
        UserError: It is not theirs, or it has ended; or they are not enrolled.
    """
    pair = await find_pair(connection, mentorship_id)
    for side in pair.sides if pair else ():
        if pair and is_caller(caller, side.person):
            if live and not pair.live:
                raise UserError(OVER)
            return pair, side
    if await members.find_profile(connection, caller) is None:
        raise members.refuse_stranger(caller)
    raise UserError(GONE)


async def find_meant(connection: AsyncConnection | Session, caller: Caller, chosen: str) -> tuple[Pair, Side]:
    """The mentorship of the caller's that a command is about, and which of the two they are.

    Args:
        chosen: Its id as text; empty for the newest.

    Raises:
        UserError: It is not theirs, or has ended; or they are in none.
    """
    if chosen.strip():
        return await find_own(connection, caller, number(chosen.strip()))
    found = await find_of_caller(connection, caller)
    if not found:
        raise UserError(NONE)
    if len({pair.mentorship.community_id for pair, _ in found}) > 1:
        members.has_place(caller)
    return found[0]


async def find_of_caller(
    connection: AsyncConnection | Session, caller: Caller, *, live: bool = True
) -> list[tuple[Pair, Side]]:
    """The caller's mentorships, the newest first; in a direct message, of all their communities."""
    return await find_of_members(connection, await members.find_memberships(connection, caller), live=live)


async def find_of_members(
    connection: AsyncConnection | Session, member_ids: Iterable[int], *, live: bool = True
) -> list[tuple[Pair, Side]]:
    """The mentorships of members, the newest of each first."""
    found = []
    for id_ in member_ids:
        pairs = await find_pairs(connection, await pairing.find_mentorships(connection, id_, live=live))
        found += [(pair, pair.me(id_)) for pair in pairs]
    return found


def is_caller(caller: Caller, person: Person) -> bool:
    """Whether the caller is this member; in a direct message, of whichever community."""
    return (caller.platform, caller.user_id) == (person.platform, person.user_id) and (
        caller.acts_in(person.community)
    )


def is_said_of(said: Any, member_ids: Sequence[int]) -> ColumnElement[bool]:
    """Whether what one of two said to organizers of their mentorship is about the other, one of these.

    Args:
        said: A table with ``mentorship_id``, and ``member_id`` of who said it.
    """
    theirs = or_(MENTORSHIP.c.mentor_id.in_(member_ids), MENTORSHIP.c.mentee_id.in_(member_ids))
    about = said.c.mentorship_id.in_(select(MENTORSHIP.c.id).where(theirs))
    return and_(about, said.c.member_id.not_in(member_ids))


async def find_sides(
    connection: AsyncConnection | Session, ids: Sequence[int]
) -> dict[tuple[int, bool], Side]:
    """Each of these members as a mentor (True) and as a mentee (False)."""
    persons = await people.find_people(connection, ids)
    mentors = await connection.execute(select(MENTOR).where(MENTOR.c.member_id.in_(ids)))
    offered = {row["member_id"]: row for row in mentors.mappings()}
    mentees = await connection.execute(select(MENTEE).where(MENTEE.c.member_id.in_(ids)))
    looked_for = {row["member_id"]: row for row in mentees.mappings()}
    found = {}
    for id_, person in persons.items():
        mentor, mentee = offered.get(id_), looked_for.get(id_)
        known = mentor or mentee
        about = ""
        if mentor:
            about = ", ".join(part for part in (mentor["role"], mentor["organization"]) if part)
            about += f"\n{mentor['about']}" if mentor["about"] else ""
        found[id_, True] = Side(
            person,
            known["name"] if known else NAMELESS[True],
            about.strip(),
            (mentor["setting"],) if mentor else (),
            vocabulary.split_ids(mentor["topics"]) if mentor else (),
        )
        found[id_, False] = Side(
            person,
            mentee["name"] if mentee else known["name"] if known else NAMELESS[False],
            mentee["goals"] if mentee else "",
            vocabulary.split_ids(mentee["settings"]) if mentee else (),
            vocabulary.split_ids(mentee["topics"]) if mentee else (),
        )
    return found
