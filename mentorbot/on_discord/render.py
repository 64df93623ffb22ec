"""From a card to what Discord shows, and from a form to a modal.

A layout is built as the plain data that Discord takes, not from discord.py's classes, because that is most of
what a command costs; a test holds both to the same result.
Source: https://docs.discord.com/developers/components/reference
"""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any, Final

import discord

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Attachment,
    Block,
    Card,
    Choice,
    ChoiceField,
    DateField,
    Divider,
    Fields,
    Form,
    FormField,
    Image,
    Option,
    Pick,
    Pickable,
    Section,
    Style,
    TextField,
    fit,
    limits,
    plain,
)
from mentorbot.on_discord import mentions, pressed

Data = dict[str, Any]

_ROW, _BUTTON, _SELECT, _SECTION, _TEXT, _GALLERY, _FILE, _SEPARATOR, _CONTAINER = (
    1,
    2,
    3,
    9,
    10,
    12,
    13,
    14,
    17,
)
_LINK_STYLE: Final = 5
_PICKS: Final[dict[Pickable, Data]] = {
    Pickable.CHANNEL: {"type": 8, "channel_types": [discord.ChannelType.text.value]},
    Pickable.POSTS: {
        "type": 8,
        "channel_types": [discord.ChannelType.text.value, discord.ChannelType.forum.value],
    },
    Pickable.PERSON: {"type": 5},
    Pickable.GROUP: {"type": 6},
}

_COLOURS: Final = {
    Accent.PLAIN: 0x5A6675,
    Accent.NEXT: 0x1A4FC4,
    Accent.GOOD: 0x17703F,
    Accent.CARE: 0xB7791F,
    Accent.TROUBLE: 0xB3261E,
}
_STYLES: Final = {Style.PRIMARY: 1, Style.SECONDARY: 2, Style.GOOD: 3, Style.DANGER: 4}
_KEY: Final = "discord"
_DATE_TYPED: Final = 60


class Screen(discord.ui.LayoutView):
    """A layout that is already in Discord's form.

    It listens to nothing, so discord.py does not keep it: presses are routed by their ids (see actions).
    The same screen may be sent any number of times.
    """

    def __init__(self, components: list[Data]) -> None:
        super().__init__(timeout=None)
        self.components = components

    def to_components(self) -> list[Data]:
        """What is sent."""
        return self.components

    def has_components_v2(self) -> bool:
        """Always."""
        return True

    def is_finished(self) -> bool:
        """Always, which tells discord.py not to wait for presses."""
        return True


def screen(card: Card, community: str | None = None) -> Screen:
    """The card as Discord shows it; of a card that is kept, the same screen every time.

    Args:
        community: In a direct message, the one that it was made in: its buttons belong to that.

    Raises:
        ValueError: It has more parts than a message may have, or an id that is too long.
    """
    if community is not None:
        return Screen(components(card, community))
    kept: Screen | None = card.rendered.get(_KEY)
    if kept is None:
        kept = card.rendered[_KEY] = Screen(components(card))
    return kept


def files(card: Card) -> list[discord.File]:
    """What goes with the card: its pictures and attachments, to be sent once."""
    return [
        discord.File(BytesIO(block.data), block.filename, description=_alt(block))
        for block in card.blocks
        if isinstance(block, Image | Attachment) and block.data is not None
    ]


def components(card: Card, community: str | None = None) -> list[Data]:
    """The card as a list of components; with arguments, and ValueError, as :func:`screen`."""
    inside: list[Data] = [_text(f"## {plain(card.title)}")]
    for block in card.blocks:
        inside += _block(block)
    if card.footer:
        inside.append(_text("\n".join(f"-# {line}" for line in card.footer.splitlines())))
    everything = _every(inside)
    _shorten(everything)
    _link_commands(everything)
    _part_ids(everything, community)
    if (count := 1 + len(everything)) > limits.COMPONENTS:
        raise ValueError(
            f"the card “{card.title}” has {count} components; a message holds {limits.COMPONENTS}"
        )
    return [{"type": _CONTAINER, "accent_color": _COLOURS[card.accent], "components": inside}]


def modal(form: Form, community: str | None = None) -> discord.ui.Modal:
    """The form as Discord shows it. Its answer comes back by its id, to whoever owns that (see actions).

    Args:
        community: As for :func:`screen`.
    """
    shown = discord.ui.Modal(
        title=fit(form.title, limits.FORM_TITLE), custom_id=pressed.mark(_id(form.id), community)
    )
    for field in form.fields:
        shown.add_item(
            discord.ui.Label(
                text=fit(field.label, limits.FIELD_LABEL),
                description=fit(field.hint, limits.FIELD_HINT) if field.hint else None,
                component=_input(field),
            )
        )
    shown.stop()
    return shown


def _block(block: Block) -> Iterable[Data]:  # noqa: PLR0911 - one for each kind of block
    match block:
        case Section():
            return (_section(block),)
        case Fields():
            return (_text("\n".join(f"**{field.name}:** {field.value}" for field in block.fields)),)
        case Divider():
            return ({"type": _SEPARATOR, "divider": True, "spacing": 1},)
        case Actions():
            return _rows(block.actions)
        case Choice():
            return (_row((_select(block),)),) if block.options else ()
        case Pick():
            shown = {"custom_id": _id(block.id), "placeholder": fit(block.placeholder, limits.PLACEHOLDER)}
            return (_row(({**_PICKS[block.of], **shown},)),)
        case Image():
            media = {"media": {"url": f"attachment://{block.filename}"}, "description": _alt(block)}
            return ({"type": _GALLERY, "items": [media]},)
        case Attachment():
            return ({"type": _FILE, "file": {"url": f"attachment://{block.filename}"}},)


