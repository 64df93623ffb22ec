"""Tells the dispatchers of this process that something was scheduled, once it is committed."""

from collections.abc import Callable
from typing import Final

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

Ear = Callable[[], None]

_RUNG: Final = "mentorbot_delivery_bell"
_ears: list[Ear] = []


def listen(ear: Ear) -> None:
    """Call this after every commit that changed when something is due."""
    _ears.append(ear)


def unlisten(ear: Ear) -> None:
    """Do not call it any more."""
    _ears.remove(ear)


def ring(session: AsyncSession) -> None:
    """Tell all who listen, when what this session does is committed."""
    if not session.info.get(_RUNG):
        session.info[_RUNG] = True
        event.listen(session.sync_session, "after_commit", _tell)


def ring_now() -> None:
    """Tell all who listen that it is worth looking: something was committed, or the clock was moved."""
    for ear in tuple(_ears):
        ear()


def _tell(_: Session) -> None:
    ring_now()
