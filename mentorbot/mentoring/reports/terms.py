"""How much a report may say, and how long the id may be of whom it is about."""

from typing import Final

MOST_REPORT: Final = 2000
MOST_USER: Final = 64
