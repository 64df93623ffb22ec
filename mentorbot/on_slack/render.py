"""From a card to what Slack shows: the blocks of a message, of an answer for one person alone, or of a view.

What Slack lacks: a button that cannot be pressed is left out, and named beneath; the edge of a card has no
colour; how few may be chosen is left to the rule that is asked; there is no drop-down of user groups. A card
that is too large goes on in further messages.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Attachment,
    Block,
    Card,
    Choice,
    Divider,
    Fields,
    Image,
    Option,
    Pick,
    Pickable,
    Section,
    Style,
    fit,
)
from mentorbot.on_slack import limits
from mentorbot.on_slack.mrkdwn import ANYBODY, Reader, literal, write_parts

Data = dict[str, Any]

FILES: Final = "slack:files"
"""Asks for the pictures and files of an answer, which cannot be in it."""
LINK: Final = "slack:link"
"""A button that leads to an address of the web; Slack tells of the press, and nothing is to be done."""
MORE: Final = "slack:more"
"""A menu of buttons for which there is no room: which one it is, its value says."""
PICK: Final = "slack:pick"
"""A drop-down of which several may be chosen; it counts once the button beside it is pressed."""

CHANNELS: Final = {"include": ["public", "private"], "exclude_bot_users": True}
"""Which conversations are offered where a channel is picked."""

_KEPT: Final = "slack"
_SIGNS: Final = {Accent.TROUBLE: "⚠ "}
_STYLES: Final = {Style.PRIMARY: "primary", Style.GOOD: "primary", Style.DANGER: "danger"}
_AT_ONCE: Final = 5
_EXPANDED: Final = 500
_PRESSABLE: Final = frozenset({"actions", "input"})


@dataclass(frozen=True, slots=True)
class Screen:
    """A message.

    Args:
        text: What is read where blocks are not shown, as in a notification.
        rest: What does not fit into one message, as further messages.
    """

    blocks: list[Data]
    text: str
    rest: "tuple[Screen, ...]" = ()


def message(card: Card, community: str, reader: Reader = ANYBODY) -> Screen:
    """The card as a message. Its pictures and files are not in it: they are sent after it, see :func:`files`.

    Raises:
        ValueError: It has an id that is too long.
    """
    return _screens(_kept(card, reader, aside=False), community)


def ephemeral(card: Card, community: str, kept: str = "", reader: Reader = ANYBODY) -> Screen:
    """The card as an answer for one person, with words in place of its pictures and files.

    Args:
        kept: Under which key they are kept, for the button that sends them to the person.

    Raises:
        ValueError: It has an id that is too long.
    """
    return _screens([*_kept(card, reader, aside=True), *_offer(card, kept)], community)


def view(card: Card, community: str, kept: str = "", reader: Reader = ANYBODY) -> Data:
    """The card as a modal in which nothing is filled in; ``kept`` and errors as for :func:`ephemeral`."""
    inside = [*_kept(card, reader, aside=True), *_offer(card, kept)]
    if len(card.title) <= limits.VIEW_TITLE and len(inside) > 1 and inside[0]["type"] == "header":
        inside = inside[1:]
    return {
        "type": "modal",
        "title": plain_text(card.title, limits.VIEW_TITLE),
        "close": plain_text("Close", limits.VIEW_BUTTON),
        "private_metadata": json.dumps({"community": community}),
        "blocks": numbered(_fewer(inside, limits.VIEW_BLOCKS)[: limits.VIEW_BLOCKS], community),
    }


def page(cards: Iterable[Card], community: str, reader: Reader = ANYBODY) -> list[Data]:
    """Cards one under the other, with words in place of their pictures, as far as a view holds them."""
    inside: list[Data] = []
    for card in cards:
        line = [{"type": "divider"}] if inside else []
        inside += [*line, *deepcopy(_kept(card, reader, aside=True))]
    inside = _fewer(inside, limits.VIEW_BLOCKS)[: limits.VIEW_BLOCKS]
    _part_ids(inside)
    return numbered(inside, community)


def files(card: Card) -> list[Image | Attachment]:
    """The pictures and files that go with the card."""
    return [
        block for block in card.blocks if isinstance(block, Image | Attachment) and block.data is not None
    ]


def numbered(inside: Iterable[Data], community: str) -> list[Data]:
    """Blocks, each that can be pressed named after the community and its place: ``T0123.4``."""
    return [
        {**block, "block_id": f"{community}.{number}"}
        if block["type"] in _PRESSABLE or "accessory" in block
        else block
        for number, block in enumerate(inside)
    ]


def plain_text(text: str, most: int) -> Data:
    """Text in which nothing is marked up, of at most so many characters."""
    return {"type": "plain_text", "text": fit(text, most), "emoji": False}


def option(one: Option) -> Data:
    """One line of a drop-down. Raises ValueError: its value is too long."""
    if not 0 < len(one.value) <= limits.OPTION_VALUE:
        raise ValueError(f"a value has 1 to {limits.OPTION_VALUE} characters, unlike {one.value!r}")
    shown: Data = {"text": plain_text(one.label, limits.OPTION), "value": one.value}
    if one.description:
        shown["description"] = plain_text(one.description, limits.OPTION_ABOUT)
    return shown


def _kept(card: Card, reader: Reader, *, aside: bool) -> list[Data]:
    """The blocks of a card that may be kept, made once."""
    made: dict[tuple[Reader, bool], list[Data]] = card.rendered.setdefault(_KEPT, {})
    if (reader, aside) not in made:
        inside = [
            *_header(card),
            *(one for block in card.blocks for one in _block(block, reader, aside=aside)),
        ]
        inside += _small(write_parts(card.footer, limits.CONTEXT, reader) if card.footer else ())
        _part_ids(inside)
        made[reader, aside] = inside or [_section("…")]
    return made[reader, aside]


def _header(card: Card) -> Iterator[Data]:
    title = _SIGNS.get(card.accent, "") + card.title
    if len(title) <= limits.HEADER:
        if title.strip():
            yield {"type": "header", "text": plain_text(title, limits.HEADER)}
    else:
        yield _section(f"*{literal(fit(title, limits.SECTION // 6))}*")


def _block(block: Block, reader: Reader, *, aside: bool) -> Iterable[Data]:  # noqa: PLR0911 - one a kind
    match block:
        case Section():
            return _sections(block, reader)
        case Fields():
            return _fields(block, reader)
        case Divider():
            return ({"type": "divider"},)
        case Actions():
            return _actions(block.actions)
        case Choice():
            return _choice(block)
        case Pick():
            return _pick(block)
        case Image():
            return (
                (_section(literal(fit(block.alt, 1000))),) if aside and block.alt and not block.told else ()
            )
        case Attachment():
            return _small([literal(block.filename)]) if aside else ()


def _section(text: str) -> Data:
    shown: Data = {"type": "section", "text": _mrkdwn(text)}
    return {**shown, "expand": True} if len(text) > _EXPANDED else shown


def _mrkdwn(text: str) -> Data:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _small(texts: Sequence[str]) -> list[Data]:
    return [{"type": "context", "elements": [_mrkdwn(text)]} for text in texts]


def _sections(block: Section, reader: Reader) -> Iterator[Data]:
    text = f"### {block.heading}\n{block.text}" if block.heading else block.text
    shown = [_section(part) for part in write_parts(text, limits.SECTION, reader)]
    if block.action is not None and (not shown or block.action.disabled):
        yield from shown
        yield from _actions((block.action,))
        return
    if block.action is not None:
        shown[0]["accessory"] = _button(block.action)
    yield from shown


def _fields(block: Fields, reader: Reader) -> Iterator[Data]:
    beside: list[Data] = []
    for one in block.fields:
        parts = write_parts(f"**{one.name}**\n{one.value}", limits.FIELD, reader)
        fits = len(beside) < limits.FIELDS and _size(beside) + len(parts[0]) < limits.MESSAGE_SIZE
        if len(parts) == 1 and fits:
            beside.append(_mrkdwn(parts[0]))
            continue
        if beside:
            yield {"type": "section", "fields": beside}
        beside = [_mrkdwn(parts[0])] if len(parts) == 1 else []
        yield from (_section(part) for part in parts if len(parts) > 1)
    if beside:
        yield {"type": "section", "fields": beside}


def _actions(actions: Sequence[Action]) -> Iterator[Data]:
    can = [action for action in actions if not action.disabled]
    menu = _menu(can)
    shown = [_button(action) for action in can if action not in menu]
    if menu:
        shown.append({"type": "overflow", "action_id": MORE, "options": [_entry(action) for action in menu]})
    for start in range(0, len(shown), limits.ELEMENTS):
        yield {"type": "actions", "elements": shown[start : start + limits.ELEMENTS]}
    if cannot := ", ".join(action.label for action in actions if action.disabled):
        yield from _small([f"Not available now: {literal(fit(cannot, 300))}"])


def _menu(actions: Sequence[Action]) -> list[Action]:
    """Which of many buttons go into a menu: plain ones at the end, if a menu holds them all."""
    plain = [one for one in actions[_AT_ONCE - 1 :] if one.style is Style.SECONDARY and one.id]
    plain = [one for one in plain if len(_id(one.id)) <= limits.OPTION_VALUE]
    fits = 2 <= len(plain) <= limits.OVERFLOW and len(actions) > _AT_ONCE
    return plain if fits else []


def _entry(action: Action) -> Data:
    return {"text": plain_text(action.label, limits.OPTION), "value": _id(action.id)}


def _button(action: Action) -> Data:
    shown: Data = {"type": "button", "text": plain_text(action.label, limits.BUTTON)}
    if action.url is not None:
        return {**shown, "action_id": LINK, "url": action.url}
    shown["action_id"] = _id(action.id)
    if action.style in _STYLES:
        shown["style"] = _STYLES[action.style]
    if action.style is Style.DANGER:
        shown["confirm"] = {
            "title": plain_text("Are you sure?", limits.CONFIRM_TITLE),
            "text": plain_text(action.label, limits.CONFIRM_TEXT),
            "confirm": plain_text("Yes", limits.CONFIRM_BUTTON),
            "deny": plain_text("No", limits.CONFIRM_BUTTON),
            "style": "danger",
        }
    return shown


def _choice(choice: Choice) -> Iterator[Data]:
    for start in range(0, len(choice.options), limits.OPTIONS):
        options = choice.options[start : start + limits.OPTIONS]
        shown = [option(one) for one in options]
        chosen = [made for made, one in zip(shown, options, strict=True) if one.chosen]
        select: Data = {"placeholder": plain_text(choice.placeholder, limits.PLACEHOLDER), "options": shown}
        if choice.most == 1:
            select |= {"type": "static_select", "action_id": _id(choice.id)}
            if chosen:
                select["initial_option"] = chosen[0]
            yield {"type": "actions", "elements": [select]}
            continue
        most = min(choice.most, len(options))
        select |= {"type": "multi_static_select", "action_id": PICK, "max_selected_items": most}
        if chosen:
            select["initial_options"] = chosen[:most]
        take = {**_button(Action("Choose these", choice.id, style=Style.PRIMARY)), "value": "pick"}
        yield {"type": "actions", "elements": [select, take]}


def _pick(block: Pick) -> Iterator[Data]:
    shown = plain_text(block.placeholder, limits.PLACEHOLDER)
    element: Data
    match block.of:
        case Pickable.CHANNEL | Pickable.POSTS:
            element = {"type": "conversations_select", "filter": CHANNELS}
        case Pickable.PERSON:
            element = {"type": "users_select"}
        case Pickable.GROUP:  # what there is, is asked for as somebody types: no element selects one
            element = {"type": "external_select", "min_query_length": 0}
    yield {
        "type": "actions",
        "elements": [{**element, "action_id": _id(block.id), "placeholder": shown}],
    }


def _offer(card: Card, kept: str) -> Iterator[Data]:
    """The button that sends what cannot be in an answer."""
    what = files(card)
    if what and kept:
        kind = "picture" if all(isinstance(one, Image) for one in what) else "file"
        label = f"Send me the {kind}{'s' if len(what) > 1 else ''}"
        yield from _actions((Action(label, f"{FILES}:{kept}"),))


def _id(action_id: str | None) -> str:
    if not action_id or len(action_id) > limits.ACTION_ID:
        raise ValueError(f"an id has 1 to {limits.ACTION_ID} characters, unlike {action_id!r}")
    return action_id


def _part_ids(inside: Iterable[Data]) -> None:
    """Number ids that occur more than once, as on Discord; what reads a press takes the number off again."""
    seen: dict[str, int] = {}
    for block in inside:
        for part in (*block.get("elements", ()), block.get("accessory", {})):
            if (action_id := part.get("action_id")) is not None:
                count = seen[action_id] = seen.get(action_id, 0) + 1
                if count > 1:
                    part["action_id"] = f"{action_id}~{count}"


def _screens(inside: list[Data], community: str) -> Screen:
    """Blocks as a message, and as many more as it takes."""
    parts: list[list[Data]] = [[]]
    size = 0
    for block in _fewer(inside, limits.MESSAGE_BLOCKS):
        length = _size({name: value for name, value in block.items() if name != "accessory"})
        if parts[-1] and (len(parts[-1]) == limits.MESSAGE_BLOCKS or size + length > limits.MESSAGE_SIZE):
            parts.append([])
            size = 0
        parts[-1].append(block)
        size += length
    first, *rest = (Screen(numbered(part, community), _fallback(part)) for part in parts)
    return Screen(first.blocks, first.text, tuple(rest))


def _size(value: object) -> int:
    """How many characters something has when it is written as JSON, but for what has to be escaped there."""
    if isinstance(value, dict):
        pressed = value.get("type") == "actions"
        return 0 if pressed else sum(len(name) + 4 + _size(one) for name, one in value.items()) + 2
    if isinstance(value, list):
        return sum(_size(one) + 1 for one in value) + 2
    return len(value) + 2 if isinstance(value, str) else 5


def _fewer(inside: list[Data], most: int) -> list[Data]:
    """The blocks; where they are too many, paragraphs that follow each other become one, and lines go."""
    if len(inside) <= most:
        return inside
    made: list[Data] = []
    for block in inside:
        if block["type"] == "divider":
            continue
        if made and _is_text(block) and _is_text(made[-1]):
            together = f"{made[-1]['text']['text']}\n\n{block['text']['text']}"
            if len(together) <= limits.SECTION:
                made[-1] = _section(together)
                continue
        made.append(block)
    return made


def _is_text(block: Data) -> bool:
    return block["type"] == "section" and "text" in block and "accessory" not in block


def _texts(block: Data) -> Iterator[str]:
    """What is read in a block, but for buttons."""
    if "text" in block:
        shown = block["text"]
        yield literal(shown["text"]) if shown["type"] == "plain_text" else shown["text"]
    for part in block.get("fields", ()):
        yield part["text"]
    for part in block.get("elements", ()):
        if part["type"] == "mrkdwn":
            yield part["text"]


def _fallback(inside: Iterable[Data]) -> str:
    """What is read of some blocks, as far as a notification and a screen reader need it."""
    shown = ""
    for text in (one for block in inside for one in _texts(block)):
        if len(shown) + len(text) + 1 > limits.FALLBACK:
            break
        shown += f"\n{text}" if shown else text
    return shown or "Something to choose"
