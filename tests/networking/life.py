"""The life of a community that asks, is introduced, interviewed and comes to events, as a state machine.

Whatever people do, in whatever order, and whoever leaves, comes back or is erased meanwhile: what is promised
holds after every step, and whatever somebody is sent is looked at as they read it.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from datetime import timedelta
from itertools import product
from typing import Any

from events.conftest import announcing
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from mentoring.asking import Community
from mentoring.conftest import person
from networking.conftest import ORGANIZER
from sqlalchemy import Row, func, select
from tables import make_tables

from mentorbot import clock, hooks
from mentorbot.chat import Card
from mentorbot.chat.caller import Rights
from mentorbot.community import privacy
from mentorbot.db import Database, metadata
from mentorbot.delivery.models import State
from mentorbot.delivery.sending import Message
from mentorbot.delivery.service import delivery
from mentorbot.errors import UserError
from mentorbot.events import announce, attendees, rsvp, service
from mentorbot.events.models import EVENT, EVENT_LEFT, EVENT_RSVP
from mentorbot.events.terms import EventAnswer, EventState
from mentorbot.guide.model import Setting, Stage
from mentorbot.meetings import service as meetings
from mentorbot.meetings.models import MEETING, MEETING_MEMBER
from mentorbot.meetings.offers import Offer
from mentorbot.meetings.terms import LIVE
from mentorbot.members import presence
from mentorbot.members import service as members
from mentorbot.members.service import Profile
from mentorbot.mentoring.profiles import blocking
from mentorbot.mentoring.profiles.models import BLOCK
from mentorbot.mentoring.terms import BlockKind
from mentorbot.networking.directory import introductions, terms
from mentorbot.networking.directory import service as directory
from mentorbot.networking.directory.models import INTRODUCTION
from mentorbot.networking.directory.terms import EntryField, IntroductionState
from mentorbot.networking.interviews import offering
from mentorbot.networking.interviews import service as interviews
from mentorbot.networking.interviews.models import INTERVIEW_REQUEST
from mentorbot.networking.interviews.terms import MOST_OPEN, OPEN, InterviewState

PLACES = ("north", "south")
PEOPLE = ("Ada", "Bela", "Cem", "Dora", "Eli")
SAID = (EventAnswer.GOING, EventAnswer.INTERESTED, EventAnswer.CANNOT)

places = st.sampled_from(("north",) * 5 + ("south",))
people = st.sampled_from(PEOPLE)
nth = st.integers(0, 4)
THINGS = {"interview": INTERVIEW_REQUEST, terms.KIND: INTRODUCTION}
"""What two can meet about here, by what meetings call it."""


ENDINGS = (
    "An interview was called off",
    "An interview has ended",
    "No answer this time",
    "Conversation after an introduction: cancelled",
    "Informational interview: cancelled",
)
"""What may name somebody whom one keeps away from, or who has left: it says that something is over."""


def called(name: str, place: str) -> str:
    """What somebody is called in a community, so that it can be told where a message has the name from."""
    return f"{name} of the {place}"


class Life(RuleBasedStateMachine):
    """Two communities of the same people, who are two members each."""

    def __init__(self) -> None:
        super().__init__()
        hooks.connect_services()
        self.loop = asyncio.new_event_loop()
        self.database = Database(":memory:")
        self.run(make_tables(self.database))
        self.north = Community(self.database, "north")
        self.known: set[tuple[str, str]] = set()
        """Who is enrolled where; whoever is not has never come, or was erased."""
        self.away: set[tuple[str, str]] = set()
        self.ids: dict[tuple[str, str], int] = {}
        """The member that somebody is, and was before they were erased."""
        self.told: list[tuple[str, str, str, str]] = []
        """What people read since the step before: where, who, the title, all of it."""
        self.erased = False
        """Whether somebody was in the step before."""

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

    @initialize(a_month=st.integers(1, 2), capacity=st.integers(1, 2))
    def begin(self, a_month: int, capacity: int) -> None:
        """Everybody is in one community, and half of them in the other; there is an event."""
        post = self.north.post
        send = post.send

        async def look(message: Message) -> Any:
            await self._read(message.to.community or "", message.to.user_id or "", message.card)
            return await send(message)

        post.send = look  # type: ignore[method-assign]
        for name in PEOPLE:
            self.describe("north", name, ticked=name != "Dora")
        for name in PEOPLE[:2]:
            self.describe("south", name, ticked=True)
        for name in PEOPLE[1:]:
            self.offer("north", name, a_month)
        self.announce("north", capacity)

    # What people say of themselves

    @rule(place=places, name=people, ticked=st.booleans())
    def describe(self, place: str, name: str, ticked: bool) -> None:
        """Somebody comes, and writes into the directory what others see, or do not."""
        if (place, name) in self.away:
            return
        who = person(name, place)

        async def steps(session: Any) -> None:
            found = await members.find_profile(session, who)
            found = found or await members.enrol(session, who, Profile(Stage.CLINICIAN))
            self.ids[place, name] = found.id
            await directory.write_entry(session, who, {EntryField.NAME: (called(name, place),)})
            await directory.show_fields(session, who, [EntryField.NAME] if ticked else [])

        self.try_(steps)
        self.known.add((place, name))

    @rule(place=places, name=people, a_month=st.integers(1, 2))
    def offer(self, place: str, name: str, a_month: int) -> None:
        """Somebody lets others ask them for interviews."""
        role = f"Role of {called(name, place)}"
        offered = offering.Answers(role, Setting.HOSPITAL, ("finance",), a_month, 20)
        self._do(place, name, lambda session, who: offering.offer_interviews(session, who, offered))

    @rule(place=places, name=people, paused=st.booleans())
    def pause(self, place: str, name: str, paused: bool) -> None:
        """Somebody wants no interviews for a while, or does again."""
        self._do(place, name, lambda session, who: offering.switch_offer(session, who, paused=paused))

    @rule(place=places, name=people)
    def leave_directory(self, place: str, name: str) -> None:
        """Somebody takes their entry out."""
        self._do(place, name, introductions.leave_directory)

    @rule(place=places, name=people, other=people, kind=st.sampled_from(BlockKind))
    def keep_away(self, place: str, name: str, other: str, kind: BlockKind) -> None:
        """Somebody keeps away from somebody, who may be away just now."""
        if (place, other) in self.known:
            id_ = str(self.ids[place, other])
            self._do(place, name, lambda session, who: blocking.keep_away(session, who, id_, kind))

    @rule(place=places, name=people, other=people)
    def forgive(self, place: str, name: str, other: str) -> None:
        """Somebody takes that back."""
        if (place, other) in self.known:
            id_ = str(self.ids[place, other])
            self._do(place, name, lambda session, who: blocking.stop_keeping_away(session, who, id_))

    # Introductions and interviews

    @rule(place=places, name=people, other=people)
    def ask_to_meet(self, place: str, name: str, other: str) -> None:
        """Somebody asks to be introduced to somebody."""
        if (place, other) in self.known:
            id_, note = self.ids[place, other], f"A note of {called(name, place)}"
            self._do(
                place,
                name,
                lambda session, who: introductions.ask_for_introduction(session, who, id_, note),
            )

    @rule(place=places, name=people, other=people)
    def ask_for_interview(self, place: str, name: str, other: str) -> None:
        """Somebody asks somebody for an interview."""
        if (place, other) in self.known:
            id_, typed = self.ids[place, other], f"A question of {called(name, place)}"
            made = self._do(
                place, name, lambda session, who: interviews.ask_for_interview(session, who, id_, typed)
            )
            if made is not None:
                self.run(self._within_limits(made.request))

    @rule(name=people, to=st.booleans(), meet=st.booleans())
    def ask_all(self, name: str, to: bool, meet: bool) -> None:
        """Somebody asks all others, or all others ask them."""
        for other in PEOPLE:
            two = (name, other) if to else (other, name)
            if meet:
                self.ask_to_meet("north", *two)
            else:
                self.ask_for_interview("north", *two)

    @rule(kind=st.sampled_from(tuple(THINGS)), which=nth, accept=st.booleans())
    def answer(self, kind: str, which: int, accept: bool) -> None:
        """Whoever is asked answers, and presses twice."""
        if one := self._nth(kind, which):
            place, name = self._home(one.other_id if kind == terms.KIND else one.professional_id)
            for _ in range(2):
                self._answer(place, name, kind, one.id, accept=accept)

    @rule(place=places, name=people, kind=st.sampled_from(tuple(THINGS)), which=nth, accept=st.booleans())
    def meddle(self, place: str, name: str, kind: str, which: int, accept: bool) -> None:
        """Somebody answers anything, theirs or not."""
        if one := self._nth(kind, which):
            asked = self._home(one.other_id if kind == terms.KIND else one.professional_id)
            if self._answer(place, name, kind, one.id, accept=accept) is not None:
                assert asked == (place, name), "only whoever is asked can answer"

    @rule(place=places, name=people, which=nth)
    def refuse_for_good(self, place: str, name: str, which: int) -> None:
        """Somebody never wants to meet whoever asked."""
        if one := self._nth(terms.KIND, which):
            self._do(place, name, lambda session, who: introductions.refuse_for_good(session, who, one.id))

    @rule(kind=st.sampled_from(tuple(THINGS)), which=nth, by_asker=st.booleans())
    def take_back(self, kind: str, which: int, by_asker: bool) -> None:
        """Somebody takes back what they asked, or calls an interview off."""
        if one := self._nth(kind, which):
            first, second = _both(one)
            place, name = self._home(first if by_asker else second)
            act = introductions.withdraw_introduction if kind == terms.KIND else interviews.withdraw_request
            self._do(place, name, lambda session, who: act(session, who, one.id))

    @rule(which=nth, by_student=st.booleans(), met=st.booleans())
    def say_outcome(self, which: int, by_student: bool, met: bool) -> None:
        """One of two says whether their interview took place."""
        if one := self._nth("interview", which):
            place, name = self._home(one.student_id if by_student else one.professional_id)
            self._do(place, name, lambda session, who: interviews.say_outcome(session, who, one.id, met=met))

    @rule(kind=st.sampled_from(tuple(THINGS)), which=nth, first=st.booleans(), pick=st.booleans())
    def plan_to_meet(self, kind: str, which: int, first: bool, pick: bool) -> None:
        """One of two proposes times, and the other picks one or calls it off."""
        one = self._nth(kind, which)
        if one is None:
            return
        by, with_ = _both(one) if first else _both(one)[::-1]
        place, name = self._home(by)
        offered = Offer((clock.now().replace(microsecond=0) + timedelta(days=2),))
        done = self._do(
            place, name, lambda session, who: meetings.propose_times(session, who, kind, one.id, offered)
        )
        if done is None:
            return
        id_, turn = done.meeting.id, done.meeting.turn
        place, name = self._home(with_)
        if pick:
            self._do(place, name, lambda session, who: meetings.pick_time(session, who, id_, turn, 0))
        else:
            self._do(place, name, lambda session, who: meetings.cancel_meeting(session, who, id_))

    # Events

    @rule(place=places, capacity=st.sampled_from((1, 1, 2, None)))
    def announce(self, place: str, capacity: int | None) -> None:
        """An organizer announces an event."""
        boss = person("boss", place)
        if not self._open_events(place):
            make = announcing(self.database)
            self.run(make(who=boss, ahead=timedelta(days=20), place="", capacity=capacity))

    @rule(place=places, name=people, which=nth, said=st.sampled_from(SAID))
    def say_to_event(self, place: str, name: str, which: int, said: EventAnswer) -> None:
        """Somebody says whether they come, and presses twice."""
        if ids := self._events():
            id_ = ids[-1 - which % len(ids)]
            for _ in range(2):
                self._do(place, name, lambda session, who: rsvp.respond(session, who, Rights(), id_, said))

    @rule(place=places)
    def all_come(self, place: str) -> None:
        """More people than there are seats want to come."""
        for name in PEOPLE:
            self.say_to_event(place, name, 0, EventAnswer.GOING)

    @rule(place=places, name=people, which=nth, act=st.sampled_from(("add", "remove", "seats", "cancel")))
    def organize(self, place: str, name: str, which: int, act: str) -> None:
        """An organizer adds somebody or takes them off, changes how many seats there are, or calls it off."""
        ids = self._events()
        if not ids:
            return
        id_, boss = ids[-1 - which % len(ids)], person("boss", place)

        async def steps(session: Any) -> None:
            if act == "add":
                await attendees.add_attendee(session, boss, ORGANIZER, id_, name)
            elif act == "remove":
                await attendees.remove_attendee(session, boss, ORGANIZER, id_, name)
            else:
                event = await service.find_event(session, boss, id_)
                if act == "cancel":
                    await announce.cancel(session, event)
                elif event.state is EventState.PUBLISHED:
                    await announce.move(session, event, event.when, capacity=which + 1)

        self.try_(steps)

    # Coming and going

    @rule(place=places, name=people, days=st.sampled_from((0, 0, 5, 40)))
    def leave(self, place: str, name: str, days: int) -> None:
        """Somebody leaves the community; nobody waits for them, whatever happens until they are back."""
        if (place, name) not in self.known - self.away:
            return
        id_ = self.ids[place, name]
        for _ in range(2):
            self.try_(lambda session: presence.note_presence(session, id_, here=False))
        self.away.add((place, name))
        self._wait(timedelta(days=days))

    @rule(which=nth)
    def come_back(self, which: int) -> None:
        """Somebody who left is back."""
        if self.away:
            place, name = sorted(self.away)[which % len(self.away)]
            self.away.discard((place, name))
            id_ = self.ids[place, name]
            for _ in range(2):
                self.try_(lambda session: presence.note_presence(session, id_, here=True))
            self._wait(timedelta())

    @rule(
        name=people,
        other=people,
        days=st.sampled_from((0, 2, 29, 31)),
        act=st.sampled_from(("blocks", "asks", "asks others", "comes", "seats", "cancel", "again", "pauses")),
    )
    def is_away(self, name: str, other: str, days: int, act: str) -> None:
        """Somebody leaves and is back, and another does something meanwhile."""
        self.leave("north", name, 0)
        if act == "blocks":
            self.keep_away("north", other, name, BlockKind.BLOCK)
        elif act == "asks":
            self.ask_to_meet("north", other, name)
        elif act == "asks others":
            self.ask_all(other, to=True, meet=bool(days))
        elif act == "comes":
            self.say_to_event("north", other, 0, EventAnswer.GOING)
        elif act in {"seats", "cancel"}:
            self.organize("north", other, 0, act)
        elif act == "again":
            self.leave("north", other, 0)
        else:
            self.pause("north", other, paused=True)
        self._wait(timedelta(days=days))
        self.come_back(sorted(self.away).index(("north", name)) if ("north", name) in self.away else 0)

    @rule(place=places, name=people)
    def erase(self, place: str, name: str) -> None:
        """Somebody wants nothing to be stored about them, in the community or after they have left it."""
        if self.try_(lambda session: privacy.erase(session, person(name, place))) is not None:
            self.known.discard((place, name))
            self.away.discard((place, name))
            self.erased = True

    @rule(hours=st.sampled_from((1, 30, 80, 200, 800)))
    def time_passes(self, hours: int) -> None:
        """Nobody does anything; what is due is sent."""
        self._wait(timedelta(hours=hours))

    # What must hold

    @invariant()
    def holds(self) -> None:
        """Everything that is promised."""
        self._wait(timedelta())
        self.run(self._holds())
        # Nobody is told the same twice at a time.
        # But of introductions whose other one lets nobody see their name any more.
        twice = [
            one for one, many in Counter(self.told).items() if many > 1 and "introduction that" not in one[3]
        ]
        assert not twice
        self.told.clear()

    async def _holds(self) -> None:
        gone = {self.ids[one] for one in self.away}
        async with self.database.engine.connect() as connection:
            if self.erased:
                await self._forgotten(connection)
                self.erased = False
            kept = await _kept(connection)
            live = await self._waiting(connection)
            await _interviews(connection, gone, kept, live)
            await _introductions(connection, gone, kept, live)
            await _planned(connection, gone, kept)
            await _seats(connection, gone)

    async def _forgotten(self, connection: Any) -> None:
        stored = repr([list(await connection.execute(select(table))) for table in metadata.tables.values()])
        strangers = [one for one in product(PLACES, PEOPLE) if one not in self.known]
        assert not [name for place, name in strangers if called(name, place) in stored]

    async def _waiting(self, connection: Any) -> set[str]:
        live = select(delivery.c.dedupe_key).where(delivery.c.state.in_((State.PENDING, State.LEASED)))
        return set((await connection.execute(live)).scalars())

    async def _within_limits(self, made: Any) -> None:
        async with self.database.engine.connect() as connection:
            offer = await offering.find_offer(connection, made.professional_id)
            busy = (await connection.execute(select(offering.count_taken(made.professional_id)))).scalar_one()
        assert offer is not None
        assert busy <= offer.a_month

    async def _read(self, community: str, user: str, card: Card) -> None:
        """Nobody reads of another community, of the erased, of whom they keep away from, or when away."""
        if user not in PEOPLE:
            return
        words = repr(card)
        assert (community, user) in self.known - self.away, card.title
        for other in PLACES:
            assert other == community or f"of the {other}" not in words
        for name in PEOPLE:
            assert (community, name) in self.known or called(name, community) not in words
        self.told.append((community, user, card.title, words))
        if card.title in ENDINGS:
            return
        async with self.database.engine.connect() as connection:
            kept = await _kept(connection)
        me = self.ids[community, user]
        for (place, name), id_ in self.ids.items():
            if place == community and f"<@{name}>" in words:
                assert frozenset((me, id_)) not in kept, card.title
                assert (place, name) not in self.away, card.title

    # Looking things up

    def _do(self, place: str, name: str, act: Callable[[Any, Any], Coroutine[Any, Any, Any]]) -> Any:
        """Let somebody who is there do something."""
        if (place, name) not in self.known - self.away:
            return None
        return self.try_(lambda session: act(session, person(name, place)))

    def _answer(self, place: str, name: str, kind: str, id_: int, *, accept: bool) -> Any:
        act = introductions.answer_introduction if kind == terms.KIND else interviews.answer_request
        return self._do(place, name, lambda session, who: act(session, who, id_, accept=accept))

    def _wait(self, by: timedelta) -> None:
        self.run(self.north.pass_by(by))

    def _rows(self, statement: Any) -> list[Row[Any]]:
        async def read() -> list[Row[Any]]:
            async with self.database.engine.connect() as connection:
                return list(await connection.execute(statement))

        return list(self.run(read()))

    def _nth(self, kind: str, which: int) -> Row[Any] | None:
        table = THINGS[kind]
        found = self._rows(select(table).order_by(table.c.id.desc()))
        return found[which % len(found)] if found else None

    def _events(self) -> list[int]:
        return [row.id for row in self._rows(select(EVENT.c.id).order_by(EVENT.c.id))]

    def _open_events(self, place: str) -> list[int]:
        joined = EVENT.join(members.COMMUNITY, members.COMMUNITY.c.id == EVENT.c.community_id)
        open_ = (EVENT.c.state == EventState.PUBLISHED) & (EVENT.c.until > clock.now())
        here = members.COMMUNITY.c.external_id == place
        return [row.id for row in self._rows(select(EVENT.c.id).select_from(joined).where(open_, here))]

    def _home(self, member_id: int) -> tuple[str, str]:
        return next(home for home, id_ in self.ids.items() if id_ == member_id)


def _both(one: Any) -> tuple[int, int]:
    """Who asked, and who was asked."""
    if hasattr(one, "student_id"):
        return one.student_id, one.professional_id
    return one.member_id, one.other_id


async def _kept(connection: Any) -> set[frozenset[int]]:
    return {frozenset(row) for row in await connection.execute(select(BLOCK.c.member_id, BLOCK.c.other_id))}


async def _interviews(connection: Any, gone: set[int], kept: set[frozenset[int]], live: set[str]) -> None:
    """What is open has its deadlines, and two who are there and may meet; nobody has more than they may."""
    many: Counter[int] = Counter()
    for row in (await connection.execute(select(INTERVIEW_REQUEST))).all():
        due = {key for key in live if key.startswith(f"interview:{row.id}:open:") and "nudge" not in key}
        wanted = {InterviewState.ASKED: 1, InterviewState.ACCEPTED: 2}.get(row.state, 0)
        assert len(due) == wanted, (row, due)
        if row.state in OPEN:
            many[row.student_id] += 1
            both = {row.student_id, row.professional_id}
            assert not both & gone
            assert frozenset(both) not in kept
    assert max(many.values(), default=0) <= MOST_OPEN


async def _introductions(connection: Any, gone: set[int], kept: set[frozenset[int]], live: set[str]) -> None:
    """Whoever is asked is there and may be met; whoever asked will hear, whatever was answered."""
    now, asking, asked = clock.now(), Counter[int](), Counter[int]()
    for row in (await connection.execute(select(INTRODUCTION))).all():
        both = {row.member_id, row.other_id}
        untold = row.state in introductions.UNTOLD and row.answer_by > now
        if row.state is IntroductionState.ASKED:
            assert not both & gone
            assert frozenset(both) not in kept
        if untold:
            asking[row.member_id] += 1
            asked[row.other_id] += row.state is IntroductionState.ASKED
            assert row.member_id not in gone
        over = f"introduction:{row.id}:{introductions.OVER}:{row.member_id}" in live
        assert over is untold, (row, sorted(live))
    assert max(asking.values(), default=0) <= terms.MOST_OPEN
    assert max(asked.values(), default=0) <= terms.MOST_ASKED


async def _planned(connection: Any, gone: set[int], kept: set[frozenset[int]]) -> None:
    """Nobody is to meet who is gone, or keeps away from the other."""
    planned = MEETING.c.state.in_(LIVE) & (
        MEETING.c.starts_at.is_(None) | (MEETING.c.starts_at > clock.now())
    )
    rows = select(MEETING_MEMBER.c.meeting_id, MEETING_MEMBER.c.member_id).join(
        MEETING, MEETING.c.id == MEETING_MEMBER.c.meeting_id
    )
    parts: dict[int, set[int]] = {}
    for meeting_id, member_id in await connection.execute(rows.where(planned)):
        parts.setdefault(meeting_id, set()).add(member_id)
    for both in parts.values():
        assert len(both) == 2
        assert not both & gone
        assert frozenset(both) not in kept


async def _seats(connection: Any, gone: set[int]) -> None:
    """Nobody who is gone holds a seat; nobody waits for one that is free; what was said is kept once."""
    to_come = EVENT.c.until > clock.now()
    for event in (await connection.execute(select(EVENT).where(to_come))).all():
        said = select(EVENT_RSVP.c.member_id, EVENT_RSVP.c.answer).where(EVENT_RSVP.c.event_id == event.id)
        rows = (await connection.execute(said)).all()
        assert event.state is EventState.CANCELLED or not gone & {row.member_id for row in rows}
        left = select(func.count()).where(
            EVENT_LEFT.c.event_id == event.id, EVENT_LEFT.c.member_id.not_in(gone)
        )
        assert (await connection.execute(left)).scalar_one() == 0
        going = sum(row.answer is EventAnswer.GOING for row in rows)
        if event.state is EventState.PUBLISHED and any(row.answer is EventAnswer.WAITING for row in rows):
            assert event.capacity is not None
            assert going >= event.capacity
