"""Interactions with a real discord.py bot: every callback, every limit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
import pytest
from discord import app_commands

from mentorbot.sandbox.discord.api.errors import ALREADY_ACKNOWLEDGED
from mentorbot.sandbox.discord.people.replies import Modal
from mentorbot.sandbox.discord.people.screen import ClientRefusedError, NotAnsweredError, NotOnScreenError

if TYPE_CHECKING:
    from conftest import Bot, Start, Town

Interaction = discord.Interaction[discord.Client]


async def test_the_answer_to_a_slash_command_is_seen_by_everybody(town: Town, bot: Bot, start: Start) -> None:
    @bot.tree.command(description="Say hello")
    async def hello(interaction: Interaction, name: str, times: int = 1) -> None:
        await interaction.response.send_message(" ".join([f"Hello {name}!"] * times))

    await start(bot)
    reply = await town.alice.slash("hello", name="Ann", times=2)
    assert reply.text == "Hello Ann! Hello Ann!"
    assert not reply.ephemeral
    assert [message.content for message in town.general.messages] == [reply.text]
    assert reply.payload["interaction_metadata"]["user"]["id"] == town.alice.id


async def test_the_answer_names_the_command_with_its_group_and_subcommand(
    town: Town, bot: Bot, start: Start
) -> None:
    team = app_commands.Group(name="team", description="Teams")
    lead = app_commands.Group(name="lead", description="Who leads", parent=team)

    @lead.command(name="set", description="Say who leads")
    async def choose(interaction: Interaction, name: str) -> None:
        await interaction.response.send_message(name)

    bot.tree.add_command(team)
    await start(bot)
    reply = await town.alice.slash("team lead set", name="Ann")
    assert reply.payload["interaction"]["name"] == "team lead set"


async def test_an_ephemeral_answer_is_in_no_channel(town: Town, bot: Bot, start: Start) -> None:
    @bot.tree.command(description="Whisper")
    async def whisper(interaction: Interaction) -> None:
        await interaction.response.send_message("Only you", ephemeral=True)

    await start(bot)
    reply = await town.alice.slash("whisper")
    assert reply.ephemeral
    assert town.general.messages == []


async def test_the_bot_learns_who_where_and_what(town: Town, bot: Bot, start: Start) -> None:
    seen: list[Interaction] = []
    given: list[Any] = []

    @bot.tree.command(description="Look")
    async def look(  # noqa: PLR0917  (discord.py wants options like this)
        interaction: Interaction,
        who: discord.Member,
        where: discord.TextChannel,
        what: discord.Role,
        file: discord.Attachment,
        share: float,
        sure: bool,
    ) -> None:
        seen.append(interaction)
        given.extend((who, where, what, await file.read(), share, sure))
        await interaction.response.send_message("Seen")

    await start(bot)
    role = town.sandbox.add_role(town.guild, "Mentors")
    await town.alice.slash(
        "look",
        who=town.bob,
        where=town.general,
        what=role,
        file=("note.txt", b"hello"),
        share=0.5,
        sure=True,
    )
    (one,) = seen
    assert (str(one.user.id), str(one.guild_id), str(one.channel_id)) == (
        town.alice.id,
        town.guild.id,
        town.general.id,
    )
    assert isinstance(one.user, discord.Member)
    assert one.permissions.send_messages
    assert one.app_permissions.send_messages
    assert one.context.guild
    assert one.locale is discord.Locale.american_english
    assert one.is_guild_integration()
    who, where, what, content, share, sure = given
    assert (str(who.id), where.name, what.name) == (town.bob.id, "general", "Mentors")
    assert (content, share, sure) == (b"hello", 0.5, True)


async def test_a_command_in_a_dm_has_a_user_and_no_guild(town: Town, bot: Bot, start: Start) -> None:
    seen: list[Interaction] = []

    @bot.tree.command(description="Look")
    async def look(interaction: Interaction) -> None:
        seen.append(interaction)
        await interaction.response.send_message("Here")

    await start(bot)
    reply = await town.alice.slash("look", channel=town.alice.dm())
    assert (reply.text, reply.message.channel.messages) == ("Here", [reply.message])
    assert seen[0].guild_id is None
    assert seen[0].context.dm_channel
    assert isinstance(seen[0].channel, discord.DMChannel)


async def test_autocomplete_offers_what_the_bot_finds(town: Town, bot: Bot, start: Start) -> None:
    @bot.tree.command(description="Pick")
    async def pick(interaction: Interaction, kind: str, topic: str) -> None: ...

    @pick.autocomplete("topic")
    async def find(interaction: Interaction, typed: str) -> list[discord.app_commands.Choice[str]]:
        about = f"{interaction.namespace.kind}/{typed}"
        return [discord.app_commands.Choice(name=about, value="v")]

    await start(bot)
    (choice,) = await town.alice.type("pick", kind="book", topic="fa")
    assert (choice.label, choice.value) == ("book/fa", "v")


@pytest.mark.parametrize(("count", "length"), [(26, 5), (1, 101)])
async def test_autocomplete_with_too_many_or_too_long_choices_is_refused(
    town: Town, bot: Bot, start: Start, count: int, length: int
) -> None:
    refused: list[discord.HTTPException] = []

    @bot.tree.command(description="Pick")
    async def pick(interaction: Interaction, topic: str) -> None: ...

    @pick.autocomplete("topic")
    async def find(interaction: Interaction, typed: str) -> list[discord.app_commands.Choice[str]]:
        choices = [discord.app_commands.Choice(name="x" * length, value=str(n)) for n in range(count)]
        try:
            await interaction.response.autocomplete(choices)
        except discord.HTTPException as error:
            refused.append(error)
        return []

    await start(bot)
    assert await town.alice.type("pick", topic="fa") == []
    assert refused[0].code == 50035
    assert "data.choices" in str(refused[0])


async def test_a_deferred_answer_thinks_until_it_is_edited(town: Town, bot: Bot, start: Start) -> None:
    go_on = asyncio.Event()

    @bot.tree.command(description="Work")
    async def work(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await go_on.wait()
        await interaction.edit_original_response(content="Done")

    await start(bot)
    with pytest.raises(NotAnsweredError, match="thinking"):
        await town.alice.slash("work", timeout=0.2)
    go_on.set()
    reply = await town.alice.slash("work")
    assert (reply.text, reply.ephemeral, reply.thinking) == ("Done", True, False)


async def test_the_first_follow_up_fills_a_deferred_answer_and_keeps_its_privacy(
    town: Town, bot: Bot, start: Start
) -> None:
    @bot.tree.command(description="Work")
    async def work(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send("First", ephemeral=False)
        await interaction.followup.send("Second", ephemeral=False)

    await start(bot)
    reply = await town.alice.slash("work")
    assert (reply.text, reply.ephemeral) == ("First", True)
    second = await reply.follow_up()
    assert (second.text, second.ephemeral) == ("Second", False)


async def test_follow_ups_can_be_fetched_edited_and_deleted(town: Town, bot: Bot, start: Start) -> None:
    done = asyncio.Event()

    @bot.tree.command(description="Talk")
    async def talk(interaction: Interaction) -> None:
        await interaction.response.send_message("One")
        more = await interaction.followup.send("Two", wait=True)
        assert (await interaction.followup.fetch_message(more.id)).content == "Two"
        await more.edit(content="Three")
        assert (await interaction.original_response()).content == "One"
        await interaction.delete_original_response()
        with pytest.raises(discord.NotFound) as caught:
            await interaction.edit_original_response(content="Again")
        assert caught.value.code == 10008
        done.set()

    await start(bot)
    await town.alice.slash("talk")
    await asyncio.wait_for(done.wait(), 60)
    assert bot.failures == []
    assert [message.content for message in town.general.messages] == ["Three"]


class Counter(discord.ui.View):
    """Every way in which a component can be answered."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.count = 0

    @discord.ui.button(label="Count")
    async def up(self, interaction: Interaction, button: discord.ui.Button[Counter]) -> None:
        self.count += 1
        await interaction.response.edit_message(content=f"Count: {self.count}", view=self)

    @discord.ui.button(label="Later")
    async def later(self, interaction: Interaction, button: discord.ui.Button[Counter]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="Later came")

    @discord.ui.button(label="Whisper")
    async def whisper(self, interaction: Interaction, button: discord.ui.Button[Counter]) -> None:
        await interaction.response.send_message("Psst", ephemeral=True)

    @discord.ui.button(label="Ask")
    async def ask(self, interaction: Interaction, button: discord.ui.Button[Counter]) -> None:
        await interaction.response.send_modal(Question())

    @discord.ui.button(label="Leave it")
    async def leave(self, interaction: Interaction, button: discord.ui.Button[Counter]) -> None:
        await interaction.response.defer()

    @discord.ui.button(label="Silent")
    async def silent(self, interaction: Interaction, button: discord.ui.Button[Counter]) -> None: ...

    @discord.ui.button(label="Off", disabled=True)
    async def off(self, interaction: Interaction, button: discord.ui.Button[Counter]) -> None: ...

    @discord.ui.select(
        placeholder="Colours",
        max_values=2,
        options=[discord.SelectOption(label="Red", value="r"), discord.SelectOption(label="Blue", value="b")],
    )
    async def colours(self, interaction: Interaction, select: discord.ui.Select[Counter]) -> None:
        await interaction.response.edit_message(content=",".join(select.values))

    @discord.ui.select(cls=discord.ui.UserSelect, placeholder="Who")
    async def who(self, interaction: Interaction, select: discord.ui.UserSelect[Counter]) -> None:
        await interaction.response.edit_message(content=select.values[0].display_name)


