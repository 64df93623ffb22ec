"""The small language of the texts in cards, and what reads it.

It is Markdown as chat platforms share it, and no more of it than this:

- ``**bold**``, ``*italic*``, ``~~struck out~~``, a command or a name as it is typed between backticks,
  ``[words](https://…)``, an address that stands by itself;
- lines: ``## Heading``, ``- item`` or ``1. item`` (deeper by spaces), ``> quote``, ``-# small print``, and
  code between two lines of three backticks; a new line begins a new line, an empty one a new paragraph;
- ``<@id>``, ``<#id>``, ``<@&id>``, ``<t:seconds:style>``, which only :mod:`mentorbot.chat.text` writes;
- a backslash before a sign makes it a sign.

A platform that shows this language itself passes it on; another writes its own from the nodes.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_THING: Final = re.compile(
    r"<(?:t:(?P<moment>-\d{1,10}|\d{1,11})(?::(?P<style>[tTdDfFR]))?"
    r"|@&(?P<group>[A-Za-z0-9]{1,64})|@(?P<person>[A-Za-z0-9]{1,64})|#(?P<channel>[A-Za-z0-9]{1,64})"
    r"|(?P<url>https?://[^\s<>]+))>"
)
_ADDRESS: Final = re.compile(r"https?://[^\s<]*[^\s<.,;:!?'\"\])*_~|\u200b]")
_DEEPEST: Final = 8


class Look(StrEnum):
    """How words look."""

    BOLD = "bold"
    ITALIC = "italic"
    STRUCK = "struck"


class Named(StrEnum):
    """What is mentioned."""

    PERSON = "person"
    CHANNEL = "channel"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Words:
    """Text, to be shown as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Styled:
    """Inline nodes that look in a way."""

    look: Look
    inside: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Code:
    """Something as it is typed; a command if it begins with a slash."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address of the web."""

    url: str
    inside: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody or something, by its id on the platform."""

    kind: Named
    id: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment. ``seconds`` since 1970; ``style`` is one of :data:`mentorbot.chat.text.MomentStyle`."""

    seconds: int
    style: str


@dataclass(frozen=True, slots=True)
class Break:
    """A new line begins."""


Inline = Words | Styled | Code | Link | Mention | Moment | Break


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line or several."""

    inside: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a text. ``level`` is 1 for the largest."""

    level: int
    inside: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Small:
    """Small print."""

    inside: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list. ``first`` is the number of its first item; None if they have none."""

    first: int | None
    items: "tuple[tuple[Node, ...], ...]"


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said."""

    inside: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Lines as they are typed."""

    text: str


Node = Paragraph | Heading | Small | Items | Quote | CodeBlock


def read(text: str) -> tuple[Node, ...]:
    """The nodes of a card's text."""
    return _read(text, 0)


def read_line(text: str) -> tuple[Inline, ...]:
    """The nodes of a text in which only counts what is within a line."""
    return tuple(_inline(_PARSER.parseInline(text)[0].children or []))


def _read(text: str, depth: int) -> tuple[Node, ...]:
    if depth > _DEEPEST:
        return (Paragraph((Words(text),)),)
    tokens = iter(_PARSER.parse(text))
    return tuple(_nodes(tokens, "", depth))


def _nodes(tokens: Iterator[Token], until: str, depth: int) -> Iterator[Node]:
    """The nodes up to the token that closes what they are in."""
    for token in tokens:
        match token.type:
            case kind if kind == until:
                return
            case "paragraph_open":
                yield Paragraph(_line(tokens))
            case "heading_open":
                yield Heading(int(token.tag[1:]), _line(tokens))
            case "small":
                yield Small(read_line(token.content))
            case "quote":
                yield Quote(_read(token.content, depth + 1))
            case "fence":
                yield CodeBlock(token.content.rstrip("\n"))
            case "bullet_list_open":
                yield Items(None, tuple(_items(tokens, "bullet_list_close", depth)))
            case "ordered_list_open":
                yield Items(
                    int(token.attrs.get("start", 1)), tuple(_items(tokens, "ordered_list_close", depth))
                )


