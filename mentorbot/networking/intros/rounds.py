"""A round of introductions: making it when it is due, and telling everybody whom they meet.

Who meets whom is worked out before, where there are more than a few. The round itself is made in one
transaction, of whoever is still there. What is then sent to each person is scheduled some hundred groups at a
time, each batch in the transaction that also schedules the next, so it can be stopped anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any, Final

from sqlalchemy import func, select

from mentorbot import clock
from mentorbot.aside import work_aside
from mentorbot.chat import Card
from mentorbot.db import AsyncConnection, Session, insert, rows_of
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address, Due
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.service import Row
from mentorbot.mentoring.matching.division import FEW
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.profiles import blocks
from mentorbot.networking.intros import groups, programme
from mentorbot.networking.intros import service as taking_part
from mentorbot.networking.intros.costs import Past, Person
from mentorbot.networking.intros.grouping import Grouping, Task, solve
from mentorbot.networking.intros.models import INTRO_GROUP, INTRO_PERSON, INTRO_ROUND
from mentorbot.networking.intros.programme import Next, ProgrammeView
from mentorbot.networking.intros.terms import MOST_THREADS, Place, Programme

FAN: Final = "intro_fan"
BATCH: Final = 100
"""Groups whose people are told in one transaction; each has up to six."""
PATIENCE: Final = 120.0
"""Seconds; ten thousand people take some five."""
_WORKER: Final = "mentorbot.networking.intros.worker"
LATE: Final = timedelta(days=3)
"""A round that could not begin for longer is left out."""


@dataclass(frozen=True, slots=True)
class Fan(Payload):
    """Telling the people of a round's groups; ``after``: those up to this group have been told."""

    round: int
    after: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """What the next round would be if it began now."""

    programme: ProgrammeView
    people: tuple[Person, ...]
    past: Past
    grouping: Grouping


async def preview_round(connection: AsyncConnection | Session, found: ProgrammeView) -> Preview:
    """The next round as it would be now; the same that the round itself will be, if nothing changes."""
    task = await _read_task(connection, found)
    return Preview(found, task.people, task.past, await _solve(task))


async def _read_task(connection: AsyncConnection | Session, found: ProgrammeView) -> Task:
    crowd = await taking_part.find_members(connection, found, clock.now())
    past = Past(await _met(connection, found.community_id), await _apart(connection, found.community_id))
    return Task(tuple(crowd), past, found.size, found.mode, found.number)


async def _solve(task: Task) -> Grouping:
    """Group people: more than a few take a while, and libraries that are seldom wanted."""
    few = len(task.people) <= FEW
    made: Grouping = solve(task) if few else await work_aside(_WORKER, task, patience=PATIENCE)
    return made


async def work_out(due: Due, next_: Next) -> Grouping | None:
    """Who will meet whom in a round that is due; None if it is not to be, or in a moment as well."""
    async with due.program.database.read_scope() as connection:
        found = await programme.find_of_community(connection, due.community_id)
        if found is None or not _is_due(found, next_):
            return None
        task = await _read_task(connection, found)
    return await _solve(task) if len(task.people) > FEW else None


async def begin_round(session: Session, due: Due, next_: Next) -> Card | None:
    """Make the round, have everybody told, and have the next one begin when it is due."""
    found = await programme.find_of_community(session, due.community_id)
    if found is None or not _is_due(found, next_):
        return None
    now = clock.now()
    following = found.after(max(now, found.next_at))
    if now > found.next_at + LATE:
        await programme.write_programme(session, found.community_id, next_at=following)
    else:
        await _make(session, found, following, due.prepared)
    anew = await programme.find_of_community(session, due.community_id)
    if anew is not None:
        await programme.schedule_programme(session, anew)
    return None


async def fan_out(session: Session, due: Due, fan: Fan) -> Card | None:
    """Tell the people of some groups, and go on with the others after that."""
    found = await programme.find_of_community(session, due.community_id)
    if found is None:
        return None
    some = (
        select(INTRO_GROUP.c.id)
        .where(INTRO_GROUP.c.round_id == fan.round, INTRO_GROUP.c.id > fan.after)
        .order_by(INTRO_GROUP.c.id)
        .limit(BATCH)
    )
    ids = list((await session.execute(some)).scalars())
    around = (
        (await session.execute(select(INTRO_ROUND).where(INTRO_ROUND.c.id == fan.round))).mappings().first()
    )
    if around is None:
        return None
    await groups.tell_groups(session, found, ids, around["begins_at"], around["ends_at"])
    if len(ids) == BATCH:
        await delivery.schedule_many(session, [_fan(found, Fan(fan.round, ids[-1]))])
    return None


def _is_due(found: ProgrammeView, next_: Next) -> bool:
    return found.state is Programme.RUNNING and (next_.number, next_.at) == (found.number, found.next_at)