class Question(discord.ui.Modal, title="A question"):
    """A modal with a label and one without."""

    goal: discord.ui.TextInput[Question] = discord.ui.TextInput(
        label="Your goal", custom_id="goal", max_length=20
    )
    stage: discord.ui.Label[Question] = discord.ui.Label(
        text="Your stage",
        component=discord.ui.Select(
            custom_id="stage",
            options=[
                discord.SelectOption(label="High school", value="high"),
                discord.SelectOption(label="Manager"),
            ],
        ),
    )

    async def on_submit(self, interaction: Interaction) -> None:
        assert isinstance(self.stage.component, discord.ui.Select)
        words = f"{self.goal.value}/{self.stage.component.values[0]}"
        if interaction.message is None:
            await interaction.response.send_message(words)
        else:
            await interaction.response.edit_message(content=words)


@pytest.fixture
async def counter(town: Town, bot: Bot, start: Start) -> Any:
    """The counter on Alice's screen."""

    @bot.tree.command(description="Show the counter")
    async def show(interaction: Interaction, hidden: bool = False) -> None:
        await interaction.response.send_message("Count: 0", view=Counter(), ephemeral=hidden)

    @bot.tree.command(description="Ask a question")
    async def ask(interaction: Interaction) -> None:
        await interaction.response.send_modal(Question())

    await start(bot)
    return await town.alice.slash("show")


