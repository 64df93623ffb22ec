"""Tells dispatchers that something was scheduled, or that the clock was moved."""

from typing import Final

from mentorbot.chat.bell import Bell

DUE: Final = Bell("due")

listen, unlisten = DUE.listen, DUE.unlisten
ring, ring_now = DUE.ring, DUE.ring_now
