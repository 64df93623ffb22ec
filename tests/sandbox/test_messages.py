"""Messages, by a real discord.py bot where it can, by raw requests where a library would not let it."""

from __future__ import annotations

import asyncio
import datetime
import io
from typing import TYPE_CHECKING, Any

import discord
import pytest

from mentorbot.sandbox.discord.api.routes import reactions
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import Overwrite

if TYPE_CHECKING:
    from conftest import Api, Bot, Start, Town

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000400000002008060000")


def channel_of(bot: discord.Client, town: Town) -> discord.TextChannel:
    channel = bot.get_channel(int(town.general.id))
    assert isinstance(channel, discord.TextChannel)
    return channel


async def test_a_message_is_sent_read_changed_and_deleted(town: Town, bot: Bot, start: Start) -> None:
    await start(bot)
    channel = channel_of(bot, town)
    embed = discord.Embed(title="Next", description="Choose a major", color=0x3366FF)
    embed.add_field(name="Why", value="It opens doors").set_footer(text="step 1").set_author(name="guide")
    sent = await channel.send("Hello", embed=embed, nonce="n1")
    assert (sent.nonce, sent.embeds[0].fields[0].value) == ("n1", "It opens doors")
    edited = await sent.edit(content="Hello again", embed=None)
    assert (edited.content, edited.embeds, edited.edited_at is None) == ("Hello again", [], False)
    assert [one.content async for one in channel.history()] == ["Hello again"]
    assert (await channel.fetch_message(sent.id)).content == "Hello again"
    await sent.delete()
    assert town.general.messages == []
    with pytest.raises(discord.NotFound) as missing:
        await channel.fetch_message(sent.id)
    assert missing.value.code == 10008


async def test_what_a_message_is_stays_when_its_embeds_are_hidden(town: Town, bot: Bot, start: Start) -> None:
    await start(bot)
    sent = await channel_of(bot, town).send("See https://example.org")
    await sent.create_thread(name="About it")
    shown = await channel_of(bot, town).fetch_message(sent.id)
    assert shown.flags.has_thread
    hidden = await shown.edit(suppress=True)
    assert (hidden.flags.has_thread, hidden.flags.suppress_embeds) == (True, True)
    again = await hidden.edit(suppress=False)
    assert (again.flags.has_thread, again.flags.suppress_embeds) == (True, False)


async def test_files_come_along_and_can_be_downloaded(town: Town, bot: Bot, start: Start) -> None:
    await start(bot)
    channel = channel_of(bot, town)
    files = [
        discord.File(io.BytesIO(PNG), "your path.png", description="the path with six steps"),
        discord.File(io.BytesIO(b"{}"), "data.json"),
    ]
    sent = await channel.send(files=files)
    picture, data = sent.attachments
    assert (picture.filename, picture.description) == ("your_path.png", "the path with six steps")
    assert (picture.width, picture.height, picture.content_type) == (64, 32, "image/png")
    assert (await picture.read(), await data.read()) == (PNG, b"{}")
    edited = await sent.edit(attachments=[data])
    assert [one.filename for one in edited.attachments] == ["data.json"]
    more = await edited.add_files(discord.File(io.BytesIO(b"3"), "third.txt"))
    assert [one.filename for one in more.attachments] == ["data.json", "third.txt"]


async def test_a_layout_is_sent_with_its_picture(town: Town, bot: Bot, start: Start) -> None:
    await start(bot)
    layout = discord.ui.LayoutView()
    gallery: discord.ui.MediaGallery[discord.ui.LayoutView] = discord.ui.MediaGallery()
    gallery.add_item(media="attachment://path.png", description="the path")
    layout.add_item(discord.ui.Container(discord.ui.TextDisplay("# Progress"), gallery))
    sent = await channel_of(bot, town).send(view=layout, file=discord.File(io.BytesIO(PNG), "path.png"))
    container = sent.components[0]
    assert isinstance(container, discord.Container)
    assert sent.flags.components_v2
    picture = container.children[1]
    assert isinstance(picture, discord.MediaGalleryComponent)
    assert picture.items[0].media.url == sent.attachments[0].url


