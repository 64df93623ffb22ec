"""From a card's text to what Slack calls mrkdwn, which is not Markdown.

It has no sign that takes another its meaning. So what people typed keeps its letters, and signs that would
mark something up where they stand are shown by others that look the same.
Source: https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mentorbot.chat import fit, markup
from mentorbot.chat.markup import Look

_NOTHING: Final = "\u200b"  # without width: what it parts stays readable, and is no longer one thing
_ENTITIES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_ALIKE: Final = {"*": "\u2217", "_": "\u02cd", "~": "\u223c", "`": "\u02cb"}
_MARKING: Final = re.compile(r"(?<!\w)[*_~]|[*_~](?!\w)|`")
_EMOJI: Final = re.compile(r":(?=[\w+'-]+:)")
_WORD: Final = re.compile(r"\s*\S+|\s+")
_SIGNS: Final = {Look.BOLD: "*", Look.ITALIC: "_", Look.STRUCK: "~"}
_MARKS: Final = frozenset(_SIGNS.values())
_FENCE: Final = "```"
_KEPT: Final = 4096
"""Texts."""
_NOT_IN_URL: Final = re.compile(r"[\s<>|\"]")
_URL: Final = 2000
_LABEL: Final = 150
_AROUND: Final = 8
"""Characters that the signs around one word may take."""

_DATES: Final = {
    "t": "{time}",
    "T": "{time_secs}",
    "d": "{date_num}",
    "D": "{date_long_full}",
    "f": "{date_long_full} at {time}",
    "F": "{date_long} at {time}",
    "R": "{ago}",
}
_FALLBACKS: Final = {"t": "{clock}", "T": "{clock}", "d": "{day}", "D": "{day}"}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, as far as it matters to how something is written.

    Args:
        zone: Where a date cannot be shown in the reader's own way, it is shown in this time zone.
        typed: How a command is typed in the reader's workspace: of "mentor find", perhaps
            "/mentorbot mentor find".
    """

    zone: str = "UTC"
    typed: Callable[[str], str] | None = None


ANYBODY: Final = Reader()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a line, as people read it; or an ``atom``, which is written already and cannot be parted."""

    text: str
    looks: frozenset[Look] = frozenset()
    atom: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """A line. ``lead`` is written before it, and before each line it has to be parted into."""

    pieces: tuple[_Piece, ...] = ()
    lead: str = ""
    code: bool = False


@dataclass(slots=True)
class _Writer:
    """Makes lines of nodes."""

    reader: Reader
    lines: list[_Line] = field(default_factory=list)

    def add(self, nodes: Sequence[markup.Node], lead: str = "") -> None:
        """The lines of some nodes, each with a lead."""
        before: markup.Node | None = None
        for node in nodes:
            if _apart(before, node):
                self.lines.append(_Line(lead=lead.rstrip()))
            before = node
            match node:
                case markup.Paragraph():
                    self._add_inline(node.inside, lead)
                case markup.Heading():
                    self._add_inline((markup.Styled(Look.BOLD, node.inside),), lead)
                case markup.Small():
                    self._add_inline((markup.Styled(Look.ITALIC, node.inside),), lead)
                case markup.Items():
                    self._add_items(node, lead)
                case markup.Quote():
                    self.add(node.inside, f"{lead}> ")
                case markup.CodeBlock():
                    self.lines += [_Line((_Piece(one),), code=True) for one in node.text.split("\n")]

    def _add_inline(self, nodes: Sequence[markup.Inline], lead: str) -> None:
        line: list[_Piece] = []
        for piece in self._pieces(nodes, frozenset()):
            if piece is None:
                self.lines.append(_Line(tuple(line), lead))
                line = []
            else:
                line.append(piece)
        self.lines.append(_Line(tuple(line), lead))

    def _add_items(self, node: markup.Items, lead: str) -> None:
        for number, item in enumerate(node.items, node.first or 0):
            mark = "• " if node.first is None else f"{number}. "
            start = len(self.lines)
            self.add(item, lead + " " * 4)
            if start < len(self.lines):
                self.lines[start] = _Line(self.lines[start].pieces, lead + mark)
            else:
                self.lines.append(_Line((), lead + mark))

    def _pieces(self, nodes: Iterable[markup.Inline], looks: frozenset[Look]) -> Iterator[_Piece | None]:
        """Pieces of a line; None where another begins."""
        for node in nodes:
            match node:
                case markup.Words():
                    yield _Piece(node.text, looks)
                case markup.Styled():
                    yield from self._pieces(node.inside, looks | {node.look})
                case markup.Break():
                    yield None
                case markup.Code():
                    yield _Piece(self._code(node.text), looks, atom=True)
                case markup.Link():
                    yield _Piece(_link(node), looks, atom=True)
                case markup.Mention():
                    yield _Piece(_mention(node), looks, atom=True)
                case markup.Moment():
                    yield _Piece(_moment(node, self.reader), looks, atom=True)

    def _code(self, text: str) -> str:
        if self.reader.typed is not None and text.startswith("/"):
            text = self.reader.typed(text[1:])
        return "`" + text.translate(_ENTITIES).replace("`", _ALIKE["`"]) + "`"


def write(text: str, reader: Reader = ANYBODY) -> str:
    """A card's text as mrkdwn, however long."""
    return "\n".join(_written(_lines(text, reader)))


