"""Closed direct messages, what organizers see, and what they can do."""

import asyncio
import socket
from pathlib import Path

import pytest
from delivery.conftest import Note, Post, texts
from town import Town
from typer.testing import CliRunner

from mentorbot.cli import app
from mentorbot.delivery import cards, service
from mentorbot.errors import OperatorError
from mentorbot.sandbox.discord.api import lives
from mentorbot.sandbox.discord.world import permissions

MESSAGES = "/channels/*/messages"


async def notices(town: Town, *, threads: bool = False) -> None:
    """Say where notices go, and whether people may be given a private thread there."""
    everyone = town.guild.roles[town.guild.id]
    may = permissions.CREATE_PRIVATE_THREADS | permissions.SEND_IN_THREADS
    everyone.permissions = everyone.permissions | may if threads else everyone.permissions & ~may
    lives.role_changed(town.sandbox, "GUILD_ROLE_UPDATE", town.guild, everyone)
    reply = await town.alice.slash("setup notices", where=town.general)
    assert "is set" in reply.text


@pytest.fixture
async def organizer(town: Town) -> None:
    town.guild.owner_id = town.alice.user.id


async def test_a_private_message_to_closed_dms_becomes_a_notice_that_only_they_can_open(
    town: Town, post: Post, organizer: None
) -> None:
    await notices(town)
    town.bob.user.accepts_dms = False
    await post.to(town.bob, "my interview")
    assert (await post.settled())["my interview"] == "sent"
    notice = town.general.messages[-1]
    assert town.bob.mention in str(notice.payload["components"])
    assert "my interview" not in str(notice.payload["components"])
    assert [user["id"] for user in notice.payload["mentions"]] == [town.bob.id]
    seen = await town.bob.wait_for_message(town.general, "Something for you")
    opened = await seen.click("Show it to me")
    assert opened.ephemeral
    assert "my interview" in opened.text


async def test_a_notice_shows_nothing_to_anybody_else(town: Town, post: Post, organizer: None) -> None:
    await notices(town)
    town.bob.user.accepts_dms = False
    await post.to(town.bob, "my interview")
    await post.settled()
    seen = await town.alice.wait_for_message(town.general, "Something for you")
    opened = await seen.click("Show it to me")
    assert cards.CLOSED not in opened.text
    assert "my interview" not in opened.text
    assert "nothing behind this button for you" in opened.text


async def test_a_public_message_to_closed_dms_is_posted_whole_with_a_mention(
    town: Town, post: Post, organizer: None
) -> None:
    await notices(town)
    town.bob.user.accepts_dms = False
    await post.to(town.bob, "the webinar begins", payload=Note("the webinar begins", public=True))
    await post.settled()
    assert texts(town.general.messages)[-1] == "the webinar begins"
    assert [user["id"] for user in town.general.messages[-1].payload["mentions"]] == [town.bob.id]


async def test_without_a_channel_for_notices_it_is_kept_until_there_is_one(
    town: Town, post: Post, organizer: None
) -> None:
    town.bob.user.accepts_dms = False
    await post.to(town.bob, "kept")
    assert (await post.settled())["kept"] == "dead"
    health = await town.alice.slash("setup health")
    assert "1 × a message" in health.text
    assert "again now" not in health.text
    assert "/setup notices" in health.text
    await notices(town)
    assert (await post.settled())["kept"] == "sent"
    assert "Something for you" in str(town.general.messages[-1].payload)


async def test_an_organizer_has_what_failed_tried_again_with_one_click(
    town: Town, post: Post, organizer: None
) -> None:
    town.sandbox.faults.add("POST", MESSAGES, status=403, code=50013)
    await post.into(town.general, "blocked")
    assert (await post.settled())["blocked"] == "dead"
    health = await town.alice.slash("setup health")
    await health.click("Try them again")
    assert "trying 1 message again" in health.text
    assert (await post.settled())["blocked"] == "sent"
    assert texts(town.general.messages) == ["blocked"]
    assert "Could not be sent:** 0" in (await town.alice.slash("setup health")).text


async def test_only_those_who_manage_the_server_may_set_it_up(town: Town, post: Post) -> None:
    for press in ("delivery:retry",):
        reply = await town.bob.slash("help")
        refused = await town.bob.forge_click(press, reply)
        assert "may manage this community" in refused.text
    assert (await post.rows()) == {}


