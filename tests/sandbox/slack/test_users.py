"""People as an app sees them: members, admins, guests, strangers; and user groups."""

from sandbox.slack.conftest import Town, error_of, manifest
from slack_sdk.web.async_client import AsyncWebClient

from mentorbot.sandbox.slack.world import lives


async def test_what_is_told_of_a_person(town: Town) -> None:
    nurse = town.sandbox.add_user("nora", town.team, real_name="Nora Lee", tz="Asia/Kolkata", locale="de-DE")
    told = (await town.client.users_info(user=nurse.id, include_locale=True))["user"]
    assert (told["tz"], told["tz_offset"], told["locale"]) == ("Asia/Kolkata", 19800, "de-DE")
    assert (told["profile"]["display_name"], told["real_name"]) == ("nora", "Nora Lee")
    assert not told["is_admin"]
    assert told["profile"]["email"].endswith("@example.com")


async def test_the_mailbox_is_told_only_with_its_scope(town: Town) -> None:
    token = town.sandbox.world.tokens[town.installation.token]
    token.scopes -= {"users:read.email"}
    told = (await town.client.users_info(user=town.alice.id))["user"]
    assert "email" not in told["profile"]
    looking = town.client.users_lookupByEmail(email=town.alice.profile.email)
    assert await error_of(looking) == "missing_scope"


async def test_admins_owners_and_guests_are_known(town: Town) -> None:
    roles = {}
    for role in ("admin", "owner", "multi_channel_guest", "single_channel_guest"):
        user = town.sandbox.add_user(role, town.team, role=role)
        told = (await town.client.users_info(user=user.id))["user"]
        roles[role] = (
            told["is_admin"],
            told["is_owner"],
            told["is_restricted"],
            told["is_ultra_restricted"],
        )
    assert roles == {
        "admin": (True, False, False, False),
        "owner": (True, True, False, False),
        "multi_channel_guest": (False, False, True, False),
        "single_channel_guest": (False, False, True, True),
    }


async def test_guests_are_in_no_channel_at_first(town: Town) -> None:
    guest = town.sandbox.add_user("guest", town.team, role="multi_channel_guest")
    assert guest.id not in town.general.members
    assert town.alice.id in town.general.members


async def test_whoever_was_deactivated_is_still_told_of(town: Town) -> None:
    lives.deactivate(town.sandbox.world, town.bob)
    told = (await town.client.users_info(user=town.bob.id))["user"]
    assert told["deleted"]
    assert town.told("user_change")[-1]["user"]["deleted"]
    assert town.bob.id not in town.general.members


async def test_everybody_is_listed(town: Town) -> None:
    members = (await town.client.users_list())["members"]
    assert {one["name"] for one in members} >= {"alice", "bob", "carol", "helper"}
    assert [one["name"] for one in members if one["is_bot"]] == ["helper"]


async def test_somebody_is_found_by_their_mailbox(town: Town) -> None:
    found = await town.client.users_lookupByEmail(email=town.alice.profile.email.upper())
    assert found["user"]["id"] == town.alice.id
    assert await error_of(town.client.users_lookupByEmail(email="x@example.com")) == "users_not_found"


async def test_people_of_another_workspace_are_unknown_until_they_share_a_channel(town: Town) -> None:
    elsewhere = town.sandbox.add_team("Elsewhere")
    stranger = town.sandbox.add_user("stranger", elsewhere)
    assert await error_of(town.client.users_info(user=stranger.id)) == "user_not_found"
    town.general.connected.append(elsewhere.id)
    lives.join_channel(town.sandbox.world, town.general, stranger)
    told = (await town.client.users_info(user=stranger.id))["user"]
    assert told["is_stranger"]
    assert told["team_id"] == elsewhere.id
    both = town.client.conversations_open(users=[town.alice.id, stranger.id])
    assert await error_of(both) == "invalid_user_combination"


async def test_a_new_person_is_told_of(town: Town) -> None:
    dora = town.sandbox.add_user("dora", town.team)
    assert town.told("team_join")[-1]["user"]["id"] == dora.id


async def test_user_groups_and_who_is_in_them(town: Town) -> None:
    group = town.sandbox.add_group(town.team, "organizers", town.alice, town.bob)
    listed = await town.client.usergroups_list(include_users=True)
    assert [(one["handle"], one["users"]) for one in listed["usergroups"]] == [
        ("organizers", [town.alice.id, town.bob.id])
    ]
    lives.deactivate(town.sandbox.world, town.bob)
    users = await town.client.usergroups_users_list(usergroup=group.id)
    assert users["users"] == [town.alice.id]
    assert await error_of(town.client.usergroups_users_list(usergroup="S0NONE")) == "no_such_subteam"


async def test_an_app_of_a_whole_organization_names_the_workspace(town: Town) -> None:
    sandbox = town.sandbox
    university = sandbox.add_enterprise("University")
    nursing, law = (sandbox.add_team(name, enterprise=university) for name in ("Nursing", "Law"))
    nora = sandbox.add_user("nora", nursing)
    app = sandbox.add_app("everywhere", manifest())
    installation = sandbox.install(app, nursing, enterprise=university)
    client = AsyncWebClient(installation.token, base_url=sandbox.api_url)
    whole = await client.auth_test()
    assert whole["is_enterprise_install"]
    assert await error_of(client.users_list()) == "missing_argument"
    listed = await client.users_list(team_id=nursing.id)
    assert nora.id in [one["id"] for one in listed["members"]]
    assert await error_of(client.users_list(team_id=law.id)) == "team_access_not_granted"
    room = await client.conversations_create(name="pair-1", team_id=nursing.id)
    assert room["channel"]["context_team_id"] == nursing.id
    home = {"type": "home", "blocks": []}
    shown = await client.views_publish(user_id=nora.id, view=home)
    assert shown["view"]["team_id"] == nursing.id


async def test_an_app_of_an_organization_is_let_into_workspaces_and_out_again(town: Town) -> None:
    sandbox = town.sandbox
    university = sandbox.add_enterprise("University")
    nursing, law = (sandbox.add_team(name, enterprise=university) for name in ("Nursing", "Law"))
    app = sandbox.add_app("everywhere", manifest())
    installation = sandbox.install(app, nursing, enterprise=university)
    client = AsyncWebClient(installation.token, base_url=sandbox.api_url)
    lives.grant_team(sandbox.world, installation, law)
    assert town.told("team_access_granted") == []  # the app of another workspace hears nothing of it
    assert [one["name"] for one in (await client.auth_teams_list())["teams"]] == ["Nursing", "Law"]
    lives.revoke_team(sandbox.world, installation, nursing)
    assert await error_of(client.users_list(team_id=nursing.id)) == "team_access_not_granted"
    told = [body["event"]["type"] for body in town.events if body["api_app_id"] == app.id]
    assert told[-2:] == ["team_access_granted", "team_access_revoked"]


async def test_what_is_told_of_the_workspace(town: Town) -> None:
    assert (await town.client.team_info())["team"]["name"] == "Future managers"
    bot = (await town.client.bots_info(bot=town.bot.bot_id))["bot"]
    assert (bot["user_id"], bot["app_id"]) == (town.bot.id, town.app.id)