@lru_cache(maxsize=_KEPT)
def write_parts(text: str, most: int, reader: Reader = ANYBODY) -> tuple[str, ...]:
    """A card's text as mrkdwn, in parts of at most so many characters, parted between lines if it can be.

    The same texts come again and again, so that what was written is kept.

    Args:
        most: Characters; at least 200.

    Returns:
        The parts in order; none if there is nothing to read.
    """
    parts: list[list[_Line]] = [[]]
    size = 0
    for whole in _lines(text, reader):
        for line in _broken(whole, most):
            length = sum(map(len, _written([line]))) + 1
            if size + length > most and parts[-1]:
                parts.append([])
                size = 0
            parts[-1].append(line)
            size += length
    return tuple(shown for part in parts if (shown := "\n".join(_written(part)).strip("\n")))


def literal(typed: str) -> str:
    """Plain text as mrkdwn in which nothing of it does anything."""
    shown = typed.translate(_ENTITIES)
    shown = _MARKING.sub(lambda found: _ALIKE[found[0]], shown)
    return _EMOJI.sub(f":{_NOTHING}", shown)


def _lines(text: str, reader: Reader) -> list[_Line]:
    writer = _Writer(reader)
    writer.add(markup.read(text))
    return writer.lines


def _apart(before: markup.Node | None, node: markup.Node) -> bool:
    """Whether an empty line parts two nodes: two paragraphs, and a heading from what it follows."""
    if before is None or isinstance(node, markup.Small):
        return False
    return isinstance(node, markup.Heading) or (
        isinstance(before, markup.Paragraph | markup.Items | markup.Quote)
        and isinstance(node, markup.Paragraph)
    )


def _written(lines: Sequence[_Line]) -> Iterator[str]:
    """Lines as mrkdwn; those of code stand together between two fences."""
    for code, group in groupby(lines, key=lambda line: line.code):
        if code:
            yield _FENCE
            for line in group:
                text = "".join(piece.text for piece in line.pieces)
                yield text.translate(_ENTITIES).replace("`", _ALIKE["`"])
            yield _FENCE
        else:
            for line in group:
                yield _written_line(line)


def _written_line(line: _Line) -> str:
    shown = ""
    for looks, group in groupby(line.pieces, key=lambda piece: piece.looks):
        text = "".join(piece.text if piece.atom else literal(piece.text) for piece in group)
        shown = _joined(shown, _marked(text, looks))
    if shown.startswith("&gt;"):
        shown = _NOTHING + shown
    return (line.lead + shown).rstrip(" ")


