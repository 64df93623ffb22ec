"""The life of a community that mentors, as a state machine: whatever people do, in whatever order.

What others add to that life (rounds, endings) is a rule more: a subclass with methods marked ``@rule`` that
do what they do through :meth:`Life.try_`; what must hold after every step is looked at in :meth:`Life.holds`.
"""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from itertools import product
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from mentoring.asking import Community
from mentoring.conftest import person
from sqlalchemy import func, select
from tables import make_tables

from mentorbot import clock
from mentorbot.chat.caller import Rights
from mentorbot.community import privacy
from mentorbot.db import Database, metadata
from mentorbot.errors import UserError
from mentorbot.guide.model import Setting, Stage
from mentorbot.members import service as members
from mentorbot.members.service import Profile
from mentorbot.mentoring import settings
from mentorbot.mentoring.finding import service as finding
from mentorbot.mentoring.mentorships.models import MENTORSHIP
from mentorbot.mentoring.profiles import blocking, joining, seeking
from mentorbot.mentoring.profiles.models import BLOCK, MENTOR
from mentorbot.mentoring.profiles.service import About, Offer, Room, Wish
from mentorbot.mentoring.requests import access as request_access
from mentorbot.mentoring.requests import questions
from mentorbot.mentoring.requests import service as requests
from mentorbot.mentoring.requests import store as request_store
from mentorbot.mentoring.requests.models import MENTOR_REQUEST, REQUEST_CHOICE
from mentorbot.mentoring.settings import Settings
from mentorbot.mentoring.terms import BlockKind

PLACES = ("north", "south")
MENTORS = ("Mallory", "Merlin", "Mabel", "Marlow")
MENTEES = ("Sybil", "Silas", "Sorrel")
PEOPLE = (*MENTORS, *MENTEES)

places = st.sampled_from(PLACES)
mentors = st.sampled_from(MENTORS)
mentees = st.sampled_from(MENTEES)
people = st.sampled_from(PEOPLE)
nth = st.integers(0, 5)
ways_to_meet = st.sampled_from((("pair", "circle"), ("once",), ("once", "pair", "circle"), ("circle",)))


def called(name: str, place: str) -> str:
    """What somebody is called in a community, so that it can be told where a message has the name from."""
    return f"{name} of the {place}"


