"""Whatever is sent to whichever method, it is answered, and in Slack's words."""

import random
from pathlib import Path
from typing import Any
from zlib import crc32

import aiohttp
import pytest
from sandbox.slack.conftest import Town

from mentorbot.sandbox.slack.api.methods.all import METHODS

ENDING = frozenset({"auth.revoke", "apps.uninstall"})
"""Methods after which the app can do no more."""
NAMES = [
    "channel",
    "users",
    "user",
    "name",
    "ts",
    "thread_ts",
    "timestamp",
    "text",
    "blocks",
    "attachments",
    "metadata",
    "view",
    "view_id",
    "user_id",
    "trigger_id",
    "hash",
    "external_id",
    "limit",
    "cursor",
    "types",
    "oldest",
    "latest",
    "files",
    "channel_id",
    "filename",
    "length",
    "file",
    "team_id",
    "usergroup",
    "is_private",
    "topic",
    "purpose",
    "return_im",
    "bot",
    "team",
    "email",
    "code",
    "client_id",
    "client_secret",
    "grant_type",
    "refresh_token",
    "message_ts",
    "force",
    "include_all_metadata",
    "initial_comment",
    "file_ids",
    "error",
]


def junk(ids: list[str], chance: random.Random) -> Any:
    """A value that somebody might send."""
    odd = [
        "",
        " ",
        "x",
        "[]",
        "{}",
        "[",
        '[{"type":"divider"}]',
        '{"type":"home","blocks":[]}',
        "1.1",
        "-1",
        "\x00",
        "é" * 90,
    ]
    nested = [
        None,
        True,
        0,
        -1,
        10**30,
        0.5,
        [],
        [[]],
        [None],
        [{}],
        {},
        {"type": "modal"},
        {"type": []},
        [{"type": "section"}],
        ["\ud800"],
    ]
    return chance.choice([chance.choice(ids), chance.choice(odd), chance.choice(nested)])


@pytest.mark.parametrize("name", sorted(METHODS))
async def test_whatever_is_sent_is_answered(town: Town, name: str) -> None:
    chance = random.Random(crc32(name.encode()))  # noqa: S311  (to choose, not to hide)
    direct = await town.client.chat_postMessage(channel=town.alice.id, text="Hello")
    ids = [direct["channel"], direct["ts"], town.alice.id, town.bot.id, town.general.id, town.team.id]
    headers = {"Authorization": f"Bearer {town.installation.token}"}
    async with aiohttp.ClientSession() as session:
        for number in range(20):
            picked = chance.sample(NAMES, chance.randint(0, 9))
            arguments = {one: junk(ids, chance) for one in picked}
            body: dict[str, Any] = {"json": arguments}
            if number % 3 == 0:
                body = {
                    "data": {
                        key: str(value).encode(errors="replace").decode() for key, value in arguments.items()
                    }
                }
            async with session.post(town.sandbox.api_url + name, headers=headers, **body) as response:
                answer = await response.json()
            assert response.status == 200, (arguments, town.sandbox.crashes)
            assert answer["ok"] or answer["error"], arguments
            if name in ENDING and answer["ok"]:
                break
    assert town.sandbox.crashes == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
    ],
)
async def test_a_web_page_from_elsewhere_cannot_be_the_app(town: Town, headers: dict[str, str]) -> None:
    said = {"channel": town.general.id, "text": "I am the app", "token": town.installation.token}
    socket = town.sandbox.sockets.ticket(town.app)
    async with aiohttp.ClientSession() as session:
        for place in ("api/chat.postMessage", "respond/x", "files/upload/x"):
            async with session.post(f"{town.sandbox.url}/{place}", data=said, headers=headers) as answer:
                assert answer.status == 403
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(socket, headers=headers)
        assert refused.value.status == 403
        async with session.ws_connect(socket) as own:
            assert (await own.receive_json())["type"] == "hello"


def test_every_method_that_slack_s_types_and_samples_describe_is_there(slack_shapes: Path | None) -> None:
    if slack_shapes is None:
        pytest.skip("Slack's shapes are not here; SLACK_SHAPES names their folder")
    from mentorbot.sandbox.slack.api.schema import Shapes

    assert set(Shapes(slack_shapes).answers) - METHODS.keys() == set()
