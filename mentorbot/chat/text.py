"""Writing text that every platform shows as it was meant."""

import re
import unicodedata
from datetime import datetime
from typing import Final, Literal

_NOTHING: Final = "\u200b"  # a space without width: what it parts stays readable, and is no longer one thing

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>])")
_WITHIN_A_LINE: Final = re.compile(r"([\\`*_~|<>\[\]])")
# Half characters, and the marks that turn the direction of whatever follows them.
_TURNING: Final = {
    *(chr(code) for code in (0x061C, 0x200E, 0x200F)),
    *(chr(code) for code in range(0x202A, 0x202F)),
    *(chr(code) for code in range(0x2066, 0x206A)),
}
_BREAKS: Final = {"\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\t": " "}
_BREAK: Final = re.compile("|".join(map(re.escape, _BREAKS)))

MENTIONED: Final = re.compile(r"<@!?(\w+)(?:\|[^>]*)?>")
"""Somebody who is mentioned in what was typed, as the chats write that; of it, the id."""
MOMENT: Final = re.compile(r"<t:([0-9]{9,11})(?::[A-Za-z])?>")
"""A moment in what was typed, as :func:`moment` writes it; of it, the seconds since 1970."""

MomentStyle = Literal["t", "T", "d", "D", "f", "F", "R"]


def escape(typed: str) -> str:
    """What a person typed, so that it is shown as typed and does nothing.

    No Markdown, mention, timestamp, custom emoji or link comes of it; characters that cannot be seen but act
    (control characters, marks that turn the writing direction, half characters) are left out. It may come out
    twice as long: shorten before.
    """
    return _still(_SPECIAL.sub(r"\\\1", _seen(typed)))


def drop_halves(typed: str) -> str:
    """Without half characters (lone surrogates), which no database takes and no chat shows."""
    return typed.encode("utf-8", "ignore").decode("utf-8")


def title(typed: str) -> str:
    """What a person typed, as the title of a card, in which Markdown is escaped anyway: it does nothing."""
    return _still(" ".join(_seen(typed).split()))


def plain(line: str) -> str:
    """A line of plain text as Markdown: what would mark up within a line is escaped, and nothing else."""
    return _WITHIN_A_LINE.sub(r"\\\1", line)


def number_of(count: int, one: str, several: str = "") -> str:
    """So many of something, as one says it: "1 session", "2,000 sessions", "0 sessions".

    Args:
        one: What there is, if it is one.
        several: If it is not; with an s, if nothing else is said.
    """
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"


def moment(when: datetime, style: MomentStyle = "f") -> str:
    """A moment that each reader sees in their own zone.

    Args:
        when: Aware datetime.
        style: ``R`` for "in 3 days", ``D`` for a date, ``f`` for date and time, and so on
            (https://discord.com/developers/docs/reference#message-formatting-timestamp-styles).
    """
    return f"<t:{int(when.timestamp())}:{style}>"


def mention(user_id: str) -> str:
    """Somebody, by the name that the platform shows; pressing it opens their profile."""
    return f"<@{user_id}>"


def mention_channel(channel_id: str) -> str:
    """A channel (or a thread, a forum), by its name; pressing it goes there."""
    return f"<#{channel_id}>"


def mention_group(group_id: str) -> str:
    """A role or user group, by its name."""
    return f"<@&{group_id}>"


def when(moment_: datetime, style: MomentStyle = "f") -> str:
    """A moment, and how far away it is: "3 March 2027 17:00 (in 3 months)"."""
    return f"{moment(moment_, style)} ({moment(moment_, 'R')})"


def _seen(typed: str) -> str:
    if typed.isascii() and typed.isprintable():
        return typed
    typed = _BREAK.sub(lambda found: _BREAKS[found[0]], typed)
    return "".join(character for character in typed if character == "\n" or _harmless(character))


def _still(text: str) -> str:
    return text.replace("@", f"@{_NOTHING}").replace(":/", f":{_NOTHING}/")


def _harmless(character: str) -> bool:
    return character not in _TURNING and unicodedata.category(character) not in {"Cc", "Cs"}
