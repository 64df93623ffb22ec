"""A community with mentors and mentees."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import insert, select

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import Database
from mentorbot.guide.model import Setting, Stage
from mentorbot.members import service as members
from mentorbot.members.service import Profile
from mentorbot.mentoring.profiles.models import MENTEE, MENTOR
from mentorbot.mentoring.terms import MentorState

Make = Callable[..., Awaitable[int]]


def person(name: str, community: str | None = "guild") -> Caller:
    return Caller("discord", community, name)


async def enrolled(database: Database, caller: Caller) -> tuple[int, int]:
    """Makes a member of the caller, unless they are one; the ids of the member and of the community."""
    async with database.session_scope() as session:
        found = await members.find_profile(session, caller)
        found = found or await members.enrol(session, caller, Profile(Stage.CLINICIAN))
        where = select(members.MEMBER_COMMUNITY).where(found.id == members.ID)
        return found.id, (await session.execute(where)).scalar_one()


async def offer(database: Database, caller: Caller, **changes: Any) -> int:
    """Makes a mentor with room for two, or as the changes say; returns the member's id."""
    member, community = await enrolled(database, caller)
    row = {
        "member_id": member,
        "community_id": community,
        "state": MentorState.LISTED,
        "name": caller.user_id.title(),
        "role": "Director of operations",
        "organization": "County hospital",
        "setting": Setting.HOSPITAL,
        "topics": "finance,operations",
        "credentials": "fache",
        "years": 12,
        "languages": "en",
        "day_parts": "evenings",
        "hours": 4,
        "capacity": 2,
        "taken": 0,
        "formats": "pair",
        "about": "",
        "joined_at": clock.now(),
        "updated_at": clock.now(),
        **changes,
    }
    async with database.session_scope() as session:
        await session.execute(insert(MENTOR).values(row))
    return member


async def look(database: Database, caller: Caller, **changes: Any) -> int:
    """Makes a mentee; returns the member's id."""
    member, community = await enrolled(database, caller)
    row = {
        "member_id": member,
        "community_id": community,
        "name": caller.user_id.title(),
        "goals": "Run a nursing home",
        "organization": "",
        "topics": "finance,long-term-care",
        "settings": "long_term_care",
        "credentials": "fache",
        "languages": "en",
        "day_parts": "evenings",
        "helps": "direction",
        "updated_at": clock.now(),
        **changes,
    }
    async with database.session_scope() as session:
        await session.execute(insert(MENTEE).values(row))
    return member


@pytest.fixture
def mentor(database: Database) -> Make:
    """Makes mentors: ``await mentor("ada", capacity=1)`` returns the member's id."""
    return lambda name, community="guild", **changes: offer(database, person(name, community), **changes)


@pytest.fixture
def mentee(database: Database) -> Make:
    """Makes mentees."""
    return lambda name, community="guild", **changes: look(database, person(name, community), **changes)
