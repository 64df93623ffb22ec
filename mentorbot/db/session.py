"""One change to the database, while it is under way."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVarTuple, overload

from sqlalchemy import CursorResult, Executable
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncTransaction
from sqlalchemy.sql.selectable import TypedReturnsRows

Told = Callable[[], None]
Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None
Ts = TypeVarTuple("Ts")


class Session:
    """A transaction: all that is done with it is kept at the end of its scope, or nothing.

    Made by :meth:`mentorbot.db.Database.session_scope`.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._told: dict[Told, None] = {}
        self.others: dict[str, None] = {}
        """What other processes are told of this change."""

    @property
    def dialect(self) -> str:
        """Which database it is: "sqlite" or "postgresql"; only for what stands in this package."""
        return self._connection.dialect.name

    @overload
    async def execute(
        self, statement: TypedReturnsRows[*Ts], parameters: Parameters = None
    ) -> CursorResult[*Ts]: ...

    @overload
    async def execute(
        self, statement: Executable, parameters: Parameters = None
    ) -> CursorResult[*tuple[Any, ...]]: ...

    async def execute(self, statement: Executable, parameters: Parameters = None) -> CursorResult[Any]:
        """Execute a statement, once or for each set of parameters."""
        return await self._connection.execute(statement, parameters)

    def begin_nested(self) -> AsyncTransaction:
        """A part that can be rolled back by itself."""
        return self._connection.begin_nested()

    def after_commit(self, tell: Told) -> None:
        """Call this once when the change has been kept; not at all if it is not."""
        self._told[tell] = None

    def tell_others(self, what: str) -> None:
        """Let the other processes hear this (:mod:`mentorbot.db.hearing`) once the change is kept."""
        self.others[what] = None

    def kept(self) -> None:
        """The change has been kept."""
        for tell in self._told:
            tell()
