"""A sandbox that is kept in a file is there again after a restart, as it was."""

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
import pytest

from mentorbot.sandbox.discord import Sandbox, keeping
from mentorbot.sandbox.discord.api import lives, messages
from mentorbot.sandbox.discord.api.bodies.uploads import Upload
from mentorbot.sandbox.discord.api.routes import reactions, scheduled_events
from mentorbot.sandbox.discord.keeping import Keeper
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Reply
from mentorbot.sandbox.discord.world.guilds import FORUM, PRIVATE_THREAD, Channel, Forum, ScheduledEvent
from mentorbot.sandbox.discord.world.invites import Invite
from mentorbot.sandbox.discord.world.users import User
from mentorbot.sandbox.discord.world.webhooks import Webhook
from mentorbot.sandbox.keeping import CannotKeepError


def everything(sandbox: Sandbox) -> object:
    """All that is in a world, with its address left out."""
    keeper = Keeper(sandbox, Path("nowhere"))
    written = keeper._written(sandbox.world)
    told = [keeping._message(one) for one in keeping._messages(sandbox.world)]
    text = json.dumps([written, told, sorted(sandbox.world.files)])
    return json.loads(text.replace(sandbox.url, "URL"))


async def test_all_there_is_comes_back_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "discord.sqlite3"
    async with Sandbox() as sandbox, Keeper(sandbox, file) as keeper:
        assert not keeper.found
        guild = sandbox.add_guild("Ä house")
        mentors = sandbox.add_role(guild, "Mentors", mentionable=True)
        alice = sandbox.add_person("alice", guild, roles=[mentors])
        bob = sandbox.add_person("Bob 🦉", guild)
        app = sandbox.add_application("bot", guild, bot_permissions=8)
        hall = guild.channel("general")
        thread = Channel(
            sandbox.world.new_id(), PRIVATE_THREAD, "aside", guild, hall, created=sandbox.world.now()
        )
        guild.threads[thread.id] = sandbox.world.channels[thread.id] = thread
        lives.join_thread(sandbox, thread, alice.user)
        said = await alice.say(f"Hello {bob.mention}", hall)
        reactions.add(sandbox, said, bob.user, "👍")
        gone = await bob.say("not for long", hall)
        keeper.save()
        messages.delete(sandbox, gone)
        upload = Upload("files[0]", "note.txt", b"content", None)
        messages.create(sandbox, alice.dm(), app.bot, {"content": "a file"}, [upload])
        whisper = {"content": "psst"}
        messages.create(sandbox, hall, app.bot, whisper, seen_only_by=alice.id, application_id=app.id)
        event = ScheduledEvent(sandbox.world.new_id(), guild, {"id": "77", "name": "Talk"})
        guild.events["77"] = event
        scheduled_events.set_interest(sandbox, event, bob.user, interested=True)
        questions = sandbox.add_channel(guild, "questions", kind=FORUM)
        questions.forum = Forum(tags=[{"id": "5", "name": "Résumés", "moderated": False}])
        await alice.post(questions, "Which?", "One page or two?", tags=["Résumés"])
        now = sandbox.world.now()
        sandbox.world.invites["code"] = Invite("code", hall, alice.user, now)
        hook = sandbox.world.webhooks["88"] = Webhook("88", "token", "Feed", hall, app.bot, app.id)
        through = User(hook.id, "The library", bot=True)
        messages.create(sandbox, hall, through, {"content": "A paper"}, webhook_id=hook.id)
        asked = {"question": {"text": "When?"}, "answers": [{"poll_media": {"text": "Now"}}]}
        alice.vote(messages.create(sandbox, hall, app.bot, {"poll": asked}), "Now")
        before = everything(sandbox)
        last = sandbox.world.new_id.last
    async with Sandbox() as sandbox, Keeper(sandbox, file) as keeper:
        assert keeper.found
        assert everything(sandbox) == before
        assert int(sandbox.world.new_id()) > last
        hall = next(iter(sandbox.world.guilds.values())).channel("general")
        assert [one.content for one in hall.messages] == [f"Hello {bob.mention}", "A paper", ""]
        assert hall.messages[1].author.username == "The library"
        place = next(iter(sandbox.world.files))
        assert sandbox.download(sandbox.url + place) == b"content"
        owner = Person(sandbox, sandbox.world.users[alice.id])
        assert owner.inbox[0].files[0].url.startswith(sandbox.url)


