"""Which letters a calendar is written in that does not say so, and is not in UTF-8 as the form asks.

Every byte is a letter in many of these; so only those are tried that are written where the calendar says it
is.
"""

import codecs
import re
from collections.abc import Sequence
from typing import Final

USUAL: Final = "cp1252"
"""What programs write that write no UTF-8."""

_CYRILLIC: Final = ("cp1251", "koi8-r")
_CENTRAL: Final = ("cp1250", "iso8859-2")
_WRITTEN: Final = {
    _CYRILLIC: "Europe/Moscow Europe/Kyiv Europe/Kiev Europe/Minsk Europe/Sofia Europe/Samara Europe/Skopje "
    "Europe/Volgograd Asia/Yekaterinburg Asia/Novosibirsk Asia/Omsk Asia/Krasnoyarsk Asia/Irkutsk "
    "Asia/Vladivostok Asia/Almaty Asia/Bishkek",
    _CENTRAL: "Europe/Prague Europe/Warsaw Europe/Budapest Europe/Bratislava Europe/Ljubljana Europe/Zagreb "
    "Europe/Bucharest Europe/Sarajevo Europe/Belgrade",
    ("cp1253", "iso8859-7"): "Europe/Athens Asia/Nicosia",
    ("cp1254",): "Europe/Istanbul Turkey",
    ("cp1255",): "Asia/Jerusalem Asia/Tel_Aviv Israel",
    ("cp1256",): "Asia/Riyadh Asia/Dubai Asia/Baghdad Asia/Amman Asia/Beirut Asia/Damascus Asia/Kuwait "
    "Asia/Qatar Asia/Bahrain Asia/Muscat Asia/Aden Asia/Tehran Africa/Cairo Africa/Tripoli Africa/Khartoum",
    ("cp1257",): "Europe/Vilnius Europe/Riga Europe/Tallinn",
    ("cp874",): "Asia/Bangkok",
    ("cp1258",): "Asia/Ho_Chi_Minh Asia/Saigon",
    ("cp932", "euc_jp"): "Asia/Tokyo Japan",
    ("cp949",): "Asia/Seoul ROK",
    ("gb18030",): "Asia/Shanghai Asia/Urumqi Asia/Chongqing PRC Asia/Singapore",
    ("cp950", "gb18030"): "Asia/Taipei Asia/Hong_Kong Asia/Macau",
}
for _letters in {USUAL, "iso2022_jp", *(one for letters in _WRITTEN for one in letters)}:
    codecs.lookup(_letters)  # what reads calendars can open no file later on, not even to know letters
_LATIN: Final = {_CENTRAL, ("cp1254",), ("cp1257",), ("cp1258",)}
_BY_ZONE: Final = {zone: letters for letters, zones in _WRITTEN.items() for zone in zones.split()}
_ZONE: Final = re.compile(
    rb"(?:X-WR-TIMEZONE|TZID)[^:\r\n]*?[:=]\"?(?:/[\w.-]+)*?/?(\w+(?:/\w+)?)\"?[\r\n:;]"
)
_DECLARED: Final = re.compile(rb";CHARSET=\"?([\w-]+)", re.IGNORECASE)
_SWITCHED: Final = re.compile(rb"\x1b\$[@B]")
"""By which Japanese letters begin among plain ones."""
_MOST_LOOKED_AT: Final = 20_000
_RUN: Final = re.compile(rb"[\x80-\xff]{4}")
_WORD: Final = re.compile(rb"[\x80-\xff](?:.?[\x80-\xff]){3}", re.DOTALL)
"""Letters of which some are written as two bytes, the second of them plain."""
_SMALL: Final = r"[a-z\u00df-\u00ff\u0430-\u044f\u03b1-\u03c9]"
_ODD: Final = re.compile(rf"[^\W\d_][\u0080-\u00bf]|{_SMALL}[A-Z\u0410-\u042f]")


def find_letters(data: bytes) -> str:
    """The name of the encoding that a calendar is written in, for what of it is no UTF-8."""
    return _choose(data, _find_others(data))


def is_doubtful(data: bytes) -> bool:
    """Whether its letters may be others than those that are taken: so many in a row are no word in those."""
    lines = _find_others(data)
    return any(_RUN.search(line) for line in lines) and _choose(data, lines) == USUAL


def _choose(data: bytes, lines: Sequence[bytes]) -> str:
    """The encoding of a calendar, in which these lines are no UTF-8."""
    if _SWITCHED.search(data):
        return "iso2022_jp"
    if not lines:
        return USUAL
    if (declared := _DECLARED.search(data)) and _fits(lines, name := declared[1].decode()):
        return name
    for zone in dict.fromkeys(_ZONE.findall(data)):
        letters = _BY_ZONE.get(zone.decode(), ())
        # Letters that are no Latin ones stand in words of them.
        possible = letters in _LATIN or any(_WORD.search(line) for line in lines)
        fitting = [one for one in letters if possible and _fits(lines, one)]
        if fitting:
            return min(fitting, key=lambda one: _count_odd(lines, one))
    return USUAL


def _find_others(data: bytes) -> list[bytes]:
    """The lines that are no UTF-8, as far as is looked at."""
    try:
        data.decode()
    except UnicodeDecodeError:
        lines = data.split(b"\n")
    else:
        return []
    return [line for line in lines if not _fits([line], "utf-8")][:_MOST_LOOKED_AT]


def _fits(lines: Sequence[bytes], encoding: str) -> bool:
    try:
        for line in lines:
            line.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _count_odd(lines: Sequence[bytes], encoding: str) -> int:
    """How much of it looks like no word: signs within one, large letters behind small ones."""
    text = "\n".join(line.decode(encoding) for line in lines)
    small = sum(one.islower() for one in text if one > "\x7f")
    large = sum(one.isupper() for one in text if one > "\x7f")
    halved = sum("\uff61" <= one <= "\uff9f" for one in text)
    return 3 * len(_ODD.findall(text)) + 2 * halved + max(large - small, 0)
