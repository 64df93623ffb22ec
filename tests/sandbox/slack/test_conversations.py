"""Channels and direct messages: made, entered, left, named, archived, read."""

import pytest
from sandbox.slack.conftest import Town, error_of, refused

from mentorbot.sandbox.slack.world import lives


async def made(town: Town, name: str = "pair-1", *, private: bool = True) -> str:
    """A channel that the bot makes."""
    answer = await town.client.conversations_create(name=name, is_private=private)
    return str(answer["channel"]["id"])


async def test_a_channel_that_the_bot_makes_is_its_own(town: Town) -> None:
    channel = (await town.client.conversations_create(name="pair-1", is_private=True))["channel"]
    assert channel["is_private"]
    assert channel["creator"] == town.bot.id
    members = await town.client.conversations_members(channel=channel["id"])
    assert members["members"] == [town.bot.id]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "invalid_name_required"),
        ("general", "name_taken"),
        ("Pair", "invalid_name_specials"),
        ("a pair", "invalid_name_specials"),
        ("a.b", "invalid_name_specials"),
        ("---", "invalid_name_punctuation"),
        ("a" * 81, "invalid_name_maxlength"),
    ],
)
async def test_not_every_name_can_be_given(town: Town, name: str, error: str) -> None:
    assert await error_of(town.client.conversations_create(name=name)) == error


async def test_the_name_of_an_archived_channel_stays_taken(town: Town) -> None:
    channel = await made(town)
    await town.client.conversations_archive(channel=channel)
    assert await error_of(town.client.conversations_create(name="pair-1", is_private=True)) == "name_taken"
    assert await error_of(town.client.conversations_archive(channel=channel)) == "already_archived"
    assert await error_of(town.client.conversations_unarchive(channel=channel)) == "not_in_channel"
    posting = town.client.chat_postMessage(channel=channel, text="Hello?")
    assert await error_of(posting) == "is_archived"


async def test_where_apps_may_make_no_private_channels_they_cannot(town: Town) -> None:
    town.team.apps_create_private = False
    making = town.client.conversations_create(name="pair-1", is_private=True)
    assert await error_of(making) == "restricted_action"
    await made(town, private=False)


async def test_people_are_let_in_and_taken_out(town: Town) -> None:
    channel = await made(town)
    await town.client.conversations_invite(channel=channel, users=[town.alice.id, town.bob.id])
    assert (town.told("member_joined_channel")[-1])["inviter"] == town.bot.id
    await town.client.conversations_kick(channel=channel, user=town.bob.id)
    members = await town.client.conversations_members(channel=channel)
    assert set(members["members"]) == {town.bot.id, town.alice.id}
    assert town.told("member_left_channel")[-1]["user"] == town.bob.id


async def test_who_cannot_be_let_in_is_named(town: Town) -> None:
    channel = await made(town)
    await town.client.conversations_invite(channel=channel, users=town.alice.id)
    people = [town.alice.id, town.bot.id, "U0NOBODY", town.bob.id]
    answer = await refused(town.client.conversations_invite(channel=channel, users=people))
    errors = {one["user"]: one["error"] for one in answer["errors"]}
    assert errors == {
        town.alice.id: "already_in_channel",
        town.bot.id: "cant_invite_self",
        "U0NOBODY": "user_not_found",
    }
    forced = await town.client.conversations_invite(channel=channel, users=people, force=True)
    assert len(forced["errors"]) == 3
    assert town.bob.id in town.sandbox.world.channels[channel].members


async def test_a_guest_of_one_channel_comes_into_no_second_one(town: Town) -> None:
    guest = town.sandbox.add_user("guest", town.team, role="single_channel_guest")
    first, second = await made(town, "first"), await made(town, "second")
    await town.client.conversations_invite(channel=first, users=guest.id)
    inviting = town.client.conversations_invite(channel=second, users=guest.id)
    assert await error_of(inviting) == "ura_max_channels"


