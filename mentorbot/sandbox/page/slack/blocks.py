"""Block Kit in the words of the page: what a block or an element is among what the page can show.

The page shows rows (1), buttons (2), drop-downs (3, 5, 8), sections (9), texts (10), pictures (11, 12), lines
(14), fields of forms (4, 18, 19, 21, 22), and what is picked by itself: a day, a time (40).
"""

import re
from collections.abc import Callable
from typing import Any

from mentorbot.sandbox.page.markdown import Node
from mentorbot.sandbox.page.slack.markup import Reader, plain
from mentorbot.sandbox.page.slack.rich import read_rich
from mentorbot.sandbox.slack.interactions.state import VALUES, Filled, held_value
from mentorbot.sandbox.slack.people.screen import words
from mentorbot.sandbox.wire import Json

ROW, BUTTON, TEXT_FIELD, SECTION, TEXT, THUMBNAIL, GALLERY, LINE = 1, 2, 4, 9, 10, 11, 12, 14
LABEL, UPLOAD, RADIO, BOXES, PICKER = 18, 19, 21, 22, 40
STRINGS, USERS, CHANNELS = 3, 5, 8
STYLES = {"primary": 1, "danger": 4}
PICKERS = {"datepicker": "date", "timepicker": "time", "datetimepicker": "datetime-local"}
TEXTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input")
FILE = re.compile(r"/files-pri/\w+-(?P<id>F\w+)/")
SEPARATOR = "\n"
"""Between the block id and the action id, in what the page calls an element."""

Thing = Callable[[str], Json]
"""A person or channel as a choice, by its id."""


def name_element(block: Json, element: Json) -> str:
    """What the page calls an element."""
    return f"{block['block_id']}{SEPARATOR}{element['action_id']}"


