"""PostgreSQL: how it is reached, how changes take turns, and what it means by its errors.

Imported where the database is one: neither the driver nor SQLAlchemy's dialect burdens a bot on SQLite.
"""

import asyncio
import math
import socket
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import URL, Executable, Function, Select, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from mentorbot.db.turns import EVERYWHERE
from mentorbot.errors import OperatorError

_DRIVER: Final = "postgresql+asyncpg"
_NAMES: Final = ("postgresql", "postgres", _DRIVER)
_TURN: Final = 6_360_727_011
"""The advisory lock of all; any number that nothing else in the database uses."""

_CHANNEL: Final = "mentorbot"
"""On which processes tell each other what was changed."""

_REACHED_IN_SECONDS: Final = 10.0
_UPGRADE_SECONDS: Final = 60.0
_SESSION: Final = {
    "application_name": "mentorbot",
    "timezone": "UTC",
    "lc_messages": "C",
    # Whoever waits longer for a turn is told; a process that stalls in the middle of its own loses it.
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
    "tcp_keepalives_idle": "30",
    # Compiling a plan takes longer than any of the bot's statements.
    "jit": "off",
}
"""https://www.postgresql.org/docs/current/runtime-config-client.html"""


_PARAMETERS: Final = frozenset({
    "sslmode", "ssl", "user", "password", "host", "port", "database", "passfile", "target_session_attrs",
    "statement_cache_size", "prepared_statement_cache_size",
})  # fmt: skip
"""What may stand after the "?": https://magicstack.github.io/asyncpg/current/api/index.html#connection"""

_LAST_PORT: Final = 65_535


def parsed(url: str) -> URL | None:
    """What a setting says of a PostgreSQL database; None if it is none.

    Raises:
        OperatorError: It asks for something that the driver does not have.
    """
    if url.partition("://")[0] not in _NAMES:
        return None
    try:
        found = make_url(url).set(drivername=_DRIVER)
    except (ArgumentError, ValueError):
        return None
    if found.port is not None and not 0 < found.port <= _LAST_PORT:
        return None
    if unknown := found.query.keys() - _PARAMETERS:
        raise OperatorError(
            f"The address of the database has “{', '.join(sorted(unknown))}” after its “?”, which I do not "
            f"know. What may stand there: {', '.join(sorted(_PARAMETERS))}."
        )
    # libpq's name for it, which hosts of databases give out; the driver has another.
    mode = found.query.get("sslmode")
    return found.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode}) if mode else found


def engine(url: URL, connections: int) -> AsyncEngine:
    """Connections to the database, opened when they are first needed.

    Args:
        url: As :func:`parsed` gives it.
        connections: How many at most.

    Raises:
        OperatorError: The driver is not installed.
    """
    try:
        made = create_async_engine(
            url,
            pool_size=connections,
            max_overflow=0,
            pool_timeout=_REACHED_IN_SECONDS,
            hide_parameters=True,
            connect_args={"server_settings": _SESSION, "timeout": _REACHED_IN_SECONDS},
        )
    except ModuleNotFoundError as error:
        raise OperatorError(
            "For PostgreSQL mentorbot needs its driver. Install it with: pip install 'mentorbot[postgres]'"
        ) from error
    event.listen(made.sync_engine, "checkout", _renew_if_closed)
    return made


def _renew_if_closed(connection: Any, *_: Any) -> None:
    # The driver knows when the server has gone, so nothing need be sent to find out.
    if connection.driver_connection.is_closed():
        raise DisconnectionError("the server closed the connection")


