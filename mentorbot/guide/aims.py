"""What people aim at (a setting, a credential, a role), read from ``content/aims.yaml`` when first wanted."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import TypeAdapter

from mentorbot import paths
from mentorbot.guide.document import read_yaml
from mentorbot.guide.model import Content, Setting
from mentorbot.guide.model import words as at_most

AIMS: Final = paths.CONTENT / "aims.yaml"
_WORD: Final = re.compile(r"\w+")
ANY_CREDENTIAL: Final = "credential"
"""What everybody aims at who aims at some credential."""


class AimKind(StrEnum):
    """What sort of aim it is."""

    SETTING = "setting"
    CREDENTIAL = "credential"
    ROLE = "role"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim(Content):
    """Something that people aim at.

    Args:
        id: Of a setting its value, of a credential the id of its page.
        name: As it is called within a sentence; that of a setting stands elsewhere.
        words: Those that name it in a goal.
    """

    id: Annotated[str, at_most(40)]
    kind: AimKind
    name: Annotated[str, at_most(60)] = ""
    words: tuple[Annotated[str, at_most(60)], ...]


@dataclass(frozen=True, slots=True)
class _Sign:
    """A phrase that names an aim."""

    words: tuple[str, ...]
    id: str


@cache
def load_aims(file: Path = AIMS) -> dict[str, Aim]:
    """Every aim by its id, in the order of the file.

    Raises:
        ValueError: The file is not a list of aims, an id comes twice, or one of a setting is no setting's.
    """
    listed = TypeAdapter(list[Aim]).validate_python(read_yaml(file))
    found: dict[str, Aim] = {}
    for aim in listed:
        if aim.id in found or (aim.kind is AimKind.SETTING and aim.id not in list(Setting)):
            raise ValueError(f"{file.name}: {aim.id} is there twice, or no setting.")
        found[aim.id] = aim
    return found


def list_credentials() -> list[Aim]:
    """The credentials that can be aimed at, in the order of the file."""
    return [aim for aim in load_aims().values() if aim.kind is AimKind.CREDENTIAL]


def name_aims(ids: Iterable[str]) -> list[str]:
    """What aims are called within a sentence: "FACHE", "nursing home", "a credential"."""
    known = load_aims()
    return [known[id_].name or known[id_].words[0] if id_ in known else "a credential" for id_ in ids]


def find_named(text: str) -> set[str]:
    """The ids of what a sentence names: "Run a nursing home" names long-term care."""
    said, signs = _split(text), _signs()
    return {
        sign.id
        for place, word in enumerate(said)
        for sign in signs.get(word, ())
        if said[place : place + len(sign.words)] == sign.words
    }


def of_kind(ids: Iterable[str], kind: AimKind) -> list[str]:
    """Those of these ids that are of a kind, in the order of the file."""
    wanted = frozenset(ids)
    return [id_ for id_, aim in load_aims().items() if aim.kind is kind and id_ in wanted] if wanted else []


def _split(text: str) -> tuple[str, ...]:
    """The words of a text, in lower case; several of a thing as one of it."""
    found = _WORD.findall(text.casefold())
    return tuple([word[:-1] if len(word) > 3 and word.endswith("s") else word for word in found])


@cache
def _signs() -> dict[str, list[_Sign]]:
    """What is aimed at, by the first word of each phrase that names it."""
    signs: dict[str, list[_Sign]] = {}
    for id_, aim in load_aims().items():
        for phrase in map(_split, aim.words):
            signs.setdefault(phrase[0], []).append(_Sign(phrase, id_))
    return signs