async def test_buttons_and_commands_from_before_still_work(tmp_path: Path) -> None:
    class Again(discord.ui.View):
        def __init__(self) -> None:
            super().__init__(timeout=None)

        @discord.ui.button(label="Again", custom_id="again")
        async def again(
            self, interaction: discord.Interaction, button: discord.ui.Button[discord.ui.View]
        ) -> None:
            await interaction.response.edit_message(content="Pressed after the restart")

    class Bot(discord.Client):
        def __init__(self) -> None:
            super().__init__(intents=discord.Intents(guilds=True))

        async def setup_hook(self) -> None:
            self.add_view(Again())

    file = tmp_path / "discord.sqlite3"
    async with Sandbox() as sandbox, Keeper(sandbox, file):
        guild = sandbox.add_guild("House")
        sandbox.add_person("alice", guild)
        app = sandbox.add_application("bot", guild)
        shelf = sandbox.commands.shelf(app.id)
        shelf["1"] = {"id": "1", "name": "greet", "type": 1}
        row = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Again", "custom_id": "again"}]}
        messages.create(sandbox, guild.channel("general"), app.bot, {"content": "?", "components": [row]})
    async with Sandbox() as sandbox, Keeper(sandbox, file):
        world = sandbox.world
        again = next(iter(world.applications.values()))
        assert [one["name"] for one in sandbox.commands.of(again.id, None)] == ["greet"]
        alice = Person(sandbox, next(one for one in world.users.values() if one.username == "alice"))
        with sandbox.discord_py():
            bot = Bot()
            async with bot:
                running = asyncio.create_task(bot.start(again.token))
                await sandbox.online(again)
                seen = Reply(alice, alice.channel().messages[0])
                assert (await seen.click("Again")).text == "Pressed after the restart"
            await running


async def test_what_was_forgotten_is_not_kept_and_the_clock_stays_ahead(tmp_path: Path) -> None:
    ahead = timedelta(days=9)
    file = tmp_path / "discord.sqlite3"
    async with Sandbox(now=lambda: datetime.now(UTC) + ahead) as sandbox, Keeper(sandbox, file) as keeper:
        person = sandbox.add_person("alice", sandbox.add_guild("Old"))
        await person.say("gone soon")
        keeper.save()
        sandbox.forget()
        sandbox.add_guild("New")
    async with Sandbox() as sandbox, Keeper(sandbox, file) as keeper:
        assert [one.name for one in sandbox.world.guilds.values()] == ["New"]
        assert not any(one.history for one in sandbox.world.channels.values())
        assert abs(keeper.ahead - ahead) < timedelta(seconds=2)


async def test_two_sandboxes_do_not_keep_themselves_in_one_file(tmp_path: Path) -> None:
    file = tmp_path / "discord.sqlite3"
    async with Sandbox() as one, Keeper(one, file), Sandbox() as other:
        one.add_guild("House")
        with pytest.raises(CannotKeepError, match="is in use by another sandbox"):
            async with Keeper(other, file):
                pass
    async with Sandbox() as other, Keeper(other, file):
        assert [guild.name for guild in other.world.guilds.values()] == ["House"]


async def test_a_file_of_another_version_is_told(tmp_path: Path) -> None:
    file = tmp_path / "discord.sqlite3"
    async with Sandbox() as sandbox, Keeper(sandbox, file):
        sandbox.add_guild("House")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE world SET body = json_set(body, '$.form', 99)")
    async with Sandbox() as sandbox:
        with pytest.raises(CannotKeepError, match="another version"):
            async with Keeper(sandbox, file):
                pass


async def test_a_file_that_is_something_else_is_told_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "discord.sqlite3"
    file.write_bytes(b"my diary" * 200)
    async with Sandbox() as sandbox:
        with pytest.raises(CannotKeepError, match="is not a file that a sandbox has written"):
            async with Keeper(sandbox, file):
                pass
    assert file.read_bytes() == b"my diary" * 200
