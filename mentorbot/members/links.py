"""Where links lead, for whoever decides whether others are to see them."""

import re
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from mentorbot.chat import fit

MOST_SHOWN: Final = 300
HIDDEN: Final = "a shortener, which hides where it leads"
PRIVATE: Final = "an address within a private network, which others cannot open"
NUMBERS: Final = "an address of numbers, without a name"
LOOKALIKE: Final = "a name in letters that can look like others"

_SHORTENERS: Final = frozenset(
    [
        "bit.ly",
        "bitly.com",
        "tinyurl.com",
        "t.co",
        "goo.gl",
        "ow.ly",
        "is.gd",
        "v.gd",
        "buff.ly",
        "rebrand.ly",
        "cutt.ly",
        "rb.gy",
        "shorturl.at",
        "tiny.cc",
        "t.ly",
        "lnkd.in",
        "s.id",
        "shorte.st",
        "adf.ly",
        "trib.al",
        "dlvr.it",
        "bl.ink",
        "short.io",
        "qr.ae",
        "aka.ms",
        "g.co",
        "fb.me",
        "amzn.to",
        "wp.me",
        "soo.gd",
        "clck.ru",
        "u.to",
        "tr.im",
        "x.co",
    ]
)
_WITHIN: Final = re.compile(
    r"(?:.*\.)?(?:localhost|local|internal|intranet|lan|home|corp|private|test|example)"
)


def doubt_link(link: str) -> str:
    """What should be looked at before others are shown this link; empty for nothing.

    Args:
        link: As :func:`mentorbot.members.answers.read_link` lets it through.
    """
    host = (urlsplit(link).hostname or "").rstrip(".").lower()
    if host.removeprefix("www.") in _SHORTENERS:
        return HIDDEN
    try:
        address = ip_address(_as_numbers(host))
    except ValueError:
        if "." not in host or _WITHIN.fullmatch(host):
            return PRIVATE
        return LOOKALIKE if "xn--" in host else ""
    return NUMBERS if address.is_global else PRIVATE


def tell_links(links: Iterable[str]) -> str:
    """These links as they are written, a line each, with what is doubtful; empty ones are left out."""
    told = []
    for link in dict.fromkeys(filter(None, links)):
        doubt = doubt_link(link)
        told.append(f"Leads to `{fit(link, MOST_SHOWN)}`" + (f": **{doubt}**." if doubt else ""))
    return "\n".join(told)


def _as_numbers(host: str) -> str:
    """An address as it is usually written, of one that browsers also take: 127.1, 2130706433, 0x7f.0.0.1."""
    parts = host.split(".")
    try:
        numbers = [int(one, _base(one)) for one in parts]
    except ValueError:
        return host
    *first, last = numbers
    if len(numbers) > 4 or any(one > 255 for one in first) or last >= 256 ** (4 - len(first)):
        return host
    value = sum(one << 8 * (3 - at) for at, one in enumerate(first)) + last
    return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))


def _base(number: str) -> int:
    if number.startswith("0x"):
        return 16
    return 8 if len(number) > 1 and number.startswith("0") else 10
