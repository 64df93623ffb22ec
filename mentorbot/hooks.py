"""What rooms hook into rooms below them, which cannot know them: all of it, in one place.

A room says in its ``hooks.py`` what it asks of those above, as a part of the program;
here stands who answers.
"""

from mentorbot.chat.program import Program
from mentorbot.credits.hooks import GapHooks
from mentorbot.events import near, offers
from mentorbot.networking.insight import service as insight
from mentorbot.reminders.hooks import DigestHooks


def connect_rooms(program: Program) -> None:
    """Give the program what rooms ask of the rooms above them."""
    program.add_part(GapHooks(offers.find_fillers))
    program.add_part(DigestHooks(find_near=near.near, tell_network=insight.week))
