"""Scheduling: the same key is the same message, whatever is done in which order."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select
from tables import make_tables

from mentorbot import clock
from mentorbot.chat.program import Program
from mentorbot.db import Database
from mentorbot.delivery import bell, outbox, service
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.models import State
from mentorbot.delivery.outbox import Note
from mentorbot.delivery.payloads import NOTHING
from mentorbot.delivery.service import Row
from mentorbot.members.service import ensure_community

pytestmark = pytest.mark.every_database

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
CHANNEL = Address("discord", "guild", channel_id="20")


async def community(database: Database, name: str = "guild") -> int:
    async with database.session_scope() as session:
        return await ensure_community(session, "discord", name)


def row(key: str, at: datetime, community_id: int, **more: object) -> Row:
    return Row("note", NOTHING, CHANNEL, at, dedupe_key=key, community_id=community_id, **more)  # type: ignore[arg-type]


async def table(database: Database) -> dict[str, tuple[str, datetime]]:
    columns = service.delivery.c
    async with database.engine.connect() as connection:
        found = await connection.execute(select(columns.dedupe_key, columns.state, columns.due_at))
        return {key: (str(state), due) for key, state, due in found}


@dataclass(frozen=True)
class Step:
    what: str
    key: str
    hour: int


steps = st.lists(
    st.builds(
        Step,
        st.sampled_from(["schedule", "cancel", "reschedule", "send", "fail"]),
        st.sampled_from(["a", "b", "ab"]),
        st.integers(0, 5),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(steps, st.integers(1, 3))
def test_whatever_is_done_and_done_again_there_is_one_row_a_key_and_what_was_sent_stays_sent(
    steps: list[Step], times: int
) -> None:
    async def play() -> None:
        database = Database(":memory:")
        await make_tables(database)
        here = await community(database)
        expected: dict[str, tuple[str, datetime]] = {}
        for step in steps:
            at = NOON + timedelta(hours=step.hour)
            for _ in range(times):
                async with database.session_scope() as session:
                    match step.what:
                        case "schedule":
                            await service.schedule_many(session, [row(step.key, at, here)])
                        case "cancel":
                            await service.cancel(session, dedupe_key=step.key)
                        case "reschedule":
                            await service.reschedule(session, step.key, at)
                        case _:
                            state = State.SENT if step.what == "send" else State.DEAD
                            await session.execute(
                                service.delivery.update()
                                .where(
                                    service.delivery.c.dedupe_key == step.key,
                                    service.delivery.c.state == State.PENDING,
                                )
                                .values(state=state, settled_at=clock.now())
                            )
            state, due = expected.get(step.key, ("", NOON))
            if step.what == "schedule" and state in {"", "pending", "cancelled"}:
                expected[step.key] = ("pending", at)
            elif step.what == "cancel" and state == "pending":
                expected[step.key] = ("cancelled", due)
            elif step.what == "reschedule" and state == "pending":
                expected[step.key] = ("pending", at)
            elif step.what in {"send", "fail"} and state == "pending":
                expected[step.key] = ("sent" if step.what == "send" else "dead", due)
        assert await table(database) == expected
        await database.close()

    asyncio.run(play())


async def test_a_key_of_another_community_is_not_taken_over(database: Database) -> None:
    here, there = await community(database), await community(database, "elsewhere")
    async with database.session_scope() as session:
        await service.schedule_many(session, [row("k", NOON, here)])
        await service.schedule_many(session, [row("k", NOON + timedelta(days=1), there)])
    assert await table(database) == {"k": ("pending", NOON)}


async def test_cancelling_a_prefix_takes_back_what_begins_so_and_no_more(database: Database) -> None:
    here = await community(database)
    keys = ["event:4:a", "event:4:b", "event:42:a", "event:4", "event:5:a", "event:4:ü", "event:4:%"]
    async with database.session_scope() as session:
        await service.schedule_many(session, [row(key, NOON, here) for key in keys])
        assert await service.cancel(session, prefix="event:4:") == 4
    assert {key for key, (state, _) in (await table(database)).items() if state == "cancelled"} == {
        "event:4:a",
        "event:4:b",
        "event:4:ü",
        "event:4:%",
    }
    with pytest.raises(ValueError, match="key or a prefix"):
        async with database.session_scope() as session:
            await service.cancel(session, prefix="")


async def test_what_was_taken_back_long_ago_is_forgotten_and_what_still_waits_is_not(
    database: Database,
) -> None:
    here = await community(database)
    later = clock.now() + timedelta(days=400)
    async with database.session_scope() as session:
        await service.schedule_many(session, [row("gone", later, here), row("waits", later, here)])
        await service.cancel(session, dedupe_key="gone")
    clock.advance(timedelta(days=91))
    async with database.session_scope() as session:
        assert await outbox.prune(session, clock.now() - timedelta(days=90), 10) == 1
    assert await table(database) == {"waits": ("pending", later)}


async def test_a_key_that_was_taken_back_can_be_used_again(database: Database) -> None:
    here = await community(database)
    async with database.session_scope() as session:
        await service.schedule_many(session, [row("k", NOON, here)])
        await service.cancel(session, dedupe_key="k")
        await service.schedule_many(session, [row("k", NOON + timedelta(hours=1), here)])
    assert await take(database, "a", 5, NOON) == []
    assert await take(database, "a", 5, NOON + timedelta(hours=1)) == ["k"]


async def test_a_message_to_nobody_or_without_a_member_or_key_is_a_bug(database: Database) -> None:
    here = await community(database)
    for wrong in (
        Row("note", NOTHING, Address("discord", None, user_id="7"), NOON, dedupe_key="k", community_id=here),
        Row("note", NOTHING, Address("discord", None), NOON, dedupe_key="k", community_id=here),
        Row("note", NOTHING, CHANNEL, NOON, dedupe_key="", community_id=here),
        Row("note", NOTHING, CHANNEL, NOON, dedupe_key="k" * 201, community_id=here),
    ):
        with pytest.raises(ValueError, match=r"needs their member|either to|a key has"):
            async with database.session_scope() as session:
                await service.schedule_many(session, [wrong])
    assert await table(database) == {}


async def test_what_is_rolled_back_was_never_scheduled_and_rings_nobody(database: Database) -> None:
    here = await community(database)
    rung: list[str] = []
    ear = lambda: rung.append("rung")  # noqa: E731
    bell.listen(ear)
    try:
        with pytest.raises(RuntimeError):  # noqa: PT012 - it is raised after what is rolled back
            async with database.session_scope() as session:
                await service.schedule_many(session, [row("k", NOON, here)])
                raise RuntimeError
        assert (await table(database), rung) == ({}, [])
        async with database.session_scope() as session:
            await service.schedule_many(session, [row("k", NOON, here)])
            assert rung == []
        assert rung == ["rung"]
    finally:
        bell.unlisten(ear)


async def test_moving_a_message_keeps_how_long_it_is_of_use(database: Database) -> None:
    here = await community(database)
    async with database.session_scope() as session:
        await service.schedule_many(session, [row("k", NOON, here, late_after=timedelta(hours=1))])
        await service.reschedule(session, "k", NOON + timedelta(days=1))
    async with database.engine.connect() as connection:
        useful = (await connection.execute(select(service.delivery.c.useful_until))).scalar_one()
    assert useful == NOON + timedelta(days=1, hours=1)


async def take(database: Database, me: str, most: int, now: datetime, **more: object) -> list[str]:
    async with database.session_scope() as session:
        held = {"now": now, "lease": timedelta(seconds=30), "platforms": ["discord"]}
        more = {"me": me, **held, "most": most, "full": [], **more}
        rows = await outbox.take_due(session, Program(database), **more)  # type: ignore[arg-type]
    return [one.due.dedupe_key for one in rows]


async def test_a_row_is_taken_by_one_until_its_lease_runs_out(database: Database) -> None:
    here = await community(database)
    async with database.session_scope() as session:
        await service.schedule_many(session, [row("k", NOON, here)])
    assert await take(database, "a", 5, NOON - timedelta(seconds=1)) == []
    assert await take(database, "a", 5, NOON) == ["k"]
    assert await take(database, "b", 5, NOON + timedelta(seconds=29)) == []
    assert await take(database, "b", 5, NOON + timedelta(seconds=30)) == ["k"]


async def test_what_a_dispatcher_notes_after_it_lost_the_row_does_not_count(database: Database) -> None:
    here = await community(database)
    async with database.session_scope() as session:
        await service.schedule_many(session, [row("k", NOON, here)])
        [lost] = await outbox.take_due(
            session,
            Program(database),
            me="a",
            platforms=["discord"],
            now=NOON,
            lease=timedelta(0),
            most=1,
            full=[],
        )
    assert await take(database, "b", 1, NOON) == ["k"]
    async with database.session_scope() as session:
        await outbox.note_outcomes(session, [Note(lost, State.DEAD, NOON, "too late")])
    assert (await table(database))["k"][0] == "leased"


async def test_taking_in_turn_gives_every_community_its_share(database: Database) -> None:
    communities = [await community(database, str(number)) for number in range(5)]
    async with database.session_scope() as session:
        for number, here in enumerate(communities):
            keys = [f"{number}:{index:03}" for index in range(300 if number == 0 else 2)]
            await service.schedule_many(session, [row(key, NOON, here) for key in keys])
    taken = await take(database, "a", 16, NOON, after=0)
    assert {key.partition(":")[0] for key in taken} == {"0", "1", "2", "3", "4"}
    # Beginning after the first community, whose share is in memory already.
    others = await take(database, "a", 16, NOON, after=communities[0], full=[communities[0]])
    assert others == []
    assert len(await take(database, "a", 16, NOON, after=0)) == 4


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_claim_looks_at_what_is_due_and_not_at_what_is_pending(database: Database) -> None:
    here = await community(database)
    later = NOON + timedelta(days=30)
    async with database.session_scope() as session:
        await service.schedule_many(session, [row(f"{number}", later, here) for number in range(500)])
    run: list[tuple[str, tuple[object, ...]]] = []
    event.listen(
        database.engine.sync_engine, "before_cursor_execute", lambda *about: run.append((about[2], about[3]))
    )
    await take(database, "a", 5, NOON, full=[here + 1])
    await take(database, "a", 5, NOON, full=[here + 1], after=0)
    async with database.engine.connect() as connection:
        await outbox.count_due(connection, "a", ["discord"], NOON, 10)
        await outbox.find_next_at(connection, "a", ["discord"])
        for sql, values in tuple(run):
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
            for step in (str(line[-1]) for line in plan.fetchall()):
                assert "SCAN waiting" not in step or "INDEX" in step, step
                assert not step.startswith(("SCAN delivery", "SCAN row")), step
    assert len(run) == 8
