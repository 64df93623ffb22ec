"""Discord's side: the bot, how cards look there, how presses find their way, and how errors are told."""

from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.one_at_a_time import OneAtATime
from mentorbot.on_discord.process import move_in, serve, serve_over
from mentorbot.on_discord.sharded import ShardedBot
from mentorbot.on_discord.shards import Shards

__all__ = ["MentorBot", "OneAtATime", "ShardedBot", "Shards", "move_in", "serve", "serve_over"]