async def test_a_forged_button_opens_nothing(town: Town, post: Post) -> None:
    reply = await town.bob.slash("help")
    for argument in ("1", "0", "-1", "9" * 40, "x", "", "١"):
        answer = await town.bob.forge_click(f"delivery:show:{argument}", reply)
        assert "nothing behind this button" in answer.text


async def test_a_channel_i_cannot_write_to_is_refused_and_nothing_is_kept(
    town: Town, post: Post, organizer: None
) -> None:
    town.sandbox.faults.add("POST", MESSAGES, status=403, code=50001)
    reply = await town.alice.slash("setup notices", where=town.general)
    assert "cannot write" in reply.text
    async with town.database.engine.connect() as connection:
        assert (await connection.execute(service.notice_channel.select())).all() == []


async def test_the_command_line_lists_and_retries(
    town: Town, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.sandbox.faults.add("POST", MESSAGES, times=2, status=404, code=10003)
    await post.into(town.general, "one")
    await post.into(town.general, "two")
    await post.settled()
    await town.stop()
    monkeypatch.setenv("MENTORBOT_DATABASE", town.database.path)

    def line(*words: str) -> str:
        return CliRunner().invoke(app, ["outbox", *words], catch_exceptions=False).output

    told = await asyncio.to_thread(line, "list")
    assert "The channel is gone." in told
    assert "Messages: 2 dead." in told
    first = (await post.rows())["one"]["id"]
    assert "1 will be tried again" in await asyncio.to_thread(line, "retry", str(first))
    assert "Messages: 1 dead, 1 pending." in await asyncio.to_thread(line, "list", "--state", "all")
    assert "1 will be tried again" in await asyncio.to_thread(line, "retry", "--all")
    await town.start()
    await post.settled()
    assert sorted(texts(town.general.messages)) == ["one", "two"]


async def test_where_there_may_be_threads_a_notice_is_seen_by_nobody_else(
    town: Town, post: Post, organizer: None
) -> None:
    await notices(town, threads=True)
    before = len(town.general.messages)
    town.bob.user.accepts_dms = False
    for text in ("first", "second"):
        await post.to(town.bob, text)
    assert set((await post.settled()).values()) == {"sent"}
    [room] = town.guild.threads.values()
    assert len(room.messages) == 2
    assert len(town.general.messages) == before
    assert town.bob.id in room.thread_members
    assert town.alice.id not in room.thread_members
    notice = await town.bob.wait_for_message(room, "Something for you")
    assert "second" in (await notice.click("Show it to me")).text


async def test_a_thread_that_was_deleted_is_opened_anew_and_a_restart_finds_the_one_there_is(
    town: Town, post: Post, organizer: None
) -> None:
    await notices(town, threads=True)
    town.bob.user.accepts_dms = False
    await post.to(town.bob, "first")
    await post.settled()
    await town.restart()
    await post.to(town.bob, "second")
    await post.settled()
    [room] = town.guild.threads.values()
    assert len(room.messages) == 2
    lives.remove_channel(town.sandbox, room)
    await post.to(town.bob, "third")
    assert (await post.settled("third"))["third"] == "sent"


@pytest.mark.parametrize("words", [("list",), ("list", "--state", "all"), ("retry", "--all"), ("retry", "1")])
def test_the_command_line_says_where_there_is_no_database_and_makes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    def line() -> str:
        with pytest.raises(OperatorError) as told:
            CliRunner().invoke(app, ["outbox", *words], catch_exceptions=False)
        return told.value.sentence

    monkeypatch.setenv("MENTORBOT_DATABASE", str(tmp_path / "nowhere.sqlite3"))
    assert "There is no database" in line()
    assert list(tmp_path.iterdir()) == []
    empty = tmp_path / "empty.sqlite3"
    empty.touch()
    monkeypatch.setenv("MENTORBOT_DATABASE", str(empty))
    assert "`mentorbot db upgrade`" in line()
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        monkeypatch.setenv("MENTORBOT_DATABASE", f"postgresql://u:hidden@127.0.0.1:{port}/x")
        told = line()
    assert "PostgreSQL cannot be reached" in told
    assert "hidden" not in told