class Blocks:
    """Blocks as one person sees them.

    Args:
        reader: Reads the texts for them.
        thing: Names people and channels for them.
        url: Where the sandbox is: pictures from there are shown, others are named with a link.
    """

    def __init__(self, reader: Reader, thing: Thing, url: str) -> None:
        self._reader = reader
        self._thing = thing
        self._url = url

    def show(self, blocks: list[Json], filled: Filled) -> list[Json]:
        """Blocks as components; `filled` is what the person has changed."""
        shown: list[Json] = []
        for block in blocks:
            build = getattr(self, f"_{block['type']}", None)
            shown += build(block, filled) if build else [self._text([f"({block['type']})"])]
        return shown

    def text(self, part: Any) -> list[Node]:
        """The nodes of a text object."""
        if not isinstance(part, dict) or not part.get("text"):
            return []
        if part["type"] == "plain_text":
            return self._reader.emoji(part["text"]) if part.get("emoji", True) else [plain(part["text"])]
        return self._reader.read(part["text"])

    @staticmethod
    def _text(nodes: list[Node]) -> Json:
        return {"type": TEXT, "content": nodes}

    # --- blocks -------------------------------------------------------------------------------------

    def _header(self, block: Json, filled: Filled) -> list[Json]:
        return [self._text([["h1", *self.text(block["text"])]])]

    def _section(self, block: Json, filled: Filled) -> list[Json]:
        inner = [self._text(self.text(block["text"]))] if block.get("text") else []
        inner += [self._text(self.text(one)) for one in block.get("fields", ())]
        accessory = block.get("accessory")
        if accessory is None:
            return inner
        if accessory["type"] == "image":
            return [{"type": SECTION, "components": inner, "accessory": self._picture(accessory, THUMBNAIL)}]
        element = self._element(block, accessory, filled)
        if element["type"] == BUTTON:
            return [{"type": SECTION, "components": inner, "accessory": element}]
        return [*inner, {"type": ROW, "components": [element]}]

    def _context(self, block: Json, filled: Filled) -> list[Json]:
        nodes: list[Node] = []
        for one in block["elements"]:
            told: list[Node] = [f"({one['alt_text']})"] if one["type"] == "image" else self.text(one)
            nodes += [*(["  "] if nodes else []), *_inline(told)]
        return [self._text([["small", *nodes]])]

    def _divider(self, block: Json, filled: Filled) -> list[Json]:
        return [{"type": LINE, "divider": True, "spacing": 1}]

    def _image(self, block: Json, filled: Filled) -> list[Json]:
        title = [self._text(self.text(block["title"]))] if block.get("title") else []
        item = self._picture(block, GALLERY)
        return [*title, {"type": GALLERY, "items": [item]}]

    def _actions(self, block: Json, filled: Filled) -> list[Json]:
        elements = [self._element(block, one, filled) for one in block["elements"]]
        return [{"type": ROW, "components": elements}]

    def _rich_text(self, block: Json, filled: Filled) -> list[Json]:
        return [self._text(read_rich(block, self._reader))]

    def _markdown(self, block: Json, filled: Filled) -> list[Json]:
        return [self._text(self._reader.read(block["text"]))]

    def _input(self, block: Json, filled: Filled) -> list[Json]:
        element = self._element(block, block["element"], filled)
        element["required"] = not block.get("optional")
        if not element["required"]:
            element["min_values"] = 0
        return [
            {
                "type": LABEL,
                "label": words(block["label"]),
                "description": words(block.get("hint")),
                "component": element,
                "block": block["block_id"],
            }
        ]

    def _picture(self, one: Json, kind: int) -> Json:
        file = one.get("slack_file") or {}
        address = str(one.get("image_url") or file.get("url") or "")
        media: Json = {"url": address, "local": False}
        found = FILE.match(address.removeprefix(self._url))
        if identifier := file.get("id") or (found["id"] if found else ""):
            media = {"url": f"/client/file/{identifier}", "local": True}
        return {"type": kind, "media": media, "description": one["alt_text"]}

    # --- elements -----------------------------------------------------------------------------------

    def _element(self, block: Json, element: Json, filled: Filled) -> Json:
        kind, name = element["type"], name_element(block, element)
        if kind == "button":
            return self._button(element, name)
        made: Json = {"custom_id": name, "required": False, "placeholder": words(element.get("placeholder"))}
        held = held_value(block, element, filled)[VALUES[kind][0]] if kind in VALUES else None
        if kind in TEXTS:
            return made | {
                "type": TEXT_FIELD,
                "style": 2 if element.get("multiline") or kind == "rich_text_input" else 1,
                "value": held if isinstance(held, str) else "",
                "min_length": element.get("min_length", 0),
                "max_length": element.get("max_length", 3000),
            }
        if kind in PICKERS:
            return made | {"type": PICKER, "kind": PICKERS[kind], "value": held}
        if kind == "file_input":
            return made | {"type": UPLOAD, "min_values": 1, "max_values": element.get("max_files", 10)}
        if kind in {"radio_buttons", "checkboxes"}:
            chosen = _values(held)
            several = kind == "checkboxes"
            options = [self._option(one, chosen) for one in element["options"]]
            return made | {"type": BOXES if several else RADIO, "options": options, "min_values": 1}
        return made | self._select(element, held)

    def _button(self, element: Json, name: str) -> Json:
        made: Json = {
            "type": BUTTON,
            "custom_id": name,
            "label": words(element["text"]),
            "style": STYLES.get(element.get("style", ""), 2),
        }
        asked = element.get("confirm")
        if asked:
            made["confirm"] = {part: words(asked.get(part)) for part in ("title", "text", "confirm", "deny")}
        if element.get("url"):
            made |= {"style": 5, "url": element["url"]}
        return made

    def _select(self, element: Json, held: Any) -> Json:
        kind = element["type"]
        several = kind.startswith("multi_")
        made: Json = {"min_values": 1, "max_values": element.get("max_selected_items", 100) if several else 1}
        chosen = _values(held)
        if kind == "overflow":
            options = [self._option(one, []) for one in element["options"]]
            return made | {"type": STRINGS, "options": options, "placeholder": "More"}
        if kind.endswith("external_select"):
            given = held if isinstance(held, list) else [held] if held else []
            options = [self._option(one, chosen) for one in given]
            return made | {"type": STRINGS, "options": options, "suggest": element.get("min_query_length", 3)}
        if kind.endswith("static_select"):
            listed = list(element.get("options", ()))
            for group in element.get("option_groups", ()):
                listed.extend(group["options"])
            return made | {"type": STRINGS, "options": [self._option(one, chosen) for one in listed]}
        found = [self._thing(one) for one in (held if isinstance(held, list) else [held] if held else [])]
        return made | {"type": USERS if "users" in kind else CHANNELS, "chosen": found}

    @staticmethod
    def _option(one: Json, chosen: list[str]) -> Json:
        return {
            "label": words(one["text"]),
            "value": one.get("value", ""),
            "description": words(one.get("description")),
            "default": one.get("value", "") in chosen,
        }


def _values(held: Any) -> list[str]:
    """The values of the options that are chosen."""
    listed = held if isinstance(held, list) else [held]
    return [one["value"] for one in listed if isinstance(one, dict) and "value" in one]


def _inline(nodes: list[Node]) -> list[Node]:
    """Nodes without the paragraphs around them."""
    found: list[Node] = []
    for one in nodes:
        found += one[1:] if isinstance(one, list) and one[0] == "p" else [one]
    return found
