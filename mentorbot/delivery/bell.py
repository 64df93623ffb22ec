"""Tells the dispatchers of this process that something was scheduled, once it is committed."""

from collections.abc import Callable

from mentorbot.db import Session

Ear = Callable[[], None]

_ears: list[Ear] = []


def listen(ear: Ear) -> None:
    """Call this after every commit that changed when something is due."""
    _ears.append(ear)


def unlisten(ear: Ear) -> None:
    """Do not call it any more."""
    _ears.remove(ear)


def ring(session: Session) -> None:
    """Tell all who listen, when what this session does is committed."""
    session.after_commit(ring_now)


def ring_now() -> None:
    """Tell all who listen that it is worth looking: something was committed, or the clock was moved."""
    for ear in tuple(_ears):
        ear()
