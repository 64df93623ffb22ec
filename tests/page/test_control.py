"""What can be done in the page can be done over HTTP, and by nobody but this machine's own."""

import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands
from page.conftest import House

NOT_BASE64 = "The content of a file is not base64."
NO_CLOCK = "This sandbox's clock cannot be moved: its bot has a clock of its own."


class Form(discord.ui.Modal, title="About you"):
    """Asks for a name and a file."""

    name = discord.ui.Label(text="Name", component=discord.ui.TextInput(min_length=2))
    file = discord.ui.Label(text="File", component=discord.ui.FileUpload(required=False))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Say what came."""
        files = [(one.filename, (await one.read()).decode()) for one in self.file.component.values]
        await interaction.response.send_message(f"{self.name.component.value} {files}", ephemeral=True)


class Buttons(discord.ui.View):
    """A button and a drop-down."""

    @discord.ui.button(label="Form", custom_id="form")
    async def form(self, interaction: discord.Interaction, button: discord.ui.Button["Buttons"]) -> None:
        """Open the form."""
        await interaction.response.send_modal(Form())

    @discord.ui.select(cls=discord.ui.UserSelect, custom_id="who")
    async def who(self, interaction: discord.Interaction, select: "discord.ui.UserSelect[Buttons]") -> None:
        """Tell who was chosen."""
        await interaction.response.edit_message(content=f"It is {select.values[0].display_name}.")


class Caller:
    """A program that talks to a sandbox."""

    def __init__(self, session: aiohttp.ClientSession, house: House) -> None:
        self.session = session
        self.house = house

    async def do(self, name: str, /, **given: Any) -> Any:
        """Do something, and give back what is told."""
        async with self.session.post(f"{self.house.url}control/{name}", json=given) as answer:
            told = await answer.json()
            assert answer.status == 200, told
            return told["told"]

    async def refused(self, name: str, /, **given: Any) -> str:
        """Do something that is refused, and give back the sentence."""
        async with self.session.post(f"{self.house.url}control/{name}", json=given) as answer:
            told = await answer.json()
            assert answer.status == 400, told
            return str(told["error"])


@pytest.fixture
async def caller(house: House) -> AsyncIterator[Caller]:
    """A program."""
    async with aiohttp.ClientSession() as session:
        yield Caller(session, house)


async def test_a_program_uses_a_command_its_buttons_its_select_and_its_form(
    house: House, caller: Caller
) -> None:
    @house.bot.tree.command(description="Greet somebody")
    async def greet(interaction: discord.Interaction, who: discord.Member, times: int) -> None:
        await interaction.response.send_message(f"Hello {who.display_name} × {times}", view=Buttons())

    await house.start()
    here = {"as": "alice", "channel": house.hall.id}
    known = await caller.do("commands", **here)
    assert [(one["name"], one["description"]) for one in known] == [("greet", "Greet somebody")]
    refused = await caller.refused("slash", **here, name="greet", options={"times": 2})
    assert refused.startswith("/greet needs the option “who”")
    told = await caller.do("slash", **here, name="greet", options={"who": house.bob.id, "times": 2})
    assert told["kind"] == "message"
    message = told["message"]["id"]
    assert told["message"]["content"] == [["p", "Hello bob × 2"]]
    chosen = await caller.do("choose", **here, message=message, custom_id="who", values=[house.bob.id])
    assert (chosen["kind"], chosen["message"]["source"]) == ("update", "It is bob.")
    opened = await caller.do("press", **here, message=message, custom_id="form")
    assert (opened["kind"], opened["modal"]["title"]) == ("modal", "About you")
    short = await caller.refused("submit", **{"as": "alice"}, modal=opened["id"], answers={})
    assert short == "The field “Name” must be filled in."
    fields = [one["component"]["custom_id"] for one in opened["modal"]["components"]]
    for field in fields:
        for bad in (5, ["x"], {"x": 1}, True):
            answers = {fields[0]: "Ada", field: bad}
            told = await caller.refused("submit", **{"as": "alice"}, modal=opened["id"], answers=answers)
            assert "itself failed" not in told
    for nothing in ({fields[0]: None}, {"Name": None}):
        told = await caller.refused("submit", **{"as": "alice"}, modal=opened["id"], answers=nothing)
        assert told == short
    told = await caller.refused("submit", **{"as": "alice"}, modal=opened["id"], answers={"Name": 5})
    assert told == "“Name” must be a text."
    upload = {"name": "cv.txt", "data": base64.b64encode(b"my life").decode()}
    sent = await caller.do(
        "submit", **{"as": "alice"}, modal=opened["id"], answers={fields[0]: "Ada", fields[1]: [upload]}
    )
    assert sent["message"]["source"] == "Ada [('cv.txt', 'my life')]"
    assert sent["message"]["ephemeral"]
    assert "not open any more" in await caller.refused(
        "submit", **{"as": "alice"}, modal=opened["id"], answers={fields[0]: "Ada"}
    )
    assert [one["source"] for one in await caller.do("history", **here)] == [
        "It is bob.",
        "Ada [('cv.txt', 'my life')]",
    ]
    assert [one["source"] for one in await caller.do("history", **{**here, "as": "bob"})] == ["It is bob."]


async def test_what_is_offered_while_one_types_comes_from_the_bot(house: House, caller: Caller) -> None:
    @house.bot.tree.command(description="Pick a city")
    async def city(interaction: discord.Interaction, name: str, near: str = "") -> None:
        await interaction.response.send_message(name)

    @city.autocomplete("name")
    async def names(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        found = [one for one in ("Chicago", "Chita", "Lagos") if typed.lower() in one.lower()]
        return [app_commands.Choice(name=one, value=one) for one in found]

    await house.start()
    here = {"as": "bob", "channel": house.hall.id, "name": "city", "focused": "name"}
    offered = await caller.do("complete", **here, options={"near": "x", "name": "chi"})
    assert [one["name"] for one in offered] == ["Chicago", "Chita"]


async def test_a_bot_that_says_nothing_is_told_as_that(house: House, caller: Caller) -> None:
    @house.bot.tree.command(description="Say nothing")
    async def silent(interaction: discord.Interaction) -> None:
        pass

    house.sandbox.interactions.answer_within = 0.2
    await house.start()
    told = await caller.do("slash", **{"as": "alice"}, channel=house.hall.id, name="silent")
    assert told == {"kind": "silent", "text": "echo did not answer in time."}


async def test_messages_are_written_answered_changed_reacted_to_and_deleted(
    house: House, caller: Caller
) -> None:
    here = {"as": "alice", "channel": house.hall.id}
    picture = {"name": "a.png", "data": base64.b64encode(b"png").decode(), "about": "A small picture"}
    said = await caller.do("say", **here, text=f"Hello <@{house.bob.id}>", files=[picture])
    assert said["content"] == [["p", "Hello ", ["user", house.bob.id, "bob"]]]
    assert said["attachments"][0]["about"] == "A small picture"
    await caller.do("say", **{**here, "as": "bob"}, text="Yes?", reply_to=said["id"])
    assert "Only who wrote a message" in await caller.refused(
        "edit", **{**here, "as": "bob"}, message=said["id"], text="mine now"
    )
    await caller.do("edit", **here, message=said["id"], text="Hello all")
    await caller.do("react", **{**here, "as": "bob"}, message=said["id"], emoji="👍")
    first, second = await caller.do("history", **here)
    assert (first["source"], first["reactions"][0]["count"], first["reactions"][0]["mine"]) == (
        "Hello all",
        1,
        False,
    )
    assert second["answers"]["user"]["name"] == "alice"
    assert "may not delete" in await caller.refused("delete", **{**here, "as": "bob"}, message=said["id"])
    await caller.do("delete", **here, message=said["id"])
    assert len(await caller.do("history", **here)) == 1
    assert await caller.refused("say", **here, text="x" * 2001) == "Must be 2000 or fewer in length."
    assert await caller.refused("say", **here, text="") == "Cannot send an empty message"


async def test_somebody_new_joins_and_things_are_found_by_name(house: House, caller: Caller) -> None:
    house.sandbox.add_role(house.guild, "Mentors")
    dora = await caller.do("add_person", name="  Dora  Ñ ", roles=["Mentors"])
    again = await caller.do("add_person", name="Dora Ñ")
    assert (dora["name"], dora["username"]) == ("Dora Ñ", "dora")
    assert again["username"] != "dora"
    assert "1 to 32" in await caller.refused("add_person", name=" ")
    here = {"as": "dora", "channel": house.hall.id}
    found = await caller.do("find", **here, kinds=["user", "role", "channel"], typed="o")
    assert {(one["kind"], one["name"]) for one in found} == {
        ("user", "Dora Ñ"), ("user", "bob"), ("user", "echo"), ("role", "Mentors"), ("role", "everyone"),
    }  # fmt: skip
    world = await caller.do("world")
    assert [one["name"] for one in world["people"]] == ["alice", "bob", "Dora Ñ", "Dora Ñ"]


async def test_what_is_only_read_can_be_asked_for_in_the_address(house: House, caller: Caller) -> None:
    here = {"as": "alice", "channel": house.hall.id}
    for number in range(3):
        await caller.do("say", **here, text=f"No. {number}")

    async def asked(name: str, query: list[tuple[str, str]]) -> tuple[int, Any]:
        async with caller.session.get(f"{house.url}control/{name}", params=query) as answer:
            return answer.status, (await answer.json()).get("told" if answer.status == 200 else "error")

    query = list(here.items())
    status, told = await asked("history", [*query, ("limit", "2")])
    assert (status, [one["source"] for one in told]) == (200, ["No. 1", "No. 2"])
    for bad in ("two", "1.5", "", "²"):
        assert await asked("history", [*query, ("limit", bad)]) == (400, "“limit” must be a whole number.")
    assert await asked("history", [*query, ("limit", "0")]) == (400, "“limit” must be at least 1.")
    found = [("kinds", "user"), ("kinds", "channel"), ("typed", "a"), ("channel_types", "0")]
    status, told = await asked("find", [*query, *found])
    assert (status, {one["kind"] for one in told}) == (200, {"user", "channel"})
    assert (await asked("world", []))[0] == 200
    assert (await asked("commands", query)) == (200, [])
    async with caller.session.get(f"{house.url}control/say", params=query) as answer:
        assert answer.status == 405


async def test_a_file_of_any_usual_size_can_be_sent(house: House, caller: Caller) -> None:
    here = {"as": "alice", "channel": house.hall.id, "text": "look"}
    for size in (300_000, 4_000_000):
        content = bytes(range(256)) * (size // 256)
        sent = {"name": "big.bin", "data": base64.b64encode(content).decode()}
        said = await caller.do("say", **here, files=[sent])
        assert said["attachments"][0]["size"] == len(content)
    huge = json.dumps({**here, "text": "x" * 26 * 1024**2})
    kind = {"Content-Type": "application/json"}
    async with caller.session.post(f"{house.url}control/say", data=huge, headers=kind) as answer:
        assert (answer.status, await answer.json()) == (413, {"error": "That is more than 25 MB."})


async def test_the_bots_requests_go_wrong_on_demand(house: House, caller: Caller) -> None:
    await caller.do("add_fault", method="GET", path="/gateway", status=503)
    async with caller.session.get(f"{house.sandbox.api_url}/gateway") as answer:
        assert answer.status == 503
    async with caller.session.get(f"{house.sandbox.api_url}/gateway") as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("nonsense", {}, "There is nothing called “nonsense” to do."),
        ("go", {}, "There is nothing called “go” to do."),
        ("slash", {"as": "nobody"}, "There is nobody called nobody."),
        ("slash", {"channel": "1"}, "There is no such channel, or you do not see it."),
        ("slash", {"channel": 1}, "“channel” must be a text."),
        ("slash", {"channel": "HALL", "name": ""}, "There is no command “” here. There are: none."),
        ("slash", {"channel": "HALL", "name": "x"}, "There is no command “x” here. There are: none."),
        ("slash", {"channel": "HALL", "name": []}, "“name” must be a text."),
        ("press", {"channel": "HALL", "message": "1"}, "That message is not there any more."),
        ("context", {"channel": "HALL", "user": "1", "name": "x"}, "What was chosen is not there any more."),
        ("say", {"channel": "HALL", "files": [{"name": "a", "data": "?"}]}, NOT_BASE64),
        ("history", {"channel": "HALL", "limit": "5"}, "“limit” must be a whole number."),
        ("find", {"channel": "HALL", "kinds": "user"}, "“kinds” must be a list."),
        ("find", {"channel": "HALL", "channel_types": ["x"]}, "“channel_types” must be a whole number."),
        ("add_fault", {"path": "/x", "reset": "no"}, "“reset” must be true or false."),
        ("add_fault", {"path": "/x", "delay": "long"}, "“delay” must be a number of seconds, 0 to 86400."),
        ("add_fault", {"path": "/x", "delay": -1}, "“delay” must be a number of seconds, 0 to 86400."),
        ("add_fault", {"path": "/x", "times": 0}, "“times” must be at least 1."),
        ("add_fault", {"path": "/x", "status": 99}, "“status” must be at least 200."),
        ("add_fault", {}, "“path” must be a text."),
        ("advance", {"seconds": 1}, NO_CLOCK),
        ("reset", {}, "This sandbox has no beginning to go back to."),
        ("play", {}, "There is no story to play here."),
    ],
)  # fmt: skip
async def test_what_cannot_be_done_is_told_in_a_sentence(
    caller: Caller, name: str, given: dict[str, Any], told: str
) -> None:
    hall = caller.house.hall.id
    given = {key: hall if value == "HALL" else value for key, value in given.items()}
    assert await caller.refused(name, **{"as": "alice", **given}) == told


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"Host": "evil.example"}, "{}", 403),
        ({"Host": "127.0.0.1.evil.example:80"}, "{}", 403),
        ({"Origin": "http://evil.example"}, "{}", 403),
        ({"Origin": "null"}, "{}", 403),
        ({"Origin": "http://127.0.0.1:1"}, "{}", 403),
        ({"Sec-Fetch-Site": "cross-site"}, "{}", 403),
        ({"Sec-Fetch-Site": "same-site"}, "{}", 403),
        ({"Content-Type": "text/plain"}, "{}", 415),
        ({}, "[]", 400),
        ({}, "{", 400),
        ({}, "[" * 100_000, 400),
        ({}, json.dumps({"name": "eve"}), 200),
    ],
)
async def test_web_pages_from_elsewhere_can_do_nothing(
    house: House, caller: Caller, headers: dict[str, str], body: str, status: int
) -> None:
    headers = {"Content-Type": "application/json", **headers}
    people = len(house.sandbox.world.users)
    async with caller.session.post(f"{house.url}control/add_person", data=body, headers=headers) as answer:
        assert answer.status == status
    assert len(house.sandbox.world.users) == people + (status == 200)


async def test_the_socket_is_opened_by_the_page_itself_only(house: House, caller: Caller) -> None:
    address = f"{house.url}client/socket"
    for headers in ({"Origin": "http://evil.example"}, {"Host": "evil.example"}):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await caller.session.ws_connect(address, headers=headers)
        assert refused.value.status == 403
    async with caller.session.ws_connect(address, headers={"Origin": house.url.rstrip("/")}) as socket:
        assert (await socket.receive_json())["event"] == "clock"
        for nonsense in ("{", "[]", '{"id": 1, "do": 7}', '{"id": 2, "do": "go", "channel": "9"}'):
            await socket.send_str(nonsense)
        answers = []
        while len(answers) < 4:
            told = await socket.receive_json()
            if "re" in told:
                answers.append(told)
        assert all("error" in one for one in answers)


async def test_the_page_is_strict_and_files_that_people_send_never_act_as_pages(
    house: House, caller: Caller
) -> None:
    async with caller.session.get(house.url) as page:
        policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    html = {"name": "x.html", "data": base64.b64encode(b"<script>alert(1)</script>").decode()}
    said = await caller.do("say", **{"as": "alice"}, channel=house.hall.id, text="look", files=[html])
    async with caller.session.get(house.url + said["attachments"][0]["url"].lstrip("/")) as file:
        assert file.headers["Content-Security-Policy"].startswith("sandbox;")
        assert file.headers["X-Content-Type-Options"] == "nosniff"
    for path in ("client/../site.py", "client/%2e%2e/site.py", "client/nothing.js", "elsewhere"):
        async with caller.session.get(house.url + path) as missing:
            assert missing.status == 404