async def _make(
    session: Session, found: ProgrammeView, following: datetime, worked_out: Grouping | None
) -> None:
    task = await _read_task(session, found)
    grouping = await _solve(task) if worked_out is None else _mend(worked_out, task)
    now = clock.now()
    values = {
        "community_id": found.community_id,
        "number": found.number,
        "begins_at": now,
        "ends_at": max(following, now + timedelta(days=2)),
        "people": sum(map(len, grouping.groups)),
        "left_out": len(grouping.left_out),
    }
    id_ = (await session.execute(insert(INTRO_ROUND).values(values).returning(INTRO_ROUND.c.id))).scalar_one()
    await _write_groups(session, id_, grouping.groups)
    placed = [member for one in grouping.groups for member in one]
    await taking_part.note_round(session, placed, grouping.left_out, found.number)
    await programme.write_programme(session, found.community_id, rounds=found.number, next_at=following)
    if grouping.groups:
        await delivery.schedule_many(session, [_fan(found, Fan(id_))])
    await groups.tell_left_out(session, found, grouping.left_out)


def _mend(grouping: Grouping, task: Task) -> Grouping:
    """What was worked out, without who takes part no more and who must not meet any more."""
    there = {person.id for person in task.people}
    groups_: list[tuple[int, ...]] = []
    left_out = [id_ for id_ in grouping.left_out if id_ in there]
    for one in grouping.groups:
        kept = tuple(id_ for id_ in one if id_ in there)
        parted = any(pair in task.past.apart for pair in combinations(sorted(kept), 2))
        if len(kept) > 1 and not parted:
            groups_.append(kept)
        else:
            left_out += kept
    return Grouping(tuple(groups_), tuple(left_out))


async def _write_groups(session: Session, round_id: int, made: Sequence[tuple[int, ...]]) -> None:
    place = Place.WANTED if len(made) <= MOST_THREADS else Place.DIRECT
    for start in range(0, len(made), delivery.CHUNK):
        some = made[start : start + delivery.CHUNK]
        row = {"round_id": round_id, "place": place, "thread_id": ""}
        rows = insert(INTRO_GROUP).values([row] * len(some)).returning(INTRO_GROUP.c.id)
        ids = sorted((await session.execute(rows)).scalars())
        people = [
            {"group_id": id_, "member_id": member}
            for id_, one in zip(ids, some, strict=True)
            for member in one
        ]
        await session.execute(insert(INTRO_PERSON), people)


async def _met(connection: AsyncConnection | Session, community_id: int) -> dict[tuple[int, int], int]:
    """In which round any two of a community were together last."""
    one, other = INTRO_PERSON.alias("one"), INTRO_PERSON.alias("other")
    statement = (
        select(
            one.c.member_id.label("one"),
            other.c.member_id.label("other"),
            func.max(INTRO_ROUND.c.number).label("last"),
        )
        .join(other, (other.c.group_id == one.c.group_id) & (other.c.member_id > one.c.member_id))
        .join(INTRO_GROUP, INTRO_GROUP.c.id == one.c.group_id)
        .join(INTRO_ROUND, INTRO_ROUND.c.id == INTRO_GROUP.c.round_id)
        .where(INTRO_ROUND.c.community_id == community_id)
        .group_by(one.c.member_id, other.c.member_id)
    )
    return {(row.one, row.other): row.last for row in await connection.execute(statement)}


async def _apart(connection: AsyncConnection | Session, community_id: int) -> frozenset[tuple[int, int]]:
    """Who must not meet here: whoever blocked somebody, and those who talk anyway, as mentor and mentee."""
    kept = await blocks.find_kept_apart(connection, community_id)
    paired = await pairing.find_couples(connection, community_id)
    return frozenset((min(pair), max(pair)) for pair in (*kept, *paired))


def _fan(found: ProgrammeView, fan: Fan) -> Row:
    return Row(
        FAN,
        fan,
        Address(found.platform, found.community, channel_id=found.channel_id),
        clock.now(),
        dedupe_key=f"intros:{found.community_id}:fan:{fan.round}:{fan.after}",
        community_id=found.community_id,
        respect_quiet=False,
    )


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The rounds these members were in and what they said of them, by member."""
    number, begins_at = INTRO_ROUND.c.number.label("round"), INTRO_ROUND.c.begins_at.label("began_at")
    statement = (
        select(number, begins_at, INTRO_PERSON.c.met)
        .join(INTRO_GROUP, INTRO_GROUP.c.round_id == INTRO_ROUND.c.id)
        .join(INTRO_PERSON, INTRO_PERSON.c.group_id == INTRO_GROUP.c.id)
        .order_by(INTRO_ROUND.c.number)
    )
    return await rows_of(session, member_ids, INTRO_PERSON.c.member_id, statement)