def taking_turn(place: str = EVERYWHERE, patience: float | None = None) -> Executable:
    """What waits until no change that may be in the way is under way, in whatever process.

    Whoever changes one community shares the lock of all, and has its own alone; so whoever has that of all
    alone has it while no community is being changed. All take the lock of all first, then those of
    communities in the order of their numbers: no two ever wait for each other. They end with the transaction.

    Args:
        place: As :meth:`mentorbot.db.Database.session_scope` has it, but not ROWS, for which nobody waits.
        patience: Seconds after which it is given up; None: what the connection was opened with.
    """
    steps: list[Function[Any]] = []
    if patience is not None:
        steps.append(func.set_config("lock_timeout", str(math.ceil(patience * 1000)), True))
    if place == EVERYWHERE:
        steps.append(func.pg_advisory_xact_lock(_TURN))
    else:
        steps.append(func.pg_advisory_xact_lock_shared(_TURN))
        steps.append(func.pg_advisory_xact_lock(func.hashtextextended(place, 0)))
    return select(*steps)


def taking_turns_of(places: Select[*tuple[Any, ...]]) -> Executable:
    """What takes the turns of several communities besides, in order; that of all is shared already.

    Args:
        places: Selects the ``platform`` of each, and its id there as ``community``.
    """
    found = places.subquery()
    place = func.concat(found.c.platform, ":", found.c.community)
    number = func.hashtextextended(place, 0).label("number")
    in_order = select(number).distinct().order_by(number).subquery()
    return select(func.pg_advisory_xact_lock(in_order.c.number))


def telling(what: str) -> Executable:
    """What lets all who listen hear this when the transaction is kept."""
    return select(func.pg_notify(_CHANNEL, what))


async def listen(url: URL, hear: Callable[[str], None]) -> None:
    """Hear what is told, over a connection of its own, until that is lost.

    Args:
        hear: Called with it; and with nothing at the beginning, for what was told before.
    """
    connected = engine(url, 1)
    try:
        async with connected.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            if driver is None:
                return
            lost = asyncio.Event()
            driver.add_termination_listener(lambda _: lost.set())
            await driver.add_listener(_CHANNEL, lambda *about: hear(about[-1]))
            hear("")
            await lost.wait()
    finally:
        await connected.dispose()


async def take_turn_to_upgrade(connection: AsyncConnection) -> None:
    """Have the turn of all, with the patience that another process's upgrade asks for."""
    await connection.execute(taking_turn(patience=_UPGRADE_SECONDS))


def is_busy(error: BaseException) -> bool:
    """Whether this only says that others were in the way for too long."""
    return _state(error) in _BUSY


def sentence(error: BaseException, place: str) -> str | None:
    """What whoever runs the bot should know and do; None if it is not theirs to mend.

    Args:
        error: What was raised while the database was used.
        place: The database, as it may be shown.
    """
    if isinstance(error, socket.gaierror):
        return f"The host of {place} is not known. Check its name in MENTORBOT_DATABASE."
    state = _state(error)
    if state is None and isinstance(error, OSError | TimeoutError):
        return (
            f"PostgreSQL cannot be reached at {place} ({error or 'no answer'}). Check that it runs, that "
            "host and port are right, and that this machine may connect to it."
        )
    return _SENTENCES[state].format(place=place) if state in _SENTENCES else None


_BUSY: Final = frozenset({
    "55P03",  # no turn within lock_timeout
    "40P01",  # two waited for each other, and this one was given up
    "40001",
    "53300",  # no connection is left
})  # fmt: skip


def _state(error: BaseException) -> str | None:
    cause = error.orig if isinstance(error, DBAPIError) else error
    found: str | None = getattr(cause, "sqlstate", None)
    return found