class Life(RuleBasedStateMachine):
    """Two communities of the same people, who are two members each."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.database = Database(":memory:")
        self.run(make_tables(self.database))
        self.communities = {place: Community(self.database, place) for place in PLACES}
        self.known: set[tuple[str, str]] = set()
        """Who is in which community now; whoever is not has never come, or was erased."""

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Wait for it."""
        return self.loop.run_until_complete(work)

    def try_(self, work: Callable[[Any], Coroutine[Any, Any, Any]]) -> Any:
        """Let somebody do something in a transaction; None if they are told that it cannot be."""

        async def tried() -> Any:
            async with self.database.session_scope() as session:
                return await work(session)

        try:
            return self.run(tried())
        except UserError:
            return None

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.run(self.database.close())
        self.loop.close()
        clock.reset()

    # What people do

    @initialize(
        hours=st.integers(12, 100),
        most_open=st.integers(1, 3),
        asks=st.integers(1, 4),
        most=st.integers(1, 3),
        told=st.booleans(),
    )
    def set_up(self, hours: int, most_open: int, asks: int, most: int, told: bool) -> None:
        """One community has limits of its own; the other has the usual ones."""
        new = Settings(
            organizer_channel_id="77" if told else "",
            answer_hours=hours,
            most_open=most_open,
            asks_a_week=asks,
            most_mentors=most,
        )
        boss = Rights(manages_community=True)
        self.try_(lambda session: settings.set_up(session, person("boss", "north"), boss, new))
        for place in PLACES:
            for name in MENTORS[:2]:
                self.join(place, name, 1, ("once", "pair", "circle"))
            self.seek(place, MENTEES[0])

    @rule(place=places, name=mentors, capacity=st.integers(1, 2), formats=ways_to_meet)
    def join(self, place: str, name: str, capacity: int, formats: tuple[str, ...]) -> None:
        """Somebody becomes a mentor, or changes how many they take."""
        who = person(name, place)

        async def steps(session: Any) -> Any:
            await joining.save_about(
                session, who, called(name, place), About("Director", "", Setting.HOSPITAL, 9, "")
            )
            offered = Offer(("finance",), (), formats, ("en",), ("evenings",))
            await joining.save_offer(session, who, offered)
            return await joining.save_room(session, who, Room(4, capacity))

        if self.try_(steps) is not None:
            self.known.add((place, name))

    @rule(place=places, name=mentees)
    def seek(self, place: str, name: str) -> None:
        """Somebody enrols and says what they look for."""
        who = person(name, place)

        async def steps(session: Any) -> Any:
            await members.enrol(session, who, Profile(Stage.CLINICIAN))
            wanted = Wish("Help me", "", ("finance",), (), ())
            return await seeking.save_wish(session, who, called(name, place), wanted, ())

        if self.try_(steps) is not None:
            self.known.add((place, name))

    @rule(place=places, name=mentors, days=st.sampled_from((0, 3, 20)))
    def pause(self, place: str, name: str, days: int) -> None:
        """Somebody takes a break, until they say so or until a day."""
        until = str((clock.now() + timedelta(days=days)).date()) if days else ""
        self.try_(lambda session: joining.pause_mentor(session, person(name, place), until))

    @rule(place=places, name=mentors)
    def resume(self, place: str, name: str) -> None:
        """Somebody is back."""
        self.try_(lambda session: joining.resume_mentor(session, person(name, place)))

    @rule(place=places, name=mentors)
    def leave(self, place: str, name: str) -> None:
        """Somebody stops mentoring."""
        self.try_(lambda session: joining.leave_mentoring(session, person(name, place)))

    @rule(place=places, name=mentees, first=nth, second=nth, once=st.sampled_from((None, True, False)))
    def ask(self, place: str, name: str, first: int, second: int, once: bool | None) -> None:
        """Somebody asks the best that are found; two of them, or one twice."""
        found = self._found(place, name)
        if found:
            ids = [found[first % len(found)], found[second % len(found)]]
            note = f"From {called(name, place)}"
            who = person(name, place)
            self.try_(lambda session: requests.ask_mentors(session, who, ids, note, once=once))

    @rule(place=places, name=people, which=nth, stale=st.booleans())
    def accept(self, place: str, name: str, which: int, stale: bool) -> None:
        """Somebody accepts any request, in time or late, theirs to answer or not."""
        if one := self._any(which):
            turn = one.turn - stale
            self.try_(lambda session: requests.accept_request(session, person(name, place), one.id, turn))

    @rule(place=places, which=nth)
    def accept_in_time(self, place: str, which: int) -> None:
        """The mentor who is asked accepts, and presses twice."""
        if (one := self._any(which)) and one.owner_id is not None:
            who = person(self._name(one.owner_id), place)
            for _ in range(2):
                self.try_(lambda session: requests.accept_request(session, who, one.id, one.turn))

    @rule(place=places, name=mentors, which=nth)
    def decline(self, place: str, name: str, which: int) -> None:
        """Somebody declines any request."""
        if one := self._any(which):
            self.try_(
                lambda session: requests.decline_request(session, person(name, place), one.id, one.turn)
            )

    @rule(place=places, name=mentors, which=nth)
    def take(self, place: str, name: str, which: int) -> None:
        """Somebody takes any request, whether it stands open or not."""
        if one := self._any(which):
            self.try_(lambda session: requests.take_request(session, person(name, place), one.id))

    @rule(place=places, name=mentees, which=nth)
    def withdraw(self, place: str, name: str, which: int) -> None:
        """Somebody takes any request back, their own or not."""
        if one := self._any(which):
            self.try_(lambda session: requests.withdraw_request(session, person(name, place), one.id))

    @rule(place=places, name=mentees, which=nth, other=nth)
    def choose_others(self, place: str, name: str, which: int, other: int) -> None:
        """Somebody names another mentor for any request."""
        one, found = self._any(which), self._found(place, name)
        if one and found:
            ids = [found[other % len(found)]]
            self.try_(lambda session: requests.change_choices(session, person(name, place), one.id, ids))

    @rule(place=places, which=nth)
    def question_and_answer(self, place: str, which: int) -> None:
        """The mentor who is asked asks something, and gets an answer."""
        one = self._any(which)
        if one is None or one.owner_id is None:
            return
        mentor, mentee = self._name(one.owner_id), self._name(one.mentee_id)

        async def steps(session: Any) -> None:
            request, asker = await request_access.find_asked(session, person(mentor, place), one.id, one.turn)
            await questions.pass_on(session, request, asker, f"A question of {mentor}")
            await requests.answer_question(session, person(mentee, place), one.id, f"An answer of {mentee}")

        self.try_(steps)

    @rule(place=places, name=people, other=people, kind=st.sampled_from(BlockKind))
    def keep_away(self, place: str, name: str, other: str, kind: BlockKind) -> None:
        """Somebody keeps away from somebody."""
        if (place, other) in self.known:
            id_ = self._id(place, other)
            self.try_(lambda session: blocking.keep_away(session, person(name, place), str(id_), kind))

    @rule(place=places, name=people, other=people)
    def forgive(self, place: str, name: str, other: str) -> None:
        """Somebody takes it back."""
        if (place, other) in self.known:
            id_ = self._id(place, other)
            self.try_(lambda session: blocking.stop_keeping_away(session, person(name, place), str(id_)))

    @rule(place=places, name=people)
    def erase(self, place: str, name: str) -> None:
        """Somebody wants nothing to be stored about them."""
        if self.try_(lambda session: privacy.erase(session, person(name, place))) is not None:
            self.known.discard((place, name))

    @rule(hours=st.sampled_from((1, 30, 60, 80, 200)))
    def time_passes(self, hours: int) -> None:
        """Nobody does anything; what is due is sent."""
        self.run(self.communities["north"].pass_by(timedelta(hours=hours)))

    @rule(place=places, name=people)
    def cannot_be_reached(self, place: str, name: str) -> None:
        """Somebody leaves the platform for a while."""
        post = self.communities["north"].post
        post.unreachable.symmetric_difference_update({name})

    # What must hold

    @invariant()
    def holds(self) -> None:
        """Everything that is promised."""
        self.run(self._holds())

    async def _holds(self) -> None:
        await self.communities["north"].check()
        async with self.database.engine.connect() as connection:
            await _pairs(connection)
            await _apart(connection)
            await _homes(connection)
            stored = repr(
                [list(await connection.execute(select(table))) for table in metadata.tables.values()]
            )
        here = {name for _, name in self.known}
        gone = [name for name in PEOPLE if name not in here]
        gone += [called(*one) for one in product(PEOPLE, PLACES) if one[::-1] not in self.known]
        assert not [name for name in gone if name in stored]

    @rule(place=places, name=mentees)
    def look(self, place: str, name: str) -> None:
        """Whoever is found can be asked: asking right away is never refused for the mentor's sake."""
        if (place, name) not in self.known:
            return
        found = self._found(place, name)
        me = self._id(place, name)
        kept = self.run(self._kept(me))
        assert not kept & set(found)
        for id_ in found:
            assert (place, self._name(id_)) in self.known

    # Looking things up

    def _found(self, place: str, name: str) -> list[int]:
        try:
            matches = self.run(self.communities[place].find(name, most=finding.SHOWN))
        except UserError:
            return []
        return [one.mentor.member_id for one in matches]

    def _any(self, which: int) -> Any:
        async def read() -> Any:
            async with self.database.engine.connect() as connection:
                ids = (
                    await connection.execute(select(MENTOR_REQUEST.c.id).order_by(MENTOR_REQUEST.c.id))
                ).scalars()
                all_ = list(ids)
                return (
                    await request_store.find_request(connection, all_[-1 - which % len(all_)])
                    if all_
                    else None
                )

        return self.run(read())

    def _name(self, member_id: int) -> str:
        async def read() -> Any:
            async with self.database.engine.connect() as connection:
                found = select(members.ADDRESS[2]).select_from(members.SOURCE).where(member_id == members.ID)
                return (await connection.execute(found)).scalar()

        return str(self.run(read()))

    def _id(self, place: str, name: str) -> int:
        async def read() -> Any:
            async with self.database.engine.connect() as connection:
                return await members.find_profile(connection, person(name, place))

        return int(self.run(read()).id)

    async def _kept(self, member_id: int) -> set[int]:
        from mentorbot.mentoring.profiles import blocks

        async with self.database.engine.connect() as connection:
            return await blocks.find_kept_from(connection, member_id)


