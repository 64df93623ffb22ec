"""Registering application commands over HTTP, and who is shown which."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
import pytest
from discord import app_commands

from mentorbot.sandbox.discord.people import menu
from mentorbot.sandbox.discord.people.screen import ClientRefusedError
from mentorbot.sandbox.discord.world import permissions

if TYPE_CHECKING:
    from conftest import Bot, Start, Town

GUIDE = {"name": "guide", "description": "Read the guide"}


class Api:
    """The commands of the town's application, by plain requests."""

    def __init__(self, town: Town, session: aiohttp.ClientSession) -> None:
        self.town = town
        self.session = session

    async def __call__(
        self, method: str, path: str = "", body: Any = None, *, guild: str = ""
    ) -> tuple[int, Any]:
        where = f"/guilds/{guild}" if guild else ""
        url = f"{self.town.sandbox.api_url}/applications/{self.town.app.id}{where}/commands{path}"
        headers = {"Authorization": f"Bot {self.town.app.token}"}
        async with self.session.request(method, url, json=body, headers=headers) as response:
            return response.status, await response.json() if response.status != 204 else None


@pytest.fixture
async def api(town: Town) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession() as session:
        yield Api(town, session)


async def test_a_command_is_made_fetched_changed_and_deleted(api: Api, town: Town) -> None:
    status, made = await api("POST", body=GUIDE)
    assert (status, made["type"], made["application_id"]) == (201, 1, town.app.id)
    path = f"/{made['id']}"
    status, changed = await api("PATCH", path, {"description": "Read it all"})
    assert (status, changed["id"], changed["name"]) == (200, made["id"], "guide")
    assert changed["version"] != made["version"]
    assert (await api("GET", path))[1]["description"] == "Read it all"
    assert (await api("DELETE", path))[0] == 204
    status, body = await api("GET", path)
    assert (status, body) == (404, {"message": "Unknown application command", "code": 10063})


async def test_a_command_of_the_same_name_is_replaced_and_keeps_its_id(api: Api) -> None:
    _, first = await api("POST", body=GUIDE)
    status, second = await api("POST", body={**GUIDE, "description": "Another"})
    assert (status, second["id"]) == (200, first["id"])
    _, everything = await api(
        "PUT", body=[{**GUIDE, "description": "Third"}, {"name": "step", "description": "x"}]
    )
    assert everything[0]["id"] == first["id"]
    assert [one["name"] for one in (await api("GET"))[1]] == ["guide", "step"]


async def test_one_bad_command_keeps_all_as_they_were(api: Api) -> None:
    await api("PUT", body=[GUIDE])
    status, body = await api(
        "PUT", body=[{"name": "step", "description": "x"}, {"name": "Bad Name", "description": "x"}]
    )
    assert (status, body["code"], list(body["errors"])) == (400, 50035, ["1"])
    assert [one["name"] for one in (await api("GET"))[1]] == ["guide"]


async def test_two_commands_of_one_type_cannot_share_a_name(api: Api) -> None:
    status, body = await api("PUT", body=[GUIDE, GUIDE])
    assert status == 400
    assert body["errors"]["1"]["name"]["_errors"][0]["code"] == "APPLICATION_COMMANDS_DUPLICATE_NAME"
    assert (await api("PUT", body=[GUIDE, {"name": "guide", "type": 3}]))[0] == 200


async def test_there_is_room_for_a_hundred_slash_commands(api: Api) -> None:
    hundred = [{"name": f"c{n}", "description": "x"} for n in range(100)]
    assert (await api("PUT", body=hundred))[0] == 200
    status, body = await api("POST", body=GUIDE)
    assert (status, body["code"]) == (400, 30032)
    assert (await api("POST", body={"name": "Menu", "type": 2}))[0] == 201


async def test_localizations_are_told_when_asked_for(api: Api) -> None:
    await api("POST", body={**GUIDE, "name_localizations": {"de": "leitfaden"}})
    assert "name_localizations" not in (await api("GET"))[1][0]
    (one,) = (await api("GET", "?with_localizations=true"))[1]
    assert one["name_localizations"] == {"de": "leitfaden"}


