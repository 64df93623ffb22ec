"""Reading what strangers made, such as lists, pictures and tables, in processes that can do nothing else.

Each is ended if it takes too long or too much memory, so what reads theirs never runs in the bot itself. Two
are at work at once at most, one of them for one community.
"""

import asyncio
import json
from collections import Counter
from dataclasses import astuple
from typing import Final

from mentorbot.aside import read_aside
from mentorbot.chat.program import Program
from mentorbot.chat.spreadsheet import Layout, TableRow
from mentorbot.errors import UserError

TABLES: Final = "mentorbot.chat.table_reading"
PATIENCE: Final = 60.0
AT_ONCE: Final = 2
MOST_WAITING: Final = 5
"""Files of one community that wait for their turn."""
TOO_MUCH_TABLE: Final = "That file took me too long to read, so I stopped. Please send a smaller part of it."
BUSY: Final = "I am reading several files for this community just now. Please try again in a minute."


class Readers:
    """The processes that read."""

    def __init__(self, _: Program) -> None:
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._waiting: Counter[str] = Counter()
        self._own: dict[str, asyncio.Lock] = {}

    async def read(
        self, place: str, program: str, *given: str, data: bytes, sorry: str, seconds: float = PATIENCE
    ) -> bytes:
        """What a program of ours makes of a file, in a process that can do nothing else.

        Args:
            place: For whom: of one community one is read at a time; as in a Caller.
            program: A module, and what it is given; see :func:`mentorbot.aside.read_aside`.
            sorry: The sentence for what takes too much.
            seconds: After which it is given up.

        Raises:
            UserError: It takes too much, or too many wait.
        """
        if self._waiting[place] >= MOST_WAITING:
            raise UserError(BUSY)
        self._waiting[place] += 1
        try:
            async with self._own.setdefault(place, asyncio.Lock()), self._turn:
                return await read_aside(program, *given, data=data, patience=seconds)
        except (TimeoutError, RuntimeError):
            raise UserError(sorry) from None
        finally:
            self._waiting[place] -= 1
            if not self._waiting[place]:
                del self._waiting[place], self._own[place]

    async def read_table(self, place: str, data: bytes, layout: Layout) -> list[TableRow]:
        """The rows of a CSV file that somebody sent.

        Args:
            place: As of :meth:`read`.

        Raises:
            UserError: It is no such file, larger than it may be, takes too much, or too many wait.
        """
        layout.check_size(len(data))
        made = await self.read(place, TABLES, json.dumps(astuple(layout)), data=data, sorry=TOO_MUCH_TABLE)
        found = json.loads(made)
        if "refused" in found:
            raise UserError(found["refused"])
        return [(number, row) for number, row in found["rows"]]