async def test_a_click_updates_the_reply_in_place(counter: Any) -> None:
    same = await counter.click("Count")
    assert same is counter
    assert counter.text == "Count: 1"
    await counter.click("Count")
    assert counter.text == "Count: 2"
    assert counter.payload["edited_timestamp"] is not None


async def test_a_click_on_an_ephemeral_message_updates_it(counter: Any, town: Town) -> None:
    reply = await town.alice.slash("show", hidden=True)
    await reply.click("Count")
    await reply.click("Count")
    assert (reply.text, reply.ephemeral) == ("Count: 2", True)


async def test_a_deferred_update_is_waited_for(counter: Any) -> None:
    assert await counter.click("Later") is counter
    assert counter.text == "Later came"


async def test_a_click_may_bring_a_new_message(counter: Any) -> None:
    reply = await counter.click("Whisper")
    assert (reply.text, reply.ephemeral, counter.text) == ("Psst", True, "Count: 0")


async def test_a_bot_may_thank_for_a_click_and_do_nothing(counter: Any) -> None:
    assert await counter.click("Leave it", timeout=0.2) is counter


async def test_a_click_that_is_not_answered_says_what_was_on_the_screen(counter: Any) -> None:
    with pytest.raises(
        NotAnsweredError, match=r"alice pressed “Silent”, and helper did not answer within 0\.2 s"
    ) as no:
        await counter.click("Silent", timeout=0.2)
    assert "Count: 0" in str(no.value)


async def test_a_click_on_what_is_not_there_says_what_is(counter: Any) -> None:
    with pytest.raises(AssertionError, match="looks for the button “Gone”") as missing:
        await counter.click("Gone")
    assert "[Count]" in str(missing.value)
    with pytest.raises(ClientRefusedError, match="“Off” is disabled"):
        await counter.click("Off")


