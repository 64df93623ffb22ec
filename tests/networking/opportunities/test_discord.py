"""Sharing and finding opportunities, through a real discord.py client."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from town import Town, empty_town, town

from mentorbot import clock
from mentorbot.delivery import service as delivery
from mentorbot.sandbox.discord.api import lives
from mentorbot.sandbox.discord.api.forums import TAG_NEEDED
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Reply
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import FORUM, Channel, Forum

__all__ = ["empty_town", "town"]

MANAGES = permissions.MANAGE_EVENTS | permissions.MANAGE_GUILD
LINK = "https://example.org/jobs/7"


@dataclass
class Board:
    """A town with a channel for opportunities, and somebody who looks after them."""

    town: Town
    channel: Channel
    review: Channel
    boss: Person

    async def draft(self, person: Person, **given: Any) -> Reply:
        """Describe an opportunity as far as its preview."""
        words = {"title": "Clinic manager", "organization": "Hope Clinics", "link": LINK}
        words |= {
            name: given.pop(name) for name in ("title", "organization", "link", "about") if name in given
        }
        modal = await person.slash("opportunity post", {"kind": "job", **given})
        return await modal.submit(**words)

    async def publish(self, person: Person, **given: Any) -> Reply:
        """Post one; returns the message that all see."""
        preview = await self.draft(person, **given)
        await preview.click("Post it")
        return await person.wait_for_message(self.channel, given.get("title", "Clinic manager"))

    def seen_by(self, person: Person) -> Reply:
        """The last message in the channel, for somebody."""
        return Reply(person, self.channel.messages[-1])


@pytest.fixture
async def board(town: Town) -> AsyncIterator[Board]:
    """Where opportunities are shown."""
    role = town.sandbox.add_role(town.guild, "organizers", MANAGES)
    boss = town.sandbox.add_person("boss", town.guild, roles=[role])
    channel, review = (town.sandbox.add_channel(town.guild, name) for name in ("jobs", "organizers"))
    reply = await boss.slash("setup opportunities", {"channel": channel, "review": review})
    assert "Opportunities are shown in" in reply.text
    for person in (boss, town.alice, town.bob):
        await town.enrol(person)
    return Board(town, channel, review, boss)


async def until(holds: Callable[[], object]) -> None:
    """Wait until this holds."""
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110 - there is no event for everything
            await asyncio.sleep(0.01)


async def test_a_member_shares_one_and_another_finds_it_applies_and_is_reminded(board: Board) -> None:
    alice, bob = board.town.alice, board.town.bob
    deadline = f"{clock.now() + timedelta(days=20):%Y-%m-%d}"
    preview = await board.draft(alice, setting="hospital", deadline=deadline, about="Budgets *made* easy")
    assert preview.ephemeral
    assert "Only you see this so far" in preview.text
    assert not board.channel.messages
    await preview.click("Post it")
    message = await alice.wait_for_message(board.channel, "Clinic manager")
    assert r"Budgets \*made\* easy" in message.text
    found = await bob.slash("opportunity search", words="clinic", setting="hospital")
    assert found.ephemeral
    looked = await found.click("Look")
    reminded = await looked.click("Remind me")
    assert "I will remind you of the deadline" in reminded.text
    clock.advance(timedelta(days=14))
    board.town.bot.dispatcher.nudge()
    reminder = await bob.wait_for_dm("A deadline is near")
    applied = await reminder.click("I applied")
    assert "is under way" in applied.text
    await applied.click("That milestone is done")
    clock.advance(timedelta(days=5))
    board.town.bot.dispatcher.nudge()
    await asyncio.sleep(0.2)
    assert len(bob.inbox) == 1


async def test_whoever_saved_a_search_is_told_at_once_in_a_direct_message(board: Board) -> None:
    alice, bob = board.town.alice, board.town.bob
    nothing = await bob.slash("opportunity search", words="clinic", kind="job")
    assert "Nothing like that is open" in nothing.text
    kept = await nothing.select("Tell me of new ones like these …", "at_once")
    assert "Kept" in kept.text
    await board.publish(alice)
    told = await bob.wait_for_dm("A new opportunity")
    assert "Hope Clinics" in told.text
    mine = await told.click("My saved searches")
    removed = await mine.click("Remove")
    assert "You have saved no search" in removed.text


async def test_closing_changes_what_all_see(board: Board) -> None:
    alice = board.town.alice
    await board.publish(alice)
    found = await alice.slash("opportunity search")
    looked = await found.click("Look")
    closed = await looked.click("Close it")
    assert "is closed" in closed.text
    await until(lambda: "Closed: Clinic manager" in board.seen_by(alice).text)
    assert "Nothing like that is open" in (await alice.slash("opportunity search")).text


TAGS = ("Job", "Internship", "Hospital", "Remote")


async def forum_of(board: Board, *, needs_tag: bool = False) -> Channel:
    """A forum with tags, in which opportunities are shown from now on."""
    forum = board.town.sandbox.add_channel(board.town.guild, "careers", kind=FORUM)
    plain = {"moderated": False, "emoji_id": None, "emoji_name": None}
    named = [{"id": board.town.sandbox.world.new_id(), "name": name, **plain} for name in TAGS]
    forum.forum = Forum(tags=named)
    forum.flags |= TAG_NEEDED if needs_tag else 0
    lives.channel_changed(board.town.sandbox, "CHANNEL_UPDATE", forum)
    await until(lambda: getattr(board.town.bot.get_channel(int(forum.id)), "available_tags", None))
    await board.boss.slash("setup opportunities", {"channel": forum, "review": board.review})
    return forum


def posts(board: Board, forum: Channel) -> list[Channel]:
    return [one for one in board.town.guild.threads.values() if one.parent is forum]


async def test_in_a_forum_it_is_a_post_with_tags_and_closed_there_too(board: Board) -> None:
    forum = await forum_of(board)
    preview = await board.draft(board.town.alice, setting="hospital")
    await preview.click("Post it")
    await until(lambda: posts(board, forum))
    [thread] = posts(board, forum)
    named = {one["id"]: one["name"] for one in (forum.forum or Forum()).tags}
    assert thread.name == "Clinic manager"
    assert [named[one] for one in thread.tags] == ["Job", "Hospital"]
    await until(lambda: thread.messages)
    applied = await Reply(board.town.bob, thread.messages[0]).click("I applied")
    assert "You applied" in applied.text
    looked = await (await board.town.alice.slash("opportunity search")).click("Look")
    await looked.click("Close it")
    await until(lambda: "is closed" in Reply(board.town.bob, thread.messages[0]).text)


async def test_a_forum_that_needs_a_tag_gets_one(board: Board) -> None:
    forum = await forum_of(board, needs_tag=True)
    modal = await board.town.alice.slash("opportunity post", {"kind": "volunteer"})
    await (await modal.submit(title="Guide", organization="Hope")).click("Post it")
    await until(lambda: posts(board, forum))
    assert len(posts(board, forum)[0].tags) == 1


async def test_a_post_whose_answer_was_lost_is_not_posted_again(board: Board) -> None:
    forum = await forum_of(board)
    fault = board.town.sandbox.faults.add("POST", f"/channels/{forum.id}/threads", lost_ack=True)
    preview = await board.draft(board.town.alice)
    await preview.click("Post it")
    await until(lambda: posts(board, forum))
    sent = await wait_until_sent(board)
    assert fault.hits == 1
    assert [one.id for one in posts(board, forum)] == [sent]


async def wait_until_sent(board: Board) -> str:
    """The id of the message with the first opportunity, once it is noted."""
    async with asyncio.timeout(60):
        while True:
            async with board.town.database.read_scope() as connection:
                sent = await delivery.find_sent_message(connection, "opportunity:1:message")
            if sent is not None:
                return sent
            await asyncio.sleep(0.05)


async def test_a_post_that_the_bot_has_never_heard_of_is_not_posted_again(board: Board) -> None:
    """Its answer was lost, and it was archived before the bot was back: no list of the bot has it."""
    forum = await forum_of(board)
    board.town.sandbox.faults.add("POST", f"/channels/{forum.id}/threads", lost_ack=True)
    preview = await board.draft(board.town.alice)
    await preview.click("Post it")
    await until(lambda: posts(board, forum))
    [thread] = posts(board, forum)
    thread.archived, thread.archive_changed = True, board.town.sandbox.world.now()
    await board.town.restart()
    sent = await wait_until_sent(board)
    assert [one.id for one in posts(board, forum)] == [thread.id] == [sent]


async def test_the_same_link_again_is_told_and_posts_nothing(board: Board) -> None:
    await board.publish(board.town.alice)
    preview = await board.draft(board.town.bob, title="The same", link=f"{LINK}?utm_source=feed")
    told = await preview.click("Post it")
    assert "This link is here already" in told.text
    await asyncio.sleep(0.1)
    assert len(board.channel.messages) == 1


async def test_an_organizer_looks_first_where_that_is_wanted(board: Board) -> None:
    alice = board.town.alice
    await board.boss.slash(
        "setup opportunities", {"channel": board.channel, "review": board.review, "approval": True}
    )
    preview = await board.draft(alice)
    handed = await preview.click("Hand it in")
    assert "An organizer looks at it" in handed.text
    asked = await board.boss.wait_for_message(board.review, "To look at")
    button = next(one.custom_id for one in asked.buttons if one.label == "Show it to all")
    assert "Only organizers" in (await alice.forge_click(button, preview)).text
    await asked.click("Handled")
    assert [one.label for one in asked.buttons] == ["Show it to all", "Decline"]
    await asked.click("Show it to all")
    assert asked.buttons == ()
    assert f"<@{board.boss.id}> decided" in asked.text
    await alice.wait_for_message(board.channel, "Clinic manager")
    await alice.wait_for_dm("Your opportunity is shown")


async def test_whoever_is_declined_reads_why_where_organizers_say_it(board: Board) -> None:
    alice = board.town.alice
    await board.boss.slash(
        "setup opportunities", {"channel": board.channel, "review": board.review, "approval": True}
    )
    await (await board.draft(alice)).click("Hand it in")
    look = await (await board.boss.slash("organize opportunity review")).click("Look")
    decided = await look.click("Decline")
    form = await decided.click("Tell its author why")
    told = await form.submit(reason="Please name\nwhat it *pays*.")
    assert "Whoever handed in" in told.text
    await alice.wait_for_dm("Your opportunity is not shown")
    assert "what it \\*pays\\*" in (await alice.wait_for_dm("About your opportunity")).text


async def test_a_report_reaches_the_organizers_channel(board: Board) -> None:
    await board.publish(board.town.alice)
    modal = await board.seen_by(board.town.bob).click("Report")
    assert "not by whom" in (await modal.submit(reason="The link is dead")).text
    told = await board.boss.wait_for_message(board.review, "Reported")
    assert "The link is dead" in told.text
    handled = next(one.custom_id for one in told.buttons if one.label == "Handled")
    assert "Only organizers" in (await board.town.bob.forge_click(handled, told)).text
    await told.click("Close it")
    assert f"<@{board.boss.id}> decided" in told.text
    await until(lambda: "Closed: Clinic manager" in board.seen_by(board.boss).text)


async def test_a_table_is_looked_over_row_by_row_and_taken_in(board: Board) -> None:
    await board.town.bob.slash("opportunity search")
    table = (
        "Kind,Title,Organization,Link,Deadline\n"
        f"job,Manager,Hope,{LINK},\n"
        f"job,The same,Hope,{LINK}/#top,\n"
        "pilot,Captain,Air,,\n"
        "internship,Intern,Hope,,2001-01-01\n"
        "fellowship,Fellow,Hope,,\n"
    )
    preview = await board.boss.slash("organize opportunity import", {"file": ("jobs.csv", table.encode())})
    assert "**2** can be taken in, **3** cannot" in preview.text
    for told in ("Row 3: Its link is here already", "Row 4: I do not know that kind", "Row 5: That deadline"):
        assert told in preview.text
    taken = await preview.click("Take in 2")
    assert "2 opportunities are open now" in taken.text
    message = await board.boss.wait_for_message(board.channel, "2 new opportunities")
    assert "Fellow" in message.text
    assert len((await board.town.bob.slash("opportunity search")).buttons) >= 2


async def test_a_student_can_neither_set_up_nor_take_in_nor_review(board: Board) -> None:
    alice = board.town.alice
    assert (
        "manage this community" in (await alice.slash("setup opportunities", {"channel": board.channel})).text
    )
    assert "Only organizers" in (await alice.slash("organize opportunity review")).text
    refused = await alice.slash("organize opportunity import", {"file": ("jobs.csv", b"kind\n")})
    assert "Only organizers" in refused.text


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"deadline": "soon"}, "The deadline: That is not exact enough"),
        ({"deadline": "2001-01-01"}, "has passed"),
    ],
)
async def test_what_makes_no_sense_is_told_before_the_form(
    board: Board, given: dict[str, str], told: str
) -> None:
    reply = await board.town.alice.slash("opportunity post", {"kind": "job", **given})
    assert told in reply.text
