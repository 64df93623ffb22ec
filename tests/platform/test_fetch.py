"""What is fetched from the web, from a real server over https; and where the bot is not to be led."""

import asyncio
import ipaddress
import socket
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from web import Web, packed, redirect, web_server

from mentorbot import fetch
from mentorbot.errors import UserError
from mentorbot.fetch import Fetcher, is_public

__all__ = ["web_server"]

KB = 1024

PRIVATE = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.127.255.255",
    "0.0.0.0",  # noqa: S104 - it is to be refused
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "not an address",
    "",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_within_a_network_are_told_from_public_ones(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_are_known(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_written_as_ipv6_is_judged_as_what_it_is(address: ipaddress.IPv4Address) -> None:
    for written in (f"::ffff:{address}", f"64:ff9b::{address}"):
        assert is_public(written) == is_public(str(address))


async def test_a_file_is_fetched_and_known_again(web_server: Web) -> None:
    web_server.files["/calendar.ics"] = b"BEGIN:VCALENDAR"
    fetcher = web_server.fetcher()
    first = await fetcher.fetch(web_server.url(), KB)
    assert (first.data, bool(first.etag)) == (b"BEGIN:VCALENDAR", True)
    again = await fetcher.fetch(web_server.url(), KB, etag=first.etag)
    assert again.data is None
    web_server.files["/calendar.ics"] = b"BEGIN:VCALENDAR, changed"
    changed = await fetcher.fetch(web_server.url(), KB, etag=first.etag)
    assert changed.data == b"BEGIN:VCALENDAR, changed"


async def test_a_redirect_is_followed_a_few_times(web_server: Web) -> None:
    web_server.files["/there"] = b"found"
    web_server.answers["/here"] = redirect("/there")
    web_server.answers["/round"] = redirect(web_server.url("/round"))
    fetcher = web_server.fetcher()
    assert (await fetcher.fetch(web_server.url("/here"), KB)).data == b"found"
    with pytest.raises(UserError, match="sends me on and on"):
        await fetcher.fetch(web_server.url("/round"), KB)
    assert len([one for one in web_server.asked if one.path == "/round"]) == fetch.MOST_REDIRECTS + 1


WRITTEN = [
    "127.0.0.1",
    "localhost",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "127.1",
    "[::1]",
    "[::ffff:7f00:1]",
]


@pytest.mark.parametrize("host", WRITTEN)
async def test_this_machine_is_not_reached_however_its_address_is_written(web_server: Web, host: str) -> None:
    with pytest.raises(UserError, match=r"private network|could not reach"):
        await Fetcher().fetch(web_server.url(host=host), KB)
    assert not web_server.asked


@pytest.mark.parametrize(
    "to", ["https://10.0.0.1/", "https://169.254.169.254/latest", "https://[::ffff:10.0.0.1]/"]
)
async def test_a_redirect_into_a_private_network_is_not_followed(web_server: Web, to: str) -> None:
    web_server.answers["/calendar.ics"] = redirect(to)
    with pytest.raises(UserError, match="private network"):
        await web_server.fetcher().fetch(web_server.url(), KB)


async def test_a_redirect_away_from_https_is_not_followed(web_server: Web) -> None:
    for to in (f"http://localhost:{web_server.port}/", "file:///etc/passwd", "ftp://example.org/"):
        web_server.answers["/calendar.ics"] = redirect(to)
        with pytest.raises(UserError, match="https://"):
            await web_server.fetcher().fetch(web_server.url(), KB)


async def test_a_name_that_changes_its_address_after_it_was_judged_gains_nothing(
    web_server: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a name leads to, the address that is connected to is the one that was judged."""
    turns = 0

    async def rebinding(_: Any, host: str, port: int = 0, family: Any = socket.AF_INET) -> list[Any]:
        nonlocal turns
        turns += 1
        found = "93.184.215.14" if turns == 1 else "127.0.0.1"
        return [
            {"hostname": host, "host": found, "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}
        ]

    judged: list[str] = []

    def allowed(address: str) -> bool:
        judged.append(address)
        return is_public(address) and address != "93.184.215.14"

    monkeypatch.setattr(aiohttp.ThreadedResolver, "resolve", rebinding)
    monkeypatch.setattr(aiohttp.DefaultResolver, "resolve", rebinding)
    fetcher = Fetcher(allowed)
    for _ in range(2):
        with pytest.raises(UserError, match="private network"):
            await fetcher.fetch(web_server.url(host="rebinding.example.org"), KB)
    assert judged == ["93.184.215.14", "127.0.0.1"]
    assert not web_server.asked


@pytest.mark.parametrize(
    "address",
    [
        "",
        "calendar",
        "http://example.org/a.ics",
        "ftp://example.org",
        "https://",
        "https:///a.ics",
        "https://me:secret@example.org/a.ics",
        "https://example.org:99999/",
        "https://[::1",
        "https://exa mple.org/",
        "https://" + "a" * 300 + ".org/",
        "https://xn--/",
        "https://\udce9.org",
        "javascript:alert(1)",
    ],
)
async def test_what_is_no_address_gets_a_sentence(address: str) -> None:
    with pytest.raises(UserError):
        await Fetcher(allowed=lambda _: False).fetch(address, KB)


async def test_a_server_whose_certificate_nobody_vouches_for_is_not_believed(web_server: Web) -> None:
    with pytest.raises(UserError, match="certificate"):
        await Fetcher(allowed=lambda _: True).fetch(web_server.url(), KB)
    assert not web_server.asked


async def test_what_is_too_large_is_not_read_to_its_end(web_server: Web) -> None:
    web_server.files["/calendar.ics"] = b"x" * (11 * KB * KB)
    with pytest.raises(UserError, match="larger than 2 MB"):
        await web_server.fetcher().fetch(web_server.url(), 2 * KB * KB)

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while request.transport is not None and not request.transport.is_closing():
            await response.write(b"x" * KB * 64)
            await asyncio.sleep(0)
        return response

    web_server.answers["/endless"] = endless
    with pytest.raises(UserError, match="larger than 2 MB"):
        await web_server.fetcher().fetch(web_server.url("/endless"), 2 * KB * KB)


async def test_a_small_file_that_unpacks_to_gigabytes_is_refused(web_server: Web) -> None:
    bomb = packed(b"\0" * (30 * KB * KB))
    web_server.answers["/bomb"] = bomb
    with pytest.raises(UserError, match="larger than 2 MB"):
        await web_server.fetcher().fetch(web_server.url("/bomb"), 2 * KB * KB)


async def test_what_comes_packed_is_unpacked(web_server: Web) -> None:
    web_server.answers["/gzip"] = packed(b"BEGIN:VCALENDAR")
    fetcher = web_server.fetcher()
    assert (await fetcher.fetch(web_server.url("/gzip"), KB)).data == b"BEGIN:VCALENDAR"
    assert web_server.asked[-1].headers["Accept-Encoding"] == "identity"
    web_server.answers["/other"] = packed(b"", "br")
    web_server.answers["/twice"] = packed(b"", "gzip, gzip")

    async def cut(_: web.Request) -> web.StreamResponse:
        return web.Response(body=b"\x1f\x8b\x08", headers={"Content-Encoding": "gzip"})

    async def lying(_: web.Request) -> web.StreamResponse:
        return web.Response(body=b"not packed", headers={"Content-Encoding": "gzip"})

    web_server.answers |= {"/cut": cut, "/lying": lying}
    for path in ("/other", "/twice", "/cut", "/lying"):
        with pytest.raises(UserError, match="cannot open"):
            await fetcher.fetch(web_server.url(path), KB)


async def test_a_server_that_keeps_one_waiting_is_given_up(
    web_server: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(60)
        return web.Response()

    monkeypatch.setattr(fetch, "SECONDS", 0.1)
    web_server.answers["/calendar.ics"] = silent
    with pytest.raises(UserError, match="did not answer"):
        await web_server.fetcher().fetch(web_server.url(), KB)


@pytest.mark.parametrize("status", [204, 401, 404, 410, 500, 599, 999])
async def test_any_other_answer_is_told(web_server: Web, status: int) -> None:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status)

    web_server.answers["/calendar.ics"] = answer
    with pytest.raises(UserError, match=str(status)):
        await web_server.fetcher().fetch(web_server.url(), KB)


async def test_nothing_of_one_fetch_is_sent_along_with_another(web_server: Web) -> None:
    async def baking(_: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": "/there", "Set-Cookie": "who=me"})

    web_server.answers["/calendar.ics"] = baking
    web_server.files["/there"] = b"found"
    await web_server.fetcher().fetch(web_server.url(), KB)
    assert not [one for one in web_server.asked if "Cookie" in one.headers]
