"""The world itself: ids, time, memory, and the ways into it."""

from __future__ import annotations

import datetime
import sys
from typing import TYPE_CHECKING

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorbot.sandbox.discord import Sandbox
from mentorbot.sandbox.discord.api import messages
from mentorbot.sandbox.discord.api.bodies.uploads import picture_size
from mentorbot.sandbox.discord.gateway.compression import ZstdStream
from mentorbot.sandbox.discord.world.ids import Snowflakes

if TYPE_CHECKING:
    from conftest import Api, Town

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

UTC = datetime.UTC
A_DAY = datetime.datetime(2027, 10, 1, 9, tzinfo=UTC)


@given(st.lists(st.integers(-5000, 5000), min_size=2, max_size=50))
def test_ids_never_repeat_or_go_back_whatever_the_clock_does(steps: list[int]) -> None:
    moments = iter([A_DAY + datetime.timedelta(milliseconds=step) for step in steps])
    new_id = Snowflakes(lambda: next(moments))
    ids = [int(new_id()) for _ in steps]
    assert ids == sorted(set(ids))


async def test_a_demo_moves_time_for_ids_and_messages() -> None:
    sandbox = Sandbox(now=lambda: A_DAY)
    guild = sandbox.add_guild("G")
    person = sandbox.add_user("Zoë 🌻")
    said = messages.create(sandbox, guild.channel("general"), person, {"content": "hi"})
    assert said.payload["timestamp"] == "2027-10-01T09:00:00.000000+00:00"
    assert abs(discord.utils.snowflake_time(int(said.id)) - A_DAY) < datetime.timedelta(seconds=1)
    assert (person.username, person.global_name) == ("zo", "Zoë 🌻")


async def test_a_channel_and_the_file_store_forget_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox = Sandbox(keep_messages=3)
    channel = sandbox.add_guild("G").channel("general")
    for number in range(5):
        messages.create(sandbox, channel, sandbox.add_user("u"), {"content": str(number)})
    assert [message.content for message in channel.messages] == ["2", "3", "4"]
    monkeypatch.setattr("mentorbot.sandbox.discord.world.world.MOST_FILE_BYTES", 10)
    for name in "abc":
        sandbox.world.keep_files({f"/attachments/{name}": (None, bytes(4))})
    assert list(sandbox.world.files) == ["/attachments/b", "/attachments/c"]


async def test_what_is_not_there_says_so(town: Town, api: Api) -> None:
    with pytest.raises(KeyError, match="Future managers has no channel named 'lounge'"):
        town.guild.channel("lounge")
    with pytest.raises(KeyError, match="no role named"):
        town.guild.role("mentor")
    async with api.session.get(f"{town.sandbox.url}/attachments/1/2/gone.png") as response:
        assert response.status == 404


async def test_leaving_the_block_gives_discord_py_back() -> None:
    before = discord.http.Route.BASE, discord.asset.Asset.BASE
    async with Sandbox() as sandbox:
        with sandbox.discord_py():
            assert sandbox.api_url == discord.http.Route.BASE
    assert before == (discord.http.Route.BASE, discord.asset.Asset.BASE)


def test_the_size_of_a_picture_is_read_from_its_first_bytes() -> None:
    assert picture_size(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x00\x80") == (256, 128)
    assert picture_size(b"GIF89a\x02\x00\x03\x00") == (2, 3)
    assert picture_size(b"\x89PNG\r\n\x1a\n") is None


def test_zstd_stream_is_read_by_the_real_library() -> None:
    decoder, stream = zstd.ZstdDecompressor(), ZstdStream()
    for text in ("hello", "é" * 200_000, "", "x" * 131_072, "y"):
        assert decoder.decompress(stream.frame(text)).decode() == text
