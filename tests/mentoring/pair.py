"""Two who are brought together, as ada and ben, and what either of them does."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import mailing
from mentoring.conftest import look, offer, person

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.chat.caller import Caller
from mentorbot.db import Database
from mentorbot.meetings import service as meetings
from mentorbot.meetings.offers import Offer
from mentorbot.mentoring.mentorships import (
    ending,
    list_cards,
    mine,
    pairs,
    sessions,  # noqa: F401 - it tells meetings of sessions
    signs,
    talks,
)
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships.service import MentorshipView
from mentorbot.mentoring.mentorships.terms import Health, TalkKind, TalkState
from mentorbot.mentoring.models import MENTORING_SETTING
from mentorbot.mentoring.settings import Settings
from mentorbot.mentoring.terms import Format, Origin

__all__ = ["ADA", "BEN", "Two", "bring_together", "ending"]

ADA, BEN = person("ada"), person("ben")


@dataclass
class Two:
    """A mentorship of ada, who mentors, and ben."""

    database: Database
    id: int
    mentor_id: int
    mentee_id: int
    community_id: int

    async def get(self) -> MentorshipView:
        async with self.database.read_scope() as connection:
            found = await pairing.find_mentorship(connection, self.id)
        assert found is not None
        return found

    async def health(self) -> Health:
        found = await self.get()
        async with self.database.read_scope() as connection:
            return (await signs.read_health(connection, [found], clock.now()))[self.id]

    async def seen_by(self, caller: Caller) -> tuple[Card, Card]:
        """Their list of mentorships, and this one, as one of the two sees them."""
        async with self.database.read_scope() as connection:
            every = await mine.find_all(connection, caller)
            one = await mine.find_one(connection, caller, self.id)
        shown = list_cards.list_card(every.pairs, every.states, every.circles, ended=every.ended)
        return shown, list_cards.open_card(one.pair, one.me, one.health, one.terms, one.thread_id)

    async def talk(self) -> talks.TalkView:
        async with self.database.read_scope() as connection:
            return (await talks.find_talks(connection, TalkKind.PAIR, [self.id]))[self.id]

    async def waiting(self, prefix: str | None = None) -> list[dict[str, Any]]:
        return await mailing.waiting(self.database, f"mentorship:{self.id}:" if prefix is None else prefix)

    async def send(self) -> list[tuple[str, str]]:
        """What is due now, in the order it is sent: to whom, and its title."""
        return [(to, card.title) for to, card in await self.cards()]

    async def cards(self) -> list[tuple[str, Card]]:
        return await mailing.send(self.database)

    async def meet(self, *, hours: float = 1) -> None:
        """Plan a session, hold it, and say so."""
        async with self.database.session_scope() as session:
            offered = Offer((clock.now().replace(microsecond=0) + timedelta(hours=hours),))
            planned = await meetings.propose_times(session, ADA, signs.PAIR, self.id, offered)
            await meetings.pick_time(session, BEN, planned.meeting.id, planned.meeting.turn, 0)
        clock.advance(timedelta(hours=hours + 2))
        async with self.database.session_scope() as session:
            await meetings.say_met(
                session, mailing.program_of(self.database), BEN, planned.meeting.id, met=True
            )

    async def opened(self, thread: str = "500") -> None:
        """Have their thread made."""
        talk = await self.talk()
        async with self.database.session_scope() as session:
            await talks.note_talk(session, talk.id, state=TalkState.OPEN, channel_id="40", thread_id=thread)


async def bring_together(database: Database, *, organizers: str = "", **changes: Any) -> Two:
    """Brings ada and ben together in a community of their own.

    Args:
        organizers: The channel where organizers are told what needs them.
    """
    ada, ben = await offer(database, ADA), await look(database, BEN)
    async with database.session_scope() as session:
        given = {"origin": Origin.REQUEST, "months": 6, "format_": Format.PAIR, **changes}
        made = await pairing.form_mentorship(session, mentor_id=ada, mentee_id=ben, **given)
        if organizers:
            row = {name: getattr(Settings(), name) for name in Settings.__dataclass_fields__}
            row |= {"community_id": made.community_id, "organizer_channel_id": organizers}
            await session.execute(MENTORING_SETTING.insert().values(row))
        pair = await pairs.find_pair(session, made.id)
    assert pair is not None
    return Two(database, made.id, ada, ben, made.community_id)
