"""Working through what waits in many communities: none waits for another, and what fails rests."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorbot import clock
from mentorbot.chat import fairly
from mentorbot.chat.fairly import MOST_FAILURES, MOST_TIMES, FairWork
from mentorbot.chat.platform import NotNowError

FEW = 3
"""How many of each community are found at a time."""


@dataclass(frozen=True)
class One:
    id: int
    community_id: int


class Place:
    """Where things wait; ``failing``: those that fail, ``stuck``: those that are never over."""

    def __init__(self, waiting: Collection[One], **options: int) -> None:
        self.waiting = {one.id: one for one in waiting}
        self.failing: set[int] = set()
        self.stuck: set[int] = set()
        self.slow: dict[int, asyncio.Event] = {}
        self.tried: list[int] = []
        self.most_at_once = self.now_at_work = 0
        self.work = FairWork("a thing", self.find, self.do, **options)  # type: ignore[arg-type]

    async def find(self, without: Collection[int], without_communities: Collection[int]) -> list[One]:
        found: dict[int, list[One]] = {}
        for one in self.waiting.values():
            if one.id not in without and one.community_id not in without_communities:
                found.setdefault(one.community_id, []).append(one)
        return [one for some in found.values() for one in some[:FEW]]

    async def do(self, one: One) -> None:
        self.tried.append(one.id)
        self.now_at_work += 1
        self.most_at_once = max(self.most_at_once, self.now_at_work)
        try:
            await asyncio.sleep(0)
            if one.community_id in self.slow:
                await self.slow[one.community_id].wait()
            if one.id in self.failing:
                raise NotNowError("not now")
        finally:
            self.now_at_work -= 1
        if one.id not in self.stuck:
            self.waiting.pop(one.id, None)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110 - the loop of events goes round
            await asyncio.sleep(0)


async def test_a_community_that_takes_its_time_keeps_no_other_waiting() -> None:
    slow, quick = [One(id_, 1) for id_ in range(10)], [One(id_, 2) for id_ in range(100, 130)]
    place = Place([*slow, *quick])
    gate = place.slow[1] = asyncio.Event()
    finishing = asyncio.create_task(place.work.finish())
    await until(lambda: not any(one.id in place.waiting for one in quick))
    assert place.tried.count(0) == 1
    assert not finishing.done()
    gate.set()
    await finishing
    assert not place.waiting


async def test_what_begins_to_wait_while_another_takes_its_time_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fairly, "LOOKS_AGAIN", 0.0)
    place = Place([One(1, 1)])
    gate = place.slow[1] = asyncio.Event()
    finishing = asyncio.create_task(place.work.finish())
    await until(lambda: bool(place.tried))
    place.waiting[2] = One(2, 2)
    await until(lambda: 2 not in place.waiting)
    gate.set()
    await finishing


async def test_what_fails_is_left_alone_and_tried_again_later_and_later() -> None:
    place = Place([One(1, 1)], rests_at_most=timedelta(minutes=15))  # type: ignore[arg-type]
    place.failing = {1}
    for minutes, tries in ((0, 1), (9, 1), (2, 2), (14, 2), (2, 3), (14, 3), (2, 4)):
        clock.advance(timedelta(minutes=minutes))
        await place.work.finish()
        assert len(place.tried) == tries
    place.failing.clear()
    clock.advance(timedelta(minutes=16))
    await place.work.finish()
    assert not place.waiting


async def test_what_is_never_over_is_not_done_for_ever() -> None:
    place = Place([One(1, 1), One(2, 1)])
    place.stuck = {1}
    await place.work.finish()
    assert place.tried.count(1) == MOST_TIMES
    assert list(place.waiting) == [1]


async def test_being_stopped_stops_all_that_is_under_way() -> None:
    place = Place([One(1, 1), One(2, 2)])
    place.slow = {1: asyncio.Event(), 2: asyncio.Event()}
    finishing = asyncio.create_task(place.work.finish())
    await until(lambda: place.now_at_work == 2)
    finishing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await finishing
    assert place.now_at_work == 0
    assert len(place.waiting) == 2


@given(
    st.dictionaries(st.integers(1, 60), st.integers(1, 6), min_size=1),
    st.sets(st.integers(1, 60)),
    st.integers(1, 3),
)
async def test_whatever_fails_the_others_are_done_and_nothing_waits_twice(
    where: dict[int, int], failing: set[int], at_once: int
) -> None:
    place = Place([One(id_, community) for id_, community in where.items()], at_once=at_once)
    place.failing = failing & where.keys()
    await place.work.finish()
    by_community: dict[int, list[int]] = {}
    for id_ in place.failing:
        by_community.setdefault(where[id_], []).append(id_)
    for id_, community in where.items():
        if len(by_community.get(community, ())) < MOST_FAILURES and id_ not in failing:
            assert id_ not in place.waiting, "few failures keep nothing else from being done"
    assert max((place.tried.count(id_) for id_ in failing), default=0) <= 1, "what failed rests"
    assert place.most_at_once <= at_once
