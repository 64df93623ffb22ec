"""Bells that services ring, so that what waits for work comes round at once; they know nobody who listens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final
from weakref import WeakSet

from mentorbot.db import Session

Ear = Callable[[], None]

_bells: Final["WeakSet[Bell]"] = WeakSet()


class Bell:
    """Tells those who listen that there is something for them to do, in other processes too.

    Args:
        name: By which other processes know it.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._ears: list[Ear] = []
        _bells.add(self)

    def listen(self, ear: Ear) -> None:
        """Call this whenever it rings."""
        self._ears.append(ear)

    def unlisten(self, ear: Ear) -> None:
        """Do not call it any more."""
        self._ears.remove(ear)

    @contextmanager
    def heard_by(self, ear: Ear) -> Iterator[None]:
        """Call this whenever it rings within the block."""
        self.listen(ear)
        try:
            yield
        finally:
            self.unlisten(ear)

    def ring(self, session: Session, *, everywhere: bool = True) -> None:
        """Ring once what this session does is committed.

        Args:
            everywhere: In the other processes on this database too.
        """
        session.after_commit(self.ring_now)
        if everywhere:
            session.tell_others(self.name)

    def ring_now(self) -> None:
        """Ring, in this process."""
        for ear in tuple(self._ears):
            ear()


def hear(name: str) -> None:
    """Ring what another process rang; with no name, all: something may not have been heard."""
    for bell in tuple(_bells):
        if name in {"", bell.name}:
            bell.ring_now()