async def test_whoever_was_deactivated_comes_into_no_channel(town: Town) -> None:
    lives.deactivate(town.sandbox.world, town.bob)
    channel = await made(town)
    inviting = town.client.conversations_invite(channel=channel, users=town.bob.id)
    assert await error_of(inviting) == "cant_invite"
    assert await error_of(town.client.conversations_open(users=town.bob.id)) == "user_disabled"


async def test_nobody_takes_themselves_out(town: Town) -> None:
    channel = await made(town)
    assert (
        await error_of(town.client.conversations_kick(channel=channel, user=town.bot.id)) == "cant_kick_self"
    )
    kicking = town.client.conversations_kick(channel=channel, user=town.alice.id)
    assert await error_of(kicking) == "not_in_channel"


async def test_the_last_one_cannot_leave_a_private_channel(town: Town) -> None:
    channel = await made(town)
    assert await error_of(town.client.conversations_leave(channel=channel)) == "last_member"
    await town.client.conversations_invite(channel=channel, users=town.alice.id)
    await town.client.conversations_leave(channel=channel)
    assert await error_of(town.client.conversations_info(channel=channel)) == "channel_not_found"
    assert town.told("group_left")[-1]["channel"] == channel


async def test_a_public_channel_can_be_joined_a_private_one_cannot(town: Town) -> None:
    again = [await town.client.conversations_join(channel=town.general.id) for _ in range(2)]
    assert [one.get("warning") for one in again] == [None, "already_in_channel"]
    secret = town.sandbox.add_channel("secret", town.alice, kind="private")
    assert await error_of(town.client.conversations_join(channel=secret.id)) == "channel_not_found"


async def test_a_direct_message_is_the_same_for_the_same_people(town: Town) -> None:
    alone = [await town.client.conversations_open(users=town.alice.id) for _ in range(2)]
    assert alone[0]["channel"]["id"] == alone[1]["channel"]["id"]
    assert alone[1]["already_open"]
    both = await town.client.conversations_open(users=[town.alice.id, town.bob.id])
    turned = await town.client.conversations_open(users=[town.bob.id, town.alice.id])
    assert both["channel"]["id"] == turned["channel"]["id"] != alone[0]["channel"]["id"]
    group = both["channel"]["id"]
    kicking = town.client.conversations_kick(channel=group, user=town.bob.id)
    assert await error_of(kicking) == "method_not_supported_for_channel_type"


async def test_a_group_has_at_most_seven_people_and_the_app(town: Town) -> None:
    people = [town.sandbox.add_user(f"one {number}", town.team).id for number in range(8)]
    await town.client.conversations_open(users=people[:7])
    assert await error_of(town.client.conversations_open(users=people)) == "too_many_users"


@pytest.mark.parametrize(
    ("users", "error"), [("U0NOBODY", "user_not_found"), ("", "users_list_not_supplied")]
)
async def test_a_direct_message_needs_somebody(town: Town, users: str, error: str) -> None:
    assert await error_of(town.client.conversations_open(users=users)) == error


async def test_another_bot_has_no_direct_messages(town: Town) -> None:
    other = town.sandbox.install(town.sandbox.add_app("other"), town.team).bot
    assert await error_of(town.client.conversations_open(users=other.id)) == "cannot_dm_bot"


async def test_topic_and_purpose_are_kept_and_told(town: Town) -> None:
    channel = await made(town)
    await town.client.conversations_setTopic(channel=channel, topic="This week: the résumé")
    await town.client.conversations_setPurpose(channel=channel, purpose="A mentorship")
    told = (await town.client.conversations_info(channel=channel))["channel"]
    assert (told["topic"]["value"], told["purpose"]["value"]) == ("This week: the résumé", "A mentorship")
    long = town.client.conversations_setTopic(channel=channel, topic="a" * 251)
    assert await error_of(long) == "too_long"
    subtypes = [one.get("subtype") for one in town.told("message")]
    assert subtypes == ["group_topic", "group_purpose"]


