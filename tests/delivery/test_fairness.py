"""A flood in one community delays nobody elsewhere; reaching thousands is done in parts."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest
from delivery.conftest import KIND, Note, Post, texts, until
from town import Town

from mentorbot import clock
from mentorbot.chat import Card, Section
from mentorbot.db import Session
from mentorbot.delivery import desk, dispatcher, kinds, lanes, service
from mentorbot.delivery.kinds import Address, Due, handler
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.service import Row
from mentorbot.members.service import ensure_community

FLOOD = 600
PARTS, PART = 5, 40


@dataclass(frozen=True, slots=True)
class Part(Payload):
    number: int


async def flood(town: Town, post: Post, channels: int) -> list[object]:
    """So many messages of another community, all due now, into so many channels; returns the channels."""
    guild = town.sandbox.add_guild("Flooded")
    town.sandbox.install(town.app, guild)
    places = [town.sandbox.add_channel(guild, f"room-{number}") for number in range(channels)]
    async with town.database.session_scope() as session:
        community = await ensure_community(session, "discord", guild.id)
        rows = [
            Row(
                KIND,
                Note(f"flood {number}"),
                Address("discord", guild.id, channel_id=places[number % channels].id),
                clock.now(),
                dedupe_key=f"flood {number}",
                community_id=community,
            )
            for number in range(FLOOD)
        ]
        await service.schedule_many(session, rows)
    return list(places)


async def test_a_flood_elsewhere_delays_a_message_by_no_more_than_what_is_on_its_way(
    town: Town, post: Post
) -> None:
    channels = await flood(town, post, channels=30)

    def arrived() -> int:
        return sum(len(channel.messages) for channel in channels)  # type: ignore[attr-defined]

    await until(lambda: arrived() > 20)
    await post.to(town.alice, "mine")
    before = arrived()
    await until(lambda: town.alice.dm().messages)
    assert arrived() - before <= 2 * dispatcher.AT_ONCE
    assert arrived() < FLOOD / 2


async def test_a_channel_that_is_stuck_holds_up_only_itself(town: Town, post: Post) -> None:
    gate = asyncio.Event()
    [stuck] = await flood(town, post, channels=1)
    path = f"/channels/{stuck.id}/messages"  # type: ignore[attr-defined]
    town.sandbox.faults.add("POST", path, times=FLOOD, until=gate)
    for number in range(10):
        await post.to(town.alice, f"mine {number}")
        await post.into(town.general, f"ours {number}")
    await until(lambda: len(town.alice.dm().messages) == len(town.general.messages) == 10)
    await until(lambda: len(town.bot.dispatcher._sending) == 1)
    town.sandbox.faults.clear()
    gate.set()


async def test_a_message_to_thousands_is_scheduled_in_parts_and_goes_on_after_a_restart(
    town: Town, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    begun = asyncio.Event()

    async def fan(session: Session, due: Due, at: Part) -> Card | None:
        part = at.number
        calls.append(part)
        if part == 2:
            begun.set()
        rows = [
            Row(
                KIND,
                Note(f"{part}.{n}"),
                due.to,
                due.due_at,
                dedupe_key=f"{part}.{n}",
                community_id=due.community_id,
            )
            for n in range(PART)
        ]
        if part + 1 < PARTS:
            rows.append(
                Row(
                    "fan",
                    Part(part + 1),
                    due.to,
                    due.due_at,
                    dedupe_key=f"fan {part + 1}",
                    community_id=due.community_id,
                )
            )
        await service.schedule_many(session, rows)
        return None

    handler("fan", Part)(fan)
    await post.into(town.general, "fan 0", kind="fan", payload=Part(0))
    await asyncio.wait_for(begun.wait(), 60)
    await town.restart()
    await post.settled()
    kinds._handlers.pop("fan")
    assert sorted(texts(town.general.messages)) == sorted(
        f"{p}.{n}" for p in range(PARTS) for n in range(PART)
    )
    assert set(calls) == set(range(PARTS))


async def test_a_message_that_comes_again_and_again_schedules_the_next_when_it_is_sent(
    town: Town, post: Post
) -> None:
    async def daily(session: Session, due: Due, day: Part) -> Card | None:
        number = day.number
        following = Row(
            "daily",
            Part(number + 1),
            due.to,
            due.due_at + timedelta(days=1),
            dedupe_key=f"day {number + 1}",
            community_id=due.community_id,
        )
        await service.schedule_many(session, [following])
        return Card(f"Day {number}")

    handler("daily", Part)(daily)
    await post.into(town.general, "day 0", kind="daily", payload=Part(0))
    for day in range(3):
        await post.settled(f"day {day}")
        clock.advance(timedelta(days=1))
        town.bot.dispatcher.nudge()
    await post.settled("day 3")
    kinds._handlers.pop("daily")
    titles = [m.payload["components"][0]["components"][0]["content"] for m in town.general.messages]
    assert titles == [f"## Day {day}" for day in range(4)]
    assert (await post.states())["day 4"] == "pending"


@pytest.mark.slow
async def test_at_discords_own_limits_nothing_is_sent_too_fast_and_channels_do_not_wait_for_people(
    town: Town, post: Post
) -> None:
    town.sandbox.rate_limits.enabled = True
    people = [town.sandbox.add_person(f"member-{number}", town.guild) for number in range(16)]
    for number, person in enumerate(people):
        await post.to(person, f"note {number}")
    # Ten direct messages are opened in ten seconds; the others wait, and four of them are on their way.
    await until(lambda: len(town.bot.dispatcher._sending) == 4 and town.bot.dispatcher.due >= 5)
    await post.into(town.general, "here")
    await until(lambda: town.general.messages)
    assert sum(bool(person.dm().messages) for person in people) < len(people)
    assert set((await post.settled()).values()) == {"sent"}
    assert not [one for one in town.sandbox.requests if one.status == 429]


async def test_while_somebody_waits_for_an_answer_messages_go_out_one_after_the_other(
    town: Town, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = [True]
    monkeypatch.setattr(town.bot.dispatcher, "_answering", {"discord": lambda: waiting[0]})
    monkeypatch.setattr(dispatcher, "APART", 3600.0)
    channels = [town.sandbox.add_channel(town.guild, f"room-{number}") for number in range(8)]
    for channel in channels:
        await post.into(channel, channel.name)
    await until(lambda: sum(len(channel.messages) for channel in channels) == 1)
    waiting[0] = False
    town.bot.dispatcher._send()
    assert set((await post.settled()).values()) == {"sent"}
    assert [texts(channel.messages) for channel in channels] == [[channel.name] for channel in channels]


async def test_a_change_of_somebody_waits_for_no_more_than_one_message_of_many_to_be_made(
    town: Town, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "LONGEST", 0.0)
    pressed = asyncio.Event()
    waited: list[int] = []

    async def make(session: Session, due: Due, note: Note) -> Card | None:
        post.made.append(note.text)
        pressed.set()
        return Card("A note", (Section(note.text),))

    async def press() -> None:
        await pressed.wait()
        before = len(post.made)
        async with town.database.session_scope("somebody"):
            waited.append(len(post.made) - before)
        pressed.clear()

    handler("many", Note)(make)
    pressing = [asyncio.create_task(press()) for _ in range(3)]
    community, _ = await post.member(town.alice)
    channels = [town.sandbox.add_channel(town.guild, f"place-{number}") for number in range(20)]
    async with town.database.session_scope() as session:
        to = [Address("discord", town.guild.id, channel_id=channel.id) for channel in channels]
        rows = [
            Row("many", Note(f"{n}"), to[n], clock.now(), dedupe_key=f"{n}", community_id=community)
            for n in range(20)
        ]
        await service.schedule_many(session, rows)
    await asyncio.gather(*pressing)
    assert set((await post.settled()).values()) == {"sent"}
    kinds._handlers.pop("many")
    assert sorted(post.made, key=int) == [str(number) for number in range(20)]
    assert max(waited) <= 1


async def test_what_is_taken_back_before_it_is_made_is_not_sent(
    town: Town, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "LONGEST", 0.0)
    taken_back: list[int] = []

    async def make(session: Session, due: Due, note: Note) -> Card | None:
        if not taken_back:
            taken_back.append(await service.cancel(session, prefix="room-"))
        return Card("A note", (Section(note.text),))

    handler("many", Note)(make)
    await post.into(town.general, "first", kind="many", within=timedelta(seconds=60))
    channels = [town.sandbox.add_channel(town.guild, f"room-{number}") for number in range(8)]
    for channel in channels:
        await post.into(channel, channel.name, kind="many", within=timedelta(seconds=61))
    clock.advance(timedelta(seconds=62))
    town.bot.dispatcher.nudge()
    states = await post.settled()
    kinds._handlers.pop("many")
    assert taken_back == [len(channels)]
    assert states.pop("first") == "sent"
    assert set(states.values()) == {"cancelled"}
    assert not any(channel.messages for channel in channels)


@pytest.mark.slow
async def test_first_messages_to_many_people_hold_up_neither_their_own_community_nor_another(
    town: Town, post: Post
) -> None:
    gate = asyncio.Event()
    town.sandbox.faults.add("POST", "/users/@me/channels", times=1_000, until=gate)
    newcomers = [town.sandbox.add_person(f"new-{number}", town.guild) for number in range(150)]
    for person in newcomers:
        await post.to(person, f"welcome {person.user.username}")
    await until(lambda: len(town.bot.dispatcher._sending) >= lanes.MOST_NARROW)
    elsewhere = town.sandbox.add_guild("Elsewhere")
    town.sandbox.install(town.app, elsewhere)
    there = town.sandbox.add_channel(elsewhere, "there")
    # Nobody rings for these: each comes due by itself.
    await post.into(town.general, "here", within=timedelta(seconds=0.3))
    await post.into(there, "there", guild=elsewhere.id, within=timedelta(seconds=0.6))
    await until(lambda: town.general.messages and there.messages)
    assert not any(person.dm().messages for person in newcomers)
    town.sandbox.faults.clear()
    gate.set()
    await post.settled()
    assert all(len(person.dm().messages) == 1 for person in newcomers)
