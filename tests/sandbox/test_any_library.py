"""What libraries other than discord.py do differently, each as one of them does it."""

from __future__ import annotations

import base64
import json
import zlib
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from mentorbot.sandbox.discord.world import permissions

if TYPE_CHECKING:
    from conftest import Api, Town

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


async def ready(town: Town, frame: Any, query: str = "?v=10&encoding=json", **more: Any) -> str | None:
    """The first event after a frame that identifies, or None if the gateway closes."""
    address = town.sandbox.gateway_url + query
    async with aiohttp.ClientSession() as session, session.ws_connect(address, **more) as socket:
        await socket.receive()
        await (socket.send_bytes(frame) if isinstance(frame, bytes) else socket.send_str(frame))
        message = await socket.receive()
        return str(json.loads(message.data)["t"]) if message.type is aiohttp.WSMsgType.TEXT else None


def identify(town: Town, wanted: int = 1, **more: Any) -> str:
    return json.dumps({"op": 2, "d": {"token": town.app.token, "intents": wanted, "properties": {}, **more}})


async def test_the_gateway_reads_json_in_binary_frames_and_compressed_ones(town: Town) -> None:
    plain = identify(town).encode()
    assert await ready(town, plain) == "READY"
    assert await ready(town, b" \n" + plain) == "READY"
    assert await ready(town, zlib.compress(plain)) == "READY"
    assert await ready(town, b"\x83t\x00\x00\x00\x00") is None, "that is ETF"
    assert await ready(town, identify(town, compress=True), "?v=9&encoding=json") == "READY"


async def test_a_library_may_ask_for_every_intent_there_is_or_will_be(town: Town) -> None:
    for bit in (17, 18, 19, 22, 23, 24, 25, 26, 29):
        assert await ready(town, identify(town, 1 << bit)) == "READY"
    assert await ready(town, identify(town, 1 << 30)) is None


def test_a_token_begins_with_the_id_of_its_bot(town: Town) -> None:
    whose, _, rest = town.app.token.partition(".")
    assert base64.urlsafe_b64decode(whose + "=" * (-len(whose) % 4)).decode() == town.app.bot.id
    assert rest.count(".") == 1


async def test_a_bots_tag_has_four_digits_and_a_persons_none(town: Town, api: Api) -> None:
    _, bot = await api("GET", "/users/@me")
    assert len(bot["discriminator"]) == 4
    assert bot["discriminator"] not in {"0000", "0"}
    _, alice = await api("GET", f"/users/{town.alice.id}")
    assert alice["discriminator"] == "0"
    town.guild.roles[town.guild.id].permissions = permissions.ALL
    _, hook = await api("POST", f"/channels/{town.general.id}/webhooks", {"name": "News"})
    _, said = await api("POST", f"/webhooks/{hook['id']}/{hook['token']}?wait=true", {"content": "x"})
    assert said["author"]["discriminator"] == "0000"


async def test_a_body_may_come_as_a_form_with_json_in_it(town: Town, api: Api) -> None:
    place = f"/channels/{town.general.id}/messages"
    words = {"content": "Ça & là"}
    status, said = await api("POST", place, data={"payload_json": json.dumps(words)})
    assert (status, said["content"]) == (200, words["content"])
    status, said = await api("POST", place, data=words)
    assert (status, said["content"]) == (200, words["content"])
    status, refused = await api("POST", place, data={"payload_json": "{"})
    assert (status, refused["code"]) == (400, 50109)
    form = aiohttp.FormData({"payload_json": json.dumps(words)})
    form.add_field("files[0]", b"x", filename="x.txt")
    status, said = await api("POST", place, data=form)
    assert (said["content"], said["attachments"][0]["filename"]) == (words["content"], "x.txt")


async def test_older_versions_and_none_are_served_and_those_that_are_gone_refused(
    town: Town, api: Api
) -> None:
    for version in ("v9/", "v10/", ""):
        api.base = f"{town.sandbox.url}/api/{version}".rstrip("/")
        status, me = await api("GET", "/users/@me")
        assert (status, me["id"]) == (200, town.app.bot.id)
    town.sandbox.faults.add("GET", "/users/@me", status=503)
    assert (await api("GET", "/users/@me"))[0] == 503, "a fault is for any version"
    api.base = f"{town.sandbox.url}/api/v8"
    status, refused = await api("GET", "/users/@me")
    assert (status, refused["code"]) == (400, 50041)
    assert town.sandbox.complaints == ["the sandbox has no GET /api/v8/users/@me"]
    town.sandbox.unknown.clear()


async def test_a_picture_is_what_it_is_whatever_it_is_said_to_be(town: Town, api: Api) -> None:
    written = base64.b64encode(PNG).decode()
    for said in ("jpg", "jpeg", "png", "gif"):
        status, me = await api(
            "PATCH", "/users/@me", {"username": "helper", "avatar": f"data:image/{said};base64,{written}"}
        )
        assert (status, me["avatar"].startswith("a_")) == (200, False)
        address = f"{town.sandbox.url}/avatars/{me['id']}/{me['avatar']}.png?size=128"
        async with api.session.get(address) as picture:
            assert (await picture.read(), picture.content_type) == (PNG, "image/png")