def _marked(text: str, looks: frozenset[Look]) -> str:
    """Text between the signs of how it looks, which have to touch it."""
    inner = text.strip()
    if not inner or not looks:
        return text
    signs = "".join(_SIGNS[look] for look in Look if look in looks)
    start = text.index(inner)
    return f"{text[:start]}{signs}{inner}{signs[::-1]}{text[start + len(inner) :]}"


def _joined(before: str, after: str) -> str:
    """Two parts of a line; a sign within a word would not mark anything up, so something stands between."""
    opens = after[:1] in _MARKS and (_is_word(before[-1:]) or before[-1:] in _MARKS)
    closes = before[-1:] in _MARKS and _is_word(after[:1])
    return f"{before}{_NOTHING}{after}" if before and after and (opens or closes) else before + after


def _is_word(character: str) -> bool:
    return character.isalnum()


def _broken(line: _Line, most: int) -> Iterator[_Line]:
    """The line, parted between words into lines of at most so many characters."""
    if sum(map(len, _written([line]))) + 2 * len(_FENCE) <= most:
        yield line
        return
    room = most - len(line.lead) - 2 * len(_FENCE) - 2
    part: list[_Piece] = []
    size = 0
    for piece in _words(line, room):
        length = _AROUND + (len(piece.text) if piece.atom else len(literal(piece.text)))
        if part and size + length > room:
            yield _Line(tuple(part), line.lead, line.code)
            part, size = [], 0
        # A line that goes on begins with a word, not with the space before it.
        goes_on = not part and not piece.atom and not line.code
        part.append(_Piece(piece.text.lstrip(), piece.looks) if goes_on else piece)
        size += length
    yield _Line(tuple(part), line.lead, line.code)


def _words(line: _Line, room: int) -> Iterator[_Piece]:
    """The pieces of a line, one for each word; a word that is too long by itself is cut."""
    longest = (
        room // 8
    )  # of a cut word: each of its characters may be written with five, and signs stand around
    for piece in line.pieces:
        if piece.atom:
            yield piece
            continue
        for word in _WORD.findall(piece.text):
            if len(word) <= longest:
                yield _Piece(word, piece.looks)
            else:
                for start in range(0, len(word), longest):
                    yield _Piece(word[start : start + longest], piece.looks)


def _link(node: markup.Link) -> str:
    label = literal(fit(" ".join("".join(_plain(node.inside)).split()), _LABEL))
    url = _NOT_IN_URL.sub(lambda found: f"%{ord(found[0]):02X}", node.url).replace("&", "&amp;")
    return f"<{url}|{label}>" if label and len(url) <= _URL else label


def _plain(nodes: Iterable[markup.Inline]) -> Iterator[str]:
    for node in nodes:
        match node:
            case markup.Words() | markup.Code():
                yield node.text
            case markup.Styled() | markup.Link():
                yield from _plain(node.inside)


def _mention(node: markup.Mention) -> str:
    match node.kind:
        case markup.Named.PERSON:
            return f"<@{node.id}>"
        case markup.Named.CHANNEL:
            return f"<#{node.id}>"
        case markup.Named.GROUP:
            return f"<!subteam^{node.id}>"


def _moment(node: markup.Moment, reader: Reader) -> str:
    return f"<!date^{node.seconds}^{_DATES[node.style]}|{_said(node, reader)}>"


def _said(node: markup.Moment, reader: Reader) -> str:
    """The moment in words, for where Slack cannot show it as the reader's own."""
    at = datetime.fromtimestamp(node.seconds, _zone(reader.zone))
    day = f"{at.day} {at:%B %Y}"
    clock = f"{at:%H:%M} {at.tzname()}"
    return _FALLBACKS.get(node.style, "{day}, {clock}").format(day=day, clock=clock)


def _zone(key: str) -> tzinfo:
    """The time zone of a name that comes from outside; UTC for one that is not known here."""
    try:
        return UTC if key == "UTC" else ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