async def test_commands_of_a_guild_are_its_own(api: Api, town: Town) -> None:
    status, one = await api("POST", body=GUIDE, guild=town.guild.id)
    assert (status, one["guild_id"]) == (201, town.guild.id)
    assert (await api("GET"))[1] == []
    elsewhere = town.sandbox.add_guild("Elsewhere")
    status, body = await api("GET", guild=elsewhere.id)
    assert (status, body["code"]) == (403, 50001)


async def test_a_bot_cannot_set_who_may_use_a_command(api: Api, town: Town) -> None:
    _, one = await api("POST", body=GUIDE)
    status, _ = await api("PUT", f"/{one['id']}/permissions", {"permissions": []}, guild=town.guild.id)
    assert status == 403
    status, body = await api("GET", f"/{one['id']}/permissions", guild=town.guild.id)
    assert (status, body["code"]) == (404, 10066)


async def test_a_strict_sandbox_refuses_a_command_that_leaves_its_contexts_open(api: Api, town: Town) -> None:
    town.sandbox.commands.strict = True
    status, body = await api("PUT", body=[GUIDE])
    assert (status, set(body["errors"]["0"])) == (400, {"contexts", "integration_types"})
    assert (await api("PUT", body=[{**GUIDE, "contexts": [0], "integration_types": [0]}]))[0] == 200


async def test_anothers_commands_are_out_of_reach(town: Town, api: Api) -> None:
    other = town.sandbox.add_application("other", town.guild)
    api.town.app, mine = other, town.app
    url = f"{town.sandbox.api_url}/applications/{mine.id}/commands"
    headers = {"Authorization": f"Bot {other.token}"}
    async with api.session.get(url, headers=headers) as response:
        assert (response.status, (await response.json())["code"]) == (403, 20012)


async def test_people_are_shown_only_what_they_may_use(town: Town, bot: Bot, start: Start) -> None:
    Interaction = discord.Interaction  # noqa: N806

    @bot.tree.command(description="For all")
    async def everyone(interaction: Interaction) -> None:
        await interaction.response.send_message("ok")

    @bot.tree.command(description="For organizers")
    @app_commands.default_permissions(manage_guild=True)
    async def settings(interaction: Interaction) -> None:
        await interaction.response.send_message("ok")

    @bot.tree.command(description="Not in DMs")
    @app_commands.guild_only()
    async def here(interaction: Interaction) -> None:
        await interaction.response.send_message("ok")

    await start(bot)
    with pytest.raises(ClientRefusedError, match="it needs permissions that they do not have"):
        await town.alice.slash("settings")
    role = town.sandbox.add_role(town.guild, "Organizers", permissions.MANAGE_GUILD)
    carol = town.sandbox.add_person("carol", town.guild, roles=[role])
    assert (await carol.slash("settings")).text == "ok"
    with pytest.raises(ClientRefusedError, match="cannot be used in a DM"):
        await town.alice.slash("here", channel=town.alice.dm())
    with pytest.raises(
        ClientRefusedError, match=r"There is no command “nosuch” here\. There are: everyone, here\."
    ):
        await town.alice.slash("nosuch")
    assert (await town.alice.slash("everyone", channel=town.alice.dm())).text == "ok"


async def test_rules_of_the_server_come_before_the_defaults(town: Town, api: Api) -> None:
    _, one = await api("POST", body={**GUIDE, "default_member_permissions": 0})

    def why(person: Any) -> str | None:
        return menu.refusal(town.sandbox, person.user, town.general, town.app, one)

    assert why(town.alice) is not None
    rule = {"id": town.alice.id, "type": 2, "permission": True}
    town.sandbox.commands.rules[town.guild.id, one["id"]] = [rule]
    assert why(town.alice) is None
    assert why(town.bob) == "it needs permissions that they do not have"
