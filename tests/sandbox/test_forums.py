"""Forums and their posts by a real discord.py bot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest

from mentorbot.sandbox.discord.people.screen import ClientRefusedError
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import FORUM

if TYPE_CHECKING:
    from conftest import Api, Bot, Start, Town


async def a_forum(town: Town, bot: Bot, start: Start, **more: object) -> discord.ForumChannel:
    town.guild.roles[town.guild.id].permissions |= permissions.MANAGE_CHANNELS | permissions.MANAGE_THREADS
    await start(bot)
    guild = bot.get_guild(int(town.guild.id))
    assert guild is not None
    tags = [discord.ForumTag(name="Résumés"), discord.ForumTag(name="Answered", emoji="✅", moderated=True)]
    return await guild.create_forum("questions", available_tags=tags, **more)  # type: ignore[arg-type]


async def test_a_post_is_a_thread_whose_first_message_has_its_id(town: Town, bot: Bot, start: Start) -> None:
    forum = await a_forum(
        town, bot, start, default_auto_archive_duration=1440, default_thread_slowmode_delay=5
    )
    tag = discord.utils.get(forum.available_tags, name="Résumés")
    assert tag is not None
    made = await forum.create_thread(
        name="Which résumé?", content="One page or two?", applied_tags=[tag], file=discord.File(__file__)
    )
    assert made.thread.id == made.message.id
    assert made.thread.applied_tags == [tag]
    assert (made.thread.auto_archive_duration, made.thread.slowmode_delay) == (1440, 5)
    post = town.guild.channel("Which résumé?")
    assert [one.content for one in post.messages] == ["One page or two?"]
    await town.alice.say("One.", post)
    await town.alice.wait_for_message(post, "One.")
    assert post.messages[-1].author is town.alice.user


async def test_a_person_writes_a_post_and_the_bot_answers_in_it(town: Town, bot: Bot, start: Start) -> None:
    forum = await a_forum(town, bot, start)

    async def on_thread_create(thread: discord.Thread) -> None:
        await thread.send(f"Thank you for asking about {thread.applied_tags[0].name}.")

    bot.event(on_thread_create)
    questions = town.guild.channel(forum.name)
    post = await town.alice.post(questions, "Which résumé?", "One page or two?", tags=["Résumés"])
    assert (await town.alice.wait_for_message(post, "Thank you")).text.endswith("Résumés.")
    with pytest.raises(ClientRefusedError, match="no tag 'Salary'"):
        await town.alice.post(questions, "Pay", "How much?", tags=["Salary"])
    with pytest.raises(ClientRefusedError, match="write a `post`"):
        await town.alice.say("hello", questions)


async def test_tags_are_changed_and_a_post_is_pinned(town: Town, bot: Bot, start: Start) -> None:
    forum = await a_forum(town, bot, start)
    made = await forum.create_thread(name="Help", content="Please")
    changed = await forum.edit(available_tags=[*forum.available_tags, discord.ForumTag(name="New")])
    assert changed is not None
    assert [tag.name for tag in changed.available_tags] == ["Résumés", "Answered", "New"]
    assert changed.available_tags[0].id == forum.available_tags[0].id, "a tag that stays keeps its id"
    edited = await made.thread.edit(applied_tags=changed.available_tags[1:], pinned=True)
    assert [tag.name for tag in edited.applied_tags] == ["Answered", "New"]
    assert edited.flags.pinned


async def test_a_forum_takes_posts_and_no_messages(town: Town, api: Api) -> None:
    forum = town.sandbox.add_channel(town.guild, "questions", kind=FORUM)
    status, answer = await api("POST", f"/channels/{forum.id}/messages", {"content": "x"})
    assert (status, answer["code"]) == (400, 40058)
    status, answer = await api("POST", f"/channels/{forum.id}/threads", {"name": "Empty"})
    assert answer["errors"]["message"]["_errors"][0]["code"] == "BASE_TYPE_REQUIRED"
    status, answer = await api("POST", f"/channels/{forum.id}/threads", {"name": "Empty", "message": {}})
    assert (status, answer["code"]) == (400, 50006)
    body = {"name": "Tagged", "message": {"content": "x"}, "applied_tags": ["5"]}
    status, answer = await api("POST", f"/channels/{forum.id}/threads", body)
    assert (status, answer["code"]) == (404, 10087)
    assert town.guild.threads == {}, "what is refused leaves nothing behind"


async def test_a_forum_may_want_a_tag_and_keep_some_for_moderators(
    town: Town, bot: Bot, start: Start
) -> None:
    forum = await a_forum(town, bot, start)
    await forum.edit(require_tag=True)
    with pytest.raises(discord.HTTPException) as refused:
        await forum.create_thread(name="Help", content="Please")
    assert refused.value.code == 40067
    town.guild.roles[town.guild.id].permissions &= ~permissions.MANAGE_THREADS
    with pytest.raises(discord.Forbidden):
        await forum.create_thread(name="Help", content="Please", applied_tags=[forum.available_tags[1]])
