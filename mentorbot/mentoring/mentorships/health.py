"""How a mentorship does, from signs of life alone: pure, and the same for everybody who asks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mentorbot.mentoring.mentorships.terms import CHECK_EVERY, NEW_FOR, QUIET_AFTER, RISK_AFTER, Health, Said


@dataclass(frozen=True, slots=True)
class Word:
    """What one of the two said at a check-in, and when."""

    member_id: int
    said: Said
    at: datetime


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of a mentorship.

    Args:
        sessions: When those sessions ended of which one said that they met.
        planned: Whether a session is agreed and to come.
        written: When one of them last wrote in their thread.
        words: What was said at check-ins.
    """

    formed_at: datetime
    ended: bool = False
    sessions: Sequence[datetime] = ()
    planned: bool = False
    written: datetime | None = None
    words: Sequence[Word] = ()


def judge_health(signs: Signs, now: datetime) -> Health:
    """How it does.

    - Whoever's last word is that they need help puts it at risk; a quiet one makes it quiet at best, until
      there is a session or a word after it that says otherwise.
    - Without any sign of life for three weeks it is quiet, for five at risk; a session agreed and to come is
      a sign of life.
    - Without any sign yet it is new for two weeks.
    """
    if signs.ended:
        return Health.ENDED
    alive = list(_alive(signs, now))
    last = max(alive, default=signs.formed_at)
    since = now - last
    open_words = [word for word in _latest(signs.words) if _holds(word, signs.sessions)]
    if any(word.said is Said.HELP for word in open_words) or since > RISK_AFTER:
        return Health.AT_RISK
    if any(word.said is Said.QUIET for word in open_words) or since > QUIET_AFTER:
        return Health.QUIET
    if not alive and since <= NEW_FOR:
        return Health.NEW
    return Health.ACTIVE


def as_seen_by(signs: Signs, member_id: int) -> Signs:
    """What one of the two may know of it: what the other said at check-ins is left out."""
    return replace(signs, words=[word for word in signs.words if word.member_id == member_id])


def asks_for_help(signs: Signs, member_id: int) -> bool:
    """Whether the last word of one of the two is that they need help, and nothing has come of it yet."""
    return any(
        word.said is Said.HELP and word.member_id == member_id and _holds(word, signs.sessions)
        for word in _latest(signs.words)
    )


def find_last_sign(signs: Signs, now: datetime) -> datetime | None:
    """When there was the last sign of life; None for none yet."""
    return max(_alive(signs, now), default=None)


def count_turns(formed_at: datetime, now: datetime) -> int:
    """Which fortnight of a mentorship it is, from 0."""
    return max((now - formed_at) // CHECK_EVERY, 0)


def _alive(signs: Signs, now: datetime) -> Iterable[datetime]:
    yield from (one for one in signs.sessions if one <= now)
    if signs.planned:
        yield now
    if signs.written is not None:
        yield signs.written
    yield from (word.at for word in signs.words if word.said is Said.WELL)


def _latest(words: Sequence[Word]) -> Iterable[Word]:
    """The last word of each of the two."""
    newest: dict[int, Word] = {}
    for word in sorted(words, key=lambda one: one.at):
        newest[word.member_id] = word
    return newest.values()


def _holds(word: Word, sessions: Sequence[datetime]) -> bool:
    """Whether nothing has come of it yet: a session after it answers what was said."""
    return not any(session > word.at for session in sessions)