async def test_the_same_nonce_shows_a_message_once(town: Town, api: Api) -> None:
    path, body = f"/channels/{town.general.id}/messages", {"content": "Reminder", "nonce": "r1"}
    _, first = await api("POST", path, {**body, "enforce_nonce": True})
    _, second = await api("POST", path, {**body, "content": "again", "enforce_nonce": True})
    assert (first["id"], second["content"]) == (second["id"], "Reminder")
    _, third = await api("POST", path, body)
    assert third["id"] != first["id"], "a nonce that is not enforced only labels"
    assert len(town.general.messages) == 2


async def test_a_nonce_is_forgotten_after_some_minutes(town: Town, api: Api) -> None:
    path, body = f"/channels/{town.general.id}/messages", {"content": "x", "nonce": 7, "enforce_nonce": True}
    await api("POST", path, body)
    real = town.sandbox.world.now
    town.sandbox.world.now = lambda: real() + datetime.timedelta(minutes=6)
    await api("POST", path, body)
    assert len(town.general.messages) == 2


async def test_mentions_notify_only_whom_the_message_allows(town: Town, bot: Bot, start: Start) -> None:
    await start(bot)
    role = town.sandbox.add_role(town.guild, "mentors", mentionable=True)
    channel = channel_of(bot, town)
    text = f"{town.alice.mention} {town.bob.mention} <@&{role.id}> @everyone"
    sent = await channel.send(text)
    assert ({one.id for one in sent.mentions}, sent.mention_everyone) == (
        {int(town.alice.id), int(town.bob.id)},
        True,
    )
    assert sent.raw_role_mentions == [int(role.id)]
    silent = await channel.send(text, allowed_mentions=discord.AllowedMentions.none())
    message = town.general.messages[-1]
    assert (silent.mentions, message.payload["mention_roles"], silent.mention_everyone) == ([], [], False)
    one = await channel.send(text, allowed_mentions=discord.AllowedMentions(
        users=[discord.Object(int(town.bob.id))], roles=False, everyone=False))  # fmt: skip
    assert [each.id for each in one.mentions] == [int(town.bob.id)]


async def test_a_reply_refers_to_its_message(town: Town, bot: Bot, start: Start) -> None:
    await start(bot)
    question = await town.alice.say("How?")
    channel = channel_of(bot, town)
    answer = await (await channel.fetch_message(int(question.id))).reply("So.", mention_author=False)
    assert answer.type is discord.MessageType.reply
    assert answer.reference is not None
    assert answer.reference.message_id == int(question.id)
    assert (answer.mentions, answer.reference.cached_message is not None) == ([], True)


async def test_history_pages_both_ways(town: Town, bot: Bot, start: Start) -> None:
    await start(bot)
    said = [await town.alice.say(str(number)) for number in range(120)]
    channel = channel_of(bot, town)
    assert [one.id async for one in channel.history(limit=None)] == [int(one.id) for one in reversed(said)]
    middle = discord.Object(int(said[50].id))
    after = [one.id async for one in channel.history(limit=3, after=middle)]
    assert after == [int(one.id) for one in said[51:54]]
    around = [one.id async for one in channel.history(limit=4, around=middle)]
    assert int(said[50].id) in around


async def test_people_and_bots_react(town: Town, bot: Bot, start: Start) -> None:
    await start(bot)
    seen: asyncio.Queue[discord.RawReactionActionEvent] = asyncio.Queue()
    bot.event(_named("on_raw_reaction_add", seen.put))
    sent = await channel_of(bot, town).send("Coming?")
    reactions.add(town.sandbox, town.general.messages[0], town.alice.user, "✅")
    event = await asyncio.wait_for(seen.get(), 60)
    assert (event.user_id, str(event.emoji)) == (int(town.alice.id), "✅")
    await sent.add_reaction("✅")
    fresh = await sent.fetch()
    assert [(str(one.emoji), one.count, one.me) for one in fresh.reactions] == [("✅", 2, True)]
    assert [user.name async for user in fresh.reactions[0].users()] == ["alice", "helper"]
    await fresh.remove_reaction("✅", bot.user or discord.Object(0))
    assert town.general.messages[0].reactions == {"✅": [town.alice.id]}
    with pytest.raises(discord.HTTPException) as refused:
        await sent.add_reaction("no emoji")
    assert refused.value.code == 10014


