"""What is searched for among opportunities, and how a search is written into a button or a table."""

import unicodedata
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from itertools import product
from typing import Any, Final

from mentorbot.guide.model import Setting
from mentorbot.networking.opportunities.terms import MOST_WORDS, Level, OpportunityKind, WorkMode

ANY: Final = "*"


@dataclass(frozen=True, slots=True)
class Filters:
    """A search; None and no words take everything. ``words`` as :func:`join_words` makes them."""

    kind: OpportunityKind | None = None
    setting: Setting | None = None
    mode: WorkMode | None = None
    level: Level | None = None
    words: str = ""

    @property
    def bucket(self) -> str:
        """The four filters as one value: "job|hospital|*|*"."""
        return "|".join(getattr(self, name) or ANY for name in _NAMES)

    @property
    def code(self) -> str:
        """The whole search in a few characters, for a button: "0.0.-.-.finance"."""
        places = [
            "-" if (value := getattr(self, name)) is None else str(list(type_).index(value))
            for name, type_ in _TYPES.items()
        ]
        return ".".join((*places, self.words))

    def matches(self, opportunity: Any) -> bool:
        """Whether an opportunity (or anything with kind, setting, mode, level and words) is among it."""
        chosen = all(getattr(self, name) in {None, getattr(opportunity, name)} for name in _NAMES)
        return chosen and has_words(opportunity.words, self.words)


_NAMES: Final = tuple(field.name for field in fields(Filters) if field.name != "words")
_TYPES: Final[dict[str, type[StrEnum]]] = {
    "kind": OpportunityKind,
    "setting": Setting,
    "mode": WorkMode,
    "level": Level,
}


def read_code(code: str) -> Filters:
    """A search from a button, whatever somebody made of it; what cannot be read takes everything."""
    *places, words = code.split(".", len(_NAMES)) if code.count(".") >= len(_NAMES) else ("",)
    found: dict[str, Any] = {}
    for (name, type_), place in zip(_TYPES.items(), places, strict=False):
        values = list(type_)
        if place.isascii() and place.isdigit() and len(place) < 3 and int(place) < len(values):
            found[name] = values[int(place)]
    return replace(Filters(), **found, words=read_words(words))


def read_bucket(bucket: str, words: str) -> Filters:
    """A search from the table of saved ones."""
    values = zip(_TYPES.items(), bucket.split("|"), strict=True)
    found: dict[str, Any] = {name: type_(value) for (name, type_), value in values if value != ANY}
    return Filters(**found, words=words)


def list_buckets(opportunity: Any) -> list[str]:
    """Every bucket with searches that an opportunity may be among, words aside: at most 16, in order."""
    values = [sorted({ANY, getattr(opportunity, name) or ANY}) for name in _NAMES]
    return sorted("|".join(one) for one in product(*values))


def join_words(*texts: str) -> str:
    """All words of these texts, in the form in which they are compared, with a space before each.

    Case, accents, width and punctuation do not count.
    """
    flat = unicodedata.normalize("NFKD", " ".join(texts)).casefold()
    kept = (c if c.isalnum() else " " for c in flat if not unicodedata.combining(c))
    return "".join(f" {word}" for word in "".join(kept).split())


def read_words(typed: str) -> str:
    """What somebody searches for: beginnings of words, at most MOST_WORDS characters in all."""
    kept = ""
    for word in join_words(typed[:400]).split():
        longer = f"{kept} {word}" if kept else word[:MOST_WORDS]
        if len(longer) > MOST_WORDS:
            break
        kept = longer
    return kept


def has_words(text: str, words: str) -> bool:
    """Whether every one of these words begins a word of a text, both as :func:`join_words` makes them."""
    return all(f" {word}" in text for word in words.split())
