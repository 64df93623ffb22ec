"""Platform-neutral screens: what a feature wants to show, before Discord or Slack has a say in how.

Text in cards is the Markdown that chat platforms share: **bold**, *italic*, lists, [links](https://…).
A moment is written with :func:`mentorbot.chat.moment`; anything a person typed goes through
:func:`mentorbot.chat.escape` first.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Accent(StrEnum):
    """The colour of a card's edge, by what it means."""

    PLAIN = "plain"
    NEXT = "next"
    GOOD = "good"
    CARE = "care"
    TROUBLE = "trouble"


class Style(StrEnum):
    """How much a button asks to be pressed."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    GOOD = "good"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Action:
    """A button. Exactly one of ``id`` (``feature:verb:argument``, at most 100 characters) and ``url``."""

    label: str
    id: str | None = None
    url: str | None = None
    style: Style = Style.SECONDARY
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a choice."""

    label: str
    value: str
    description: str | None = None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A drop-down. What was chosen reaches the owner of ``id`` as a list of values."""

    id: str
    placeholder: str
    options: tuple[Option, ...]
    least: int = 1
    most: int = 1


class Pickable(StrEnum):
    """What somebody picks of all that there is of a kind on the platform."""

    CHANNEL = "channel"
    POSTS = "posts"
    """A channel for messages, or one for posts under titles of their own, such as a forum."""
    PERSON = "person"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Pick:
    """A drop-down of all channels, people or groups there are. The id of what was picked reaches its owner.

    Where there may be none of a kind, the card says in words how somebody is named otherwise.
    """

    id: str
    placeholder: str
    of: Pickable


@dataclass(frozen=True, slots=True)
class Image:
    """A picture with the words for those who cannot see it. Without data it is on the message already.

    Args:
        told: The card says in words what it shows; so where no picture can be, nothing has to stand for it.
    """

    data: bytes | None
    filename: str
    alt: str
    told: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to download."""

    data: bytes
    filename: str


@dataclass(frozen=True, slots=True)
class Section:
    """A paragraph or several, with an optional heading and an optional button at its side."""

    text: str
    heading: str | None = None
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A name and its value, for facts one looks up rather than reads."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Fields:
    """Several fields together."""

    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Divider:
    """A line across the card."""


@dataclass(frozen=True, slots=True)
class Actions:
    """A row of buttons; a platform wraps it where it must."""

    actions: tuple[Action, ...]


Block = Section | Fields | Divider | Actions | Choice | Pick | Image | Attachment


@dataclass(frozen=True, slots=True)
class Card:
    """One screen.

    Args:
        title: The heading, plain text.
        blocks: What stands under it, in order.
        accent: The colour of its edge.
        footer: Small print: sources, dates checked.
        public: Whether all in the channel see it; private unless said otherwise.
        pinned: It stays at hand in the place of a few people that it is posted in, where the chat has that.
        tags: By which names it is found where a channel sorts what is posted, as a forum does.
        rendered: What a platform made of it, by platform, so that a card that is kept is rendered once.
    """

    title: str
    blocks: tuple[Block, ...] = ()
    accent: Accent = Accent.PLAIN
    footer: str | None = None
    public: bool = False
    pinned: bool = False
    tags: tuple[str, ...] = ()
    rendered: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TextField:
    """A line (or paragraph) to type in a form."""

    id: str
    label: str
    hint: str | None = None
    value: str | None = None
    placeholder: str | None = None
    required: bool = False
    paragraph: bool = False
    most: int = 200


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """A drop-down in a form: one of the options, or several."""

    id: str
    label: str
    options: tuple[Option, ...]
    hint: str | None = None
    placeholder: str | None = None
    required: bool = True
    least: int = 1
    most: int = 1


@dataclass(frozen=True, slots=True)
class DateField:
    """A day, typed as one says it, or chosen in a calendar; its value is written as YYYY-MM-DD."""

    id: str
    label: str
    hint: str | None = None
    value: str | None = None
    required: bool = False


FormField = TextField | ChoiceField | DateField


@dataclass(frozen=True, slots=True)
class Form:
    """A modal. ``id`` routes its answer as an action's does; at most five fields."""

    id: str
    title: str
    fields: tuple[FormField, ...] = field(default=())