def _named(name: str, does: Any) -> Any:
    async def handler(*given: Any) -> None:
        await does(*given)

    handler.__name__ = name
    return handler


async def test_a_message_is_pinned_by_who_may(town: Town, bot: Bot, start: Start) -> None:
    await start(bot)
    sent = await channel_of(bot, town).send("Rules")
    with pytest.raises(discord.Forbidden) as refused:
        await sent.pin()
    assert refused.value.code == 50013
    town.guild.roles[town.guild.id].permissions |= permissions.PIN_MESSAGES
    await sent.pin()
    assert [one.id async for one in channel_of(bot, town).pins()] == [sent.id]
    await sent.unpin()
    assert [one async for one in channel_of(bot, town).pins()] == []


async def test_many_messages_are_deleted_at_once(town: Town, bot: Bot, start: Start) -> None:
    await start(bot)
    town.guild.roles[town.guild.id].permissions |= permissions.MANAGE_MESSAGES
    for number in range(5):
        await town.alice.say(str(number))
    assert len(await channel_of(bot, town).purge(limit=3)) == 3
    assert [one.content for one in town.general.messages] == ["0", "1"]


async def test_typing_is_shown(town: Town, bot: Bot, start: Start) -> None:
    await start(bot)
    async with channel_of(bot, town).typing():
        pass
    assert town.sandbox.requests[-1].path.endswith("/typing")


# --- direct messages --------------------------------------------------------------------------------


async def test_a_person_gets_direct_messages_unless_they_are_closed(
    town: Town, bot: Bot, start: Start
) -> None:
    await start(bot)
    user = await bot.fetch_user(int(town.alice.id))
    await user.send("Your mentor wrote back.")
    assert [str(one) for one in town.alice.inbox] == ["Your mentor wrote back."]
    town.alice.user.accepts_dms = False
    with pytest.raises(discord.Forbidden) as refused:
        await user.send("And again.")
    assert (refused.value.code, len(town.alice.inbox)) == (50007, 1)


async def test_a_stranger_gets_no_direct_message(town: Town, bot: Bot, start: Start) -> None:
    await start(bot)
    stranger = town.sandbox.add_person("stranger")
    user = await bot.fetch_user(int(stranger.id))
    with pytest.raises(discord.Forbidden) as refused:
        await user.send("Hello")
    assert (refused.value.code, stranger.inbox) == (50007, [])


# --- what Discord refuses ---------------------------------------------------------------------------


def long(size: int) -> str:
    return "x" * size


EMBED = {"description": "fine"}


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({"content": long(2001)}, "content", "BASE_TYPE_MAX_LENGTH"),
        ({"content": ["x"]}, "content", "STRING_TYPE_CONVERT"),
        ({"embeds": [{"title": long(257)}]}, "embeds.0.title", "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"description": long(4097)}]}, "embeds.0.description", "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [EMBED] * 11}, "embeds", "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"description": long(3500)}] * 2}, "embeds", "MAX_EMBED_SIZE_EXCEEDED"),
        ({"embeds": [{}]}, "embeds.0.description", "BASE_TYPE_REQUIRED"),
        ({"embeds": [{"fields": [{"name": "n"}]}]}, "embeds.0.fields.0.value", "BASE_TYPE_REQUIRED"),
        (
            {"embeds": [{"fields": [{"name": "n", "value": "v"}] * 26}]},
            "embeds.0.fields",
            "BASE_TYPE_MAX_LENGTH",
        ),
        ({"embeds": [{**EMBED, "url": "ftp://x.org"}]}, "embeds.0.url", "URL_TYPE_INVALID_SCHEME"),
        ({"embeds": [{**EMBED, "timestamp": "soon"}]}, "embeds.0.timestamp", "DATE_TIME_TYPE_PARSE"),
        ({"embeds": [{**EMBED, "color": 1 << 24}]}, "embeds.0.color", "NUMBER_TYPE_MAX"),
        ({"content": "x", "nonce": long(26)}, "nonce", "NONCE_TYPE_TOO_LONG"),
        (
            {"content": "x", "message_reference": {"message_id": "1"}},
            "message_reference",
            "REPLIES_UNKNOWN_MESSAGE",
        ),
        (
            {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
            "allowed_mentions",
            "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
        ),
        (
            {"content": "x", "flags": 1 << 15, "components": [{"type": 10, "content": "y"}]},
            "content",
            "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
        ),
        ({"components": [{"type": 10, "content": "y"}]}, "components.0.type", "UNION_TYPE_CHOICES"),
    ],
)
async def test_what_is_wrong_is_told_with_its_path(
    town: Town, api: Api, body: dict[str, Any], path: str, code: str
) -> None:
    status, answer = await api("POST", f"/channels/{town.general.id}/messages", body)
    assert (status, answer["code"], answer["message"]) == (400, 50035, "Invalid Form Body")
    node = answer["errors"]
    for part in path.split("."):
        node = node[part]
    assert [one["code"] for one in node["_errors"]] == [code]
    assert town.general.messages == []


