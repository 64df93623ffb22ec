"""The life of a community in which people also leave and come back, and meet once or more often."""

from datetime import timedelta
from typing import Any

import mailing
from hypothesis import strategies as st
from hypothesis.stateful import rule
from mentoring.conftest import person
from mentoring.life import mentees, nth, people, places
from mentoring.whole_life import WholeLife
from sqlalchemy import func, or_, select

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.delivery.models import State
from mentorbot.delivery.service import delivery
from mentorbot.meetings import service as meetings
from mentorbot.meetings.offers import Offer
from mentorbot.members import presence
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships import signs
from mentorbot.mentoring.mentorships.models import CIRCLE_PEER, MENTORSHIP
from mentorbot.mentoring.models import MENTORING_SETTING
from mentorbot.mentoring.requests import store as request_store
from mentorbot.mentoring.settings import Settings
from mentorbot.mentoring.terms import Format


class ComingAndGoing(WholeLife):
    """Leaving, coming back and meeting on top of all the rest."""

    away: tuple[str, str] | None = None
    """Who is away now: the community and the person."""

    @rule(place=places, name=people, other=mentees, which=nth, days=st.sampled_from((0, 5, 40)))
    def is_away(self, place: str, name: str, other: str, which: int, days: int) -> None:
        """Somebody leaves, the others go on, and after a while they are back."""
        if (place, name) not in self.known:
            return
        id_ = self._id(place, name)
        self.try_(lambda session: presence.note_presence(session, id_, here=False))
        self.away = (place, name)
        self.run(self._is_out_of_it(id_))
        if other != name:
            assert id_ not in self._found(place, other)
            self.ask(place, other, which, which + 1, once=None)
        self.accept_in_time(place, which)
        self.the_bot_looks()
        self.run(self.communities["north"].pass_by(timedelta(days=days)))
        self.run(self._is_out_of_it(id_))
        self.away = None
        for _ in range(2):
            self.try_(lambda session: presence.note_presence(session, id_, here=True))

    @rule(which=nth)
    def two_meet(self, which: int) -> None:
        """Two agree on a time, hold their session, and say so twice."""
        lasting = MENTORSHIP.c.ended_at.is_(None) & MENTORSHIP.c.circle_id.is_(None)
        ids = self._ids(select(MENTORSHIP.c.id).where(lasting))
        if not ids:
            return
        pair = self._one(pairing.find_mentorship, ids[which % len(ids)])
        place, mentor = self._home(pair.mentor_id)
        by, with_ = person(mentor, place), person(self._name(pair.mentee_id), place)
        offered = Offer((clock.now().replace(microsecond=0) + timedelta(hours=1),))
        planned = self.try_(lambda session: meetings.propose_times(session, by, signs.PAIR, pair.id, offered))
        if planned is None:
            return
        id_, turn = planned.meeting.id, planned.meeting.turn
        agreed = self.try_(lambda session: meetings.pick_time(session, with_, id_, turn, 0))
        self.run(self.communities["north"].pass_by(timedelta(hours=3)))
        program = mailing.program_of(self.database)
        for _ in range(2):
            self.try_(lambda session: meetings.say_met(session, program, with_, id_, met=True))
        after = self._one(pairing.find_mentorship, pair.id)
        if agreed is not None and pair.format is Format.ONCE:
            assert after.ended_at is not None

    async def _read(self, community: str, user: str, card: Card) -> None:
        """Nobody who is away is written to."""
        assert (community, user) != self.away, card.title
        await super()._read(community, user, card)

    async def _holds(self) -> None:
        await super()._holds()
        async with self.database.engine.connect() as connection:
            await _once(connection)
            await _few_mentors(connection)

    async def _is_out_of_it(self, id_: int) -> None:
        """Nothing waits for somebody who is away, and nobody is with them."""
        async with self.database.engine.connect() as connection:
            assert await request_store.find_owned(connection, id_) == []
            assert await request_store.find_of_mentee(connection, id_) == []
            assert await pairing.find_mentorships(connection, id_) == []
            peers = (CIRCLE_PEER.c.member_id == id_) & CIRCLE_PEER.c.left_at.is_(None)
            assert (await connection.execute(select(CIRCLE_PEER.c.circle_id).where(peers))).first() is None


async def _once(connection: Any) -> None:
    """Of one conversation nobody is asked how it goes."""
    ids = select(MENTORSHIP.c.id).where(MENTORSHIP.c.format == Format.ONCE)
    for id_ in (await connection.execute(ids)).scalars():
        asked = or_(
            *(delivery.c.dedupe_key.startswith(f"mentorship:{id_}:{what}:") for what in ("check", "look"))
        )
        waiting = delivery.c.state.in_((State.PENDING, State.LEASED)) & asked
        assert (await connection.execute(select(delivery.c.id).where(waiting))).first() is None


async def _few_mentors(connection: Any) -> None:
    """Nobody has more mentors than one can have, one conversation apart; and then they ask for no other."""
    said = {row.community_id: row.most_mentors for row in await connection.execute(select(MENTORING_SETTING))}
    lasting = MENTORSHIP.c.ended_at.is_(None) & (MENTORSHIP.c.format != Format.ONCE)
    counted = select(MENTORSHIP.c.community_id, MENTORSHIP.c.mentee_id, func.count().label("many"))
    for row in await connection.execute(
        counted.where(lasting).group_by(MENTORSHIP.c.community_id, MENTORSHIP.c.mentee_id)
    ):
        assert row.many <= said.get(row.community_id, Settings().most_mentors)