def _text(content: str) -> Data:
    return {"type": _TEXT, "content": content}


def _section(block: Section) -> Data:
    text = _text(f"### {block.heading}\n{block.text}" if block.heading else block.text)
    if block.action is None:
        return text
    return {"type": _SECTION, "components": [text], "accessory": _button(block.action)}


def _rows(actions: tuple[Action, ...]) -> Iterator[Data]:
    for start in range(0, len(actions), limits.ACTIONS_PER_ROW):
        yield _row(map(_button, actions[start : start + limits.ACTIONS_PER_ROW]))


def _row(parts: Iterable[Data]) -> Data:
    return {"type": _ROW, "components": list(parts)}


def _button(action: Action) -> Data:
    shown: Data = {
        "type": _BUTTON,
        "label": fit(action.label, limits.ACTION_LABEL),
        "disabled": action.disabled,
    }
    if action.url is not None:
        return {**shown, "style": _LINK_STYLE, "url": action.url}
    return {**shown, "style": _STYLES[action.style], "custom_id": _id(action.id)}


def _select(choice: Choice) -> Data:
    options = choice.options[: limits.OPTIONS]
    return {
        "type": _SELECT,
        "custom_id": _id(choice.id),
        "placeholder": fit(choice.placeholder, limits.PLACEHOLDER),
        "min_values": choice.least,
        "max_values": min(choice.most, len(options)),
        "options": [_option(option) for option in options],
    }


def _option(option: Option) -> Data:
    shown: Data = {
        "label": fit(option.label, limits.OPTION_LABEL),
        "value": option.value,
        "default": option.chosen,
    }
    if option.description:
        shown["description"] = fit(option.description, limits.OPTION_DESCRIPTION)
    return shown


def _input(field: FormField) -> discord.ui.TextInput[Any] | discord.ui.Select[Any]:
    match field:
        case TextField():
            return discord.ui.TextInput(
                custom_id=field.id,
                style=discord.TextStyle.paragraph if field.paragraph else discord.TextStyle.short,
                default=field.value,
                placeholder=fit(field.placeholder, limits.FIELD_PLACEHOLDER) if field.placeholder else None,
                required=field.required,
                max_length=min(field.most, limits.FIELD_TEXT),
            )
        case DateField():
            return discord.ui.TextInput(
                custom_id=field.id,
                default=field.value,
                placeholder="March 1, or year-month-day",
                required=field.required,
                max_length=_DATE_TYPED,
            )
        case ChoiceField():
            return discord.ui.Select(
                custom_id=field.id,
                placeholder=fit(field.placeholder, limits.PLACEHOLDER) if field.placeholder else None,
                min_values=field.least,
                max_values=min(field.most, len(field.options)),
                required=field.required,
                options=[discord.SelectOption.from_dict(_option(option)) for option in field.options],  # type: ignore[arg-type]
            )


def _alt(block: Image | Attachment) -> str | None:
    return fit(block.alt, limits.IMAGE_ALT) if isinstance(block, Image) else None


def _id(action_id: str | None) -> str:
    if not action_id or len(action_id) > limits.ACTION_ID:
        raise ValueError(f"an id has 1 to {limits.ACTION_ID} characters, unlike {action_id!r}")
    return action_id


def _every(inside: list[Data]) -> list[Data]:
    """All components of a container: its own, and those in its rows and sections, which hold no others."""
    found = []
    for part in inside:
        found.append(part)
        if "components" in part:
            found += part["components"]
            if "accessory" in part:
                found.append(part["accessory"])
    return found


def _shorten(parts: list[Data]) -> None:
    """Keep the text within what a message holds: the longest gives way first."""
    texts = [part for part in parts if part["type"] == _TEXT]
    over = sum([len(text["content"]) for text in texts]) - limits.CARD_TEXT
    while over > 0:
        longest = max(texts, key=lambda text: len(text["content"]))
        before = len(longest["content"])
        longest["content"] = fit(longest["content"], max(before - over, before // 2, 1))
        over -= before - len(longest["content"])


def _link_commands(parts: list[Data]) -> None:
    """Let commands in the texts be pressed, as far as what a message holds has room for their ids."""
    texts = [part for part in parts if part["type"] == _TEXT]
    room = limits.CARD_TEXT - sum(len(text["content"]) for text in texts)
    for text in texts:
        linked = mentions.link(text["content"])
        if (more := len(linked) - len(text["content"])) <= room:
            text["content"] = linked
            room -= more


def _part_ids(parts: list[Data], community: str | None) -> None:
    """Number ids that occur more than once, which Discord refuses, and mark them; both is taken off again."""
    seen: dict[str, int] = {}
    for part in parts:
        if (custom_id := part.get("custom_id")) is not None:
            count = seen[custom_id] = seen.get(custom_id, 0) + 1
            numbered = custom_id if count == 1 else _id(f"{custom_id}~{count}")
            part["custom_id"] = pressed.mark(numbered, community)
