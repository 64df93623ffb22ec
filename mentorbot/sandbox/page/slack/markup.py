"""Slack's mrkdwn as the tree that the page builds elements from; it never becomes HTML text on the way.

Source: https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from typing import Any

from mentorbot.sandbox.page.markdown import Name, Node

CODE = re.compile(r"```(?P<pre>.+?)```", re.DOTALL)
THING = re.compile(
    r"<(?:@(?P<user>\w+)|#(?P<channel>\w+)|!subteam\^(?P<role>\w+)"
    r"|!date\^(?P<moment>\d+)\^(?P<form>[^|>^]*)(?:\^[^|>]*)?|!(?P<everyone>here|channel|everyone)"
    r"|(?P<url>(?:https?|mailto|tel):[^|>]+))(?:\|(?P<label>[^>]*))?>"
)
INLINE = re.compile(r"`(?P<code>[^`\n]+)`|(?<![\w*])\*(?P<b>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
    r"|(?<![\w_])_(?P<i>[^\s_](?:[^_\n]*[^\s_])?)_(?![\w_])|(?<![\w~])~(?P<s>[^\s~](?:[^~\n]*[^\s~])?)~(?![\w~])"
    r"|:(?P<emoji>[a-z0-9_+'-]+):")  # fmt: skip
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

    def line(self, text: str, depth: int = 0) -> list[Node]:
        """The nodes of a text within a line."""
        nodes: list[Node] = []
        end = 0
        for found in THING.finditer(text):
            nodes += self._styled(text[end : found.start()], depth)
            nodes.append(self._thing(found))
            end = found.end()
        return nodes + self._styled(text[end:], depth)

    def _styled(self, text: str, depth: int) -> list[Node]:
        if depth > DEEPEST:
            return [plain(text)]
        nodes: list[Node] = []
        end = 0
        for found in INLINE.finditer(text):
            if found.start() > end:
                nodes.append(plain(text[end : found.start()]))
            kind = found.lastgroup or ""
            value = found[kind]
            if kind == "code":
                nodes.append(["code", plain(value)])
            elif kind == "emoji":
                nodes.append(EMOJI.get(value) or ["emoji", value])
            else:
                nodes.append([kind, *self._styled(value, depth + 1)])
            end = found.end()
        if end < len(text):
            nodes.append(plain(text[end:]))
        return nodes

    def _thing(self, found: re.Match[str]) -> Node:
        label = plain(found["label"] or "")
        if found["moment"]:
            return ["t", int(found["moment"]), FORMS.get(found["form"].strip(), "f")]
        if found["url"]:
            return ["a", plain(found["url"]), label or plain(found["url"])]
        if found["everyone"]:
            return ["everyone", f"@{found['everyone']}"]
        kind = next(one for one in ("user", "channel", "role") if found[one])
        known = self._name(kind, found[kind])
        return [kind, found[kind] if known else "", known or label or f"unknown-{kind}"]
