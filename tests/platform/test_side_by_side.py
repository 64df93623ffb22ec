"""What is wrong on one platform is told for as long as it is so, and counts for no longer."""

import asyncio
from dataclasses import dataclass, field
from functools import partial

import pytest

from mentorbot import side_by_side
from mentorbot.errors import OperatorError, UnreachableError
from mentorbot.side_by_side import Served, SideBySide


@dataclass
class Stage:
    """Platforms whose tries go as they are told to: an error, or being served until all stops."""

    tries: dict[str, list[Exception]]
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    begun: set[str] = field(default_factory=set)
    connected: set[str] = field(default_factory=set)
    broken: bool = False

    def __post_init__(self) -> None:
        served = {
            name: Served(
                partial(self.serve, name),
                partial(self.connected.__contains__, name),
                partial(self.begun.__contains__, name),
            )
            for name in self.tries
        }
        self.platforms = SideBySide(served, self.stop, lambda: self.broken)

    async def serve(self, name: str) -> None:
        if self.tries[name]:
            raise self.tries[name].pop(0)
        self.begun.add(name)
        self.connected.add(name)
        await self.stop.wait()
        self.begun.discard(name)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    for wait in ("FIRST_WAIT", "LONGEST_WAIT", "REFUSED_WAIT"):
        monkeypatch.setattr(side_by_side, wait, 0.0)


async def until_begun(stage: Stage, name: str) -> None:
    async with asyncio.timeout(60):
        while name not in stage.begun:  # noqa: ASYNC110 - there is no event for it
            await asyncio.sleep(0)


async def test_what_was_wrong_before_is_not_why_a_connection_is_lost_later() -> None:
    stage = Stage({"gateway": [UnreachableError("Another process runs this bot.")]})
    keeping = asyncio.create_task(stage.platforms.keep("gateway"))
    await until_begun(stage, "gateway")
    stage.connected.clear()
    assert stage.platforms.troubles == {}
    assert stage.platforms.why == {"gateway": side_by_side.AWAY}
    stage.stop.set()
    await keeping


async def test_a_platform_that_lost_its_connection_for_a_moment_does_not_count_as_refused() -> None:
    stage = Stage({"gateway": [OperatorError("refused")], "slack": [OperatorError("refused")]})
    gateway = asyncio.create_task(stage.platforms.keep("gateway"))
    await until_begun(stage, "gateway")
    stage.connected.clear()
    slack = asyncio.create_task(stage.platforms.keep("slack"))
    await until_begun(stage, "slack")
    stage.stop.set()
    await asyncio.gather(gateway, slack)


async def test_where_nothing_can_be_served_that_is_said_and_not_what_another_platform_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = Stage({"gateway": [UnreachableError("away")], "slack": [OperatorError("refused")]})
    monkeypatch.setattr(side_by_side, "FIRST_WAIT", 60.0)
    monkeypatch.setattr(side_by_side, "REFUSED_WAIT", 60.0)
    waiting = [asyncio.create_task(stage.platforms.keep(name)) for name in stage.tries]
    async with asyncio.timeout(60):
        while set(stage.platforms.troubles) != {"gateway", "slack"}:  # noqa: ASYNC110 - there is no event for it
            await asyncio.sleep(0)
    stage.broken = True
    stage.tries["gateway"].append(OperatorError("the database cannot be used"))
    with pytest.raises(OperatorError, match="the database"):
        await stage.platforms.keep("gateway")
    for one in waiting:
        one.cancel()
