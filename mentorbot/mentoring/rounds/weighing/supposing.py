"""What a round would bring with more mentors in it, or with more room."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from statistics import median
from typing import Any, Final

from mentorbot.mentoring.matching import MenteeFacts, MentorFacts
from mentorbot.mentoring.matching.outcome import Task, Trial, Trials, Tried
from mentorbot.mentoring.terms import MOST_CAPACITY, Help

MANY: Final = 2
"""So many more mentors are supposed unless it is said how many."""
_TOPICS: Final = 4
_LANGUAGES: Final = 2
"""So many are tried where it is not said which."""
_YEARS: Final = 10
_NOW, _ROOM = "now", "room"


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom an organizer supposes to mentor as well.

    Args:
        topic: What they help with; empty: what is wanted most.
        language: Which they speak besides that of most; empty: none, or which is missing most.
        room: How many mentees each takes; 0: as many as mentors here usually do.
    """

    mentors: int = MANY
    topic: str = ""
    language: str = ""
    room: int = 0


@dataclass(frozen=True, slots=True)
class Supposed:
    """What would come of it.

    Args:
        topic: What the mentors would help with; empty where that is not what they are for.
        language: Which they would speak.
        mentors: How many; 0: every mentor who is in the round takes one more.
        room: How many mentees each of them would take.
    """

    topic: str
    language: str
    mentors: int
    room: int
    tried: Tried


@dataclass(frozen=True, slots=True)
class Outlook:
    """A round as it is, and what would come of it otherwise: what brings most first."""

    now: Tried
    supposed: tuple[Supposed, ...]


def choose_supposed(task: Task, lone: Collection[int], wish: Wish) -> tuple[Trials, dict[str, Supposed]]:
    """What to try, and what each trial is, without what comes of it.

    Args:
        lone: The ids of those who have no mentor as the round was worked out last.
    """
    without = [one for one in task.mentees if one.id in lone] or list(task.mentees)
    room = wish.room or _usual_room(task.mentors)
    nothing = Tried(0, 0, (), ())
    kinds = {
        f"{topic}:{language}": Supposed(topic, language, wish.mentors, room, nothing)
        for topic, language in _list_kinds(task, without, wish)
    }
    trials = [Trial(_NOW, task.rules)]
    for name, kind in kinds.items():
        like = _suppose(kind, without)
        more = tuple(replace(like, id=-number) for number in range(1, kind.mentors + 1))
        trials.append(Trial(name, task.rules, more))
    if wish == Wish(wish.mentors) and task.mentors:
        kinds[_ROOM] = Supposed("", "", 0, 1, nothing)
        roomier = tuple(replace(one, room=one.room + 1) for one in task.mentors if one.room < MOST_CAPACITY)
        trials.append(Trial(_ROOM, task.rules, roomier))
    return Trials(task.mentees, task.mentors, tuple(trials)), kinds


def read_supposed(kinds: dict[str, Supposed], found: dict[str, Tried]) -> Outlook:
    """What came of what :func:`choose_supposed` chose."""
    supposed = [replace(kind, tried=found[name]) for name, kind in kinds.items()]
    # More pairs first, then better ones.
    supposed.sort(key=lambda one: (-one.tried.pairs, -sum(one.tried.scores)))
    return Outlook(found[_NOW], tuple(supposed))


def _list_kinds(task: Task, without: list[MenteeFacts], wish: Wish) -> list[tuple[str, str]]:
    """The topic and the language of each kind of mentors that is supposed."""
    if wish.topic or wish.language:
        return [(wish.topic, wish.language)]
    kinds = [(topic, "") for topic in _commonest(one.topics for one in without)[:_TOPICS]]
    spoken = {language for one in task.mentors for language in one.languages}
    missing = [one.languages for one in without if spoken.isdisjoint(one.languages)]
    return kinds + [("", language) for language in _commonest(missing)[:_LANGUAGES]] or [("", "")]


def _suppose(kind: Supposed, without: list[MenteeFacts]) -> MentorFacts:
    """A mentor as those who have none would like one: who helps with this, or speaks that."""
    like = [one for one in without if not kind.topic or kind.topic in one.topics]
    like = [one for one in like if not kind.language or kind.language in one.languages] or without
    topics = (kind.topic,) if kind.topic else tuple(_commonest(one.topics for one in like)[:1])
    languages = [kind.language] if kind.language else _commonest(one.languages for one in like)[:1]
    hours = [(one.offset, one.day_parts) for one in like if one.day_parts] or [
        (one.offset, ()) for one in like
    ]
    (offset, day_parts) = _commonest([hours])[0] if hours else (0, ())
    settings = _commonest(one.settings for one in like)
    return MentorFacts(
        0,
        topics,
        settings[0] if settings else "",
        languages=tuple(languages or ["en"]),
        offset=offset,
        day_parts=day_parts,
        years=_YEARS,
        room=kind.room,
        helps=tuple(Help),
    )


def _commonest(lists: Iterable[Collection[Any]]) -> list[Any]:
    """What stands in these, the commonest first; of what is as common, always in the same order."""
    many = Counter(one for some in lists for one in some)
    return sorted(many, key=lambda one: (-many[one], one))


def _usual_room(mentors: Collection[MentorFacts]) -> int:
    return max(1, round(median(one.room for one in mentors))) if mentors else 1
