"""Slack's mrkdwn as the tree that the page builds elements from; it never becomes HTML text on the way.

Source: https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from collections.abc import Iterator
from typing import Any

from mentorbot.sandbox.page.markdown import Name, Node

CODE = re.compile(r"```(?P<pre>.+?)```", re.DOTALL)
THING = re.compile(
    r"<(?:@(?P<user>\w+)|#(?P<channel>\w+)|!subteam\^(?P<role>\w+)"
    r"|!date\^(?P<moment>\d+)\^(?P<form>[^|>^]*)(?:\^[^|>]*)?|!(?P<everyone>here|channel|everyone)"
    r"|(?P<url>(?:https?|mailto|tel):[^|>]+))(?:\|(?P<label>[^>]*))?>"
)
STAND_IN = "\ue000"
"""One letter in the place of what is a whole by itself, so that signs around it are read as such."""
WHOLE = re.compile(rf"`(?P<code>[^`\n]+)`|{THING.pattern}|:(?P<emoji>[a-z0-9_+'-]+):|{STAND_IN}")
STYLED = re.compile(
    r"(?<![\w*])\*(?P<b>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
    r"|(?<![\w_])_(?P<i>[^\s_](?:[^_\n]*[^\s_])?)_(?![\w_])"
    r"|(?<![\w~])~(?P<s>[^\s~](?:[^~\n]*[^\s~])?)~(?![\w~])"
)
BULLET = re.compile(r"^(?:•|-|◦) +")
DEEPEST = 6
EMOJI = {
    "wave": "👋", "tada": "🎉", "heart": "❤️", "+1": "👍", "thumbsup": "👍", "white_check_mark": "✅",
    "warning": "⚠️", "eyes": "👀", "calendar": "📅", "bell": "🔔", "bow": "🙇",
    "cat": "🐱", "dog": "🐶", "bear": "🐻",
}  # fmt: skip
FORMS = {
    "{ago}": "R",
    "{time}": "t",
    "{time_secs}": "T",
    "{date_num}": "d",
    "{date}": "D",
    "{date_long}": "D",
}


def read_form(form: str) -> str:
    """How a moment is to be shown, as the page has it, of Slack's form of a date such as `{time}`."""
    return FORMS.get(form.strip(), "f")


def plain(text: str) -> str:
    """A text as it is read."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


class Reader:
    """Reads mrkdwn for somebody.

    Args:
        name: Tells what an id is called for them; None for an id that is unknown to them.
    """

    def __init__(self, name: Name) -> None:
        self._name = name

    def read(self, text: str) -> list[Node]:
        """The nodes of a whole text."""
        nodes: list[Node] = []
        end = 0
        for found in CODE.finditer(text):
            nodes += self._lines(text[end : found.start()].strip("\n"))
            nodes.append(["pre", "", plain(found["pre"].strip("\n"))])
            end = found.end()
        return nodes + self._lines(text[end:].lstrip("\n") if end else text)

    def _lines(self, text: str) -> list[Node]:
        """Quotes, lists and what stands between them."""
        nodes: list[Node] = []
        block: list[Any] = []
        for line in text.split("\n") if text else ():
            kind, rest = "p", line
            if line.startswith("&gt;"):
                kind, rest = "quote", line.removeprefix("&gt;").strip()
            elif BULLET.match(line):
                kind, rest = "ul", BULLET.sub("", line)
            if not block or block[0] != kind:
                block = [kind]
                nodes.append(block)
            if kind == "ul":
                block.append(["li", *self.line(rest)])
            else:
                block += [*([["br"]] if len(block) > 1 else []), *self.line(rest)]
        return nodes

    def line(self, text: str) -> list[Node]:
        """The nodes of a text within a line."""
        wholes = (self._whole(found) for found in WHOLE.finditer(text))
        return _styled(WHOLE.sub(STAND_IN, text), wholes, 0)

    def emoji(self, text: str) -> list[Node]:
        """The nodes of a text in which emoji are the one thing that is read."""
        wholes = (
            _emoji(found["emoji"]) if found["emoji"] else plain(found[0]) for found in WHOLE.finditer(text)
        )
        return _grown(WHOLE.sub(STAND_IN, text), wholes)

    def _whole(self, found: re.Match[str]) -> Node:
        if found["code"]:
            return ["code", *self._code(found["code"])]
        if found["emoji"]:
            return _emoji(found["emoji"])
        return STAND_IN if found[0] == STAND_IN else self._thing(found)

    def _code(self, text: str) -> list[Node]:
        """The nodes of code: a link is one there too, and all else stands as it is written."""
        nodes: list[Node] = []
        end = 0
        for found in THING.finditer(text):
            if found["url"]:
                nodes += [plain(text[end : found.start()]), self._thing(found)]
                end = found.end()
        return [one for one in (*nodes, plain(text[end:])) if one]

    def _thing(self, found: re.Match[str]) -> Node:
        label = plain(found["label"] or "")
        if found["moment"]:
            return ["t", int(found["moment"]), read_form(found["form"])]
        if found["url"]:
            return ["a", plain(found["url"]), label or plain(found["url"])]
        if found["everyone"]:
            return ["everyone", f"@{found['everyone']}"]
        kind = next(one for one in ("user", "channel", "role") if found[one])
        return self.name(kind, found[kind], label)

    def name(self, kind: str, id_: str, label: str = "") -> Node:
        """The node of a person ("user"), a channel ("channel") or a user group ("role").

        Args:
            label: What it is called where its id is unknown to whoever reads.
        """
        known = self._name(kind, id_)
        return [kind, id_ if known else "", known or label or f"unknown-{kind}"]


def _styled(text: str, wholes: Iterator[Node], depth: int) -> list[Node]:
    """The nodes of a text in which stand-ins are for these, in their order."""
    if depth > DEEPEST:
        return _grown(text, wholes)
    nodes: list[Node] = []
    end = 0
    for found in STYLED.finditer(text):
        nodes += _grown(text[end : found.start()], wholes)
        kind = found.lastgroup or ""
        nodes.append([kind, *_styled(found[kind], wholes, depth + 1)])
        end = found.end()
    return nodes + _grown(text[end:], wholes)


def _grown(text: str, wholes: Iterator[Node]) -> list[Node]:
    """Plain text, with what the stand-ins in it are for."""
    first, *others = text.split(STAND_IN)
    nodes: list[Node] = [plain(first)] if first else []
    for other in others:
        nodes.append(next(wholes))
        if other:
            nodes.append(plain(other))
    return nodes


def _emoji(name: str) -> Node:
    return EMOJI.get(name) or ["emoji", name]