async def test_only_whoever_made_a_channel_names_it_anew(town: Town) -> None:
    channel = await made(town)
    renamed = await town.client.conversations_rename(channel=channel, name="pair-2")
    assert renamed["channel"]["previous_names"] == ["pair-1"]
    await town.client.conversations_join(channel=town.general.id)
    renaming = town.client.conversations_rename(channel=town.general.id, name="all")
    assert await error_of(renaming) == "not_authorized"


async def test_the_list_shows_what_the_bot_may_see(town: Town) -> None:
    town.sandbox.add_channel("secret", town.alice, kind="private")
    mine = await made(town, "mine")
    found = await town.client.conversations_list(types="public_channel,private_channel")
    assert {one["name"] for one in found["channels"]} == {"general", "mine"}
    theirs = await town.client.users_conversations(user=town.alice.id)
    assert [one["name"] for one in theirs["channels"]] == ["general"]
    await town.client.conversations_archive(channel=mine)
    left = await town.client.conversations_list(types="public_channel,private_channel", exclude_archived=True)
    assert [one["name"] for one in left["channels"]] == ["general"]


async def test_a_long_list_comes_in_pages(town: Town) -> None:
    for number in range(5):
        await made(town, f"room-{number}", private=False)
    names: list[str] = []
    cursor = ""
    while True:
        page = await town.client.conversations_list(limit=2, cursor=cursor)
        assert len(page["channels"]) <= 2
        names += [one["name"] for one in page["channels"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert names == ["general", *(f"room-{number}" for number in range(5))]
    assert await error_of(town.client.conversations_list(cursor="elsewhere")) == "invalid_cursor"
    assert await error_of(town.client.conversations_list(limit=1001)) == "invalid_limit"


async def test_history_is_read_from_the_newest_and_within_bounds(town: Town) -> None:
    sent = []
    for number in range(6):
        town.clock.pass_by(minutes=1)
        answer = await town.client.chat_postMessage(channel=town.alice.id, text=str(number))
        sent.append(answer["ts"])
    channel = answer["channel"]
    page = await town.client.conversations_history(channel=channel, limit=4)
    assert [one["text"] for one in page["messages"]] == ["5", "4", "3", "2"]
    assert page["has_more"]
    cursor = page["response_metadata"]["next_cursor"]
    rest = await town.client.conversations_history(channel=channel, limit=4, cursor=cursor)
    assert [one["text"] for one in rest["messages"]] == ["1", "0"]
    between = await town.client.conversations_history(channel=channel, oldest=sent[1], latest=sent[4])
    assert [one["text"] for one in between["messages"]] == ["3", "2"]
    exactly = await town.client.conversations_history(
        channel=channel, oldest=sent[2], latest=sent[2], inclusive=True
    )
    assert [one["text"] for one in exactly["messages"]] == ["2"]


async def test_history_is_for_those_who_are_in_the_channel(town: Town) -> None:
    reading = town.client.conversations_history(channel=town.general.id)
    assert await error_of(reading) == "not_in_channel"


async def test_an_app_outside_the_marketplace_reads_fifteen_at_once(town: Town) -> None:
    for number in range(20):
        answer = await town.client.chat_postMessage(channel=town.alice.id, text=str(number))
    town.app.outside_marketplace = True
    page = await town.client.conversations_history(channel=answer["channel"], limit=100)
    assert len(page["messages"]) == 15
    town.sandbox.rate_limits.enabled = True
    town.sandbox.rate_limits.clock = lambda: town.clock().timestamp()
    await town.client.conversations_history(channel=answer["channel"])
    answer = await refused(town.client.conversations_history(channel=answer["channel"]))
    assert answer["error"] == "ratelimited"


async def test_a_scope_for_public_channels_opens_no_private_ones(town: Town) -> None:
    channel = await made(town)
    town.sandbox.world.tokens[town.installation.token].scopes -= {"groups:history"}
    answer = await refused(town.client.conversations_history(channel=channel))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "groups:history")
    assert "channels:history" in answer["provided"].split(",")