async def test_selects_take_labels_values_and_people(counter: Any, town: Town) -> None:
    await counter.select("Colours", ["Red", "b"])
    assert counter.text == "r,b"
    await counter.select("Who", town.bob)
    assert counter.text == "bob"
    with pytest.raises(ClientRefusedError, match=r"has no choice 'Green'\. It offers: Red, Blue"):
        await counter.select("Colours", "Green")
    with pytest.raises(ClientRefusedError, match="takes 1 to 2 choices, not 0"):
        await counter.select("Colours", [])


async def test_a_modal_from_a_button_changes_the_message_it_was_opened_from(counter: Any) -> None:
    modal = await counter.click("Ask")
    assert isinstance(modal, Modal)
    assert list(modal.fields) == ["Your goal", "Your stage"]
    assert await modal.submit({"Your goal": "Lead"}, stage="High school") is counter
    assert counter.text == "Lead/high"


async def test_a_modal_from_a_command_may_be_taken_without_a_word(town: Town, bot: Bot, start: Start) -> None:
    class Quiet(discord.ui.Modal, title="Quiet"):
        words: discord.ui.TextInput[Quiet] = discord.ui.TextInput(label="Words")

        async def on_submit(self, interaction: discord.Interaction) -> None:
            await interaction.response.defer()

    @bot.tree.command(description="Open it")
    async def quiet(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Quiet())

    await start(bot)
    modal = await town.alice.slash("quiet")
    assert await modal.submit(Words="x") is None


async def test_a_modal_from_a_command_is_answered_with_a_message(counter: Any, town: Town) -> None:
    modal = await town.alice.slash("ask")
    reply = await modal.submit(goal="Lead", stage="Manager")
    assert reply.text == "Lead/Manager"


async def test_somebody_else_and_a_button_that_never_was_reach_the_bot(counter: Any, town: Town) -> None:
    button = counter.button("Count")
    assert (await town.bob.forge_click(button.custom_id, counter)).text == "Count: 1"
    with pytest.raises(NotAnsweredError, match="sent the custom id 'progress:done:x'"):
        await town.bob.forge_click("progress:done:x", counter, timeout=0.2)


async def test_a_click_can_come_from_another_guild(bot: Bot, counter: Any, town: Town) -> None:
    elsewhere = town.sandbox.add_guild("Elsewhere")
    town.sandbox.install(town.app, elsewhere)
    mallory = town.sandbox.add_person("mallory", elsewhere)
    seen: list[Interaction] = []
    bot.event(_noting(seen))
    await mallory.forge_click(
        counter.button("Count").custom_id, counter, channel=elsewhere.channel("general")
    )
    assert [str(one.guild_id) for one in seen] == [elsewhere.id]


def _noting(seen: list[Interaction]) -> Any:
    async def on_interaction(interaction: Interaction) -> None:
        seen.append(interaction)

    return on_interaction


async def test_somebody_who_left_still_reaches_the_bot_with_a_click(counter: Any, town: Town) -> None:
    town.sandbox.leave(town.bob.user, town.guild)
    assert (await town.bob.forge_click(counter.button("Count").custom_id, counter)).text == "Count: 1"


async def test_nothing_can_be_pressed_on_a_message_that_was_deleted(
    counter: Any, town: Town, bot: Bot
) -> None:
    channel = bot.get_partial_messageable(int(town.general.id))
    await channel.get_partial_message(int(counter.id)).delete()
    assert counter.deleted
    with pytest.raises(NotOnScreenError, match="The message was deleted"):
        await counter.click("Count")


class Tally(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"tally:(?P<count>[0-9]+)"):
    """A button whose custom id is all that it remembers."""

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(discord.ui.Button(label=f"Tally {count}", custom_id=f"tally:{count}"))

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: Any, match: Any, /) -> Tally:
        return cls(int(match["count"]))

    async def callback(self, interaction: Any) -> None:
        view = discord.ui.View(timeout=None).add_item(Tally(self.count + 1))
        await interaction.response.edit_message(view=view)


