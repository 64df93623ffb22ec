"""How much there may be of office hours."""

from datetime import timedelta
from typing import Final

SHORTEST: Final = 10
USUAL: Final = 30
LONGEST: Final = 120
"""Minutes."""
MOST_SLOTS: Final = 8
"""Times one after another."""
MOST_PLACE: Final = 500
MOST_OPEN: Final = 5
"""Hours that one mentor has open."""
MOST_BOOKED: Final = 2
"""Times to come that one member has booked; with one mentor it is one."""
AHEAD: Final = timedelta(days=21)
"""How far ahead a time can be booked."""
NOTICE: Final = timedelta(hours=2)
"""How long before it a time can still be booked."""
AGENDA: Final = (
    "Whoever booked brings one question, and sends it the day before if they can.\n"
    "- Who are you, and what are you working towards?\n"
    "- The question, and what you have tried so far.\n"
    "- What would the mentor do, and whom else could you ask?\n"
    "**Leave with:** One step, with a day."
)
"""What to talk about in office hours, as Markdown."""
