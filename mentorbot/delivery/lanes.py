"""Whose turn it is: communities take turns, and each channel or person gets one message at a time."""

from collections import deque
from collections.abc import Callable, Iterable
from typing import Final

from mentorbot.delivery.kinds import Address
from mentorbot.delivery.outbox import Taken

MOST_NARROW: Final = 4
"""How many that must pass what is narrow are on their way at once, so that the others are not held up."""

MOST_AT_DOOR: Final = 8
"""How many of one community wait here for what is narrow; the others stay in the table, out of the way."""


class Lanes:
    """What was taken from the table and waits to be sent.

    Args:
        most: How many of one community wait here at most; it is a tenth of a second's work and more, so that
            the table need not be asked for each, and so few that a process that is killed holds up little.
        narrow: Whether a message there must pass something that lets only few through.
    """

    def __init__(self, most: int, narrow: Callable[[Address], bool]) -> None:
        self._most = most
        self._narrow = narrow
        self._passing: set[int] = set()
        self._waiting: dict[int, deque[Taken]] = {}
        self._busy: set[tuple[str, str]] = set()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, rows: Iterable[Taken]) -> None:
        """Let these wait."""
        for row in rows:
            self._waiting.setdefault(row.due.community_id, deque()).append(row)
            self._count += 1

    def full(self) -> list[int]:
        """The communities of which enough are waiting, those not counted that must pass what is narrow."""
        return [
            community
            for community, rows in self._waiting.items()
            if sum(not self._narrow(row.due.to) for row in rows) * 2 >= self._most
        ]

    def doors(self) -> list[int]:
        """The communities of which enough are waiting that must pass what is narrow."""
        return [
            community
            for community, rows in self._waiting.items()
            if sum(self._narrow(row.due.to) for row in rows) >= MOST_AT_DOOR
        ]

    def pick(self) -> Taken | None:
        """The next whose channel or person is free, of the community that has waited longest for a turn."""
        for community, rows in self._waiting.items():
            for row in rows:
                if _place(row) not in self._busy and self._fits(row):
                    break
            else:
                continue
            rows.remove(row)
            del self._waiting[community]
            if rows:
                self._waiting[community] = rows
            self._busy.add(_place(row))
            if self._narrow(row.due.to):
                self._passing.add(row.due.id)
            self._count -= 1
            return row
        return None

    def done(self, row: Taken) -> None:
        """Its channel or person is free again."""
        self._busy.discard(_place(row))
        self._passing.discard(row.due.id)

    def waiting(self) -> list[Taken]:
        """All that wait."""
        return [row for rows in self._waiting.values() for row in rows]

    def drain(self) -> list[Taken]:
        """Take all out that wait."""
        rows = self.waiting()
        self._waiting.clear()
        self._count = 0
        return rows

    def _fits(self, row: Taken) -> bool:
        return len(self._passing) < MOST_NARROW or not self._narrow(row.due.to)


def _place(row: Taken) -> tuple[str, str]:
    to = row.due.to
    return ("user", to.user_id) if to.user_id is not None else ("channel", to.channel_id or "")
