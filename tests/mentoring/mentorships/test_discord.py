"""From the day two are brought together to the day after it ends, through a real discord.py client."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from mentoring.quarter import Quarter, empty_town, quarter, town
from sqlalchemy import select

from mentorbot import clock
from mentorbot.members import service as members
from mentorbot.mentoring import settings
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships import talks
from mentorbot.mentoring.mentorships.commands.talks import bring_up_rooms, look_into_rooms
from mentorbot.mentoring.mentorships.terms import TalkState
from mentorbot.mentoring.models import MENTORING_SETTING
from mentorbot.mentoring.terms import Origin
from mentorbot.sandbox.discord.api import lives
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Modal, Reply
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import Channel, Overwrite

__all__ = ["empty_town", "quarter", "town"]

THREADS = permissions.CREATE_PRIVATE_THREADS | permissions.SEND_IN_THREADS


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110 - there is no event for everything
            await asyncio.sleep(0.01)


async def member_of(quarter: Quarter, person: Person) -> int:
    async with quarter.town.database.read_scope() as connection:
        where = members.ADDRESS[2] == str(person.id)
        return (
            await connection.execute(select(members.ID).select_from(members.SOURCE).where(where))
        ).scalar_one()


async def set_up(quarter: Quarter, channel: Channel | None) -> None:
    """Say where threads are opened, and where organizers are told."""
    async with quarter.town.database.session_scope() as session:
        community = await members.ensure_community(session, "discord", str(quarter.town.guild.id))
        given = settings.Settings(
            channel_id=str(channel.id) if channel else "", organizer_channel_id=str(quarter.office.id)
        )
        row = {name: getattr(given, name) for name in settings.Settings.__dataclass_fields__}
        await session.execute(MENTORING_SETTING.insert().values(community_id=community, **row))


async def bring_together(quarter: Quarter) -> int:
    """Alice mentors bob from now on."""
    alice, bob = quarter.town.alice, quarter.town.bob
    await quarter.town.enrol(alice)
    await quarter.mentor(alice)
    await quarter.mentee(bob)
    mentor, mentee = await member_of(quarter, alice), await member_of(quarter, bob)
    async with quarter.town.database.session_scope() as session:
        made = await pairing.form_mentorship(
            session,
            mentor_id=mentor,
            mentee_id=mentee,
            origin=Origin.REQUEST,
            months=6,
            wanted="Help with *finance*",
        )
    return made.id


def allow(quarter: Quarter) -> None:
    guild = quarter.town.guild
    guild.roles[guild.id].permissions |= THREADS
    lives.role_changed(quarter.town.sandbox, "GUILD_ROLE_UPDATE", guild, guild.roles[guild.id])


@pytest.fixture
def channel(quarter: Quarter) -> Channel:
    allow(quarter)
    return quarter.town.sandbox.add_channel(quarter.town.guild, "mentoring")


def threads(quarter: Quarter) -> list[Channel]:
    return list(quarter.town.guild.threads.values())


async def test_from_the_thread_to_feedback(quarter: Quarter, channel: Channel) -> None:
    town, alice, bob = quarter.town, quarter.town.alice, quarter.town.bob
    await set_up(quarter, channel)
    id_ = await bring_together(quarter)
    await until(lambda: threads(quarter) and threads(quarter)[0].messages)
    [thread] = threads(quarter)
    assert {str(alice.id), str(bob.id)} <= {str(one) for one in thread.thread_members}
    hello = Reply(bob, thread.messages[-1])
    for words in (
        "Welcome",
        r"Help with \*finance\*",
        "Getting to know each other",
        "To break the ice",
        "6 months",
    ):
        assert words in hello.text
    assert [button.label for button in hello.buttons] == [
        "Plan our first session",
        "Set goals",
        "I agree",
        "Change the terms",
    ]
    agreed = await hello.click("I agree")
    assert agreed.ephemeral
    assert "has agreed" in agreed.text

    goals = await (await hello.click("Set goals")).click("Add a goal")
    assert isinstance(goals, Modal)
    added = await goals.submit(title="Read a *budget*", milestone=[])
    assert r"☐ Read a \*budget\*" in added.text
    ticked = await added.click("Done")
    assert "☑" in ticked.text

    form = await Reply(alice, thread.messages[-1]).click("Plan our first session")
    assert isinstance(form, Modal)
    shown = await form.submit(time1="tomorrow 9am", time2="", time3="", minutes="45", place="")
    await shown.click("Yes, that is right")
    asked = await bob.wait_for_dm("Mentoring session: when?")
    await asked.click("That suits me")
    invitation = await alice.wait_for_dm("Mentoring session: agreed")
    assert "Getting to know each other" in invitation.text
    await quarter.pass_by(timedelta(days=2))
    met = await (await bob.wait_for_dm("Did you meet?")).click("We met")
    assert "It is logged" in met.text

    await quarter.pass_by(timedelta(days=13))
    said = await (await alice.wait_for_dm("A quick look")).click("Going well")
    assert "Good to hear" in said.text
    listed = await bob.slash("mentorship list")
    assert "Active" in listed.text
    overview = await quarter.boss.slash("organize mentorship overview")
    assert "active 1" in overview.text

    sure = await bob.slash("mentorship end")
    over = await sure.click("End it")
    assert "Your mentorship has ended" in over.text
    told = await alice.wait_for_dm("Your mentorship has ended")
    feedback = await told.click("Say how it was")
    assert isinstance(feedback, Modal)
    thanks = await feedback.submit(rating="5", recommend="yes", text="Go on!", shared="yes")
    assert "It is kept" in thanks.text
    heard = await quarter.boss.slash("organize mentorship feedback")
    assert "Go on\\!" in heard.text
    await until(lambda: thread.archived)
    assert thread.name.endswith("(ended)")
    twice = await alice.forge_click(f"mentorship:end_confirm:{id_}", told)
    assert "has ended" in twice.text
    assert town.sandbox.complaints == []


async def test_without_a_channel_each_is_introduced_directly(quarter: Quarter) -> None:
    await bring_together(quarter)
    for person, role in ((quarter.town.alice, "mentee"), (quarter.town.bob, "mentor")):
        hello = await person.wait_for_dm("Welcome")
        assert f"is your {role} now" in hello.text
    assert threads(quarter) == []


async def test_where_threads_are_not_permitted_each_is_introduced_directly(quarter: Quarter) -> None:
    guild = quarter.town.guild
    private = quarter.town.sandbox.add_channel(guild, "mentoring")
    private.overwrites[guild.id] = Overwrite(guild.id, 0, deny=permissions.CREATE_PRIVATE_THREADS)
    lives.channel_changed(quarter.town.sandbox, "CHANNEL_UPDATE", private)
    await set_up(quarter, private)
    await bring_together(quarter)
    await quarter.town.bob.wait_for_dm("Welcome")
    assert threads(quarter) == []


async def test_a_thread_that_nobody_noted_is_found_again(quarter: Quarter, channel: Channel) -> None:
    await set_up(quarter, channel)
    await bring_together(quarter)
    await until(lambda: threads(quarter) and threads(quarter)[0].messages)
    async with quarter.town.database.session_scope() as session:
        [talk] = [one for each in (await talks.find_open(session)).values() for one in each.values()]
        await talks.note_talk(session, talk.id, state=TalkState.WANTED, thread_id="", channel_id="")
    await quarter.town.restart()
    await quarter.settle()
    await bring_up_rooms(quarter.town.bot.program)
    await quarter.settle()
    assert len(threads(quarter)) == 1
    assert len(threads(quarter)[0].messages) == 1
    async with quarter.town.database.read_scope() as connection:
        assert await talks.find_waiting(connection) == []


async def test_that_somebody_wrote_is_seen_and_not_what(quarter: Quarter, channel: Channel) -> None:
    await set_up(quarter, channel)
    await bring_together(quarter)
    await until(lambda: threads(quarter) and threads(quarter)[0].messages)
    await quarter.settle()
    await look_into_rooms(quarter.town.bot.program)
    async with quarter.town.database.read_scope() as connection:
        [talk] = [one for each in (await talks.find_open(connection)).values() for one in each.values()]
    assert talk.active_at is None, "only the bot has written"
    await quarter.town.alice.say("Hello!", channel=threads(quarter)[0])
    await look_into_rooms(quarter.town.bot.program)
    async with quarter.town.database.read_scope() as connection:
        [talk] = [one for each in (await talks.find_open(connection)).values() for one in each.values()]
    assert talk.active_at is not None
    assert abs(talk.active_at - clock.now()) < timedelta(minutes=1)


async def test_a_pair_whose_thread_is_deleted_hears_of_it_and_gets_another_for_a_press(
    quarter: Quarter, channel: Channel
) -> None:
    await set_up(quarter, channel)
    await bring_together(quarter)
    await until(lambda: threads(quarter) and threads(quarter)[0].messages)
    [first] = threads(quarter)
    lives.remove_channel(quarter.town.sandbox, first)
    for person in (quarter.town.alice, quarter.town.bob):
        told = await person.wait_for_dm("was deleted. I can open another.")
    assert "another" in (await told.click("Open another")).text
    await until(lambda: threads(quarter) and threads(quarter)[0].messages)
    assert threads(quarter) != [first]


async def test_a_block_says_what_it_ends_and_lets_both_out_of_their_thread(
    quarter: Quarter, channel: Channel
) -> None:
    await set_up(quarter, channel)
    await bring_together(quarter)
    await until(lambda: threads(quarter) and threads(quarter)[0].messages)
    alice, bob = quarter.town.alice, quarter.town.bob
    [thread] = threads(quarter)
    assert {alice.user.id, bob.user.id} <= set(thread.thread_members)
    await quarter.settle()  # what comes into a thread later wakes it
    asked = await (await alice.context_menu("Mentoring: view profile", user=bob)).click("Block")
    assert "This ends your mentorship" in asked.text
    assert not thread.archived, "it is only asked so far"
    await asked.click("Block")
    await quarter.settle()
    await bring_up_rooms(quarter.town.bot.program)
    assert thread.archived
    assert not {alice.user.id, bob.user.id} & set(thread.thread_members)
    heard = await bob.wait_for_dm("Your mentorship has ended")
    assert "block" not in heard.text.lower()


async def test_a_place_to_talk_of_before_is_closed_by_a_block_too(quarter: Quarter, channel: Channel) -> None:
    await set_up(quarter, channel)
    id_ = await bring_together(quarter)
    await until(lambda: threads(quarter) and threads(quarter)[0].messages)
    alice, bob = quarter.town.alice, quarter.town.bob
    [thread] = threads(quarter)
    await alice.forge_click(f"mentorship:end_confirm:{id_}", await alice.slash("mentorship list"))
    await until(lambda: thread.archived)
    await quarter.settle()
    await bring_up_rooms(quarter.town.bot.program)
    await bob.say("One more thing", channel=thread)
    await (await (await alice.context_menu("Mentoring: view profile", user=bob)).click("Block")).click(
        "Block"
    )
    await bring_up_rooms(quarter.town.bot.program)
    assert thread.archived
    assert not {alice.user.id, bob.user.id} & set(thread.thread_members)


async def test_nothing_is_written_where_the_other_can_read_who_asks_for_help(quarter: Quarter) -> None:
    await set_up(quarter, None)
    id_ = await bring_together(quarter)
    screen = await quarter.town.bob.slash("mentorship list")
    said = await quarter.town.bob.forge_click(f"mentorship:said:{id_}:1:help", screen)
    assert "The other one can read the organizers' channel" in (await said.click("Ask an organizer")).text
    await quarter.settle()
    assert not any("asks for an organizer" in str(one.payload) for one in quarter.office.messages)


async def test_help_reaches_organizers_and_a_report_has_a_number(quarter: Quarter) -> None:
    await set_up(quarter, None)
    quarter.hide_office()
    id_ = await bring_together(quarter)
    bob = quarter.town.bob
    screen = await bob.slash("mentorship list")
    said = await bob.forge_click(f"mentorship:said:{id_}:1:help", screen)
    assert "I am sorry to hear that" in said.text
    assert "The organizers know" in (await said.click("Ask an organizer")).text
    await quarter.boss.wait_for_message(quarter.office, "Somebody asks for an organizer")

    form = await bob.slash("report new", about=quarter.town.alice)
    filed = await form.submit(text="He *shouts*")
    assert "case 1" in filed.text
    news = await quarter.boss.wait_for_message(quarter.office, "A report for the organizers")
    assert "shouts" not in news.text
    case = await (await news.click("Open cases")).click("Look")
    assert r"He \*shouts\*" in case.text
    answer = await case.click("Answer the reporter")
    assert isinstance(answer, Modal)
    await answer.submit(text="We talk to them")
    heard = await (await bob.wait_for_dm("News of your case 1")).click("Look")
    assert "We talk to them" in heard.text
    stranger = await quarter.town.alice.forge_click("report:look:1", news)
    assert "no such case" in stranger.text
    cases = await quarter.boss.slash("organize report list")
    closed = await (await cases.click("Look")).click("Close it")
    assert "Closed" in closed.text
    assert "closed" in (await bob.slash("report list")).text
