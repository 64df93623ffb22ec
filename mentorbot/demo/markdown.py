"""Discord's Markdown as the terminal can show it.

Source: https://support.discord.com/hc/en-us/articles/210298617 and
https://docs.discord.com/developers/reference#message-formatting
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Final

from rich.text import Text

_INLINE: Final = re.compile(
    r"\\(?P<escaped>[^A-Za-z0-9\s])"
    r"|`(?P<code>[^`]+)`"
    r"|\*\*(?P<bold>.+?)(?<!\\)\*\*"
    r"|__(?P<underline>.+?)(?<!\\)__"
    r"|~~(?P<strike>.+?)(?<!\\)~~"
    r"|\|\|(?P<spoiler>.+?)(?<!\\)\|\|"
    r"|\*(?P<italic>[^\s*](?:.*?[^\s\\])?)\*"
    r"|(?<!\w)_(?P<slanted>[^\s_](?:.*?[^\s\\])?)_(?!\w)"
    r"|\[(?P<label>[^\]]+)\]\((?P<url>https?://[^)\s]+)\)"
    r"|<t:(?P<moment>-?\d{1,13})(?::(?P<style>[tTdDfFR]))?>"
    r"|<@!?(?P<user>\d+)>|<@&(?P<role>\d+)>|<#(?P<channel>\d+)>|</(?P<command>[^:>]+):\d+>"
)
_LINE: Final = re.compile(r"(?P<mark>#{1,3} |-# |> |[-*] |\d+\. )?(?P<rest>.*)")
_STYLES: Final = {
    "bold": "bold",
    "underline": "underline",
    "strike": "strike",
    "spoiler": "reverse",
    "italic": "italic",
    "slanted": "italic",
}
_HEADINGS: Final = {"# ": "bold underline", "## ": "bold", "### ": "bold"}
_UNITS: Final = (("year", 365 * 86400), ("month", 30 * 86400), ("day", 86400), ("hour", 3600), ("minute", 60))


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose eyes a text is read with.

    Args:
        now: The reader's clock; aware.
        zone: The time zone of the reader's device.
        names: What ids of people, roles and channels are called.
    """

    now: Callable[[], datetime]
    zone: tzinfo = UTC
    names: Mapping[str, str] = field(default_factory=dict)


def to_text(source: str, reader: Reader) -> Text:
    """A text as it is read."""
    lines = [_line(line, reader) for line in source.split("\n")]
    return Text("\n").join(lines)


def moment(seconds: int, style: str | None, reader: Reader) -> str:
    """A moment as Discord writes it out for the reader.

    Args:
        seconds: Since 1970.
        style: Discord's letter for it; None is date and time.
    """
    when = datetime.fromtimestamp(seconds, reader.zone)
    if style == "R":
        return _relative(seconds - reader.now().timestamp())
    day = f"{when.day} {when:%B %Y}"
    clock = f"{when:%H:%M}"
    shown = {"t": clock, "T": f"{when:%H:%M:%S}", "d": f"{when:%d/%m/%Y}", "D": day}
    return shown.get(style or "f", f"{when:%A}, {day} {clock}" if style == "F" else f"{day} {clock}")


def _relative(seconds: float) -> str:
    size = abs(seconds)
    for unit, length in _UNITS:
        if size >= length:
            count = round(size / length)
            words = f"{count} {unit}{'s' if count > 1 else ''}"
            break
    else:
        return "now"
    return f"in {words}" if seconds > 0 else f"{words} ago"


def _line(line: str, reader: Reader) -> Text:
    found = _LINE.fullmatch(line)
    mark = (found["mark"] or "") if found else ""
    shown = _inline(found["rest"] if found else line, reader)
    if mark in _HEADINGS:
        shown.stylize(_HEADINGS[mark])
    elif mark == "-# ":
        shown.stylize("dim")
    elif mark == "> ":
        shown = Text("│ ", style="dim") + shown
    elif mark in {"- ", "* "}:
        shown = Text("• ") + shown
    elif mark:
        shown = Text(mark) + shown
    return shown


def _inline(source: str, reader: Reader) -> Text:
    shown = Text()
    end = 0
    for found in _INLINE.finditer(source):
        shown.append(source[end : found.start()])
        shown.append_text(_part(found, reader))
        end = found.end()
    shown.append(source[end:])
    return shown


def _part(found: re.Match[str], reader: Reader) -> Text:  # noqa: PLR0911 - one for each kind
    kind = next(name for name, value in found.groupdict().items() if value is not None)
    value = found[kind]
    if kind in _STYLES:
        inner = _inline(value, reader)
        inner.stylize(_STYLES[kind])
        return inner
    match kind:
        case "escaped":
            return Text(value)
        case "code":
            return Text(value, style="bold cyan")
        case "label":
            inner = _inline(value, reader)
            inner.stylize(f"underline link {found['url']}")
            return inner
        case "moment":
            return Text(moment(int(value), found["style"], reader), style="bold")
        case "command":
            return Text(f"/{value}", style="bold cyan")
        case _:
            sign = "#" if kind == "channel" else "@"
            return Text(f"{sign}{reader.names.get(value, 'unknown')}", style="bold cyan")
