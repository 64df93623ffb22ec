"""A bot in a process of its own, for the tests that kill it: ``burst_bot.py URL``.

It is ``mentorbot run`` with a kind of message to count, and with leases that a test can wait for.
"""

import sys
from dataclasses import dataclass
from datetime import timedelta

from mentorbot.__main__ import main
from mentorbot.chat import Card, Section
from mentorbot.db import Session
from mentorbot.delivery import alarm, desk
from mentorbot.delivery.kinds import Due, handler
from mentorbot.delivery.payloads import Payload
from mentorbot.sandbox.discord.launch import point_discord

desk.LEASE = timedelta(seconds=2)  # type: ignore[misc]
alarm.SWEEP_SECONDS = 1  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class Text(Payload):
    text: str


@handler("burst", Text)
async def burst(session: Session, due: Due, text: Text) -> Card:
    """A message that says which one it is."""
    return Card("Burst", (Section(text.text),))


point_discord(sys.argv[1])
sys.argv = ["mentorbot", "run"]
sys.exit(main())
