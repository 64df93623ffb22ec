"""What scripted people see, and how they wait for it."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING

import discord
import pytest

from mentorbot.sandbox.discord.people.screen import ClientRefusedError, NotAnsweredError

if TYPE_CHECKING:
    from conftest import Bot, Start, Town

Interaction = discord.Interaction[discord.Client]


class Card(discord.ui.LayoutView):
    """A layout with some of everything."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        section = discord.ui.Section(
            "# Your next step", accessory=discord.ui.Button(label="Why?", custom_id="why")
        )
        picture = discord.ui.MediaGallery(
            discord.MediaGalleryItem("attachment://path.png", description="The path")
        )
        self.add_item(discord.ui.Container(section, discord.ui.Separator(), picture))
        self.add_item(discord.ui.ActionRow(discord.ui.Button(url="https://example.org", label="Read")))


async def test_a_layout_is_read_as_text_buttons_and_files(town: Town, bot: Bot, start: Start) -> None:
    @bot.tree.command(description="Show")
    async def show(interaction: Interaction) -> None:
        file = discord.File(io.BytesIO(b"png"), "path.png", description="The path")
        await interaction.response.send_message(view=Card(), file=file, ephemeral=True)

    await start(bot)
    reply = await town.alice.slash("show")
    assert reply.text == "# Your next step"
    assert [button.label for button in reply.buttons] == ["Why?", "Read"]
    assert [file.name for file in reply.files] == ["path.png"]
    assert reply.read("path.png") == b"png"
    assert "(picture: The path)" in str(reply)
    with pytest.raises(ClientRefusedError, match=r"opens https://example\.org"):
        await reply.click("Read")


async def test_embeds_are_read_as_text(town: Town, bot: Bot, start: Start) -> None:
    @bot.tree.command(description="Show")
    async def show(interaction: Interaction) -> None:
        embed = discord.Embed(title="Title", description="Words").add_field(name="Field", value="Value")
        await interaction.response.send_message(embed=embed)

    await start(bot)
    assert (await town.alice.slash("show")).text == "Title\nWords\nField\nValue"


async def test_a_dm_comes_into_the_inbox(town: Town, bot: Bot, start: Start) -> None:
    @bot.tree.command(description="Write to me")
    async def write(interaction: Interaction) -> None:
        await interaction.response.send_message("Look at your messages", ephemeral=True)
        await asyncio.sleep(0.02)
        await interaction.user.send("Hello in private")

    await start(bot)
    await town.alice.slash("write")
    message = await town.alice.wait_for_dm("in private")
    assert message.text == "Hello in private"
    assert [one.text for one in town.alice.inbox] == ["Hello in private"]
    assert town.bob.inbox == []


async def test_waiting_in_vain_says_what_was_there(town: Town) -> None:
    await town.bob.say("Good morning")
    with pytest.raises(
        NotAnsweredError, match=r"alice waits for a message in #general with “evening”"
    ) as vain:
        await town.alice.wait_for_message(town.general, "evening", timeout=0.05)
    assert "Good morning" in str(vain.value)
    with pytest.raises(NotAnsweredError, match=r"waits for a direct message.*\nnothing$"):
        await town.alice.wait_for_dm(timeout=0.05)


async def test_what_people_say_reaches_a_bot_that_may_read_it(town: Town, start: Start) -> None:
    intents = discord.Intents.default()
    intents.message_content = True
    client = discord.Client(intents=intents, guild_ready_timeout=0.05)

    async def on_message(message: discord.Message) -> None:
        if message.content == "ping":
            await message.reply("pong")

    client.event(on_message)
    await start(client)
    await town.alice.say("ping")
    assert (await town.alice.wait_for_message(town.general, "pong")).message.author is town.app.bot


async def test_a_reply_follows_edits_made_without_the_interaction(town: Town, bot: Bot, start: Start) -> None:
    @bot.tree.command(description="Count down")
    async def count(interaction: Interaction) -> None:
        await interaction.response.send_message("3")
        message = await (await interaction.original_response()).fetch()
        for number in ("2", "1", "Go!"):
            await message.edit(content=number)

    await start(bot)
    reply = await town.alice.slash("count")
    await reply.until("Go!")
    assert reply.text == "Go!"


async def test_a_reply_that_only_one_sees_follows_edits_too(town: Town, bot: Bot, start: Start) -> None:
    @bot.tree.command(description="Work")
    async def work(interaction: Interaction) -> None:
        await interaction.response.send_message("Working", ephemeral=True)
        await asyncio.sleep(0.05)
        await interaction.edit_original_response(content="Done")

    await start(bot)
    reply = await town.alice.slash("work")
    assert (await reply.until("Done")).text == "Done"


async def test_a_change_after_a_deferred_click_is_seen_however_it_is_made(
    town: Town, bot: Bot, start: Start
) -> None:
    class Door(discord.ui.View):
        @discord.ui.button(label="Open")
        async def open(self, interaction: Interaction, button: discord.ui.Button[Door]) -> None:
            await interaction.response.defer()
            await asyncio.sleep(0.05)
            assert interaction.message is not None
            await interaction.message.edit(content="Open")

    @bot.tree.command(description="A door")
    async def door(interaction: Interaction) -> None:
        await interaction.response.send_message("Closed", view=Door())

    await start(bot)
    reply = await town.alice.slash("door")
    assert (await reply.click("Open")).text == "Open"


async def test_a_bot_that_is_not_there_does_not_answer(town: Town) -> None:
    kept = {
        "name": "ghost",
        "description": "x",
        "type": 1,
        "contexts": None,
        "default_member_permissions": None,
    }
    town.sandbox.commands.define(town.app, "", {**kept, "dm_permission": True}, None)
    with pytest.raises(NotAnsweredError, match=r"alice used /ghost, and helper did not answer within 0\.1 s"):
        await town.alice.slash("ghost", timeout=0.1)


async def test_a_command_with_an_option_named_channel_is_given_it_in_a_mapping(
    town: Town, bot: Bot, start: Start
) -> None:
    @bot.tree.command(description="Where")
    async def where(interaction: Interaction, channel: discord.TextChannel) -> None:
        await interaction.response.send_message(channel.name)

    await start(bot)
    other = town.sandbox.add_channel(town.guild, "introductions")
    assert (await town.alice.slash("where", {"channel": other}, channel=town.general)).text == "introductions"


async def test_groups_are_named_in_words(town: Town, bot: Bot, start: Start) -> None:
    group = discord.app_commands.Group(name="set", description="Settings")

    @group.command(description="Your time zone")
    async def zone(interaction: Interaction, to: str) -> None:
        await interaction.response.send_message(to)

    bot.tree.add_command(group)
    await start(bot)
    assert (await town.alice.slash("set zone", to="UTC")).text == "UTC"
    with pytest.raises(ClientRefusedError, match="is not complete: add one of zone"):
        await town.alice.slash("set")


async def test_many_people_at_once_each_get_their_own_answer(town: Town, bot: Bot, start: Start) -> None:
    @bot.tree.command(description="Who am I")
    async def whoami(interaction: Interaction) -> None:
        await asyncio.sleep(0)
        await interaction.response.send_message(interaction.user.name, ephemeral=True)

    await start(bot)
    people = [town.sandbox.add_person(f"person{n}", town.guild) for n in range(40)]
    replies = await asyncio.gather(*(person.slash("whoami") for person in people))
    assert [reply.text for reply in replies] == [person.name for person in people]
