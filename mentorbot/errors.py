"""What may go wrong, in two kinds: a sentence for the person, or a bug."""

from collections.abc import Sequence
from typing import Final

REFUSED: Final = 2
"""The exit code of the program when whoever runs it has to do something first."""


BUSY: Final = "I have so much to do just now that I did not get to this. Please try again in a minute."


class UserError(Exception):
    """Something the person can act on; its sentence is shown to them as it stands.

    Args:
        sentence: Plain English: what happened, and what to do about it.
        way_on: The label of a button with which they go on at once, and its id.
    """

    def __init__(self, sentence: str, *, way_on: tuple[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.way_on = way_on


class BusyError(UserError):
    """So many changes wait for their turn, or another program holds the database for so long, that this one
    was given up before it began; nothing of it was kept."""

    def __init__(self) -> None:
        super().__init__(BUSY)


class WhichCommunityError(UserError):
    """In a direct message it could be about several communities: whoever asked is asked which.

    Args:
        among: Their ids and names.
    """

    def __init__(self, among: Sequence[tuple[str, str]]) -> None:
        super().__init__("You use me in several communities. Which one is this about?")
        self.among = among


class OperatorError(Exception):
    """Something whoever runs the bot can act on; the command line prints it without a traceback.

    Args:
        sentence: What happened, and what to do about it.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class UnreachableError(OperatorError):
    """A chat platform cannot be reached, or has trouble: the same may work in a moment."""
