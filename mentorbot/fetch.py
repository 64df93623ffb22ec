"""Fetching what an organizer named from the web, without being led to where only this machine should reach.

Whoever types an address, or keeps the server behind it, may want the bot to look into the network it runs in.
So every connection is judged by the address that it is about to be made to, at the moment it is made: after
names were looked up, at each redirect anew, however the address was written. A name that answers differently
when it is looked up again (DNS rebinding) gains nothing: nothing is looked up between judging and connecting.
"""

import asyncio
import ipaddress
import socket
import ssl as tls
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import aiohttp

from mentorbot.errors import UserError

SECONDS: Final = 15.0
"""For all of it: looking up, redirects and reading."""
MOST_REDIRECTS: Final = 5
MOST_HEADER: Final = 200

NOT_HTTPS: Final = "I only fetch addresses that begin with https://, and without a name or password in them."
NOT_PUBLIC: Final = "That address leads into a private network, where I do not go. It has to be a public one."
TOO_FAR: Final = "That address sends me on and on to others, so I stopped."
TOO_SLOW: Final = f"That address did not answer within {SECONDS:.0f} seconds. Please try again later."
UNREACHABLE: Final = "I could not reach that address. Please check it, or try again later."
UNTRUSTED: Final = "That address cannot prove that it is who it says (by its certificate), so I stopped."
TOO_LARGE: Final = "What is at that address is larger than {most} MB, which is more than I read."
UNREADABLE: Final = "What that address sends is packed in a way that I cannot open."
REFUSED: Final = "That address answered with {status} ({phrase}) instead of a file. Please check it."

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# A network is told by the addresses inside of these, which are written into an IPv6 one.
_TRANSLATED: Final = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))
# Special by the registries, or where a cloud keeps its own
# (https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16), and yet global by some
# versions of Python.
_NOT_FOR_ALL: Final[tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]] = (
    ipaddress.IPv4Network("168.63.129.16/32"),
    ipaddress.IPv4Network("192.0.0.0/24"),
    ipaddress.IPv4Network("192.88.99.0/24"),
    ipaddress.IPv6Network("2001::/23"),
    ipaddress.IPv6Network("3fff::/20"),
    ipaddress.IPv6Network("5f00::/16"),
)
_REDIRECTS: Final = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was there.

    Args:
        data: None if it has not changed since.
        etag: To be sent along the next time; as is ``modified``.
    """

    data: bytes | None
    etag: str = ""
    modified: str = ""


def is_public(address: str) -> bool:
    """Whether an IP address is one that everybody can reach: not private, local, shared or reserved.

    Sources: https://www.iana.org/assignments/iana-ipv4-special-registry and
    https://www.iana.org/assignments/iana-ipv6-special-registry.
    """
    try:
        found: IPAddress = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inside = found.ipv4_mapped or found.sixtofour
        if inside is None and any(found in network for network in _TRANSLATED):
            inside = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inside is not None:
            return is_public(str(inside))
        if found.is_site_local or found.teredo is not None:
            return False
    if any(found in network for network in _NOT_FOR_ALL if network.version == found.version):
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved and not found.is_unspecified


class Fetcher:
    """Fetches small files over https.

    Args:
        allowed: Whether an IP address may be connected to. Nothing but a test gives another.
        trust: Whose certificates are believed; None for those that this machine believes.
    """

    def __init__(
        self, allowed: Callable[[str], bool] = is_public, trust: tls.SSLContext | None = None
    ) -> None:
        self._allowed = allowed
        self._trust = trust

    async def fetch(self, address: str, most: int, *, etag: str = "", modified: str = "") -> Fetched:
        """Fetch a file.

        Args:
            most: Bytes at most, unpacked.
            etag: As it was sent with what is known already; as is ``modified``.

        Raises:
            UserError: It could not be had, or must not be, and why.
        """
        known = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in known.items() if value}
        try:
            async with asyncio.timeout(SECONDS), self._session() as session:
                return await self._follow(session, address, headers, most)
        except TimeoutError:
            raise UserError(TOO_SLOW) from None
        except _PrivateError:
            raise UserError(NOT_PUBLIC) from None
        except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError):
            raise UserError(UNTRUSTED) from None
        except (aiohttp.ClientError, OSError, ValueError):
            raise UserError(UNREACHABLE) from None

    def _session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                ssl=self._trust or True, socket_factory=self._socket, use_dns_cache=False, force_close=True
            ),
            # A packed file is unpacked below, and no further than is wanted.
            headers={
                "Accept": "text/calendar, */*;q=0.5",
                "Accept-Encoding": "identity",
                "User-Agent": "mentorbot",
            },
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        )

    def _socket(self, info: Any) -> socket.socket:
        """The socket for a connection that is about to be made to the address in ``info``."""
        family, kind, protocol, _, where = info
        if not self._allowed(str(where[0])):
            raise _PrivateError
        return socket.socket(family, kind, protocol)

    async def _follow(
        self, session: aiohttp.ClientSession, address: str, headers: dict[str, str], most: int
    ) -> Fetched:
        for _ in range(MOST_REDIRECTS + 1):
            async with session.get(_checked(address), headers=headers, allow_redirects=False) as response:
                if response.status not in _REDIRECTS:
                    return await _read(response, most)
                address = urljoin(address, response.headers.get("Location", ""))
        raise UserError(TOO_FAR)


class _PrivateError(Exception):
    """The address is none that may be connected to."""


def _checked(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or parts.username is not None:
        raise UserError(NOT_HTTPS)
    return address


async def _read(response: aiohttp.ClientResponse, most: int) -> Fetched:
    tags = [response.headers.get(name, "") for name in ("ETag", "Last-Modified")]
    etag, modified = (tag if len(tag) <= MOST_HEADER and tag.isprintable() else "" for tag in tags)
    if response.status == HTTPStatus.NOT_MODIFIED:
        return Fetched(None, etag, modified)
    if response.status != HTTPStatus.OK:
        phrase = HTTPStatus(response.status).phrase if response.status in set(HTTPStatus) else "unknown"
        raise UserError(REFUSED.format(status=response.status, phrase=phrase))
    too_large = UserError(TOO_LARGE.format(most=most // 2**20))
    if (response.content_length or 0) > most:
        raise too_large
    unpacked = _Unpacker(response.headers.get("Content-Encoding", "identity").strip().lower())
    kept = bytearray()
    async for chunk in response.content.iter_chunked(2**16):
        kept += unpacked.more(chunk, most + 1 - len(kept))
        if len(kept) > most:
            raise too_large
    unpacked.end()
    return Fetched(bytes(kept), etag, modified)


class _Unpacker:
    """Unpacks what comes piece by piece, never more than is asked for: a small file may hold gigabytes."""

    def __init__(self, encoding: str) -> None:
        if encoding not in {"identity", "", "gzip", "x-gzip", "deflate"}:
            raise UserError(UNREADABLE)
        # 32 lets zlib find out by itself which of the two it is (https://zlib.net/manual.html, inflateInit2).
        self._zlib = None if encoding in {"identity", ""} else zlib.decompressobj(zlib.MAX_WBITS | 32)

    def more(self, chunk: bytes, most: int) -> bytes:
        """What the next piece holds, up to so many bytes."""
        if self._zlib is None:
            return chunk
        try:
            return self._zlib.decompress(chunk, most)
        except zlib.error:
            raise UserError(UNREADABLE) from None

    def end(self) -> None:
        """All has come. Raises UserError if something is missing."""
        if self._zlib is not None and not self._zlib.eof:
            raise UserError(UNREADABLE)
