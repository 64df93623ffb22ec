"""Cards with none, one and two of whatever they count: nothing is spoken of as several that is one."""

import importlib
import inspect
import re
import types
import typing
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from pathlib import Path
from typing import Any, Literal

import pytest
from reading import SEVERAL, read_card

from mentorbot.chat import Card

ROOT = Path(__file__).resolve().parents[2]
ONE_AS_SEVERAL = re.compile(rf"(?<![\d.,/:\-])1\*{{0,2}} (?:open |new |more )?(?:{SEVERAL}|points)\b")
MOMENT = datetime(2027, 3, 1, 9, tzinfo=UTC)
PLAIN: dict[Any, Any] = {
    str: "x", bool: False, datetime: MOMENT, date: MOMENT.date(), time: time(9), bytes: b"x", float: 1.0,
    timedelta: timedelta(days=1),
}  # fmt: skip


def make(kind: Any, many: int, depth: int = 0) -> Any:  # noqa: C901, PLR0911 - one for each kind
    """Something of a kind that holds so many of everything. Raises TypeError: nobody knows how."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if depth > 6:
        raise TypeError(kind)
    if kind is int:
        return many
    if kind in PLAIN:
        return PLAIN[kind]
    if kind is types.NoneType:
        return None
    if origin in {typing.Union, types.UnionType}:
        return make(inner[0], many, depth + 1)
    if origin is Literal:
        return inner[0]
    if origin is tuple and inner[-1] is not Ellipsis:
        return tuple(make(one, many, depth + 1) for one in inner)
    if origin in {list, tuple, Sequence, Collection, Iterable}:
        made = [make(inner[0], many, depth + 1) for _ in range(many)]
        return tuple(made) if origin is tuple else made
    if origin in {set, frozenset}:
        return origin(make(inner[0], many + place, depth + 1) for place in range(many))
    if origin in {dict, Mapping}:
        return {}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        given = {
            one.name: make(hints[one.name], many, depth + 1)
            for one in fields(kind)
            if one.init and one.default is MISSING and one.default_factory is MISSING
        }
        return typing.cast("Any", kind)(**given)
    raise TypeError(kind)


def card_makers() -> Iterator[Any]:
    """Every function that makes a card of what is handed to it."""
    for path in sorted((ROOT / "mentorbot").rglob("*cards.py")):
        if not {"sandbox", "demo"} & set(path.parts):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            module = importlib.import_module(name)
            yield from (
                one
                for key, one in vars(module).items()
                if inspect.isfunction(one) and one.__module__ == name and key.endswith("_card")
            )


def render(maker: Any, many: int) -> Card | None:
    """A card about so many; None where what it needs cannot be made up, or makes no sense."""
    try:
        hints = typing.get_type_hints(maker)
        given = {
            name: make(hints[name], many)
            for name, one in inspect.signature(maker).parameters.items()
            if one.default is inspect.Parameter.empty
        }
        made = maker(**given)
    except (TypeError, NameError, KeyError, ValueError, AttributeError, IndexError, OSError, RuntimeError):
        return None
    return made if isinstance(made, Card) else None


@pytest.mark.parametrize("many", [0, 1, 2])
def test_no_card_speaks_of_one_as_of_several(many: int) -> None:
    cards = [(maker, card) for maker in card_makers() if (card := render(maker, many)) is not None]
    assert len(cards) > 100, "most cards can be made up"
    wrong = [
        f"{maker.__module__}.{maker.__name__}: {found[0]}"
        for maker, card in cards
        for found in ONE_AS_SEVERAL.finditer("\n".join(read_card(card)))
    ]
    assert wrong == []
