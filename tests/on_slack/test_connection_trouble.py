"""Many press at once while Socket Mode is warned, refreshed, lost or doubled: each press is done once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import pytest
from slack_town import SlackTown

from mentorbot import clock
from mentorbot.sandbox.slack.people.hands import PATIENCE
from mentorbot.sandbox.slack.people.person import Person
from mentorbot.sandbox.slack.people.screen import NotAnsweredError
from mentorbot.sandbox.slack.people.surfaces import Reply

PEOPLE, TURNS, MANY = 5, 4, 4
NAMES = [f"call number {number}!" for number in range(TURNS)]


@asynccontextmanager
async def again_and_again(town: SlackTown, happens: Callable[[], object]) -> AsyncIterator[None]:
    """Let something happen to the connection, and again once something passed on the one that follows."""
    sockets, bell, over = town.sandbox.sockets, town.sandbox.bell, asyncio.Event()

    async def go_on() -> None:
        while not over.is_set():
            before = list(sockets.connections)
            happens()
            while all(one in before for one in sockets.of(town.app)):
                await bell.rings()
            passed = sockets.passed
            while sockets.passed < passed + MANY and not over.is_set():
                await bell.rings()

    task = asyncio.create_task(go_on())
    yield
    over.set()
    bell.ring()
    await task


async def keep(drafted: Reply) -> None:
    """Press Keep, as often as Slack says that it did not work; then the reminder is kept."""
    while any(one.label == "Keep" for one in drafted.buttons):
        with suppress(NotAnsweredError):
            await drafted.click("Keep")


async def reminders(person: Person) -> list[int]:
    """How often each is among somebody's reminders."""
    listed = (await person.slash("/reminders list")).text
    return [listed.count(name) for name in NAMES]


@pytest.mark.slow
@pytest.mark.parametrize("what", ["warn", "refresh", "cut"])
async def test_whatever_becomes_of_the_connection_each_press_is_done_once(
    slack_town: SlackTown, what: str
) -> None:
    town = slack_town
    people = [town.sandbox.add_person(f"person{number}", town.team) for number in range(PEOPLE)]
    drafts: list[Reply] = []
    for person in people:
        await town.enrol(person)
        drafts += [await person.slash(f'/reminders me "{name}" "tomorrow 9am"') for name in NAMES]
    town.sandbox.delivery.answer_within = 3.0  # as Slack has it
    async with again_and_again(town, getattr(town.sandbox.sockets, what)):
        await asyncio.gather(*map(keep, drafts))
    town.sandbox.delivery.answer_within = PATIENCE
    for person in people:
        assert await reminders(person) == [1] * TURNS


async def test_what_comes_to_two_processes_at_once_is_done_by_one(slack_town: SlackTown) -> None:
    town, alice = slack_town, slack_town.alice
    await town.enrol(alice)
    other = replace(town)
    await other.start()
    town.sandbox.sockets.twice = 1000
    for name in NAMES:
        drafted = await alice.slash(f'/reminders me "{name}" "tomorrow 9am"')
        await drafted.click("Keep")
    town.sandbox.sockets.twice = 0
    await other.stop()
    assert await reminders(alice) == [1] * TURNS


async def test_a_command_that_comes_to_two_processes_at_once_is_done_by_one(slack_town: SlackTown) -> None:
    town, alice = slack_town, slack_town.alice
    await town.enrol(alice)
    await alice.slash(f"/credits goal credential:fache expires:{clock.now().year + 2}-12-31")
    other = replace(town)
    await other.start()
    town.sandbox.sockets.twice = 1000
    for name in NAMES:
        await alice.slash(f'/credits log title:"{name}" hours:1 type:"FACHE · Qualifying Education"')
    town.sandbox.sockets.twice = 0
    await other.stop()
    status = await alice.slash("/credits status")
    entries = (await status.click("Entries")).text
    assert [entries.count(name) for name in NAMES] == [1] * TURNS
