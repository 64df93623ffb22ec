"""The topics that mentors and mentees choose from, read from ``content/topics.yaml`` when first wanted."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from mentorbot import paths
from mentorbot.chat import limits
from mentorbot.chat.lists import name_nearest
from mentorbot.errors import UserError
from mentorbot.guide.document import read_yaml

TOPICS: Final = paths.CONTENT / "topics.yaml"
_KEYS: Final = {"id", "name", "also"}


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. ``also``: other words that people type for it."""

    id: str
    name: str
    also: tuple[str, ...] = ()


@cache
def list_topics(file: Path = TOPICS) -> dict[str, Topic]:
    """Every topic by its id, in the order of the file.

    Raises:
        ValueError: The file is not a list of topics, an id comes twice, or a topic has what is not known.
    """
    found: dict[str, Topic] = {}
    for number, entry in enumerate(read_yaml(file), 1):
        match entry:
            case {"id": str(id_), "name": str(name)} if id_ not in found and entry.keys() <= _KEYS:
                found[id_] = Topic(id_, name, tuple(map(str, entry.get("also", ()))))
            case _:
                raise ValueError(
                    f"{file.name}: topic {number} needs an id of its own and a name (in quotation marks, if "
                    "it has a comma), and nothing else but “also”."
                )
    return found


def name_topics(ids: Iterable[str]) -> list[str]:
    """The names of topics; an id that is no longer in the file stays as it is."""
    known = list_topics()
    return [known[id_].name if id_ in known else id_ for id_ in ids]


def search_topics(typed: str) -> list[Topic]:
    """The topics that somebody may mean by what they typed so far: by name, id, or another word for it."""
    wanted = typed.casefold().split()
    return [
        topic
        for topic in list_topics().values()
        if all(word in " ".join((topic.id, topic.name, *topic.also)).casefold() for word in wanted)
    ][: limits.SUGGESTIONS]


def find_topic(typed: str) -> str:
    """The id of the topic that was picked from the list, or the first that what was typed may mean.

    Raises:
        UserError: There is none.
    """
    if typed in list_topics():
        return typed
    found = search_topics(typed)
    if not found:
        names = [topic.name for topic in list_topics().values()]
        raise UserError(f"I know no such topic. Those nearest to it: {name_nearest(typed, names)}.")
    return found[0].id


def join_ids(ids: Iterable[str]) -> str:
    """Ids as one column keeps them: each once, sorted, with commas between them."""
    return ",".join(sorted(set(ids)))


def split_ids(column: str) -> tuple[str, ...]:
    """The ids in such a column."""
    return tuple(part for part in column.split(",") if part)
