"""Where links lead, for whoever decides whether others are to see them."""

import re
from collections.abc import Iterable, Iterator
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
DISGUISED: Final = "an @ in it: what stands before that is not where it leads"
PORT: Final = "a port of its own, which sites for everybody seldom have"
MASKED: Final = "words before it that name another site"

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
        "bitly.ws",
        "j.mp",
        "tiny.one",
        "tiny.pl",
        "tny.im",
        "rotf.lol",
        "shorturl.gg",
        "shorturl.asia",
        "short.gy",
        "spoo.me",
        "da.gd",
        "goo.su",
        "gg.gg",
        "n9.cl",
        "vk.cc",
        "ift.tt",
        "hubs.ly",
        "hubs.la",
        "eepurl.com",
        "snip.ly",
        "urlz.fr",
        "urlr.me",
        "qrco.de",
        "zpr.io",
        "dub.sh",
        "ouo.io",
        "v.ht",
        "lnk.to",
        "1drv.ms",
    ]
)
_LINK: Final = re.compile(
    r"https?://(?:\[[0-9a-f:.]+\])?[^\s<>()\[\]\"'|]*[^\s<>()\[\]\"'|.,;:!?]|(?<![\w@./-])(?:[\w-]+\.)+[\w-]+(?::[0-9]+)?(?:/[^\s<>()\[\]\"'|]*)?",
    re.IGNORECASE,
)
_WORDED: Final = re.compile(
    r"\[([^\]\n]+)\]\(\s*(https?://[^\s)]+)|<(https?://[^\s|>]+)\|([^>\n]+)>", re.IGNORECASE
)
"""A link with words of its own, as Markdown and Slack write it: others are shown it as it is typed."""
_SITE: Final = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[a-z]{2,})", re.IGNORECASE)
_PORTS: Final = {None, 80, 443}
_NUMBERED: Final = re.compile(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?::[0-9]+)?(?:/|$)")
_WITHIN: Final = re.compile(
    r"(?:.*\.)?(?:localhost|local|internal|intranet|lan|home|home\.arpa|corp|private|test|example)"
)


def doubt_link(link: str) -> str:
    """What should be looked at before others are shown this link; empty for nothing.

    Args:
        link: As :func:`mentorbot.members.answers.read_link` lets it through.
    """
    parts = urlsplit(link)
    host = (parts.hostname or "").rstrip(".").lower()
    if "@" in parts.netloc or "\\" in parts.netloc:
        return DISGUISED
    if host.removeprefix("www.") in _SHORTENERS:
        return HIDDEN
    try:
        address = ip_address(_as_numbers(host))
    except ValueError:
        if "." not in host or _WITHIN.fullmatch(host):
            return PRIVATE
        if "xn--" in host or not host.isascii():
            return LOOKALIKE
        return PORT if parts.port not in _PORTS else ""
    return NUMBERS if address.is_global else PRIVATE


def find_doubts(*texts: str) -> dict[str, str]:
    """The links within what somebody wrote that should be looked at, as they are written, and why.

    One counts as a link with "https://" before it or without: people copy what they read.
    """
    found = (hit[0].rstrip(".,;:!?") for text in texts for hit in _LINK.finditer(text))
    doubts = {link: doubt_written(link) for link in found}
    doubts.update({link: MASKED for text in texts for link in _find_masked(text)})
    return {link: doubt for link, doubt in doubts.items() if doubt}


def tell_links(links: Iterable[str], *texts: str) -> str:
    """These links as they are written, a line each, with what is doubtful; empty ones are left out.

    Args:
        texts: What else others would read: doubtful links within are told of as well.
    """
    told = [_tell("Leads to", link, doubt_link(link)) for link in dict.fromkeys(filter(None, links))]
    within = [(link, doubt) for link, doubt in find_doubts(*texts).items() if link not in links]
    told += [_tell("Within the words,", link, doubt) for link, doubt in within[:MOST_WITHIN]]
    if len(within) > MOST_WITHIN:
        told.append(f"… and {number_of(len(within) - MOST_WITHIN, 'more link')} like these.")
    return "\n".join(told)


def _find_masked(text: str) -> Iterator[str]:
    """The links whose own words name a site that they do not lead to."""
    for hit in _WORDED.finditer(text):
        words, link = (hit[1], hit[2]) if hit[2] else (hit[4], hit[3])
        named = _SITE.search(words)
        try:
            host = (urlsplit(link).hostname or "").lower().removeprefix("www.")
        except ValueError:
            continue
        if named and named[1].lower().removeprefix("www.") != host:
            yield link


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
