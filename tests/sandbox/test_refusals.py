"""What Discord refuses is refused, with its codes and words, and changes nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from furnished import PIXEL, settle

from mentorbot.sandbox.discord.api.bodies.given import Given, lost
from mentorbot.sandbox.discord.api.interactions import AUTOCOMPLETE, COMMAND, COMPONENT
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import FORUM

if TYPE_CHECKING:
    from conftest import Api, Town

Json = dict[str, Any]
UNKNOWN = "123456789012345678"


def said(answer: Json, *path: str) -> tuple[str, str]:
    """Code and words of the first error at a place of a form."""
    assert answer["code"] == 50035, answer
    node = answer["errors"]
    for part in path:
        node = node[part]
    first = node["_errors"][0]
    return first["code"], first["message"]


@pytest.mark.parametrize(
    ("request_line", "name", "value"),
    [
        ("GET /channels/general", "channel_id", "general"),
        ("GET /guilds/9999999999999999999999", "guild_id", "9999999999999999999999"),
        ("GET /users/-1", "user_id", "-1"),
        ("DELETE /channels/{channel}/messages/x", "message_id", "x"),
        ("PUT /guilds/{guild}/members/{alice}/roles/1e3", "role_id", "1e3"),
        ("GET /guilds/{guild}/scheduled-events/soon", "guild_scheduled_event_id", "soon"),
        ("GET /webhooks/mine", "webhook_id", "mine"),
        ("PATCH /applications/app/commands/1", "application_id", "app"),
    ],
)
async def test_an_id_in_the_address_that_is_none_is_named(
    town: Town, api: Api, request_line: str, name: str, value: str
) -> None:
    ids = {"channel": town.general.id, "guild": town.guild.id, "alice": town.alice.id}
    status, answer = await api(*request_line.format(**ids).split())
    assert status == 400
    assert said(answer, name) == ("NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')


async def test_a_body_must_be_json_or_a_form(town: Town, api: Api) -> None:
    path = f"/channels/{town.general.id}/messages"
    headers = {"Authorization": f"Bot {town.app.token}"}
    for kind in ("text/plain", "application/octet-stream", "application/xml"):
        sent = {**headers, "Content-Type": kind}
        status, answer = await api("POST", path, data=json.dumps({"content": "x"}), headers=sent)
        assert (status, said(answer)[0]) == (400, "CONTENT_TYPE_INVALID")
        assert said(answer)[1].startswith('Expected "Content-Type" header to be one of {')
    assert town.general.messages == []


async def test_a_reason_has_at_most_512_characters(town: Town, api: Api) -> None:
    town.guild.roles[town.guild.id].permissions = permissions.ALL
    headers = {"Authorization": f"Bot {town.app.token}"}
    path = f"/guilds/{town.guild.id}/roles"
    status, answer = await api("POST", path, {}, headers={**headers, "X-Audit-Log-Reason": "x" * 513})
    assert said(answer, "reason") == ("BASE_TYPE_MAX_LENGTH", "Must be 512 or fewer in length.")
    assert len(town.guild.roles) == 1
    longest = "%C3%A9" * 512  # what is counted is what it says
    status, _ = await api("POST", path, {}, headers={**headers, "X-Audit-Log-Reason": longest})
    assert status == 200
    assert town.guild.audit[-1]["reason"] == "é" * 512


async def test_emoji_that_the_bot_does_not_have_are_unknown(town: Town, api: Api) -> None:
    town.guild.roles[town.guild.id].permissions = permissions.ALL
    path = f"/channels/{town.general.id}/messages"
    _, message = await api("POST", path, {"content": "x"})
    reactions = f"{path}/{message['id']}/reactions"
    for odd in (f"hat:{UNKNOWN}", "no emoji", "abc"):
        status, answer = await api("PUT", f"{reactions}/{odd}/@me")
        assert (status, answer) == (400, {"message": "Unknown Emoji", "code": 10014})
    custom = {"id": UNKNOWN, "name": "hat"}
    button = {"type": 2, "style": 1, "custom_id": "b", "emoji": custom}
    menu = {"type": 3, "custom_id": "m", "options": [{"label": "a", "value": "a", "emoji": custom}]}
    rows = [{"type": 1, "components": [one]} for one in (button, menu)]
    _, answer = await api("POST", path, {"components": rows})
    invalid = ("BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji")
    assert said(answer, "components", "0", "components", "0", "emoji", "id") == invalid
    assert said(answer, "components", "1", "components", "0", "options", "0", "emoji", "id") == invalid
    poll = {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "a", "emoji": custom}}]}
    assert (await api("POST", path, {"poll": poll}))[1]["code"] == 10014
    forum = {"name": "questions", "type": FORUM, "available_tags": [{"name": "a", "emoji_id": UNKNOWN}]}
    assert (await api("POST", f"/guilds/{town.guild.id}/channels", forum))[1]["code"] == 10014


async def test_emoji_of_a_guild_and_of_the_application_are_used_by_their_ids(town: Town, api: Api) -> None:
    town.guild.roles[town.guild.id].permissions = permissions.ALL
    picture = {"name": "hat", "image": PIXEL}
    _, hat = await api("POST", f"/guilds/{town.guild.id}/emojis", picture)
    _, own = await api("POST", f"/applications/{town.app.id}/emojis", {**picture, "name": "cap"})
    path = f"/channels/{town.general.id}/messages"
    buttons = [
        {"type": 2, "style": 1, "custom_id": one["id"], "emoji": {"id": one["id"], "name": "other"}}
        for one in (hat, own)
    ]
    _, message = await api("POST", path, {"components": [{"type": 1, "components": buttons}]})
    shown = [one["emoji"]["name"] for one in message["components"][0]["components"]]
    assert shown == ["hat", "cap"]  # Discord goes by the id
    reactions = f"{path}/{message['id']}/reactions"
    assert (await api("PUT", f"{reactions}/wrong:{hat['id']}/@me"))[0] == 204
    await api("DELETE", f"/guilds/{town.guild.id}/emojis/{hat['id']}")
    _, seen = await api("GET", f"{path}/{message['id']}")
    assert seen["reactions"][0]["emoji"] == {"id": hat["id"], "name": "hat", "animated": False}
    assert (await api("DELETE", f"{reactions}/hat:{hat['id']}/@me"))[0] == 204
    assert (await api("PUT", f"{reactions}/hat:{hat['id']}/@me"))[1]["code"] == 10014


async def test_an_attachment_needs_its_file(town: Town, api: Api) -> None:
    path = f"/channels/{town.general.id}/messages"
    body = {"content": "x", "attachments": [{"id": "0", "filename": "a.txt"}]}
    _, answer = await api("POST", path, body)
    assert said(answer, "attachments", "0") == ("ATTACHMENT_NOT_FOUND", "Attachment data not found")
    form = aiohttp.FormData()
    about = [{"id": "0"}, {"id": "1"}]
    form.add_field(
        "payload_json", json.dumps({**body, "attachments": about}), content_type="application/json"
    )
    form.add_field("files[0]", b"hello", filename="a.txt")
    _, answer = await api("POST", path, data=form)
    assert list(answer["errors"]["attachments"]) == ["1"]
    assert town.general.messages == []
    _, sent = await api("POST", path, {"content": "x"})
    _, answer = await api("PATCH", f"{path}/{sent['id']}", {"attachments": [{"id": UNKNOWN}]})
    assert said(answer, "attachments", "0")[0] == "ATTACHMENT_NOT_FOUND"


async def test_a_voice_message_is_one_described_piece_of_audio(town: Town, api: Api) -> None:
    path, voice = f"/channels/{town.general.id}/messages", 1 << 13

    async def sent(name: str | None, about: Json, **body: Any) -> tuple[int, Any]:
        form = aiohttp.FormData()
        if name is not None:
            form.add_field("files[0]", b"sound", filename=name)
            body["attachments"] = [{"id": "0", **about}]
        form.add_field("payload_json", json.dumps({"flags": voice, **body}), content_type="application/json")
        status, answer = await api("POST", path, data=form)
        return status, answer.get("code", answer)

    described = {"duration_secs": 1.5, "waveform": "AAAA"}
    assert await sent(None, {}) == (400, 50160)
    assert await sent("a.txt", described) == (400, 50160)
    assert await sent("a.ogg", {"duration_secs": 1.5}) == (400, 50161)
    assert await sent("a.ogg", described, content="hear this") == (400, 50159)
    assert town.general.messages == []
    status, message = await sent("a.ogg", described)
    assert status == 200
    assert message["attachments"][0] | described == message["attachments"][0]
    _, answer = await api("PATCH", f"{path}/{message['id']}", {"content": "x"})
    assert answer["code"] == 50162


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({"content": "x", "tts": "maybe"}, ("tts",), "BOOLEAN_TYPE_CONVERT"),
        ({"content": "x", "enforce_nonce": 1}, ("enforce_nonce",), "BOOLEAN_TYPE_CONVERT"),
        ({"content": "x", "nonce": []}, ("nonce",), "NONCE_TYPE_TOO_LONG"),
        (
            {"content": "x", "allowed_mentions": {"users": ["1", "1"]}},
            ("allowed_mentions", "users", "1"),
            "SET_TYPE_ALREADY_CONTAINS_VALUE",
        ),
        (
            {"content": "x", "allowed_mentions": {"roles": ["x"]}},
            ("allowed_mentions", "roles", "0"),
            "NUMBER_TYPE_COERCE",
        ),
        (
            {"content": "x", "allowed_mentions": {"replied_user": "yes"}},
            ("allowed_mentions", "replied_user"),
            "BOOLEAN_TYPE_CONVERT",
        ),
        ({"sticker_ids": ["x"]}, ("sticker_ids", "0"), "NUMBER_TYPE_COERCE"),
        (
            {"content": "x", "message_reference": {"message_id": "x"}},
            ("message_reference", "message_id"),
            "NUMBER_TYPE_COERCE",
        ),
        (
            {"content": "x", "message_reference": {}},
            ("message_reference", "message_id"),
            "BASE_TYPE_REQUIRED",
        ),
    ],
)
async def test_a_field_of_a_message_with_a_wrong_value_is_named(
    town: Town, api: Api, body: Json, path: tuple[str, ...], code: str
) -> None:
    status, answer = await api("POST", f"/channels/{town.general.id}/messages", body)
    assert (status, said(answer, *path)[0]) == (400, code)
    assert town.general.messages == []


async def test_messages_are_not_deleted_twice_at_once(town: Town, api: Api) -> None:
    town.guild.roles[town.guild.id].permissions = permissions.ALL
    first, second = [(await town.alice.say(text)).id for text in ("one", "two")]
    path = f"/channels/{town.general.id}/messages/bulk-delete"
    _, answer = await api("POST", path, {"messages": [first, second, first]})
    repeated = ("SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value")
    assert said(answer, "messages", "2") == repeated
    assert len(town.general.messages) == 2


@pytest.mark.parametrize(
    ("path", "name", "code"),
    [
        ("/guilds/{guild}/members/search", "query", "BASE_TYPE_REQUIRED"),
        ("/guilds/{guild}/members/search?query=" + "x" * 101, "query", "BASE_TYPE_BAD_LENGTH"),
        ("/guilds/{guild}/members/search?query=a&limit=1001", "limit", "NUMBER_TYPE_MAX"),
        ("/guilds/{guild}?with_counts=maybe", "with_counts", "BOOLEAN_TYPE_CONVERT"),
        ("/guilds/{guild}/members?after=x", "after", "NUMBER_TYPE_COERCE"),
        ("/guilds/{guild}/prune?days=31", "days", "NUMBER_TYPE_MAX"),
        ("/guilds/{guild}/audit-logs?action_type=9", "action_type", "BASE_TYPE_CHOICES"),
        ("/users/@me/guilds?limit=201", "limit", "NUMBER_TYPE_MAX"),
        ("/channels/{channel}/messages?around=x", "around", "NUMBER_TYPE_COERCE"),
        ("/channels/{channel}/threads/archived/public?limit=1", "limit", "NUMBER_TYPE_MIN"),
        ("/channels/{channel}/messages/pins?before=then", "before", "DATE_TIME_TYPE_PARSE"),
    ],
)
async def test_a_query_that_is_wrong_is_named(town: Town, api: Api, path: str, name: str, code: str) -> None:
    town.guild.roles[town.guild.id].permissions = permissions.ALL
    status, answer = await api("GET", path.format(guild=town.guild.id, channel=town.general.id))
    assert (status, said(answer, name)[0]) == (400, code)


async def test_what_nobody_looks_at_is_a_complaint(town: Town, api: Api) -> None:
    ids = await settle(town, api)
    dropped = town.sandbox.dropped
    assert dropped == []

    async def told(method: str, path: str, body: Any = None) -> str:
        status, answer = await api(method, path, body)
        assert status < 300, answer
        return dropped.pop() if dropped else ""

    messages = f"/channels/{ids['general']}/messages"
    assert await told("POST", messages, {"content": "x", "contnet": "y"}) == (
        "POST /channels/{channel_id}/messages does nothing with contnet"
    )
    assert "\\ud83c" in json.dumps("🎓"), "an emoji comes as two halves"
    assert "odd" in await told("POST", messages, {"content": "🎓", "odd": 1})
    embed = {
        "title": "x",
        "video": {"url": "https://example.org"},
        "fields": [{"name": "n", "value": "v", "z": 1}],
    }
    assert await told("POST", messages, {"embeds": [embed]}) == (
        "POST /channels/{channel_id}/messages does nothing with embeds.0.video, embeds.0.fields.0.z"
    )
    assert "does nothing with ?with_counts" in await told("GET", f"{messages}?with_counts=true")
    assert await told("PATCH", f"/channels/{ids['general']}", {"bitrate": 64000, "topic": "x"}) == (
        "PATCH /channels/{channel_id} does nothing with bitrate"
    )
    assert "flags" in await told("POST", messages, {"content": "x", "flags": 64})
    hook = f"/webhooks/{ids['webhook']}/{ids['webhook_token']}"
    assert "flags" in await told("POST", hook, {"content": "x", "flags": 64})
    typed = town.sandbox.interactions.begin(COMMAND, town.app, town.alice.user, town.general, {"name": "ask"})
    callback = f"/interactions/{typed.id}/{typed.token}/callback"
    assert "data.flags" in await told("POST", callback, {"type": 5, "data": {"flags": 64 + 4}})
    command = f"/applications/{town.app.id}/commands/{ids['command']}"
    assert await told("PATCH", command, {"description": "Say it", "type": 1}) == ""
    assert "type" in await told("PATCH", command, {"description": "Say it", "type": 2})
    assert await told("POST", messages, {"content": "x", "poll": None, "odd": None}) == ""


def test_what_is_asked_of_what_was_and_is_given_counts_for_both() -> None:
    given, before = Given({"days": 1}), Given({"reason": "x"})
    before.get("reason")
    assert given.over(before).get("days") == 1
    assert [*lost(given), *lost(before)] == []


@pytest.mark.parametrize(
    ("kind", "value", "came"),
    [
        (3, "a", "a"),
        (3, 5, "5"),
        (4, "5", 5),
        (4, 5.0, 5),
        (10, "1.5", 1.5),
        (3, True, "STRING_TYPE_CONVERT"),
        (3, "x" * 6001, "BASE_TYPE_MAX_LENGTH"),
        (3, None, "BASE_TYPE_REQUIRED"),
        (4, "five", "NUMBER_TYPE_COERCE"),
        (4, 1.5, "NUMBER_TYPE_COERCE"),
        (4, True, "NUMBER_TYPE_COERCE"),
        (4, 1 << 53, "NUMBER_TYPE_MAX"),
        (4, -(1 << 53), "NUMBER_TYPE_MIN"),
        (10, "much", "NUMBER_TYPE_COERCE"),
        (10, 1e300, "NUMBER_TYPE_MAX"),
        (10, {}, "NUMBER_TYPE_COERCE"),
    ],
)
async def test_what_is_offered_while_one_types_is_of_the_type_of_the_option(
    town: Town, api: Api, kind: int, value: Any, came: Any
) -> None:
    typing = {"name": "pick", "options": [{"name": "o", "type": kind, "value": "", "focused": True}]}
    asked = town.sandbox.interactions.begin(AUTOCOMPLETE, town.app, town.alice.user, town.general, typing)
    body = {"type": 8, "data": {"choices": [{"name": "one", "value": value}]}}
    status, answer = await api("POST", f"/interactions/{asked.id}/{asked.token}/callback", body)
    if status == 204:
        assert asked.choices == [{"name": "one", "value": came}]
        assert type(asked.choices[0]["value"]) is type(came)
    else:
        assert said(answer, "data", "choices", "0", "value")[0] == came
        assert (asked.choices, asked.answered) == (None, 0)


async def test_answering_one_interaction_again_and_again_is_too_much(town: Town, api: Api) -> None:
    town.sandbox.rate_limits.enabled = True
    button = {"custom_id": "x", "component_type": 2}
    begun = [
        town.sandbox.interactions.begin(COMPONENT, town.app, town.alice.user, town.general, button)
        for _ in range(2)
    ]
    first, second = (f"/interactions/{one.id}/{one.token}/callback" for one in begun)
    answers = [(await api("POST", first, {"type": 4, "data": {"content": "x"}}))[0] for _ in range(11)]
    assert answers == [204, *[400] * 9, 429]
    assert (await api("POST", second, {"type": 4, "data": {"content": "x"}}))[0] == 204


async def test_an_answer_that_was_put_off_may_be_a_poll(town: Town, api: Api) -> None:
    typed = town.sandbox.interactions.begin(COMMAND, town.app, town.alice.user, town.general, {"name": "ask"})
    await api("POST", f"/interactions/{typed.id}/{typed.token}/callback", {"type": 5})
    poll = {"question": {"text": "When?"}, "answers": [{"poll_media": {"text": "Now"}}]}
    path = f"/webhooks/{town.app.id}/{typed.token}/messages/@original"
    status, answer = await api("PATCH", path, {"poll": poll})
    assert (status, answer["poll"]["question"]) == (200, {"text": "When?"})
    assert (await api("PATCH", path, {"content": "x", "poll": poll}))[0] == 200
    assert town.sandbox.dropped.pop().endswith("does nothing with poll")


CHANNELS = ("general", "thread", "voice", "category", "forum", "dm")


@pytest.mark.parametrize(
    ("request_line", "refused"),
    [
        ("POST /channels/{0}/typing", {"category": 50008, "forum": 50008}),
        ("GET /channels/{0}/messages", {"category": 50008, "forum": 50008}),
        ("GET /channels/{0}/messages/pins", {"category": 50008, "forum": 50008}),
        ("POST /channels/{0}/messages/bulk-delete", {"category": 50008, "forum": 50008, "dm": 50003}),
        ("GET /channels/{0}/invites", {"thread": 50024, "category": 50024, "dm": 50024}),
        ("POST /channels/{0}/invites", {"thread": 50024, "category": 50024, "dm": 50024}),
        ("GET /channels/{0}/webhooks", {"thread": 50024, "category": 50024, "dm": 50003}),
        (
            "GET /channels/{0}/threads/archived/public",
            dict.fromkeys(("thread", "voice", "category", "dm"), 50024),
        ),
        ("GET /channels/{0}/thread-members", dict.fromkeys(CHANNELS, 50024) | {"thread": None}),
        (
            "DELETE /channels/{0}/permissions/1",
            dict.fromkeys(CHANNELS, 10009) | {"thread": 50024, "dm": 50003},
        ),
    ],
)
async def test_what_a_kind_of_channel_does_not_have_is_refused(
    town: Town, api: Api, request_line: str, refused: dict[str, int]
) -> None:
    ids = await settle(town, api)
    ids["dm"] = town.sandbox.world.dm(town.app.bot, town.sandbox.world.users[ids["alice"]]).id
    method, path = request_line.split()
    body = {"messages": ["1", "2"]} if "bulk" in path else {} if method == "POST" else None
    answers = {}
    for name in CHANNELS:
        _, answer = await api(method, path.format(ids[name]), body)
        answers[name] = answer.get("code") if isinstance(answer, dict) else None
    if "bulk" in path:
        answers = {
            name: None if code == 50034 else code for name, code in answers.items()
        }  # they are too old
    if path.endswith("/invites") and method == "POST":
        answers = {name: code if isinstance(code, int) else None for name, code in answers.items()}
    assert answers == {name: refused.get(name) for name in CHANNELS}
