"""The words of a text that is written as a web page, as calendars have them, and where its links lead."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Final

from mentorbot.events.listings import secure_link

_HIDDEN: Final = {"head", "style", "script", "title"}
_BLOCKS: Final = {"br", "p", "div", "li", "tr", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "td"}
_TAG: Final = re.compile(
    r"</?(?:br|p|a|b|i|u|em|strong|font|div|span|ul|ol|li|table|tr|td|h[1-6]|html|body)\b[^>]*>",
    re.IGNORECASE,
)
_SIGN: Final = re.compile(r"&(?:#\d{2,6}|#x[0-9a-f]{2,5}|[a-z]{2,8});", re.IGNORECASE)
_BESIDE: Final = re.compile(r"(?<=\S)[ \t]?<(https?://[^\s<>]+)>", re.IGNORECASE)
_ALONE: Final = re.compile(r"<(https?://[^\s<>]+)>", re.IGNORECASE)
"""Links as mail programs write them into plain text: after the words that lead there, or alone."""
_BREAKS: Final = re.compile(r"<(?:br|p|div|li|tr)\b", re.IGNORECASE)


def read_web_text(text: str) -> str:
    """The words, line by line, each link after its words; of what is no web page the signs as meant."""
    if not _TAG.search(text):
        apart = _BESIDE.sub(r" (\1)", text)
        return _SIGN.sub(lambda found: unescape(found[0]), _ALONE.sub(r"\1", apart))
    tags = _Tags()
    tags.feed(text.replace("\n", "<br>") if not _BREAKS.search(text) else text)
    tags.close()
    lines = (" ".join(line.split()) for line in "".join(tags.kept).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Tags(HTMLParser):
    """Keeps the words of a description that some calendars write as a web page, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[str] = []
        self._leads = ""
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag in _BLOCKS:
            self.kept.append("\n")
        elif tag == "a":
            self._leads = secure_link(dict(attrs).get("href") or "")
            self._since = len(self.kept)

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _BLOCKS:
            self.kept.append("\n")
        elif tag == "a" and self._leads:
            words = "".join(self.kept[self._since :])
            if self._leads not in words:
                self.kept.append(f" ({self._leads})")
            self._leads = ""

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.kept.append(re.sub(r"\s+", " ", data) if data.strip() else " ")
