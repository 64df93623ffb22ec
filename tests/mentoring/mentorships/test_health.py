"""How a mentorship does follows from signs of life alone, and each sign counts in one direction."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorbot.mentoring.mentorships import health
from mentorbot.mentoring.mentorships.health import Signs, Word
from mentorbot.mentoring.mentorships.terms import Health, Said

FORMED = datetime(2027, 1, 1, tzinfo=UTC)
ORDER = [Health.NEW, Health.ACTIVE, Health.QUIET, Health.AT_RISK]
"""From best to worst."""


def day(number: float) -> datetime:
    return FORMED + timedelta(days=number)


def word(said: Said, number: float, member: int = 1) -> Word:
    return Word(member, said, day(number))


def worse(state: Health) -> int:
    # New and active are as good as each other: to be no longer new is not to be worse.
    return max(ORDER.index(state), 1)


@pytest.mark.parametrize(
    ("signs", "now", "state"),
    [
        (Signs(FORMED), 1, Health.NEW),
        (Signs(FORMED), 15, Health.ACTIVE),
        (Signs(FORMED), 22, Health.QUIET),
        (Signs(FORMED), 36, Health.AT_RISK),
        (Signs(FORMED, sessions=[day(30)]), 36, Health.ACTIVE),
        (Signs(FORMED, planned=True), 90, Health.ACTIVE),
        (Signs(FORMED, written=day(60)), 70, Health.ACTIVE),
        (Signs(FORMED, words=[word(Said.WELL, 60)]), 70, Health.ACTIVE),
        (Signs(FORMED, words=[word(Said.QUIET, 14)]), 15, Health.QUIET),
        (Signs(FORMED, words=[word(Said.HELP, 14)]), 15, Health.AT_RISK),
        (Signs(FORMED, words=[word(Said.HELP, 14), word(Said.WELL, 16)]), 17, Health.ACTIVE),
        (Signs(FORMED, words=[word(Said.HELP, 14), word(Said.WELL, 16, 2)]), 17, Health.AT_RISK),
        (Signs(FORMED, words=[word(Said.HELP, 14)], sessions=[day(20)]), 21, Health.ACTIVE),
        (Signs(FORMED, ended=True, words=[word(Said.HELP, 14)]), 15, Health.ENDED),
    ],
)
def test_the_rules(signs: Signs, now: float, state: Health) -> None:
    assert health.judge_health(signs, day(now)) is state


days = st.floats(0, 200, allow_nan=False).map(day)
words = st.lists(st.builds(Word, st.integers(1, 2), st.sampled_from(Said), days), max_size=6)
signs_ = st.builds(
    Signs,
    formed_at=st.just(FORMED),
    sessions=st.lists(days, max_size=4),
    planned=st.booleans(),
    written=st.none() | days,
    words=words,
)


@given(signs_, days)
def test_a_session_never_makes_it_worse(signs: Signs, now: datetime) -> None:
    more = replace(signs, sessions=[*signs.sessions, now])
    assert worse(health.judge_health(more, now)) <= worse(health.judge_health(signs, now))
    assert health.judge_health(more, now) in {Health.ACTIVE, Health.QUIET, Health.AT_RISK}


@given(signs_, days)
def test_writing_or_planning_never_makes_it_worse(signs: Signs, now: datetime) -> None:
    for more in (replace(signs, planned=True), replace(signs, written=now)):
        assert worse(health.judge_health(more, now)) <= worse(health.judge_health(signs, now))


@given(signs_, days, st.integers(1, 2))
def test_asking_for_help_puts_it_at_risk_and_saying_well_takes_that_back(
    signs: Signs, now: datetime, who: int
) -> None:
    past = replace(
        signs,
        words=[one for one in signs.words if one.at < now],
        sessions=[one for one in signs.sessions if one < now],
    )
    asked = replace(past, words=[*past.words, Word(who, Said.HELP, now)])
    assert health.judge_health(asked, now) is Health.AT_RISK
    later = now + timedelta(minutes=1)
    taken_back = replace(asked, words=[*asked.words, Word(who, Said.WELL, later)])
    assert worse(health.judge_health(taken_back, later)) <= worse(health.judge_health(asked, later))


@given(signs_, days, st.timedeltas(timedelta(0), timedelta(days=90)))
def test_time_alone_never_makes_it_better(signs: Signs, now: datetime, passed: timedelta) -> None:
    signs = replace(
        signs,
        planned=False,
        words=[one for one in signs.words if one.at <= now],
        sessions=[one for one in signs.sessions if one <= now],
        written=min(signs.written, now) if signs.written else None,
    )
    assert worse(health.judge_health(signs, now + passed)) >= worse(health.judge_health(signs, now))


def test_fortnights_are_counted_from_the_beginning() -> None:
    assert [health.count_turns(FORMED, day(number)) for number in (-1, 0, 13.9, 14, 28.5)] == [0, 0, 0, 1, 2]
