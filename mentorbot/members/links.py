"""Where links lead, for whoever decides whether others are to see them."""

import re
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from mentorbot.chat import fit, number_of

MOST_SHOWN: Final = 300
MOST_WITHIN: Final = 5
"""Of doubtful links within a text, how many are named."""
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
_LINK: Final = re.compile(
    r"https?://[^\s<>()\[\]\"'|]+|(?<![\w@./-])(?:[\w-]+\.)+[\w-]+(?::[0-9]+)?(?:/[^\s<>()\[\]\"'|]*)?",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?::[0-9]+)?(?:/|$)")
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


def find_doubtful(*texts: str) -> list[str]:
    """The links within what somebody wrote that should be looked at, as they are written, each once.

    One counts as a link with "https://" before it or without: people copy what they read.
    """
    found = (hit[0].rstrip(".,;:!?") for text in texts for hit in _LINK.finditer(text))
    return [link for link in dict.fromkeys(found) if doubt_written(link)]


def tell_links(links: Iterable[str], *texts: str) -> str:
    """These links as they are written, a line each, with what is doubtful; empty ones are left out.

    Args:
        texts: What else others would read: doubtful links within are told of as well.
    """
    told = [_tell("Leads to", link, doubt_link(link)) for link in dict.fromkeys(filter(None, links))]
    within = [link for link in find_doubtful(*texts) if link not in links]
    told += [_tell("Within the words,", link, doubt_written(link)) for link in within[:MOST_WITHIN]]
    if len(within) > MOST_WITHIN:
        told.append(f"… and {number_of(len(within) - MOST_WITHIN, 'more link')} like these.")
    return "\n".join(told)


def _tell(how: str, link: str, doubt: str) -> str:
    return f"{how} `{fit(link.replace('`', ''), MOST_SHOWN)}`" + (f": **{doubt}**." if doubt else "")


def doubt_written(link: str) -> str:
    """What is doubtful about a link in a text; without "https://" only what is surely meant as one."""
    try:
        if "://" in link:
            return doubt_link(link)
        doubt = doubt_link(f"https://{link}")
    except ValueError:
        return ""
    return doubt if doubt in {HIDDEN, LOOKALIKE} or _NUMBERED.match(link) else ""


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