async def _pairs(connection: Any) -> None:
    """Capacity is kept and counted; two people have one live mentorship."""
    live = select(MENTORSHIP.c.mentor_id, func.count()).where(MENTORSHIP.c.ended_at.is_(None))
    counted = {row[0]: row[1] for row in await connection.execute(live.group_by(MENTORSHIP.c.mentor_id))}
    for member_id, taken, capacity in await connection.execute(
        select(MENTOR.c.member_id, MENTOR.c.taken, MENTOR.c.capacity)
    ):
        assert counted.pop(member_id, 0) == taken <= capacity
    assert not counted, "whoever leaves ends what they have"
    couples = select(MENTORSHIP.c.couple).where(MENTORSHIP.c.ended_at.is_(None))
    found = list((await connection.execute(couples)).scalars())
    assert len(found) == len(set(found))


async def _apart(connection: Any) -> None:
    """Nobody is asked by, and no pair was formed after, somebody they keep away from."""
    kept = {frozenset(row) for row in await connection.execute(select(BLOCK.c.member_id, BLOCK.c.other_id))}
    asked = select(MENTOR_REQUEST.c.mentee_id, MENTOR_REQUEST.c.owner_id).where(
        MENTOR_REQUEST.c.owner_id.is_not(None)
    )
    assert not kept & {frozenset(row) for row in await connection.execute(asked)}
    strong = select(BLOCK.c.member_id, BLOCK.c.other_id).where(BLOCK.c.kind == BlockKind.BLOCK)
    blocked = {frozenset(row) for row in await connection.execute(strong)}
    live = select(MENTORSHIP.c.mentor_id, MENTORSHIP.c.mentee_id).where(MENTORSHIP.c.ended_at.is_(None))
    assert not blocked & {frozenset(row) for row in await connection.execute(live)}


async def _homes(connection: Any) -> None:
    """Whatever belongs together belongs to one community."""
    homes = {row[0]: row[1] for row in await connection.execute(select(members.ID, members.MEMBER_COMMUNITY))}
    for table in (MENTOR_REQUEST, MENTORSHIP):
        for row in (await connection.execute(select(table))).mappings():
            those = {row[name] for name in row if name in {"owner_id", "mentee_id", "mentor_id"}} - {None}
            assert {homes[one] for one in those} == {row["community_id"]}
    named = select(MENTOR_REQUEST.c.community_id, REQUEST_CHOICE.c.mentor_id).join(
        REQUEST_CHOICE, REQUEST_CHOICE.c.request_id == MENTOR_REQUEST.c.id
    )
    for community_id, mentor_id in await connection.execute(named):
        assert homes[mentor_id] == community_id
