"""What was found when something was looked at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, how it is, and, where it is not well, what to do."""

    what: str
    told: str
    well: bool = True
    advice: bool = False
