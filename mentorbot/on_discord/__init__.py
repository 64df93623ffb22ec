"""Discord's side: the bot, how cards look there, how presses find their way, and how errors are told."""

from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.one_at_a_time import OneAtATime
from mentorbot.on_discord.process import move_in, serve

__all__ = ["MentorBot", "OneAtATime", "move_in", "serve"]
