"""Which language whoever asks speaks, for what reads their words far from the turn."""

from contextvars import ContextVar
from typing import Final

_SPOKEN: Final[ContextVar[str]] = ContextVar("spoken", default="en")


def spoken() -> str:
    """The language, in two letters, of whose turn it is; English outside of one."""
    return _SPOKEN.get()


def note_spoken(language: str) -> None:
    """From here on, in this task, whoever asks speaks this language, given by two letters."""
    _SPOKEN.set(language)