async def test_who_has_no_picture_has_one_of_discords_own(town: Town, api: Api) -> None:
    seen = set()
    for number in range(6):
        async with api.session.get(f"{town.sandbox.url}/embed/avatars/{number}.png?size=64") as picture:
            content = await picture.read()
            assert (picture.status, picture.content_type, content[:4]) == (200, "image/png", b"\x89PNG")
            seen.add(content)
    assert len(seen) == 6
    for missing in ("embed/avatars/6.png", "embed/avatars/x.png", "icons/1/2.png", "role-icons/1/2.png"):
        async with api.session.get(f"{town.sandbox.url}/{missing}") as answer:
            assert answer.status == 404
    assert town.sandbox.complaints == [], "a picture that is not there is nothing that the sandbox lacks"


async def test_bodies_are_taken_up_to_discords_size(town: Town, api: Api) -> None:
    big = base64.b64encode(PNG + b"\x00" * 3_000_000).decode()
    status, me = await api(
        "PATCH", "/users/@me", {"username": "helper", "avatar": f"data:image/png;base64,{big}"}
    )
    assert (status, bool(me["avatar"])) == (200, True)
    status, refused = await api("PATCH", "/users/@me", {"avatar": "x" * (26 * 1024 * 1024)})
    assert (status, refused["code"]) == (413, 40005)


async def test_a_message_is_forwarded_as_it_was_at_that_moment(town: Town, api: Api) -> None:
    elsewhere = town.sandbox.add_channel(town.guild, "elsewhere")
    said = await town.alice.say("The workshop begins at ten.")
    reference = {"type": 1, "channel_id": town.general.id, "message_id": said.id}
    place = f"/channels/{elsewhere.id}/messages"
    status, brought = await api("POST", place, {"message_reference": reference})
    assert (status, brought["content"], brought["type"]) == (200, "", 0)
    assert brought["message_reference"] == {**reference, "guild_id": town.guild.id}
    assert brought["message_snapshots"][0]["message"]["content"] == "The workshop begins at ten."
    assert brought["flags"] & 1 << 14
    assert "referenced_message" not in brought
    again = {**reference, "channel_id": elsewhere.id, "message_id": brought["id"]}
    _, twice = await api("POST", place, {"message_reference": again})
    assert twice["message_snapshots"] == brought["message_snapshots"]
    for body, code in (
        ({"content": "mine", "message_reference": reference}, 50035),
        ({"message_reference": {"type": 1, "message_id": said.id}}, 50035),
        ({"message_reference": {**reference, "message_id": "1"}}, 10008),
        ({"message_reference": {**reference, "channel_id": "1"}}, 10003),
    ):
        status, refused = await api("POST", place, body)
        assert (refused["code"], status >= 400) == (code, True)
    town.app.privileged = 0
    _, refused = await api("POST", place, {"message_reference": reference})
    assert refused["code"] == 160014, "it may not read what others wrote"
    theirs = await town.alice.forward(said, elsewhere)
    _, seen = await api("GET", f"{place}/{theirs.id}")
    assert seen["message_snapshots"][0]["message"]["content"] == ""


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "["},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate"},
    ],
)
async def test_a_web_page_from_elsewhere_cannot_be_the_bot(
    town: Town, api: Api, headers: dict[str, str]
) -> None:
    token = {"Authorization": f"Bot {town.app.token}"}
    body, place = {"content": "I am the bot"}, f"{town.sandbox.api_url}/channels/{town.general.id}/messages"
    async with api.session.post(place, json=body, headers={**token, **headers}) as answer:
        assert answer.status == 403
    assert town.general.messages == []
    town.sandbox.world.keep_files({"/attachments/1/2/secret.txt": ("text/plain", b"secret")})
    for path in ("/attachments/1/2/secret.txt", "/api/v10/gateway"):
        async with api.session.get(town.sandbox.url + path, headers=headers) as answer:
            assert answer.status == 403
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await ready(town, identify(town), headers=headers)
    assert refused.value.status == 403
    own = {"Origin": town.sandbox.url}
    assert await ready(town, identify(town), headers=own) == "READY"
    async with api.session.post(place, json=body, headers={**token, **own}) as answer:
        assert answer.status == 200


async def test_what_libraries_say_of_every_option_and_command_is_no_loss(town: Town, api: Api) -> None:
    nothing = {"required": True, "choices": [], "autocomplete": False, "options": [], "channel_types": []}
    options = [
        {"type": kind, "name": f"option{kind}", "description": "x", **nothing} for kind in range(3, 12)
    ]
    town.sandbox.schema = None  # this is more than Discord describes, but not more than it takes
    command = {"name": "all", "description": "x", "options": options, "default_permission": True}
    status, made = await api("POST", f"/applications/{town.app.id}/commands", command)
    assert (status, len(made["options"])) == (201, 9)
