"""What an upgrade of the database would do, and how long it would take."""

import ast
import asyncio
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import text

from mentorbot import paths
from mentorbot.db import schema, upkeep
from mentorbot.db.engine import Database
from mentorbot.errors import OperatorError

_ROWS: Final = "SELECT coalesce(sum(n_live_tup), 0) FROM pg_stat_user_tables"


@dataclass(frozen=True, slots=True)
class Plan:
    """What an upgrade would do.

    Args:
        have: The revision that the tables have.
        steps: What comes after that: revisions, each with what it is about.
        seconds: How long they took on a copy; None where they were not tried.
        rows: How many rows there are, where it was not tried.
    """

    place: str
    have: str
    steps: tuple[tuple[str, str], ...]
    seconds: float | None = None
    rows: int = 0


def plan_upgrade(url: str) -> Plan:
    """Find out what an upgrade would do; a file is copied, and it is tried on the copy.

    Args:
        url: The database's setting.

    Raises:
        OperatorError: There is no such database, this program does not know its form, or it cannot be copied.
    """
    path = upkeep.find_existing(url)
    place, have, rows = asyncio.run(_look(url))
    steps = tuple(_steps_after(have, place))
    if path is None or not steps:
        return Plan(place, have, steps, rows=rows)
    return Plan(place, have, steps, _try_on_copy(url, path, have))


async def _look(url: str) -> tuple[str, str, int]:
    """What the database is called, which form it has, and how many rows, where the server knows."""
    database = Database(url)
    try:
        have, rows = await schema.current(database), 0
        if database.path is None:
            async with database.read_scope() as connection:
                rows = int((await connection.execute(text(_ROWS))).scalar_one())
        return database.place, have, rows
    finally:
        await database.close()


def describe(plan: Plan) -> str:
    """The plan, for whoever runs the bot."""
    if not plan.steps:
        return f"The database {plan.place} is at {plan.have} already: there is nothing to do."
    lines = [f"`mentorbot db upgrade` would bring {plan.place} from {plan.have} to {plan.steps[-1][0]}:"]
    lines += [f"  {revision}  {words}" for revision, words in plan.steps]
    if plan.seconds is not None:
        lines.append(
            f"On a copy, which is deleted again, it took {plan.seconds:.1f} seconds. For so long nobody can "
            "change anything; people read on."
        )
    else:
        lines.append(
            f"There are some {plan.rows:,} rows. It is one transaction, for which changes wait. How long it "
            "takes, a copy tells: pg_dump, pg_restore to another database, and `mentorbot db upgrade` there."
        )
    lines.append("Nothing was changed.")
    return "\n".join(lines)


def _steps_after(have: str, place: str) -> Iterator[tuple[str, str]]:
    if unfinished := schema.find_unfinished(have, place):
        raise OperatorError(unfinished)
    if have != schema.BASE and have > schema.newest():
        raise OperatorError(
            f"The tables of {place} are at {have}, newer than this program's {schema.newest()}. Upgrade "
            "mentorbot."
        )
    for file in sorted((paths.MIGRATIONS / "versions").glob("[0-9]*_*.py")):
        revision = file.name.partition("_")[0]
        if have == schema.BASE or revision > have:
            words = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or file.stem
            yield revision, words.partition("\n")[0]


def _try_on_copy(url: str, path: Path, have: str) -> float:
    """How many seconds it takes on a copy beside the file, made while the bot may go on."""
    with tempfile.TemporaryDirectory(dir=path.absolute().parent, prefix="upgrade-plan-") as folder:
        copy = Path(folder) / "copy.sqlite3"
        if have != schema.BASE:  # otherwise there is nothing to copy
            upkeep.backup(url, copy)
        began = time.perf_counter()
        asyncio.run(_upgrade(str(copy)))
        return time.perf_counter() - began


async def _upgrade(url: str) -> None:
    database = Database(url)
    try:
        await schema.upgrade(database)
    finally:
        await database.close()
