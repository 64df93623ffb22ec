"""Whatever people do, in whatever order: one time is agreed at most, and each hears of it once."""

from collections import Counter
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from meetings.conftest import KIND, Clubs, ahead, person

from mentorbot import clock
from mentorbot.chat.program import Program
from mentorbot.errors import UserError
from mentorbot.meetings import planning, service
from mentorbot.meetings.planning import MeetingView
from mentorbot.meetings.terms import MeetingState

PEOPLE = 3
_numbers = count(1)

_who = st.integers(0, PEOPLE - 1)
_hours = st.lists(st.integers(1, 60), min_size=1, max_size=3)
_steps = st.one_of(
    st.tuples(st.just("propose"), _who, _hours),
    st.tuples(st.just("again"), _who, _hours),
    st.tuples(st.just("pick"), _who, st.integers(-1, 1), st.integers(-1, 3)),
    st.tuples(st.just("cancel"), _who),
    st.tuples(st.just("answer"), _who, st.booleans()),
    st.tuples(st.just("pass"), st.integers(1, 40)),
    st.tuples(st.just("send")),
    st.tuples(st.just("stop")),
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_steps, min_size=3, max_size=25))
async def test_one_time_is_agreed_and_told_once(clubs: Clubs, steps: list[tuple[object, ...]]) -> None:
    club = next(_numbers)
    names = [f"{club} {number}" for number in range(PEOPLE)]
    await clubs.found(club, *names)
    heard: Counter[tuple[str, str, int, str]] = Counter()
    for verb, *rest in steps:
        before = await meetings(clubs, club)
        try:
            await take(clubs, names, str(verb), rest, heard)
        except UserError:
            assert await meetings(clubs, club) == before, "what was refused changed something"
        await check(clubs, club, before)
    for name, times in heard.items():
        assert times == 1, name
    clock.reset()


async def take(
    clubs: Clubs,
    names: list[str],
    verb: str,
    rest: list[object],
    heard: Counter[tuple[str, str, int, str]],
) -> None:
    if verb == "pass":
        clock.advance(timedelta(hours=int(str(rest[0]))))
        return
    if verb == "send":
        for row in await clubs.waiting():
            if row["due_at"] <= clock.now() and row["payload"]["what"] in {"agreed", "moved", "cancelled"}:
                what = row["payload"]
                heard[what["meeting"], what["what"], what["count"], row["user_id"]] += 1
        await clubs.send()
        return
    who = person(names[int(str(rest[0]))]) if rest else person(names[0])
    club = int(names[0].split()[0])
    found = await meetings(clubs, club)
    newest = found[-1] if found else None
    async with clubs.database.session_scope() as session:
        match verb:
            case "propose":
                await service.propose_times(session, who, KIND, club, ahead(*sorted(set(rest[1]))))  # type: ignore[call-overload]
            case "stop":
                await service.stop_meetings(session, KIND, club)
            case "again" if newest:
                await service.propose_again(
                    session, who, newest.id, newest.turn, ahead(*sorted(set(rest[1])))
                )  # type: ignore[call-overload]
            case "pick" if newest:
                turn = newest.turn + int(str(rest[1]))
                await service.pick_time(session, who, newest.id, turn, int(str(rest[2])))
            case "cancel" if newest:
                await service.cancel_meeting(session, who, newest.id)
            case "answer" if newest:
                await service.say_met(session, Program(clubs.database), who, newest.id, met=bool(rest[1]))


async def meetings(clubs: Clubs, club: int) -> list[MeetingView]:
    async with clubs.database.read_scope() as connection:
        return await planning.find_of_owner(connection, KIND, [club])


async def check(clubs: Clubs, club: int, before: list[MeetingView]) -> None:
    found = await meetings(clubs, club)
    was = {one.id: one for one in before}
    assert sum(one.state is MeetingState.PROPOSED for one in found) <= 1
    for one in found:
        waiting = await clubs.waiting(f"meeting:{one.id}:")
        kinds = Counter(row["payload"]["what"] for row in waiting)
        if one.state is MeetingState.CANCELLED:
            assert set(kinds) <= {"cancelled"}, "something is still planned of what is off"
            continue
        if one.state is MeetingState.PROPOSED:
            assert set(kinds) <= {"proposed", "lapsed"}
            assert one.starts_at is None
            continue
        assert one.starts_at is not None
        for row in waiting:
            if row["payload"]["what"] in {"start", "asked"}:
                assert row["payload"]["count"] == one.sequence, "a reminder of a time that no longer holds"
                assert row["due_at"] <= (one.ends_at or row["due_at"])
        old = was.get(one.id)
        if old is not None and old.starts_at is not None and old.starts_at != one.starts_at:
            assert one.sequence == old.sequence + 1, "a calendar would keep the old time"
    async with clubs.database.read_scope() as connection:
        told = [row["met"] for row in (await connection.execute(planning.part.select())).mappings()]
    assert set(told) <= {None, True, False}
    assert len(clubs.met) == len(set(clubs.met)), "one meeting took place twice"