async def test_a_button_works_after_the_bot_was_started_again(town: Town, bot: Bot, start: Start) -> None:
    first, second = bot, type(bot)()
    for each in (first, second):
        each.add_dynamic_items(Tally)

    @first.tree.command(description="Begin")
    async def begin(interaction: Interaction) -> None:
        view = discord.ui.View(timeout=None).add_item(Tally(0))
        await interaction.response.send_message("Tally", view=view, ephemeral=True)

    await start(first)
    reply = await town.alice.slash("begin")
    await reply.click("Tally 0")
    await first.close()
    await start(second)
    await reply.click("Tally 1")
    assert [button.label for button in reply.buttons] == ["Tally 2"]


async def test_an_interaction_comes_to_the_shard_of_its_guild(town: Town, start: Start) -> None:
    seen: list[tuple[str | None, int | None]] = []
    for shard in range(2):
        client = discord.Client(
            intents=discord.Intents.default(), shard_id=shard, shard_count=2, guild_ready_timeout=0.05
        )
        tree = discord.app_commands.CommandTree(client)

        @tree.command(description="Where")
        async def where(interaction: Interaction) -> None:
            guild = interaction.guild
            seen.append((guild.name if guild else None, interaction.client.shard_id))
            await interaction.response.send_message("Here", ephemeral=True)

        await start(client)
    await tree.sync()
    others = [town.sandbox.add_guild(f"Guild {n}") for n in range(6)]
    for guild in others:
        town.sandbox.install(town.app, guild)
        town.sandbox.join(town.alice.user, guild)
        await town.alice.slash("where", channel=guild.channel("general"))
    await town.alice.slash("where", channel=town.alice.dm())
    expected = [(guild.name, (int(guild.id) >> 22) % 2) for guild in others]
    assert seen == [*expected, (None, 0)]


async def test_raw_options_reach_the_bot_unchecked(town: Town, bot: Bot, start: Start) -> None:
    @bot.tree.command(description="Echo")
    async def echo(interaction: Interaction, words: str) -> None:
        await interaction.response.send_message(str(len(words)))

    await start(bot)
    with pytest.raises(ClientRefusedError):
        await town.alice.slash("echo", words="x" * 6001)
    assert (await town.alice.forge_slash("echo", {"words": "x" * 6001})).text == "6001"


async def test_context_menus_are_used_on_people_and_messages(town: Town, bot: Bot, start: Start) -> None:
    @bot.tree.context_menu(name="Who is this?")
    async def who(interaction: Interaction, member: discord.Member) -> None:
        await interaction.response.send_message(member.display_name, ephemeral=True)

    @bot.tree.context_menu(name="Quote")
    async def quote(interaction: Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"{message.author.name}: {message.content}", ephemeral=True)

    await start(bot)
    assert (await town.alice.context_menu("Who is this?", user=town.bob)).text == "bob"
    said = await town.bob.say("I lead a clinic")
    assert (await town.alice.context_menu("Quote", message=said)).text == "bob: I lead a clinic"


