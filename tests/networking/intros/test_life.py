"""Whatever happens in whatever order: in a round nobody is twice, nobody is with whom they must not be."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from mentoring.conftest import enrolled
from networking.conftest import BOSS, NOBODY, ORGANIZER, pass_by, person, set_up, waiting
from sqlalchemy import select
from tables import make_tables

from mentorbot import clock
from mentorbot.community import privacy
from mentorbot.db import Database
from mentorbot.members import presence
from mentorbot.mentoring.profiles import blocks
from mentorbot.networking.intros import groups, numbers, programme
from mentorbot.networking.intros import service as taking_part
from mentorbot.networking.intros.models import INTRO_GROUP, INTRO_MEMBER, INTRO_PERSON, INTRO_ROUND
from mentorbot.networking.intros.service import Answers
from mentorbot.networking.intros.terms import Met, Programme

NAMES = ("ada", "ben", "cem", "dee", "eli")
names = st.sampled_from(NAMES)


class Life(RuleBasedStateMachine):
    """A small community whose members come, go, pause, fall out, and are introduced."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.database = Database(":memory:")
        self.ids: dict[str, int] = {}
        self.taking: dict[str, Any] = {}
        self.apart: set[frozenset[str]] = set()
        self.met: dict[int, set[frozenset[str]]] = {}
        self.told: list[tuple[str | None, str]] = []

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def teardown(self) -> None:
        self.do(self.database.close())
        self.loop.close()
        clock.reset()

    @initialize(size=st.sampled_from([2, 2, 3]))
    def begin(self, size: int) -> None:
        self.size = size
        self.do(make_tables(self.database))
        self.do(set_up(self.database, size=size))
        for name in NAMES[:4]:
            self.join(name, 1)

    async def _write(self, act: Any) -> Any:
        async with self.database.session_scope() as session:
            return await act(session)

    @rule(name=names, every=st.sampled_from([1, 1, 2]))
    def join(self, name: str, every: int) -> None:
        self.ids[name] = self.do(enrolled(self.database, person(name)))[0]
        self.do(self._write(lambda s: taking_part.join_rounds(s, person(name), NOBODY, Answers(every=every))))
        self.taking[name] = None

    @rule(name=names, days=st.integers(1, 20))
    def pause(self, name: str, days: int) -> None:
        if name in self.taking:
            until = clock.now() + timedelta(days=days)
            self.do(self._write(lambda s: taking_part.pause_part(s, person(name), until)))
            self.taking[name] = until

    @rule(name=names)
    def leave(self, name: str) -> None:
        if name in self.ids:
            assert self.do(self._write(lambda s: taking_part.leave_rounds(s, person(name)))) is (
                name in self.taking
            )
            self.taking.pop(name, None)

    @rule(one=names, other=names)
    def fall_out(self, one: str, other: str) -> None:
        if one != other and {one, other} <= self.ids.keys():
            self.do(self._write(lambda s: blocks.block_member(s, self.ids[one], self.ids[other])))
            self.apart.add(frozenset((one, other)))

    @rule(name=names)
    def be_erased(self, name: str) -> None:
        if name not in self.ids:
            return
        alone = self._left_alone_by(name)
        before = len(self.told)
        self.do(self._write(lambda s: privacy.erase(s, person(name))))
        del self.ids[name]
        self.taking.pop(name, None)
        self.apart = {pair for pair in self.apart if name not in pair}
        self.met = {number: {p for p in pairs if name not in p} for number, pairs in self.met.items()}
        self._pump(timedelta(seconds=1))
        ended = [who for who, title in self.told[before:] if "has ended" in title]
        assert sorted(map(str, ended)) == sorted(alone)

    @rule(name=names, days=st.sampled_from([0, 1, 4]))
    def be_away(self, name: str, days: int) -> None:
        """Somebody leaves the community, and is back after a while: where they were, if that still is."""
        if name not in self.ids:
            return
        before = self._running_with(name)
        for _ in range(2):
            self.do(self._write(lambda s: presence.note_presence(s, self.ids[name], here=False)))
        assert not self._running_with(name)
        self._pump(timedelta(days=days))
        for _ in range(2):
            self.do(self._write(lambda s: presence.note_presence(s, self.ids[name], here=True)))
        now, every = self._running_with(name), self.do(self._groups())
        for id_, group in before.items():
            others = {one.user_id for one in every[id_].people} - {name} if id_ in every else set()
            kept = any(frozenset((name, other)) in self.apart for other in others)
            assert (id_ in now) is (group.ends_at > clock.now() and bool(others) and not kept)

    def _running_with(self, name: str) -> dict[int, groups.GroupView]:
        return {
            id_: one
            for id_, one in self.do(self._groups()).items()
            if one.ends_at > clock.now() and any(each.user_id == name for each in one.people)
        }

    def _left_alone_by(self, name: str) -> list[str]:
        left = []
        for group in self.do(self._groups()).values():
            people = {one.user_id for one in group.people}
            if name in people and len(people) == 2 and group.ends_at > clock.now():
                left += sorted(people - {name})
        return left

    @rule(name=names, said=st.sampled_from(list(Met)))
    def say(self, name: str, said: Met) -> None:
        for id_, group in self.do(self._groups()).items():
            if any(one.user_id == name for one in group.people) and group.ends_at > clock.now():
                self.do(self._write(lambda s, id_=id_: groups.say_met(s, person(name), id_, said)))

    @rule(running=st.booleans())
    def halt_or_go_on(self, running: bool) -> None:
        act = programme.resume_programme if running else programme.pause_programme
        self.do(self._write(lambda s: act(s, BOSS, ORGANIZER)))

    @rule(days=st.sampled_from([1, 3, 7, 8]))
    def time_passes(self, days: int) -> None:
        found = self.do(self._programme())
        ready = {name for name, until in self.taking.items() if until is None or until <= found.next_at}
        before = found.rounds
        # One round at a time, so that it is known who was ready for it.
        until = min(
            clock.now() + timedelta(days=days), max(found.next_at, clock.now()) + timedelta(minutes=1)
        )
        self._pump(until - clock.now())
        if self.do(self._programme()).rounds > before:
            self._check_round(before + 1, ready)

    def _check_round(self, number: int, ready: set[str]) -> None:
        made = self.do(self._round(number))
        counted = Counter(name for group in made for name in group)
        assert not counted or set(counted.values()) == {1}
        assert counted.keys() <= ready
        fresh = {frozenset(pair) for group in made for pair in combinations(sorted(group), 2)}
        assert not fresh & self.apart
        before = set().union(*self.met.values()) if self.met else set()
        if self.size == 2 and fresh & before and len(counted) % 2 == 0:
            assert not self._possible(sorted(counted), before | self.apart), (
                "they met again, though they need not have"
            )
        self.met[number] = fresh
        told = Counter(who for who, title in self.told if "Meet" in title and who)
        for name in counted:
            assert told[name] >= 1
        self.told = [(who, title) for who, title in self.told if "Meet" not in title]

    def _possible(self, people: list[str], not_these: set[frozenset[str]]) -> bool:
        if not people:
            return True
        first, *rest = people
        return any(
            frozenset((first, other)) not in not_these
            and self._possible([one for one in rest if one != other], not_these)
            for other in rest
        )

    def _pump(self, by: timedelta) -> None:
        sent = self.do(pass_by(self.database, by))
        self.told += [(who, card.title) for who, card in sent]

    async def _programme(self) -> programme.ProgrammeView:
        async with self.database.read_scope() as connection:
            return await programme.find_programme(connection, BOSS)

    async def _groups(self) -> dict[int, groups.GroupView]:
        async with self.database.read_scope() as connection:
            ids = (await connection.execute(select(INTRO_GROUP.c.id))).scalars().all()
            return await groups.find_groups(connection, ids)

    async def _round(self, number: int) -> list[set[str]]:
        statement = (
            select(INTRO_PERSON.c.group_id, INTRO_PERSON.c.member_id)
            .join(INTRO_GROUP, INTRO_GROUP.c.id == INTRO_PERSON.c.group_id)
            .join(INTRO_ROUND, INTRO_ROUND.c.id == INTRO_GROUP.c.round_id)
            .where(INTRO_ROUND.c.number == number)
        )
        who = {id_: name for name, id_ in self.ids.items()}
        found: dict[int, set[str]] = {}
        async with self.database.read_scope() as connection:
            for group, member in await connection.execute(statement):
                found.setdefault(group, set()).add(who[member])
        return list(found.values())

    @invariant()
    def one_round_is_to_come_or_none(self) -> None:
        if not hasattr(self, "size"):
            return
        found = self.do(self._programme())
        coming = [row for row in self.do(waiting(self.database)) if row["kind"] == programme.ROUND]
        assert len(coming) == (found.state is Programme.RUNNING)

    @invariant()
    def whoever_is_erased_is_nowhere(self) -> None:
        if not hasattr(self, "size"):
            return
        there = self.do(self._members())
        assert there <= set(self.ids.values())

    async def _members(self) -> set[int]:
        async with self.database.read_scope() as connection:
            people = (await connection.execute(select(INTRO_PERSON.c.member_id))).scalars().all()
            part = (await connection.execute(select(INTRO_MEMBER.c.member_id))).scalars().all()
            isolated = await numbers.read_numbers(connection, BOSS, ORGANIZER)
        assert isolated.taking_part == len(self.taking)
        return {*people, *part}


# Not shrunk: that takes minutes, and thirty steps can be read.
Life.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
TestLife = Life.TestCase
TestLife.pytestmark = [pytest.mark.slow]  # type: ignore[attr-defined]


def test_whoever_is_alone_once_more_hears_of_it_once_more() -> None:
    life = Life()
    try:
        life.begin(size=2)
        life.time_passes(days=8)
        [group, *_] = life.do(life._groups()).values()
        gone = group.people[0].user_id
        life.be_away(gone, days=4)
        life.be_erased(gone)
    finally:
        life.teardown()
