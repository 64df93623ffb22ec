"""The life of a community in which organizers run rounds besides, and mentorships go on and end."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule
from mentoring.conftest import person
from mentoring.life import MENTEES, PEOPLE, PLACES, Life, called, mentees, mentors, nth, people, places
from sqlalchemy import select

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.chat.caller import Rights
from mentorbot.delivery.models import State
from mentorbot.delivery.sending import Message
from mentorbot.delivery.service import delivery
from mentorbot.members import service as members
from mentorbot.mentoring.matching import Part, Weight
from mentorbot.mentoring.matching.outcome import Mark
from mentorbot.mentoring.matching.places import Group, Place
from mentorbot.mentoring.matching.rounds import solve_round
from mentorbot.mentoring.mentorships import (
    agreement,
    ending,
    opening,
    sessions,  # noqa: F401 - it tells meetings of sessions
    talks,
)
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships.models import CIRCLE, CIRCLE_PEER, MENTORSHIP, TALK
from mentorbot.mentoring.mentorships.terms import TalkKind, TalkState
from mentorbot.mentoring.people import find_user
from mentorbot.mentoring.profiles.models import BLOCK
from mentorbot.mentoring.rounds import gathering, organizing, publishing, results, service
from mentorbot.mentoring.rounds.marks import service as marking
from mentorbot.mentoring.rounds.marks.models import MATCH_MARK
from mentorbot.mentoring.rounds.models import MATCH_RESULT, MATCH_ROUND, MATCH_RULE, MATCH_SIGNUP
from mentorbot.mentoring.rounds.terms import LIVE, ResultState, RoundState, RuleKind, Side
from mentorbot.mentoring.rounds.view import Plan
from mentorbot.mentoring.rounds.weighing import service as weighing
from mentorbot.mentoring.rounds.weighing.service import Changes
from mentorbot.mentoring.terms import Format

formats = st.sampled_from((Format.PAIR, Format.CIRCLE))
choices = st.tuples(*[st.booleans()] * 3)
"""Whether all mentors take part, whether there are circles of peers, and whether both must agree."""
ORGANIZER = Rights(manages_community=True)
OWNERS = {"member_id", "other_id", "mentee_id", "mentor_id"}
"""Columns that say about whom a row is."""


class WholeLife(Life):
    """Rounds and endings on top of all the rest; whoever is sent something is looked at too."""

    @initialize()
    def watch_the_post(self) -> None:
        """Have every message looked at by what its reader must not see."""
        post = self.communities["north"].post
        send = post.send

        async def look(message: Message) -> Any:
            await self._read(message.to.community or "", message.to.user_id or "", message.card)
            return await send(message)

        post.send = look  # type: ignore[method-assign]

    @initialize(format_=formats, flags=choices)
    def begin_with_a_round(self, format_: Format, flags: tuple[bool, bool, bool]) -> None:
        """Everybody is there, and one community begins with a round."""
        for name in MENTEES:
            self.seek("north", name)
        self.a_round_at_once("north", format_, flags)

    # Rounds

    @rule(place=places, format_=formats, flags=choices)
    def open_round(self, place: str, format_: Format, flags: tuple[bool, bool, bool]) -> None:
        """An organizer opens a round, unless one is under way."""
        all_mentors, peers, confirm = flags
        closes = clock.now() + timedelta(days=7)
        plan = Plan("Spring", closes, all_mentors, format_, peers=peers, confirm=confirm)

        async def steps(session: Any) -> None:
            await organizing.open_round(session, self._boss(place), ORGANIZER, plan, "55")

        self.try_(steps)

    @rule(place=places, name=people, side=st.sampled_from(Side), out=st.booleans())
    def sign_up(self, place: str, name: str, side: Side, out: bool) -> None:
        """Somebody takes part in the last round, or does no longer."""
        if one := self._round(place):
            who = person(name, place)
            if out:
                self.try_(lambda session: service.sign_off(session, who, one.id))
            else:
                self.try_(lambda session: service.sign_up(session, who, one.id, side))

    @rule(place=places, mentee=mentees, mentor=mentors, kind=st.sampled_from((RuleKind.PIN, RuleKind.FORBID)))
    def lay_down(self, place: str, mentee: str, mentor: str, kind: RuleKind) -> None:
        """An organizer pins two people or forbids them."""
        self.try_(
            lambda session: service.lay_down(session, self._boss(place), ORGANIZER, (mentee, mentor), kind)
        )

    @rule(place=places, name=people, other=people, side=st.sampled_from(Side), mark=st.sampled_from(Mark))
    def mark(self, place: str, name: str, other: str, side: Side, mark: Mark) -> None:
        """Somebody says whom they would love to be with, or rather not."""
        one = self._round(place)
        if one is None:
            return

        async def steps(session: Any) -> None:
            whom = await find_user(session, one.community_id, other)
            picked = {each: [whom.id] if whom and each is mark else [] for each in Mark}
            await marking.keep_marks(session, person(name, place), one.id, side, picked)

        self.try_(steps)

    @rule(place=places, part=st.sampled_from(Part), weight=st.sampled_from(Weight), most=st.integers(0, 3))
    def weigh(self, place: str, part: Part, weight: Weight, most: int) -> None:
        """An organizer lets a round go by something else, and limits who gets in."""
        boss, changes = self._boss(place), Changes({part: weight}, memory=most > 1)
        self.try_(lambda session: weighing.change_round(session, boss, ORGANIZER, changes))
        limit = Place(Group.CLINICIAN, 0, most or None)
        self.try_(lambda session: weighing.keep_places(session, boss, ORGANIZER, limit))

    @rule(place=places)
    def preview(self, place: str) -> None:
        """An organizer has the round worked out."""
        one = self._round(place)
        if one is not None and one.state is RoundState.OPEN:
            outcome = self._solve(one)
            self.try_(lambda session: results.store_outcome(session, one, outcome))

    @rule(place=places, before=st.integers(0, 1))
    def publish(self, place: str, before: int) -> None:
        """An organizer publishes what they looked at, or what was there before."""
        if one := self._round(place):
            seen = one.solved - before
            self.try_(
                lambda session: publishing.publish_round(session, self._boss(place), ORGANIZER, one.id, seen)
            )

    @rule(place=places, format_=formats, flags=choices)
    def a_round_at_once(self, place: str, format_: Format, flags: tuple[bool, bool, bool]) -> None:
        """A round from its opening until it is published, in which everybody takes part."""
        self.open_round(place, format_, flags)
        for name in PEOPLE:
            for side in Side:
                self.sign_up(place, name, side, out=False)
        self.preview(place)
        self.publish(place, 0)

    @rule(place=places, name=people, which=nth, yes=st.booleans())
    def answer(self, place: str, name: str, which: int, yes: bool) -> None:
        """Somebody says whether they want what the round found, for them or for others."""
        one = self._round(place)
        asked = self._asked(one) if one else []
        if one and asked:
            mentee_id = asked[which % len(asked)][0]
            who = person(name, place)
            self.try_(lambda session: publishing.answer_pairing(session, who, one.id, mentee_id, yes=yes))

    @rule(place=places, which=nth)
    def both_agree(self, place: str, which: int) -> None:
        """Both of two say yes."""
        one = self._round(place)
        asked = self._asked(one) if one else []
        if one and asked:
            two = asked[which % len(asked)]
            for id_ in two:
                who = person(self._name(id_), place)
                self.try_(
                    lambda session, who=who: publishing.answer_pairing(session, who, one.id, two[0], yes=True)
                )

    @rule(place=places)
    def call_off(self, place: str) -> None:
        """An organizer calls the round off."""
        if one := self._round(place):
            self.try_(lambda session: publishing.cancel_round(session, self._boss(place), ORGANIZER, one.id))

    @rule(place=places)
    def meddle(self, place: str) -> None:
        """An organizer of another community tries to publish it, and to call it off."""
        if one := self._round(place):
            other = next(self._boss(each) for each in PLACES if each != place)
            for act in (
                lambda session: publishing.publish_round(session, other, ORGANIZER, one.id, one.solved),
                lambda session: publishing.cancel_round(session, other, ORGANIZER, one.id),
            ):
                assert self.try_(act) is None
            assert self._round(place) == one

    @rule()
    def the_bot_looks(self) -> None:
        """What the bot does by itself: it goes on with rounds, and brings up places to talk."""
        for one in self._read_all(publishing.find_unsettled):
            self.try_(lambda session, one=one: publishing.close_answers(session, one))
            outcome = self._solve(one, last=not publishing.can_try_again(one))
            self.try_(lambda session, one=one, outcome=outcome: publishing.begin_turn(session, one, outcome))
        for talk in self._read_all(talks.find_waiting):
            self.try_(lambda session, talk=talk: _bring_up(session, talk))

    # Mentorships

    @rule(
        place=places,
        name=people,
        which=nth,
        how=st.sampled_from((ending.end_own, ending.graduate_mentorship, agreement.extend_mentorship)),
    )
    def go_on_or_end(self, place: str, name: str, which: int, how: Any) -> None:
        """Somebody ends a mentorship or lets it go on, theirs or not."""
        if ids := self._ids(select(MENTORSHIP.c.id)):
            id_ = ids[-1 - which % len(ids)]
            self.try_(lambda session: how(session, person(name, place), id_))

    @rule(
        which=nth,
        by_mentor=st.booleans(),
        how=st.sampled_from((ending.end_own, ending.graduate_mentorship, agreement.extend_mentorship)),
    )
    def one_of_the_two_ends_it(self, which: int, by_mentor: bool, how: Any) -> None:
        """One of two ends their mentorship or lets it go on, and presses twice."""
        if ids := self._ids(select(MENTORSHIP.c.id).where(MENTORSHIP.c.ended_at.is_(None))):
            pair = self._one(pairing.find_mentorship, ids[which % len(ids)])
            place, name = self._home(pair.mentor_id if by_mentor else pair.mentee_id)
            for _ in range(2):
                self.try_(lambda session: how(session, person(name, place), pair.id))

    @rule(place=places, name=mentees, which=nth)
    def leave_circle(self, place: str, name: str, which: int) -> None:
        """Somebody leaves a circle of peers, theirs or not."""
        if ids := self._ids(select(CIRCLE.c.id)):
            id_ = ids[-1 - which % len(ids)]
            self.try_(lambda session: ending.leave_circle(session, person(name, place), id_))

    @rule(weeks=st.sampled_from((3, 15, 30)))
    def a_season_passes(self, weeks: int) -> None:
        """Check-ins, and the ends of what was agreed."""
        self.run(self.communities["north"].pass_by(timedelta(weeks=weeks)))

    # What must hold

    async def _holds(self) -> None:
        await super()._holds()
        async with self.database.engine.connect() as connection:
            waiting = await self._waiting(connection)
            await _ended(connection, waiting)
            await _rounds(connection, waiting)
            await _circles(connection)

    async def _waiting(self, connection: Any) -> set[str]:
        live = select(delivery.c.dedupe_key).where(delivery.c.state.in_((State.PENDING, State.LEASED)))
        return set((await connection.execute(live)).scalars())

    async def _read(self, community: str, user: str, card: Card) -> None:
        """Nobody reads of another community, of whom they keep away from, or of the erased."""
        words = repr(card)
        for other in PLACES:
            assert other == community or f"of the {other}" not in words
        for name in PEOPLE:
            assert (community, name) in self.known or called(name, community) not in words
        if user not in PEOPLE or (community, user) not in self.known:
            return
        async with self.database.engine.connect() as connection:
            found = await members.find_profile(connection, person(user, community))
            rows = await connection.execute(select(BLOCK.c.member_id, BLOCK.c.other_id))
            kept = {one + other - found.id for one, other in rows if found.id in (one, other)}
            met = await pairing.find_mentorships(connection, found.id, live=False)
            for id_ in kept - {one.other(found.id) for one in met}:
                name = select(members.ADDRESS[2]).select_from(members.SOURCE).where(id_ == members.ID)
                assert called((await connection.execute(name)).scalar_one(), community) not in words

    # Looking things up

    def _boss(self, place: str) -> Any:
        return person("boss", place)

    def _read_all(self, what: Any) -> Sequence[Any]:
        async def read() -> Any:
            async with self.database.engine.connect() as connection:
                return await what(connection)

        return list(self.run(read()))

    def _one(self, what: Any, id_: int) -> Any:
        async def read() -> Any:
            async with self.database.engine.connect() as connection:
                return await what(connection, id_)

        return self.run(read())

    def _ids(self, statement: Any) -> list[int]:
        async def read() -> Any:
            async with self.database.engine.connect() as connection:
                return sorted((await connection.execute(statement)).scalars())

        return list(self.run(read()))

    def _round(self, place: str) -> Any:
        for id_ in reversed(self._ids(select(MATCH_ROUND.c.id))):
            one = self._one(service.find_round, id_)
            if one.community == place:
                return one
        return None

    def _asked(self, one: Any) -> list[tuple[int, int]]:
        asked = (MATCH_RESULT.c.round_id == one.id) & (MATCH_RESULT.c.state == ResultState.ASKED)

        async def read(connection: Any) -> Any:
            rows = await connection.execute(
                select(MATCH_RESULT.c.mentee_id, MATCH_RESULT.c.mentor_id).where(asked)
            )
            return sorted(tuple(row) for row in rows)

        return list(self._read_all(read))

    def _solve(self, one: Any, *, last: bool = False) -> Any:
        async def read(connection: Any) -> Any:
            return [await gathering.read_task(connection, one, last=last)]

        (task,) = self._read_all(read)
        return solve_round(task.mentees, task.mentors, task.rules)

    def _home(self, member_id: int) -> tuple[str, str]:
        async def read(connection: Any) -> Any:
            found = select(*members.ADDRESS[1:3]).select_from(members.SOURCE).where(member_id == members.ID)
            return [tuple((await connection.execute(found)).one())]

        ((place, name),) = self._read_all(read)
        return place, name


async def _bring_up(session: Any, talk: talks.TalkView) -> None:
    """What a front end does where it may open no threads."""
    party = await talks.find_party(session, talk)
    if talk.state is TalkState.CLOSING or party is None:
        await talks.note_talk(session, talk.id, state=TalkState.CLOSED)
    else:
        await opening.introduce_directly(session, talk, party)


async def _ended(connection: Any, waiting: set[str]) -> None:
    """Nothing is to come of a mentorship or of a place to talk that is over."""
    live = set(
        (await connection.execute(select(MENTORSHIP.c.id).where(MENTORSHIP.c.ended_at.is_(None)))).scalars()
    )
    ahead = {key for key in waiting if key.startswith("mentorship:")}
    assert {int(key.split(":")[1]) for key in ahead} <= live
    # Each has an end to come.
    assert {int(key.split(":")[1]) for key in ahead if key.split(":")[2] == "over"} == live
    rows = (await connection.execute(select(TALK.c.id, TALK.c.kind, TALK.c.owner_id, TALK.c.state))).all()
    over = {row.id for row in rows if row.state is TalkState.CLOSED}
    assert not over & {int(key.split(":")[1]) for key in waiting if key.startswith("talk:")}
    assert live == {row.owner_id for row in rows if row.kind is TalkKind.PAIR and row.id not in over} | set(
        (
            await connection.execute(
                select(MENTORSHIP.c.id).where(
                    MENTORSHIP.c.ended_at.is_(None), MENTORSHIP.c.circle_id.is_not(None)
                )
            )
        ).scalars()
    )


async def _rounds(connection: Any, waiting: set[str]) -> None:
    """Who is asked in a round may still be brought together; what is over asks and announces no more."""
    rounds = {row.id: row for row in await connection.execute(select(MATCH_ROUND))}
    for place in {row.community_id for row in rounds.values()}:
        assert sum(row.community_id == place and row.state in LIVE for row in rounds.values()) <= 1
    kept = {frozenset(row) for row in await connection.execute(select(BLOCK.c.member_id, BLOCK.c.other_id))}
    asked = (
        await connection.execute(
            select(MATCH_RESULT.c.round_id, MATCH_RESULT.c.mentee_id, MATCH_RESULT.c.mentor_id).where(
                MATCH_RESULT.c.state == ResultState.ASKED
            )
        )
    ).all()
    open_ = {id_ for id_, row in rounds.items() if row.state is not RoundState.CANCELLED}
    assert not kept & {frozenset(row[1:]) for row in asked if row[0] in open_}
    proposed = (
        await connection.execute(
            select(MATCH_RESULT.c.round_id, MATCH_RESULT.c.mentee_id, MATCH_RESULT.c.mentor_id).where(
                MATCH_RESULT.c.state == ResultState.PROPOSED
            )
        )
    ).all()
    # What is stale cannot be published.
    ready = {id_ for id_ in open_ if rounds[id_].state in LIVE and not rounds[id_].stale}
    assert not kept & {frozenset(row[1:]) for row in proposed if row[0] in ready}
    for key in (key.split(":") for key in waiting if key.startswith("match:")):
        state = rounds[int(key[1])].state
        if key[2] in {"call", "closed"}:
            assert state is RoundState.OPEN
        if key[2] == "go":
            assert state is RoundState.PUBLISHING
        if key[2] == "note" and key[3].startswith("ask_"):
            assert state in {RoundState.PUBLISHING, RoundState.ASKING}
    homes = {row[0]: row[1] for row in await connection.execute(select(members.ID, members.MEMBER_COMMUNITY))}
    marks = (await connection.execute(select(MATCH_MARK))).all()
    assert all(rounds[row.round_id].state in LIVE for row in marks), "forgotten when it is over"
    for table in (MATCH_SIGNUP, MATCH_RULE, MATCH_RESULT, MATCH_MARK):
        for row in (await connection.execute(select(table))).mappings():
            those = {row[name] for name in row if name in OWNERS} - {None}
            assert {homes[id_] for id_ in those} == {rounds[row["round_id"]].community_id}


async def _circles(connection: Any) -> None:
    """A circle lives as long as there are people in it who belong together."""
    led = select(MENTORSHIP.c.circle_id).where(
        MENTORSHIP.c.ended_at.is_(None), MENTORSHIP.c.circle_id.is_not(None)
    )
    with_mentor = set((await connection.execute(led)).scalars())
    many: dict[int, int] = {}
    for (circle_id,) in await connection.execute(
        select(CIRCLE_PEER.c.circle_id).where(CIRCLE_PEER.c.left_at.is_(None))
    ):
        many[circle_id] = many.get(circle_id, 0) + 1
    for id_, ended_at in await connection.execute(select(CIRCLE.c.id, CIRCLE.c.ended_at)):
        assert (ended_at is None) == (id_ in with_mentor or many.get(id_, 0) >= 2)