def _items(tokens: Iterator[Token], until: str, depth: int) -> Iterator[tuple[Node, ...]]:
    for token in tokens:
        if token.type == until:
            return
        yield tuple(_nodes(tokens, "list_item_close", depth))


def _line(tokens: Iterator[Token]) -> tuple[Inline, ...]:
    """The inside of a paragraph or heading, up to and with its end."""
    inside = tuple(_inline(next(tokens).children or []))
    next(tokens)
    return inside


def _inline(tokens: Iterable[Token]) -> Iterator[Inline]:
    return _grown(iter(tokens), "")


def _grown(tokens: Iterator[Token], until: str) -> Iterator[Inline]:
    for token in tokens:
        match token.type:
            case kind if kind == until:
                return
            case "text" | "text_special":
                yield from _words(token.content)
            case "softbreak" | "hardbreak":
                yield Break()
            case "code_inline":
                yield Code(token.content)
            case "strong_open":
                yield Styled(Look.BOLD, tuple(_grown(tokens, "strong_close")))
            case "em_open":
                yield Styled(Look.ITALIC, tuple(_grown(tokens, "em_close")))
            case "s_open":
                yield Styled(Look.STRUCK, tuple(_grown(tokens, "s_close")))
            case "link_open":
                yield Link(str(token.attrs["href"]), tuple(_grown(tokens, "link_close")))
            case "thing":
                yield _thing_node(token.meta)


def _words(text: str) -> Iterator[Inline]:
    """Text, and the addresses in it."""
    end = 0
    for found in _ADDRESS.finditer(text):
        if found.start() > end:
            yield Words(text[end : found.start()])
        yield Link(found[0], (Words(found[0]),))
        end = found.end()
    if end < len(text):
        yield Words(text[end:])


def _thing_node(meta: dict[str, str]) -> Inline:
    kind, value = next(iter(meta.items()))
    if kind == "moment":
        return Moment(int(value), meta.get("style", "f"))
    if kind == "url":
        return Link(value, (Words(value),))
    return Mention(Named(kind), value)


def _thing(state: StateInline, silent: bool) -> bool:
    """A mention, a moment or an address between < and >."""
    if state.src[state.pos] != "<":
        return False
    found = _THING.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push("thing", "", 0).meta = {name: value for name, value in found.groupdict().items() if value}
    state.pos = found.end()
    return True


def _source(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _small(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line of small print."""
    line = _source(state, start)
    if not line.startswith("-# ") or not line[3:].strip():
        return False
    if not silent:
        state.push("small", "", 0).content = line[3:].strip()
        state.line = start + 1
    return True


def _quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Lines that each begin with `> `: no other line belongs to it."""
    if not _source(state, start).startswith("> "):
        return False
    if silent:
        return True
    last = start
    while last < end and _source(state, last).startswith("> "):
        last += 1
    state.push("quote", "", 0).content = "\n".join(_source(state, one)[2:] for one in range(start, last))
    state.line = last
    return True


def _make_parser() -> MarkdownIt:
    made = MarkdownIt("zero", {"breaks": True, "maxNesting": 40})
    made.enable(["newline", "escape", "backticks", "strikethrough", "emphasis", "link", "balance_pairs"])
    made.enable(["heading", "list", "fence", "fragments_join"])
    made.validateLink = lambda url: url.lower().startswith(("http://", "https://"))  # type: ignore[method-assign]
    made.normalizeLink = lambda url: url  # type: ignore[method-assign]
    made.inline.ruler.before("link", "thing", _thing)
    ends: RuleOptionsType = {"alt": ["paragraph", "list"]}
    made.block.ruler.before("list", "small", _small, ends)
    made.block.ruler.before("list", "quote", _quote, ends)
    return made


_PARSER: Final = _make_parser()
