"""Bots that were written for the real Discord run unchanged: from a file, in a process of their own.

With DISCORD_PY_EXAMPLES set to the folder `examples` of discord.py's repository, its own bots are run too.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from signals import hear_ctrl_c

from mentorbot.sandbox.discord import Sandbox
from mentorbot.sandbox.run import Community, connected, settle, start_bot

EXAMPLES = os.environ.get("DISCORD_PY_EXAMPLES")
needs_examples = pytest.mark.skipif(
    EXAMPLES is None, reason="DISCORD_PY_EXAMPLES does not name discord.py's folder of examples"
)

OWN_BOT = """
import os, re, discord
from discord import app_commands
from discord.ext import commands

class Tally(discord.ui.DynamicItem[discord.ui.Button], template=r"tally:(?P<count>[0-9]+)"):
    def __init__(self, count):
        self.count = count
        super().__init__(discord.ui.Button(label=f"Tally {count}", custom_id=f"tally:{count}"))

    @classmethod
    async def from_custom_id(cls, interaction, item, match, /):
        return cls(int(match["count"]))

    async def callback(self, interaction):
        view = discord.ui.View(timeout=None)
        view.add_item(Tally(self.count + 1))
        await interaction.response.edit_message(view=view)

class Lasting(discord.ui.View):
    def __init__(self):
        super().__init__(timeout=None)

    @discord.ui.button(label="Still here?", custom_id="lasting:here")
    async def here(self, interaction, button):
        await interaction.response.send_message("Yes", ephemeral=True)

class Form(discord.ui.Modal, title="Form"):
    words = discord.ui.TextInput(label="Words")

    async def on_submit(self, interaction):
        await interaction.response.send_message(f"You wrote {self.words.value}", ephemeral=True)

class Layout(discord.ui.LayoutView):
    text = discord.ui.TextDisplay("Hello, layout")

class Mine(commands.Bot):
    def __init__(self):
        intents = discord.Intents.default()
        intents.message_content = True
        super().__init__(command_prefix="!", intents=intents)

    async def setup_hook(self):
        self.add_dynamic_items(Tally)
        self.add_view(Lasting())
        self.tree.copy_global_to(guild=discord.Object(0))
        await self.tree.sync(guild=discord.Object(0))

bot = Mine()

@bot.tree.command(description="Open the form")
async def form(interaction: discord.Interaction):
    await interaction.response.send_modal(Form())

@bot.command()
async def tally(ctx):
    view = discord.ui.View(timeout=None)
    view.add_item(Tally(0))
    await ctx.send("Counting", view=view)

@bot.command()
@commands.is_owner()
async def lasting(ctx):
    await ctx.send("A button", view=Lasting())

@bot.command()
async def layout(ctx):
    await ctx.send(view=Layout())

bot.run(os.environ["DISCORD_TOKEN"] if TOKEN is None else TOKEN)
"""


@contextlib.asynccontextmanager
async def running(path: Path, openapi: Path | None) -> AsyncIterator[tuple[Sandbox, Community]]:
    """The bot of a file, connected to a sandbox; afterwards every exchange was one that Discord describes."""
    async with Sandbox(openapi=openapi) as sandbox:
        community = settle(sandbox, path.stem)
        process = await start_bot(sandbox, community, path)
        try:
            assert await connected(sandbox, process), f"{path.name} did not connect"
            yield sandbox, community
        finally:
            process.terminate()
            await process.wait()
        assert sandbox.complaints == []


async def say(community: Community, words: str) -> Any:
    """What the bot writes after Alice's words."""
    alice, channel = community.people[0], community.guild.channel("general")
    before = {message.id for message in channel.messages}
    await alice.say(words, channel)
    return await alice.wait_for_message(
        channel, lambda one: one.id not in before and one.message.author.bot, timeout=10
    )


@pytest.mark.parametrize("token", ["None", "'a token written into the file'"])
async def test_a_bot_runs_with_a_token_of_its_own_or_from_the_environment(
    tmp_path: Path, token: str, openapi: Path | None
) -> None:
    path = tmp_path / "own.py"
    path.write_text(f"TOKEN = {token}\n{OWN_BOT}", encoding="utf-8")
    async with running(path, openapi) as (_, community):
        alice = community.people[0]
        tally = await say(community, "!tally")
        await tally.click("Tally 0")
        await tally.click("Tally 1")
        assert [button.label for button in tally.buttons] == ["Tally 2"]
        lasting = await say(community, "!lasting")
        assert (await lasting.click("Still here?")).text == "Yes"
        assert (await say(community, "!layout")).text == "Hello, layout"
        form = await alice.slash("form")
        assert (await form.submit(Words="well")).text == "You wrote well"


