"""How much a report may say."""

from typing import Final

MOST_REPORT: Final = 2000
