"""Discord's side: the bot, how cards look there, how presses find their way, and how errors are told."""

from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.process import move_in, serve

__all__ = ["MentorBot", "move_in", "serve"]
