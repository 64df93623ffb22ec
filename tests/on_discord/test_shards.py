"""Several processes share out one bot on Discord: each answers in the servers of its shards alone."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from postgres import Postgres
from sqlalchemy import func, select
from town import Town, empty_town

from mentorbot import clock
from mentorbot.chat import Card, Section
from mentorbot.chat.program import Program
from mentorbot.credits.rules import Rules
from mentorbot.db import Database, Session, leases
from mentorbot.db.leases import LostError, Process
from mentorbot.db.models import LEASE
from mentorbot.db.sharing import Shares
from mentorbot.delivery import kinds
from mentorbot.delivery.kinds import Address, Due
from mentorbot.delivery.models import DELIVERY, State
from mentorbot.delivery.payloads import NOTHING, Payload
from mentorbot.delivery.service import schedule
from mentorbot.errors import UnreachableError
from mentorbot.furnish import furnish_program
from mentorbot.members.service import ensure_community
from mentorbot.on_discord import MentorBot, OneAtATime, ShardedBot, Shards, move_in, serve, serve_over, shards
from mentorbot.on_discord.caller import PLATFORM
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import Guild, Overwrite

__all__ = ["empty_town"]


@dataclass
class Member:
    """A process as there are several, in this one."""

    program: Program
    bot: ShardedBot
    stop: asyncio.Event
    task: asyncio.Task[None]

    @property
    def shards(self) -> list[int]:
        return sorted(self.bot._lines)


@dataclass
class Group:
    """Processes that share out a bot, which is on two servers: one for each shard."""

    town: Town
    guilds: list[Guild]
    url: str
    members: list[Member] = field(default_factory=list)

    def open(self) -> Program:
        """The program of another process."""
        database = Database(self.url, 4)
        return furnish_program(database, self.town.library, Rules.load(self.town.library.root))

    async def start(self) -> Member:
        """Start another process."""
        program = self.open()

        async def opened() -> Program:
            return program

        opening = asyncio.create_task(opened())
        bot, stop = ShardedBot(), asyncio.Event()
        holding = Shards(lambda: self.town.app.token, opening).hold(bot)
        task = asyncio.create_task(serve_over(bot, holding, stop, move_in(bot, opening)))
        self.members.append(Member(program, bot, stop, task))
        return self.members[-1]

    async def end(self, member: Member) -> None:
        """Stop a process."""
        self.members.remove(member)
        member.stop.set()
        await asyncio.wait_for(member.task, 60)
        await member.program.database.close()

    async def shared(self, *wanted: list[int]) -> None:
        """Wait until the processes have so many shards, and all of those have come in."""
        async with asyncio.timeout(60):
            while sorted(one.shards for one in self.members) != sorted(wanted) or not all(
                one.bot.connected for one in self.members
            ):
                for one in self.members:
                    if one.task.done():
                        one.task.result()
                await asyncio.sleep(0.02)

    async def ask(self, person: Person, guild: Guild) -> None:
        """Somebody asks on a server, and is answered once."""
        before = self.town.calls("POST", "/callback")
        reply = await person.slash("help", channel=guild.channel("general"))
        assert reply.text
        assert self.town.calls("POST", "/callback") == before + 1


@pytest.fixture
async def group(
    empty_town: Town, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Group]:
    monkeypatch.setattr(leases, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(leases, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr(leases, "SILENCE_SECONDS", 2.0)
    monkeypatch.setattr(shards, "IDENTIFIED_APART", 0.05)
    sandbox = empty_town.sandbox
    sandbox.gateway.recommended_shards = 2
    guilds = {(int(empty_town.guild.id) >> 22) % 2: empty_town.guild}
    while len(guilds) < 2:
        guild = sandbox.add_guild("Elsewhere")
        guilds.setdefault((int(guild.id) >> 22) % 2, guild)
        sandbox.install(empty_town.app, guild)
        sandbox.join(empty_town.alice.user, guild)
    url = await postgres.new()
    made = Group(empty_town, [guilds[0], guilds[1]], url)
    yield made
    while made.members:
        await made.end(made.members[-1])
    await postgres.drop(url)


async def test_shards_are_shared_out_and_whoever_is_left_has_them_all(group: Group) -> None:
    alice = group.town.alice
    first = await group.start()
    await group.shared([0, 1])
    for guild in group.guilds:
        await group.ask(alice, guild)
    second = await group.start()
    await group.shared([0], [1])
    for guild in group.guilds:
        await group.ask(alice, guild)
    assert (await alice.slash("help", channel=alice.dm())).text
    sessions = [
        one.shard for one in group.town.sandbox.gateway.sessions.values() if one.connection is not None
    ]
    assert sorted(sessions) == [(0, 2), (1, 2)]
    await group.end(first)
    await group.shared([0, 1])
    for guild in group.guilds:
        await group.ask(alice, guild)
    await group.end(second)


async def test_whoever_is_not_heard_of_loses_its_shards_to_the_others(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await group.start(), await group.start()
    await group.shared([0], [1])
    held = first.shards
    with monkeypatch.context() as broken:

        async def nothing(*_: object) -> None:
            pass

        broken.setattr(Shares, "leave", nothing)
        await group.end(first)
    async with asyncio.timeout(30):
        await group.shared([0, 1])
    assert held
    await group.ask(group.town.alice, group.guilds[held[0]])
    assert second.bot.connected


async def test_what_another_process_is_told_of_a_server_is_asked_of_discord(group: Group) -> None:
    sandbox = group.town.sandbox
    channels = {}
    for guild in group.guilds:
        forum, hidden = sandbox.add_channel(guild, "posts", kind=15), sandbox.add_channel(guild, "hidden")
        hidden.overwrites[guild.id] = Overwrite(guild.id, 0, deny=permissions.VIEW_CHANNEL)
        channels[guild.id] = guild.channel("general"), forum, hidden
    first, second = await group.start(), await group.start()
    await group.shared([0], [1])
    platforms = [member.program.platforms[PLATFORM] for member in (first, second)]
    alice, bob = group.town.alice.user.id, group.town.bob.user.id
    for guild in group.guilds:
        for channel in channels[guild.id]:
            one, other = [await platform.find_access(guild.id, channel.id) for platform in platforms]
            assert one == other
            assert one.see == (channel.name != "hidden")
        for person in (alice, bob):
            here = {await platform.is_here(guild.id, person) for platform in platforms}
            assert here == {person in guild.members}
        general = guild.channel("general").id
        rooms = {await platform.open_room(guild.id, general, "Alice · 1", [alice]) for platform in platforms}
        assert len(rooms) == 1
    assert await first.bot.find_guild(1) is None


async def test_messages_go_to_servers_of_all_shards_once_from_whatever_process(group: Group) -> None:
    async def make(session: Session, due: Due, about: Payload) -> Card:
        return Card(due.dedupe_key, (Section("Hello."),), public=True)

    kinds.handler("hello", Payload)(make)
    channels = [
        channel
        for guild in group.guilds
        for channel in (guild.channel("general"), group.town.sandbox.add_channel(guild, "posts", kind=15))
    ]
    first, second = await group.start(), await group.start()
    await group.shared([0], [1])
    async with first.program.database.session_scope() as session:
        for number, channel in enumerate(channels):
            community = await ensure_community(session, PLATFORM, channel.guild.id)
            to = Address(PLATFORM, channel.guild.id, channel_id=channel.id)
            about = {"kind": "hello", "payload": NOTHING, "dedupe_key": f"hello {number}"}
            await schedule(session, **about, to=to, due_at=clock.now(), community_id=community)
    sent = select(func.count()).where(DELIVERY.c.state == State.SENT)
    async with asyncio.timeout(30), second.program.database.read_scope() as connection:
        while (await connection.execute(sent)).scalar() < len(channels):  # noqa: ASYNC110 - none tells
            await asyncio.sleep(0.02)
    kinds._handlers.pop("hello")
    threads = group.town.sandbox.world.channels.values()
    posts = [[one for one in threads if one.parent is channel] for channel in channels]
    assert [len(channel.messages) for channel in channels] == [1, 0, 1, 0]
    assert [len(found) for found in posts] == [0, 1, 0, 1]


async def test_a_process_that_shares_and_one_that_does_not_wait_for_each_other(group: Group) -> None:
    member = await group.start()
    await group.shared([0, 1])

    async def opened() -> Program:
        return member.program

    opening = asyncio.create_task(opened())
    bot, stop = MentorBot(), asyncio.Event()
    turn = OneAtATime(lambda: group.town.app.token, opening)
    with pytest.raises(UnreachableError, match="waits"):
        await serve(bot, group.town.app.token, stop, turn.keep(move_in(bot, opening)))
    other = group.open()
    async with other.database.session_scope() as session:
        holder = str(Process("elsewhere|1|2", 1, "3", "x"))
        name = shards.name_bot("another token")
        row = {"name": name, "holder": holder, "beat": 0, "until": clock.now()}
        await session.execute(LEASE.insert().values(row))
    with pytest.raises(LostError):
        await Shares(other.database, name).join(2)
    await other.database.close()


async def test_shards_of_several_processes_tell_discord_one_after_the_other_who_they_are(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "IDENTIFIED_APART", 60.0)
    programs = [group.open() for _ in range(2)]
    turns = [shards.Identifying(one.database, "bot", 2) for one in programs]
    async with asyncio.timeout(30):
        await asyncio.gather(turns[0].wait(0), turns[1].wait(1))
        waiting = asyncio.create_task(turns[1].wait(2))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(waiting), 0.3)
        await turns[0].end()
        await waiting
    await turns[1].end()
    for one in programs:
        await one.database.close()


async def test_on_one_file_one_process_at_a_time_has_the_shards(
    group: Group, file_database: Database
) -> None:
    group.url = str(file_database.path)
    await group.start()
    await group.shared([0, 1])
    second = await group.start()
    with pytest.raises(UnreachableError, match="SQLite"):
        await second.task
    group.members.remove(second)
    await second.program.database.close()