@pytest.mark.parametrize(
    "body", [{}, {"content": ""}, {"content": " \n"}, {"flags": 1 << 15, "components": []}]
)
async def test_an_empty_message_is_refused(town: Town, api: Api, body: dict[str, Any]) -> None:
    status, answer = await api("POST", f"/channels/{town.general.id}/messages", body)
    assert (status, answer) == (400, {"message": "Cannot send an empty message", "code": 50006})


async def test_a_body_that_is_not_json_is_refused(town: Town, api: Api) -> None:
    headers = {"Authorization": f"Bot {town.app.token}", "Content-Type": "application/json"}
    path = f"/channels/{town.general.id}/messages"
    status, answer = await api("POST", path, data=b"{", headers=headers)
    assert (status, answer["code"]) == (400, 50109)
    status, answer = await api("POST", path, data=b"[1]", headers=headers)
    assert (status, answer["code"]) == (400, 50035)


async def test_a_file_that_is_too_large_is_refused(town: Town, bot: Bot, start: Start) -> None:
    await start(bot)
    large = discord.File(io.BytesIO(bytes(10 * 1024 * 1024 + 1)), "large.bin")
    with pytest.raises(discord.HTTPException) as refused:
        await channel_of(bot, town).send(file=large)
    assert (refused.value.status, refused.value.code) == (413, 40005)


async def test_only_the_author_changes_a_message(town: Town, bot: Bot, start: Start) -> None:
    await start(bot)
    question = await town.alice.say("Mine")
    message = await channel_of(bot, town).fetch_message(int(question.id))
    with pytest.raises(discord.Forbidden) as refused:
        await message.edit(content="Ours")
    assert (refused.value.code, question.content) == (50005, "Mine")
    with pytest.raises(discord.Forbidden) as refused:
        await message.delete()
    assert refused.value.code == 50013


async def test_a_channel_that_a_bot_may_not_see_write_or_that_is_not_there(town: Town, api: Api) -> None:
    path = f"/channels/{town.general.id}/messages"
    everyone = town.guild.id
    town.general.overwrites[everyone] = Overwrite(everyone, 0, deny=permissions.SEND_MESSAGES)
    assert (await api("POST", path, {"content": "x"}))[1]["code"] == 50013
    town.general.overwrites[everyone].deny = permissions.VIEW_CHANNEL
    assert (await api("POST", path, {"content": "x"}))[1]["code"] == 50001
    status, answer = await api("POST", "/channels/1/messages", {"content": "x"})
    assert (status, answer) == (404, {"message": "Unknown Channel", "code": 10003})


async def test_without_a_token_nothing_is_told(town: Town, api: Api) -> None:
    for header in ({}, {"Authorization": town.app.token}, {"Authorization": "Bot stolen"}):
        status, answer = await api("GET", "/users/@me", headers=header)
        assert (status, answer) == (401, {"message": "401: Unauthorized", "code": 0})
