"""Rich text in the nodes that the page shows: what it has of pieces, and how each looks.

Source: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from collections.abc import Callable, Iterable

from mentorbot.sandbox.page.markdown import Node
from mentorbot.sandbox.page.slack.markup import EMOJI, Reader, read_form
from mentorbot.sandbox.wire import Json

LOOKS = {"bold": "b", "italic": "i", "strike": "s", "underline": "u"}


def read_rich(block: Json, reader: Reader) -> list[Node]:
    """The nodes of a block of rich text."""
    nodes: list[Node] = []
    for part in block["elements"]:
        pieces = part["elements"]
        match part["type"]:
            case "rich_text_list":
                lines = [["li", *_read_pieces(one["elements"], reader)] for one in pieces]
                ordered = part["style"] == "ordered"
                nodes.append(["ol", part.get("offset", 0) + 1, *lines] if ordered else ["ul", *lines])
            case "rich_text_preformatted":
                nodes.append(["pre", part.get("language") or "", "".join(map(_say, pieces))])
            case kind:
                name = "quote" if kind == "rich_text_quote" else "p"
                nodes.append([name, *_read_pieces(pieces, reader)])
    return nodes


def _read_pieces(pieces: Iterable[Json], reader: Reader) -> list[Node]:
    nodes: list[Node] = []
    for piece in pieces:
        look = piece.get("style") or {}
        shown = _read_piece(piece, reader)
        if look.get("code"):
            shown = [["code", *shown]]
        for name, sign in LOOKS.items():
            if look.get(name):
                shown = [[sign, *shown]]
        nodes += shown
    return nodes


def _read_piece(piece: Json, reader: Reader) -> list[Node]:
    node: Node = _say(piece)
    match piece["type"]:
        case "text":
            first, *others = str(piece["text"]).split("\n")
            return [first, *(node for one in others for node in (["br"], one))]
        case "link":
            node = ["a", piece["url"], piece.get("text") or piece["url"]]
        case "emoji":
            node = EMOJI.get(piece["name"]) or ["emoji", piece["name"]]
        case "date":
            node = ["t", piece["timestamp"], read_form(piece["format"])]
        case "broadcast":
            node = ["everyone", f"@{piece['range']}"]
        case "user" | "channel" | "usergroup" as kind:
            node = reader.name("role" if kind == "usergroup" else kind, piece[f"{kind}_id"])
    return [node]


_SAID: dict[str, Callable[[Json], str]] = {
    "text": lambda piece: str(piece["text"]),
    "link": lambda piece: str(piece.get("text") or piece["url"]),
    "color": lambda piece: str(piece["value"]),
}


def _say(piece: Json) -> str:
    """What a piece says where nothing can be marked up."""
    say = _SAID.get(piece["type"])
    return say(piece) if say else ""
