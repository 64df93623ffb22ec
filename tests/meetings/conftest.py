"""Members of a club who meet; of each club with an id from 1 there may be others in it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import mailing
import pytest
from sqlalchemy import select

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.chat.caller import Caller
from mentorbot.chat.program import Program
from mentorbot.db import AsyncConnection, Database, Session
from mentorbot.guide.model import Stage
from mentorbot.meetings import owners, planning, service
from mentorbot.meetings.offers import Offer
from mentorbot.meetings.owners import About, Owner
from mentorbot.meetings.planning import MeetingView
from mentorbot.meetings.service import Done
from mentorbot.members import service as members
from mentorbot.members.service import Profile

KIND = "club"


def person(name: str, community: str | None = "guild") -> Caller:
    return Caller("discord", community, name)


@dataclass
class Clubs:
    """Who is in which club, and of which meetings its room was told that they took place."""

    database: Database
    members: dict[int, About] = field(default_factory=dict)
    met: list[int] = field(default_factory=list)

    async def about(self, _: AsyncConnection | Session, id_: int) -> About | None:
        return self.members.get(id_)

    async def noted(self, _: Session, _program: Program, meeting: MeetingView) -> None:
        self.met.append(meeting.id)

    async def found(self, id_: int, *names: str, community: str = "guild") -> None:
        ids = []
        for name in names:
            async with self.database.session_scope() as session:
                member = await members.enrol(session, person(name, community), Profile(Stage.CLINICIAN))
                where = select(members.MEMBER_COMMUNITY).where(member.id == members.ID)
                community_id = (await session.execute(where)).scalar_one()
            ids.append(member.id)
        self.members[id_] = About(community_id, tuple(ids))

    async def propose(self, name: str, *hours: float, id_: int = 1, **offer: Any) -> Done:
        async with self.database.session_scope() as session:
            return await service.propose_times(session, person(name), KIND, id_, ahead(*hours, **offer))

    async def pick(self, name: str, done: Done | MeetingView, place: int = 0) -> Done:
        found = done.meeting if isinstance(done, Done) else done
        async with self.database.session_scope() as session:
            return await service.pick_time(session, person(name), found.id, found.turn, place)

    async def again(self, name: str, done: Done, *hours: float) -> Done:
        async with self.database.session_scope() as session:
            found = done.meeting
            return await service.propose_again(session, person(name), found.id, found.turn, ahead(*hours))

    async def cancel(self, name: str, done: Done) -> Done:
        async with self.database.session_scope() as session:
            return await service.cancel_meeting(session, person(name), done.meeting.id)

    async def answer(self, name: str, done: Done, *, met: bool) -> Done:
        async with self.database.session_scope() as session:
            return await service.say_met(
                session, Program(self.database), person(name), done.meeting.id, met=met
            )

    async def look(self, done: Done) -> MeetingView:
        async with self.database.read_scope() as connection:
            found = await planning.find_meeting(connection, done.meeting.id)
        assert found is not None
        return found

    async def waiting(self, prefix: str = "meeting:") -> list[dict[str, Any]]:
        """What is still to be sent, the soonest first."""
        return await mailing.waiting(self.database, prefix)

    async def send(self) -> list[tuple[str, Card]]:
        """Make what is due now, as the dispatcher would; to whom, and what."""
        return await mailing.send(self.database, "meeting:")


def ahead(*hours: float, minutes: int = 45, place: str = "") -> Offer:
    now = clock.now().replace(microsecond=0)
    return Offer(tuple(now + timedelta(hours=one) for one in hours), minutes, place)


async def until(moment: datetime) -> None:
    clock.advance(moment - clock.now() + timedelta(seconds=1))


@pytest.fixture
def clubs(database: Database, monkeypatch: pytest.MonkeyPatch) -> Clubs:
    made = Clubs(database)
    monkeypatch.setattr(owners, "_owners", {})
    owners.register_owner(KIND, Owner("meeting", "Club meeting", made.about, made.noted))
    return made
