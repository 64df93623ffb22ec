"""Lists that may be long: their lines, and turning their pages."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Generic, TypeVar

from rapidfuzz import fuzz, process

from mentorbot.chat.card import Action, Card, Section
from mentorbot.chat.text import number_of

BACK: Final = "◀ Back"
ON: Final = "Next ▶"
_MOST_NEAR: Final = 5

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list.

    Args:
        number: From 1.
        last: How many pages there are; at least 1.
    """

    items: Sequence[Item]
    number: int
    last: int

    def turns(self, id_: str, back: str = BACK, on: str = ON, **how: Any) -> list[Action]:
        """The buttons to the pages before and after, as far as there are any.

        Args:
            id_: Their ids without the number of the page: ``events:page:mine``.
            back: What the first says.
            on: What the second says.
            how: The look of the second, as an Action has it.
        """
        turns = []
        if self.number > 1:
            turns.append(Action(back, f"{id_}:{self.number - 1}"))
        if self.number < self.last:
            turns.append(Action(on, f"{id_}:{self.number + 1}", **how))
        return turns

    @property
    def said(self) -> str:
        """Which page it is, if there are several."""
        return f"Page {self.number} of {self.last}" if self.last > 1 else ""


def paged(items: Sequence[Item], number: int, size: int) -> Page[Item]:
    """That page of a list; if it is not there, the nearest that is."""
    last = pages(len(items), size)
    number = min(max(number, 1), last)
    return Page(items[(number - 1) * size : number * size], number, last)


def pages(count: int, size: int) -> int:
    """How many pages so many items take; an empty list takes one."""
    return max(1, -(-count // size))


def say_first(count: int, most: int, others: str) -> str:
    """That a list has no more than its first lines; empty where it has room for more.

    Args:
        count: How many are in it.
        most: How many it may have.
        others: What shows others: "more conditions find others".
    """
    return f"These are the first {most:,}; {others}." if count >= most else ""


def name_nearest(typed: str, names: Sequence[str]) -> str:
    """The names that are nearest to what was typed, the nearest first, on one line."""
    found = process.extract(typed, names, scorer=fuzz.WRatio, limit=_MOST_NEAR)
    return ", ".join(name for name, *_ in found)


def fold(typed: str) -> str:
    """Letters and digits alone, without regard to case: hyphens, dots and spaces are written in many ways."""
    plain = unicodedata.normalize("NFKC", typed).replace("&", " and ")
    return "".join(filter(str.isalnum, plain.casefold()))


def end_with(card: Card, more: int, command: str) -> Card:
    """The first of a list, with a word on how many more there are, and the command that shows them.

    Args:
        command: Its words, without a slash.
    """
    if more <= 0:
        return card
    said = f"{number_of(more, 'more is', 'more are')} not shown here: `/{command}`."
    return replace(card, blocks=(*card.blocks, Section(said)))


def line(name: str, *words: str, action: Action | None = None) -> Section:
    """One thing in a list: its name, which is shown bold, and what is said under it. All of it escaped."""
    return Section("\n".join((f"**{name}**", *filter(None, words))), action=action)