_REFUSED = "PostgreSQL refuses the user or password of {place}. Correct them in MENTORBOT_DATABASE."
_RIGHTS = (
    "The user of {place} may not do this. Make them the owner of the database: ALTER DATABASE … OWNER TO …"
)
_LACKS = "The database {place} lacks what mentorbot keeps there. See `mentorbot db check`; restore a backup."
_SENTENCES: Final = {
    "28P01": _REFUSED,
    "28000": _REFUSED,
    "3D000": "There is no database {place} yet. Make it first: createdb --encoding=UTF8 --owner=USER NAME",
    "42501": _RIGHTS,
    "42P01": _LACKS,
    "42703": _LACKS,
    "42P07": (
        "The database {place} has a table already that mentorbot would make: it is another program's, or "
        "damaged. Set MENTORBOT_DATABASE to a database of its own, or restore a backup."
    ),
    "25006": "The database {place} is a read-only copy. Name the primary in MENTORBOT_DATABASE.",
    "53100": "The disk of {place} is full. Free some space, then try again.",
    "53300": (
        "PostgreSQL has no connection left for {place}. Lower MENTORBOT_DATABASE_CONNECTIONS, or raise "
        "max_connections on the server."
    ),
    "55P03": "The database {place} is held by another program. Let it finish or stop it, then try again.",
    "57P03": "PostgreSQL at {place} is starting or stopping. Try again in a moment.",
}
"""https://www.postgresql.org/docs/current/errcodes-appendix.html"""


async def problems(connection: AsyncConnection) -> list[str]:
    """What is wrong with the database itself, each in a sentence.

    Damage on the disk is for PostgreSQL's own checksums and pg_amcheck to find.
    """
    found = []
    for name, wanted, why in _WANTED:
        is_ = (await connection.exec_driver_sql(f"SHOW {name}")).scalar_one()
        if is_ not in wanted:
            found.append(f"{name} is {is_}: {why}")
    invalid = (await connection.exec_driver_sql(_INVALID)).scalars()
    return found + [f"{name} is not valid. Make it so: REINDEX, or VALIDATE CONSTRAINT." for name in invalid]


async def list_shape(connection: AsyncConnection) -> tuple[dict[str, set[str]], set[str]]:
    """The columns of each table, and the indexes, by their names."""
    columns: dict[str, set[str]] = {}
    for row in await connection.exec_driver_sql(_COLUMNS):
        columns.setdefault(row.table_name, set()).add(row.column_name)
    return columns, set((await connection.exec_driver_sql(_INDEXES)).scalars())


_WANTED: Final = (
    (
        "server_encoding",
        ("UTF8",),
        "not every name can be kept. Make the database anew with --encoding=UTF8.",
    ),
    ("fsync", ("on",), "a power cut may destroy the database. Set it to on."),
    (
        "synchronous_commit",
        ("on", "remote_apply", "remote_write", "local"),
        "a crash may lose what was said to be kept.",
    ),
)


async def find_rights(connection: AsyncConnection) -> tuple[str, str]:
    """The server's version; in words what the bot may not do there and what to do about it, or nothing."""
    server = (await connection.exec_driver_sql(_SERVER)).one()
    version = str(server.version)
    if server.reads_only:
        return version, "it only lets read: a copy, or set so. Name the primary in MENTORBOT_DATABASE."
    kept = (await connection.exec_driver_sql(_KEPT)).scalars().all()
    if kept or not server.makes:
        what = f"change {', '.join(kept[:3])}" if kept else "make tables, as an upgrade does"
        return version, f"its user may not {what}. Make them the owner: ALTER … OWNER TO …"
    return version, ""


_SERVER: Final = """
    SELECT current_setting('server_version') AS version,
        current_setting('transaction_read_only') = 'on' AS reads_only,
        has_schema_privilege(current_schema(), 'CREATE') AS makes
"""
_KEPT: Final = """
    SELECT relname::text FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND NOT (
        has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
        AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE'))
    ORDER BY 1
"""
"""Tables of which the user lacks a right: owners have all of them."""
_COLUMNS: Final = """
    SELECT table_name::text AS table_name, column_name::text AS column_name FROM information_schema.columns
    WHERE table_schema = current_schema()
"""
_INDEXES: Final = "SELECT indexname::text FROM pg_indexes WHERE schemaname = current_schema()"
_INVALID: Final = """
    SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid
    UNION ALL SELECT conname::text FROM pg_constraint WHERE NOT convalidated ORDER BY 1
"""
