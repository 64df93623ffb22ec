"""Slack's mrkdwn as the terminal can show it."""

from typing import Any, Final

from rich.text import Text

from mentorbot.demo.markdown import Reader, moment
from mentorbot.sandbox.page.slack import markup

_STYLES: Final = {"b": "bold", "i": "italic", "s": "strike", "code": "bold cyan", "pre": "bold cyan"}
_MARKS: Final = {"user": "@", "channel": "#", "role": "@"}


def to_text(source: str, reader: Reader) -> Text:
    """A text as it is read."""
    read = markup.Reader(lambda _, id_: reader.names.get(id_))
    lines = [_written(node, reader) for node in read.read(source)]
    return Text("\n").join(lines)


def _written(node: Any, reader: Reader) -> Text:  # noqa: PLR0911 - one for each kind
    if isinstance(node, str):
        return Text(node)
    kind, *inside = node
    match kind:
        case "ul":
            return Text("\n").join(_written(one, reader) for one in inside)
        case "li":
            return Text("• ") + _joined(inside, reader)
        case "quote":
            return Text("│ ", style="dim") + _joined(inside, reader)
        case "br":
            return Text("\n")
        case "t":
            return Text(moment(inside[0], inside[1], reader), style="bold")
        case "a":
            return Text(inside[1], style=f"underline link {inside[0]}")
        case "user" | "channel" | "role":
            return Text(f"{_MARKS[kind]}{inside[1].removeprefix(_MARKS[kind])}", style="bold cyan")
        case "pre":
            return Text(inside[-1], style=_STYLES[kind])
        case "emoji":
            return Text(f":{inside[0]}:")
        case _:
            shown = _joined(inside, reader)
            shown.stylize(_STYLES.get(kind, ""))
            return shown


def _joined(nodes: list[Any], reader: Reader) -> Text:
    shown = Text()
    for one in nodes:
        shown.append_text(_written(one, reader))
    return shown