def test_the_terminal_plays_lines_that_are_piped_into_it(tmp_path: Path) -> None:
    path = tmp_path / "own.py"
    path.write_text(f"TOKEN = 'token'\n{OWN_BOT}", encoding="utf-8")
    lines = "/\n!tally\nwait\n1\n/form\nby hand\n/nosuch\n@nobody\nquit\n"
    done = subprocess.run(  # noqa: S603  (our own module)
        [sys.executable, "-m", "mentorbot.sandbox", "run", str(path)],
        input=lines, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for shown in ("/form", "1 [Tally 0]", "1 [Tally 1]", "only you see this", "You wrote by hand"):
        assert shown in done.stdout, done.stdout
    assert "There is no command “nosuch” here. There are: form." in done.stdout
    assert "There is no @nobody here. There are: alice, bob, carol." in done.stdout


def test_the_terminal_ends_quietly_when_the_lines_end_in_the_middle_of_a_modal(tmp_path: Path) -> None:
    path = tmp_path / "own.py"
    path.write_text(f"TOKEN = 'token'\n{OWN_BOT}", encoding="utf-8")
    done = subprocess.run(  # noqa: S603  (our own module)
        [sys.executable, "-m", "mentorbot.sandbox", "run", str(path)],
        input="/form\n", capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_serve_says_where_it_is_until_it_is_interrupted() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "mentorbot.sandbox", "serve"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hear_ctrl_c,  # noqa: PLW1509 - it starts no thread and takes no lock
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        said = [process.stdout.readline() for _ in range(6)]
        url = said[2].split()[1]
        with urllib.request.urlopen(f"{url}/gateway", timeout=5) as answer:  # noqa: S310  (our own server)
            assert json.load(answer)["url"] in said[3]
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        assert process.stderr.read() == ""


def test_a_file_that_is_not_there_is_told_in_a_sentence() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mentorbot.sandbox", "run", "nowhere.py"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "there is no file nowhere.py" in done.stderr


@needs_examples
async def test_discord_pys_slash_commands_run(openapi: Path | None) -> None:
    async with running(Path(str(EXAMPLES)) / "app_commands" / "basic.py", openapi) as (_, community):
        alice, bob = community.people[:2]
        assert (await alice.slash("hello")).text == f"Hi, {alice.mention}"
        assert (await alice.slash("add", first_value=1, second_value=2)).text == "1 + 2 = 3"
        assert "joined" in (await alice.slash("joined", member=bob)).text
        assert "joined at" in (await alice.context_menu("Show Join Date", user=bob)).text
        said = await bob.say("Buy now")
        assert "Thanks for reporting" in (await alice.context_menu("Report to Moderators", message=said)).text


@needs_examples
async def test_discord_pys_transformers_run(openapi: Path | None) -> None:
    async with running(Path(str(EXAMPLES)) / "app_commands" / "transformers.py", openapi) as (_, community):
        alice = community.people[0]
        assert "apple" in (await alice.slash("fruit", fruit="apple")).text
        assert "Buy" in (await alice.slash("shop", action="Buy", item="tea")).text
        assert "x=1, y=2, z=3" in (await alice.slash("graph3d", point="1,2,3")).text


@needs_examples
async def test_discord_pys_modals_run(openapi: Path | None) -> None:
    async with running(Path(str(EXAMPLES)) / "modals" / "label.py", openapi) as (_, community):
        alice, bob = community.people[:2]
        modal = await alice.slash("timeout", member=bob)
        reply = await modal.submit({"Duration": "5 minutes", "Reason": "Spam"})
        assert "with reason: Spam" in reply.text
        assert community.guild.members[bob.id].timed_out_until is not None
    async with running(Path(str(EXAMPLES)) / "modals" / "basic.py", openapi) as (_, community):
        modal = await community.people[0].slash("feedback")
        reply = await modal.submit(dict.fromkeys(modal.fields, "Ann"))
        assert reply.text == "Thanks for your feedback, Ann!"


@needs_examples
async def test_discord_pys_views_run(openapi: Path | None) -> None:
    views = Path(str(EXAMPLES)) / "views"
    async with running(views / "persistent.py", openapi) as (_, community):
        reply = await say(community, "$prepare")
        assert (await reply.click("Green")).text == "This is green."
    async with running(views / "dynamic_counter.py", openapi) as (_, community):
        reply = await say(community, f"{community.app.bot.mention} counter")
        await reply.click("Total: 0")
        assert [button.label for button in reply.buttons] == ["Total: 1"]
    async with running(views / "confirm.py", openapi) as (_, community):
        assert (await (await say(community, "$ask")).click("Confirm")).text == "Confirming"
    async with running(views / "dropdown.py", openapi) as (_, community):
        reply = await say(community, "$colour")
        assert "Red" in (await reply.select(None, "Red")).text
    async with running(views / "tic_tac_toe.py", openapi) as (_, community):
        reply = await say(community, "$tic")
        await reply.click(reply.buttons[4].custom_id)
        assert "It is now O's turn" in reply.text


@needs_examples
async def test_discord_pys_layouts_run(openapi: Path | None) -> None:
    views = Path(str(EXAMPLES)) / "views"
    async with running(views / "layout.py", openapi) as (_, community):
        assert (await (await say(community, "$layout")).click("Click Me!")).text == "Hi!"
    async with running(views / "settings.py", openapi) as (_, community):
        reply = await say(community, f"{community.app.bot.mention} settings")
        modal = await reply.click("1")
        await modal.submit(dict.fromkeys(modal.fields, "3"))
        assert "3" in [button.label for button in reply.buttons]
        await reply.select("Select a fruit", "Mango")
        await reply.select("Select members", [community.people[1]])
        await reply.click("Finish")


@needs_examples
async def test_discord_pys_bots_for_messages_run(openapi: Path | None) -> None:
    folder = Path(str(EXAMPLES))
    async with running(folder / "reply.py", openapi) as (_, community):
        reply = await say(community, "!hello")
        assert (reply.text, reply.message.payload["mentions"][0]["username"]) == ("Hello!", "alice")
    async with running(folder / "deleted.py", openapi) as (_, community):
        alice, channel = community.people[0], community.guild.channel("general")
        await say(community, "!deleteme")
        told = await alice.wait_for_message(channel, "has deleted the message", timeout=10)
        assert "I will delete myself now..." in told.text
    async with running(folder / "edits.py", openapi) as (_, community):
        alice, channel = community.people[0], community.guild.channel("general")
        await say(community, "!editme")
        assert "10 -> 40" in (await alice.wait_for_message(channel, "edited their", timeout=10)).text
    async with running(folder / "new_member.py", openapi) as (sandbox, community):
        sandbox.add_person("dora", community.guild)
        channel = community.guild.channel("general")
        await community.people[0].wait_for_message(channel, "Welcome", timeout=10)
    async with running(folder / "guessing_game.py", openapi) as (_, community):
        assert "between 1 and 10" in (await say(community, "$guess")).text
        answer = (await say(community, "5")).text
        assert "right" in answer or "actually" in answer


@needs_examples
async def test_discord_pys_bots_with_prefix_commands_run(openapi: Path | None) -> None:
    folder = Path(str(EXAMPLES))
    async with running(folder / "basic_bot.py", openapi) as (_, community):
        assert (await say(community, "?add 1 2")).text == "3"
        assert "joined" in (await say(community, "?joined bob")).text
        assert (await say(community, "?cool bot")).text == "Yes, the bot is cool."
        assert "choose" in (await say(community, "?help")).text
    async with running(folder / "converters.py", openapi) as (_, community):
        bob = community.people[1]
        assert bob.id in (await say(community, "!userinfo bob")).text
        assert "Couldn't find" in (await say(community, "!userinfo nobody")).text
        assert "Channel found" in (await say(community, "!ignore general")).text
        await community.people[0].say("!notify bob", community.guild.channel("general"))
        assert (await bob.wait_for_dm(timeout=10)).text == "Hello, bob!"
    async with running(folder / "custom_context.py", openapi) as (_, community):
        alice, channel = community.people[0], community.guild.channel("general")
        said = await alice.say("!guess 3", channel)
        await alice.wait(lambda: bool(said.reactions), "a tick", lambda: str(said.reactions), 10)
    async with running(folder / "secret.py", openapi) as (_, community):
        alice, channel = community.people[0], community.guild.channel("general")
        bot, bob = community.app.bot, community.people[1]
        for kind in ("text", "voice"):
            await alice.say(f"{bot.mention} secret {kind} {kind}-room {bob.mention}", channel)

        def made() -> bool:
            return {"text-room", "voice-room"} <= {one.name for one in community.guild.channels.values()}

        await alice.wait(made, "two secret channels", lambda: "none", 10)
        assert bob.id in community.guild.channel("text-room").overwrites


@needs_examples
async def test_discord_pys_other_views_and_modals_run(openapi: Path | None) -> None:
    folder = Path(str(EXAMPLES))
    async with running(folder / "views" / "counter.py", openapi) as (_, community):
        reply = await say(community, "$counter")
        for number in range(5):
            await reply.click(str(number))
        assert reply.buttons[0].label == "5"
    async with running(folder / "views" / "ephemeral.py", openapi) as (_, community):
        own = await (await say(community, "$counter")).click("Click")
        assert own.ephemeral
        await own.click("0")
        assert own.buttons[0].label == "1"
    async with running(folder / "views" / "link.py", openapi) as (_, community):
        reply = await say(community, "$google health care")
        assert [button.label for button in reply.buttons] == ["Click Here"]
    async with running(folder / "modals" / "report.py", openapi) as (_, community):
        modal = await community.people[0].slash("report")
        assert modal.fields
    async with running(folder / "reaction_roles.py", openapi) as (_, community):
        assert community.app.bot.id in community.guild.members
