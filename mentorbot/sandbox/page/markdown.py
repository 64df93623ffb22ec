"""Discord's Markdown as a tree that the page builds elements from; it never becomes HTML text on the way.

markdown-it-py does what Discord shares with CommonMark; what is Discord's own are rules added to it.
A node is text, or a list: its name, its attributes if it has any, and its children.

Source: https://support.discord.com/hc/en-us/articles/210298617 and
https://docs.discord.com/developers/reference#message-formatting
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

Node = str | list[Any]
Name = Callable[[str, str], str | None]
"""What an id is called: given "user", "role" or "channel", and the id."""

THING = re.compile(
    r"<(?:t:(?P<moment>-?\d{1,13})(?::(?P<style>[tTdDfFR]))?"
    r"|@!?(?P<user>\d{1,20})|@&(?P<role>\d{1,20})|#(?P<channel>\d{1,20})"
    r"|/(?P<command>[^:<>\n]{1,100}):\d{1,20}"
    r"|a?:(?P<emoji>\w{2,32}):\d{1,20}"
    r"|(?P<url>https?://[^\s<>]+))>"
)
PLAIN = re.compile(r"(?P<url>https?://[^\s<]*[^\s<.,;:!?'\"\])*_~|])|(?P<everyone>@everyone|@here)\b")
BLOCK = re.compile(r"```(?:(?P<language>[\w+#.\-]{1,20})\n)?\n?(?P<code>.+?)\n?```", re.DOTALL)
WEB = ("http://", "https://")
SIMPLE = {"em": "i", "s": "s", "bullet_list": "ul", "list_item": "li", "paragraph": "p"}
DEEPEST = 8


def _thing(state: StateInline, silent: bool) -> bool:
    """A mention, a moment, an emoji or an address between < and >."""
    if state.src[state.pos] != "<":
        return False
    found = THING.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push("thing", "", 0).meta = {name: value for name, value in found.groupdict().items() if value}
    state.pos = found.end()
    return True


def _spoiler(state: StateInline, silent: bool) -> bool:
    """What stands between two bars and two bars."""
    if not state.src.startswith("||", state.pos):
        return False
    end = state.src.find("||", state.pos + 2, state.posMax)
    if end <= state.pos + 2:
        return False
    if not silent:
        state.push("spoiler", "", 0).content = state.src[state.pos + 2 : end]
    state.pos = end + 2
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _small(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line in small print."""
    line = _line(state, start)
    if not line.startswith("-# ") or not line[3:].strip():
        return False
    if not silent:
        state.push("small", "", 0).content = line[3:].strip()
        state.line = start + 1
    return True


def _quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Lines that begin with `> `, or all that follows `>>> `."""
    line = _line(state, start)
    if line.startswith(">>> "):
        if silent:
            return True
        told = [
            line[4:],
            *(state.src[state.bMarks[one] : state.eMarks[one]] for one in range(start + 1, end)),
        ]
        state.push("quote", "", 0).content = "\n".join(told)
        state.line = end
        return True
    if not line.startswith("> "):
        return False
    if silent:
        return True
    last = start
    while last < end and _line(state, last).startswith("> "):
        last += 1
    state.push("quote", "", 0).content = "\n".join(_line(state, one)[2:] for one in range(start, last))
    state.line = last
    return True


def _parser() -> MarkdownIt:
    made = MarkdownIt("zero", {"breaks": True, "maxNesting": 40})
    made.enable(["newline", "escape", "backticks", "strikethrough", "emphasis", "link", "balance_pairs"])
    made.enable(["heading", "list", "fragments_join"])
    made.inline.add_terminator_char("|")
    made.validateLink = lambda url: url.lower().startswith(WEB)  # type: ignore[method-assign]
    made.inline.ruler.before("link", "thing", _thing)
    made.inline.ruler.before("emphasis", "spoiler", _spoiler)
    ends: RuleOptionsType = {"alt": ["paragraph", "list"]}
    made.block.ruler.before("list", "small", _small, ends)
    made.block.ruler.before("list", "quote", _quote, ends)
    return made


PARSER = _parser()


class Reader:
    """Reads Markdown for somebody.

    Args:
        name: Tells what an id is called for them; None for an id that is unknown to them.
    """

    def __init__(self, name: Name) -> None:
        self._name = name

    def read(self, text: str, depth: int = 0) -> list[Node]:
        """The nodes of a whole text."""
        if depth > DEEPEST:
            return [text]
        nodes: list[Node] = []
        end = 0
        for found in BLOCK.finditer(text):
            nodes += self._grow(PARSER.parse(text[end : found.start()].strip("\n")), depth)
            nodes.append(["pre", found["language"] or "", found["code"]])
            end = found.end()
        return nodes + self._grow(PARSER.parse(text[end:].lstrip("\n") if end else text), depth)

    def line(self, text: str, depth: int = 0) -> list[Node]:
        """The nodes of a text in which only what is within a line counts, such as a title."""
        if depth > DEEPEST:
            return [text]
        return self._grow(PARSER.parseInline(text), depth)

    def _grow(self, tokens: Sequence[Token], depth: int) -> list[Node]:
        """Make a tree of a row of tokens."""
        root: list[Node] = []
        stack = [root]
        for token in tokens:
            if token.nesting == 1:
                node = _opened(token)
                stack[-1].append(node)
                stack.append(node)
            elif token.nesting == -1:
                stack.pop()
            else:
                stack[-1].extend(self._leaf(token, depth))
        return root

    def _leaf(self, token: Token, depth: int) -> list[Node]:  # noqa: PLR0911 - one for each kind
        match token.type:
            case "inline":
                return self._grow(token.children or [], depth)
            case "text" | "text_special":
                return _addresses(token.content)
            case "softbreak" | "hardbreak":
                return [["br"]]
            case "code_inline":
                return [["code", token.content]]
            case "spoiler":
                return [["spoiler", *self.line(token.content, depth + 1)]]
            case "small":
                return [["small", *self.line(token.content, depth + 1)]]
            case "quote":
                return [["quote", *self.read(token.content, depth + 1)]]
            case "thing":
                return [self._mention(token.meta)]
        return [token.content] if token.content else []

    def _mention(self, meta: dict[str, str]) -> Node:
        kind = next(iter(meta))
        value = meta[kind]
        if kind == "moment":
            return ["t", int(value), meta.get("style", "f")]
        if kind == "url":
            return ["a", value, value]
        if kind in {"user", "role", "channel"}:
            known = self._name(kind, value)
            return [kind, value if known else "", known or f"unknown-{kind}"]
        return [kind, value]


def _opened(token: Token) -> list[Any]:
    kind = token.type.removesuffix("_open")
    if kind == "strong":
        return ["u" if token.markup == "__" else "b"]
    if kind == "heading":
        return [f"h{min(int(token.tag[1:]), 3)}"]
    if kind == "ordered_list":
        return ["ol", int(token.attrGet("start") or 1)]
    if kind == "link":
        return ["a", str(token.attrGet("href") or "")]
    return [SIMPLE.get(kind, "p")]


def _addresses(text: str) -> list[Node]:
    """Text with the web addresses in it as links."""
    nodes: list[Node] = []
    end = 0
    for found in PLAIN.finditer(text):
        if found.start() > end:
            nodes.append(text[end : found.start()])
        url = found["url"]
        nodes.append(["a", url, url] if url else ["everyone", found["everyone"]])
        end = found.end()
    if end < len(text):
        nodes.append(text[end:])
    return nodes