class Raw:
    """Answers interactions by hand, to send what discord.py would not."""

    def __init__(self, town: Town, session: aiohttp.ClientSession) -> None:
        self.url = town.sandbox.api_url
        self.app = town.app
        self.session = session

    async def __call__(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        async with self.session.request(method, f"{self.url}{path}", json=body) as response:
            return response.status, await response.json() if response.status != 204 else None

    async def callback(self, interaction: Any, body: Any) -> tuple[int, Any]:
        return await self("POST", f"/interactions/{interaction.id}/{interaction.token}/callback", body)


@pytest.fixture
async def raw(town: Town) -> AsyncIterator[Raw]:
    async with aiohttp.ClientSession() as session:
        yield Raw(town, session)


def began(town: Town, kind: int = 2, message: Any = None) -> Any:
    """An interaction of a command or a component that no library answers."""
    command = {"name": "raw", "type": 1} if kind in {2, 4} else None
    return town.alice.begin(
        kind, {}, app_id=town.app.id, channel=town.general, command=command, message=message
    )


SAY = {"type": 4, "data": {"content": "Hello"}}


async def test_an_interaction_is_answered_once(town: Town, raw: Raw) -> None:
    interaction = began(town)
    assert (await raw.callback(interaction, SAY))[0] == 204
    status, body = await raw.callback(interaction, SAY)
    assert (status, body["code"]) == (400, ALREADY_ACKNOWLEDGED)


async def test_an_answer_that_is_too_late_finds_no_interaction(town: Town, raw: Raw) -> None:
    town.sandbox.interactions.answer_within = 0.05
    interaction = began(town)
    await asyncio.sleep(0.06)
    status, body = await raw.callback(interaction, SAY)
    assert (status, body) == (404, {"message": "Unknown interaction", "code": 10062})


async def test_a_wrong_token_finds_no_interaction(town: Town, raw: Raw) -> None:
    interaction = began(town)
    status, body = await raw("POST", f"/interactions/{interaction.id}/nonsense/callback", SAY)
    assert (status, body["code"]) == (404, 10062)


async def test_a_token_dies_after_its_time(town: Town, raw: Raw) -> None:
    town.sandbox.interactions.token_lives = 0.05
    interaction = began(town)
    await raw.callback(interaction, SAY)
    await asyncio.sleep(0.06)
    status, body = await raw("POST", f"/webhooks/{town.app.id}/{interaction.token}", {"content": "More"})
    assert (status, body) == (401, {"message": "Invalid Webhook Token", "code": 50027})


async def test_a_webhook_is_unknown_before_the_first_answer(town: Town, raw: Raw) -> None:
    interaction = began(town)
    status, body = await raw("POST", f"/webhooks/{town.app.id}/{interaction.token}", {"content": "More"})
    assert (status, body["code"]) == (404, 10015)


@pytest.mark.parametrize(
    ("kind", "answer", "allowed"),
    [
        (2, {"type": 7, "data": {"content": "x"}}, "4, 5, 9"),
        (2, {"type": 8, "data": {"choices": []}}, "4, 5, 9"),
        (4, SAY, "8"),
        (5, {"type": 7, "data": {"content": "x"}}, "4, 5, 6"),
        (3, {"type": 8, "data": {"choices": []}}, "4, 5, 6, 7, 9"),
        (2, {"type": 1}, "4, 5, 9"),
    ],
)
async def test_an_answer_of_a_wrong_type_is_refused_and_can_be_given_again(
    town: Town, raw: Raw, kind: int, answer: Any, allowed: str
) -> None:
    message = await town.alice.say("There") if kind == 3 else None
    interaction = began(town, kind, message)
    status, body = await raw.callback(interaction, answer)
    said = body["errors"]["type"]["_errors"][0]
    assert (status, body["code"], said["code"]) == (400, 50035, "BASE_TYPE_CHOICES")
    assert said["message"] == f"Value must be one of {{{allowed}}}."
    assert interaction.answered == 0


async def test_a_bad_message_is_refused_with_its_path_and_can_be_sent_again(town: Town, raw: Raw) -> None:
    interaction = began(town)
    status, body = await raw.callback(interaction, {"type": 4, "data": {"content": "x" * 2001}})
    assert status == 400
    assert body["errors"]["data"]["content"]["_errors"][0]["code"] == "BASE_TYPE_MAX_LENGTH"
    status, body = await raw.callback(interaction, {"type": 4, "data": {}})
    assert (status, body["code"]) == (400, 50006)
    assert (await raw.callback(interaction, SAY))[0] == 204


async def test_a_bad_modal_is_refused(town: Town, raw: Raw) -> None:
    status, body = await raw.callback(began(town), {"type": 9, "data": {"title": "x" * 46, "custom_id": "m"}})
    assert (status, set(body["errors"]["data"])) == (400, {"title", "components"})


async def test_with_response_tells_what_became_of_the_answer(town: Town, raw: Raw) -> None:
    interaction = began(town)
    path = f"/interactions/{interaction.id}/{interaction.token}/callback?with_response=true"
    status, body = await raw("POST", path, {"type": 5, "data": {"flags": 64}})
    about = body["interaction"]
    assert (status, about["response_message_loading"], about["response_message_ephemeral"]) == (
        200,
        True,
        True,
    )
    assert "resource" not in body, "Discord describes it for a message that is sent or updated at once"


async def test_another_applications_webhook_is_not_opened_by_the_token(town: Town, raw: Raw) -> None:
    interaction = began(town)
    await raw.callback(interaction, SAY)
    other = town.sandbox.add_application("other", town.guild)
    status, body = await raw("POST", f"/webhooks/{other.id}/{interaction.token}", {"content": "More"})
    assert (status, body["code"]) == (401, 50027)
    status, body = await raw("POST", f"/webhooks/123/{interaction.token}", {"content": "More"})
    assert (status, body["code"]) == (404, 10015)
