"""What a bot sets is given back, told, and there again after a restart."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from furnished import PIXEL

from mentorbot.sandbox.discord import Sandbox
from mentorbot.sandbox.discord.keeping import Keeper
from mentorbot.sandbox.discord.world import payloads, permissions
from mentorbot.sandbox.discord.world.guilds import FORUM, VOICE

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Api, Town

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def allowed(town: Town) -> None:
    town.guild.roles[town.guild.id].permissions = permissions.ALL


def within(given: Json, shown: Json) -> bool:
    return shown | given == shown


async def test_a_guild_keeps_its_settings(town: Town, api: Api) -> None:
    lounge = town.sandbox.add_channel(town.guild, "lounge", kind=VOICE)
    path = f"/guilds/{town.guild.id}"
    given = {
        "verification_level": 3,
        "default_message_notifications": 1,
        "explicit_content_filter": 2,
        "preferred_locale": "de",
        "afk_timeout": 900,
        "afk_channel_id": lounge.id,
        "system_channel_id": None,
        "system_channel_flags": 5,
        "rules_channel_id": town.general.id,
        "public_updates_channel_id": town.general.id,
        "features": ["COMMUNITY", "INVITES_DISABLED"],
        "premium_progress_bar_enabled": True,
    }
    status, changed = await api("PATCH", path, {**given, "icon": PIXEL, "banner": PIXEL})
    assert (status, within(given, changed)) == (200, True)
    _, seen = await api("GET", path)
    assert within(given, seen)
    async with api.session.get(f"{town.sandbox.url}/icons/{town.guild.id}/{seen['icon']}.png") as picture:
        assert picture.status == 200
    status, answer = await api("PATCH", path, {"afk_channel_id": town.general.id, "afk_timeout": 61})
    assert (status, sorted(answer["errors"])) == (400, ["afk_channel_id", "afk_timeout"])
    await api("PATCH", path, {"icon": None, "features": [], "rules_channel_id": None})
    _, seen = await api("GET", path)
    assert (seen["icon"], seen["features"], seen["rules_channel_id"]) == (None, [], None)
    _, widget = await api("PATCH", f"{path}/widget", {"enabled": False, "channel_id": town.general.id})
    assert widget == {"enabled": False, "channel_id": town.general.id}


async def test_channels_keep_what_their_kind_has(town: Town, api: Api) -> None:
    path = f"/guilds/{town.guild.id}/channels"
    spoken = {"bitrate": 96_000, "user_limit": 12, "rtc_region": "rotterdam", "video_quality_mode": 2}
    _, lounge = await api("POST", path, {"name": "lounge", "type": VOICE, **spoken})
    assert within(spoken, lounge)
    _, lounge = await api("PATCH", f"/channels/{lounge['id']}", {"user_limit": 0, "rtc_region": None})
    assert within({**spoken, "user_limit": 0, "rtc_region": None}, lounge)
    asked = {"default_tag_setting": "match_all", "default_thread_rate_limit_per_user": 60}
    _, forum = await api("POST", path, {"name": "questions", "type": FORUM, **asked})
    assert within(asked, forum)
    _, news = await api("PATCH", f"/channels/{town.general.id}", {"type": 5})
    assert news["type"] == 5
    assert (await api("PUT", f"/channels/{lounge['id']}/voice-status", {"status": "Interviews"}))[0] == 204
    assert (await api("GET", f"/channels/{lounge['id']}"))[1]["status"] == "Interviews"


async def test_roles_and_members_keep_how_they_look(town: Town, api: Api) -> None:
    path = f"/guilds/{town.guild.id}"
    colors = {"primary_color": 1, "secondary_color": 2, "tertiary_color": 3}
    _, role = await api("POST", f"{path}/roles", {"colors": colors, "unicode_emoji": "🎓", "icon": PIXEL})
    assert (role["colors"], role["color"], role["unicode_emoji"]) == (colors, 1, "🎓")
    async with api.session.get(f"{town.sandbox.url}/role-icons/{role['id']}/{role['icon']}.png") as picture:
        assert picture.status == 200
    _, own = await api("PATCH", f"{path}/members/@me", {"bio": "I pair people.", "avatar": PIXEL})
    assert own["bio"] == "I pair people."
    assert (await api("GET", f"{path}/members/{town.app.id}"))[1]["avatar"] == own["avatar"]
    town.guild.members[town.app.id].roles = [town.sandbox.add_role(town.guild, "bots", position=9).id]
    _, alice = await api("PATCH", f"{path}/members/{town.alice.id}", {"flags": 4})
    assert alice["flags"] == 4


async def test_an_event_comes_again_by_its_rule(town: Town, api: Api) -> None:
    begins = town.sandbox.world.now() + timedelta(days=3)
    rule = {"start": payloads.moment(begins), "frequency": 2, "interval": 2, "by_weekday": [1]}
    given = {
        "name": "Mock interviews",
        "privacy_level": 2,
        "entity_type": 3,
        "entity_metadata": {"location": "Library"},
        "scheduled_start_time": payloads.moment(begins),
        "scheduled_end_time": payloads.moment(begins + timedelta(hours=1)),
    }
    path = f"/guilds/{town.guild.id}/scheduled-events"
    status, event = await api("POST", path, {**given, "recurrence_rule": rule})
    assert (status, within(rule, event["recurrence_rule"])) == (200, True)
    _, event = await api("PATCH", f"{path}/{event['id']}", {"name": "Interviews"})
    assert within(rule, event["recurrence_rule"])
    _, event = await api("PATCH", f"{path}/{event['id']}", {"recurrence_rule": None})
    assert event["recurrence_rule"] is None
    status, answer = await api("POST", path, {**given, "recurrence_rule": {**rule, "by_weekday": [1, 7, 1]}})
    wrong = answer["errors"]["recurrence_rule"]["by_weekday"]
    assert (status, sorted(wrong)) == (400, ["1", "2", "_errors"])
    for changes, at in (
        ({"by_weekday": [1, 2]}, "by_weekday"),
        ({"interval": 3}, "interval"),
        ({"frequency": 1, "interval": 1}, "by_weekday"),
        ({"frequency": 3, "by_weekday": [0, 2], "interval": 1}, "by_weekday"),
        ({"frequency": 3, "by_weekday": [4, 5]}, "interval"),
        ({"by_weekday": None, "by_n_weekday": [{"n": 2, "day": 1}]}, "by_n_weekday"),
        ({"frequency": 0, "by_weekday": None, "by_month": [1], "interval": 1}, "_errors"),
    ):
        status, answer = await api("POST", path, {**given, "recurrence_rule": {**rule, **changes}})
        assert (status, list(answer["errors"]["recurrence_rule"])) == (400, [at]), changes
    for fitting in (
        {"frequency": 3, "by_weekday": [6, 0], "interval": 1},
        {"frequency": 1, "by_weekday": None, "by_n_weekday": [{"n": 2, "day": 1}], "interval": 1},
        {"frequency": 0, "by_weekday": None, "by_month": [1], "by_month_day": [8], "interval": None},
    ):
        status, answer = await api("POST", path, {**given, "recurrence_rule": {**rule, **fitting}})
        assert status == 200, answer


async def test_an_invitation_leads_to_a_stream_an_activity_and_roles(town: Town, api: Api) -> None:
    town.guild.members[town.app.id].roles = [town.sandbox.add_role(town.guild, "bots", position=9).id]
    mentors = town.sandbox.add_role(town.guild, "Mentors")
    lounge = town.sandbox.add_channel(town.guild, "lounge", kind=VOICE)
    path = f"/channels/{lounge.id}/invites"
    stream = {"target_type": 1, "target_user_id": town.alice.id, "role_ids": [mentors.id]}
    _, made = await api("POST", path, stream)
    _, seen = await api("GET", f"/invites/{made['code']}")
    assert (seen["target_type"], seen["target_user"]["id"]) == (1, town.alice.id)
    assert [one["id"] for one in seen["roles"]] == [mentors.id]
    activity = {"target_type": 2, "target_application_id": town.app.id}
    assert (await api("POST", path, activity))[1]["target_application"]["id"] == town.app.id
    for wrong in ({"target_type": 3}, {"target_type": 1}, {"target_type": 1, "target_user_id": "x"}):
        status, answer = await api("POST", path, wrong)
        assert (status, answer["code"]) == (400, 50035)


async def test_the_application_keeps_what_it_says_of_itself(town: Town, api: Api) -> None:
    given = {
        "tags": ["mentoring", "careers"],
        "interactions_endpoint_url": "https://example.org/interactions",
        "custom_install_url": "https://example.org/install",
        "install_params": {"scopes": ["bot"], "permissions": "2048"},
        "event_webhooks_types": ["ENTITLEMENT_CREATE"],
    }
    _, changed = await api(
        "PATCH", "/applications/@me", {**given, "icon": PIXEL, "description": "Pairs people"}
    )
    assert within({**given, "description": "Pairs people"}, changed)
    assert within(given, (await api("GET", "/applications/@me"))[1])
    _, changed = await api("PATCH", "/applications/@me", {"flags": 1 << 15, "tags": []})
    assert (changed["flags"], changed["tags"]) == (1 << 15, [])
    status, answer = await api("PATCH", "/applications/@me", {"tags": ["a"] * 6, "flags": 1})
    assert (status, sorted(answer["errors"])) == (400, ["flags", "tags"])
    town.app.privileged = payloads.privileged_by((1 << 13) + (1 << 15) + (1 << 19))


async def test_what_was_set_is_there_after_a_restart(tmp_path: Path) -> None:
    async with Sandbox() as sandbox, Keeper(sandbox, tmp_path / "world"):
        guild = sandbox.add_guild("Future managers")
        app = sandbox.add_application("helper", guild)
        lounge = sandbox.add_channel(guild, "lounge", kind=VOICE)
        guild.settings |= {"afk_timeout": 900, "afk_channel_id": lounge.id}
        lounge.voice["bitrate"] = 96_000
        guild.members[app.id].bio = "I pair people."
        guild.roles[guild.id].second_color = 7
        app.settings["tags"] = ["mentoring"]
    async with Sandbox() as sandbox, Keeper(sandbox, tmp_path / "world"):
        guild = sandbox.world.guilds[guild.id]
        assert payloads.guild(guild)["afk_timeout"] == 900
        assert payloads.channel(guild.channels[lounge.id])["bitrate"] == 96_000
        assert guild.members[app.id].bio == "I pair people."
        assert payloads.role(guild.roles[guild.id])["colors"]["secondary_color"] == 7
        assert payloads.application(sandbox.world.applications[app.id], 0)["tags"] == ["mentoring"]
