"""What features say to the database: in one way what each database has its own for, or all of them say."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any, ClassVar, Protocol, TypeVar

from sqlalchemy import ColumnElement, Row, Select, String, Subquery, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.dialects.sqlite.dml import OnConflictDoNothing, OnConflictDoUpdate
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from mentorbot.db.session import Session

__all__ = ["in_parts", "insert", "json_by_key", "name_columns", "read_row", "rows_of", "some_of_each"]

# ``insert`` is SQLite's, and serves both: SQLite took ON CONFLICT from PostgreSQL word for word. Its twin for
# PostgreSQL would load that whole dialect (3 MB, a twentieth of the start) into every bot.


@compiles(OnConflictDoNothing, "postgresql")
@compiles(OnConflictDoUpdate, "postgresql")
def _on_conflict(clause: Any, compiler: SQLCompiler, **options: Any) -> str:
    # What only PostgreSQL has, the name of a constraint in the place of its columns, was not given.
    clause.constraint_target = None
    visit = getattr(compiler, f"visit_{clause.__visit_name__}")
    return str(visit(clause, **options))


class json_by_key(FunctionElement[str]):  # noqa: N801 - it is used as the function it stands for
    """One JSON object, as text, of many rows: ``json_by_key(key, value)``; ``{}`` of none."""

    type = String()
    inherit_cache = True

    def __init__(self, key: ColumnElement[Any], value: ColumnElement[Any]) -> None:
        """Take the member names from one column and their values from another."""
        super().__init__(key, value)


@compiles(json_by_key)
def _json_by_key(element: json_by_key, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_group_object({compiler.process(element.clauses, **options)})"


@compiles(json_by_key, "postgresql")
def _json_by_key_postgresql(element: json_by_key, compiler: SQLCompiler, **options: Any) -> str:
    return f"coalesce(json_object_agg({compiler.process(element.clauses, **options)})::text, '{{}}')"


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Any]]


_View = TypeVar("_View", bound=_Dataclass)
_Item = TypeVar("_Item")
_PART = 200


def read_row(view: type[_View], row: Row[*tuple[Any, ...]], prefix: str = "", **given: Any) -> _View:
    """A dataclass made of the columns that have the names of its fields.

    Args:
        prefix: Stands before each of the names, where a statement has several of one name.
        given: Fields that are not read from columns.
    """
    values = row._mapping
    names = view.__dataclass_fields__.keys() - given.keys()
    return view(**{name: values[prefix + name] for name in names}, **given)


async def in_parts(items: Sequence[_Item]) -> AsyncIterator[Sequence[_Item]]:
    """These, some at a time: between them others get their turn.

    Of many rows Python makes objects on the event loop, some of a second for thousands.
    """
    for first in range(0, len(items), _PART):
        if first:
            await asyncio.sleep(0)
        yield items[first : first + _PART]


def name_columns(prefix: str, columns: Iterable[ColumnElement[Any]]) -> tuple[ColumnElement[Any], ...]:
    """The same columns under other names, for :func:`read_row`: each with the prefix before its own."""
    return tuple(column.label(f"{prefix}{column.key}") for column in columns)


def some_of_each(waiting: Select[*tuple[Any, ...]], few: int, most: int) -> Subquery:
    """A few of what waits in each community, those that wait longest first: their ``id``, and their ``turn``.

    Args:
        waiting: Selects ``id``, the lower the longer it waits, and ``community_id`` of all that wait.
        few: How many of one community.
        most: How many in all.
    """
    each = waiting.subquery()
    turn = func.row_number().over(partition_by=each.c.community_id, order_by=each.c.id)
    ranked = select(each.c.id, turn.label("turn")).subquery()
    some = select(ranked.c.id, ranked.c.turn).where(ranked.c.turn <= few)
    return some.order_by(ranked.c.turn, ranked.c.id).limit(most).subquery()


async def rows_of(
    session: Session,
    ids: Sequence[int],
    owner: ColumnElement[int] | ColumnElement[int | None],
    statement: Select[*tuple[Any, ...]],
) -> dict[int, list[dict[str, Any]]]:
    """Rows by whose they are, as they are handed out to people: names and values.

    Args:
        ids: Whose; who has none has an empty list.
        owner: The column that says whose a row is.
        statement: What is told of each, in order.
    """
    found: dict[int, list[dict[str, Any]]] = {id_: [] for id_ in ids}
    whose = owner.label("whose")
    for row in (await session.execute(statement.add_columns(whose).where(owner.in_(ids)))).mappings():
        found[row[whose]].append({name: row[name] for name in row if name != whose.name})
    return found
