"""A local Discord that real client libraries can talk to.

async with Sandbox() as sandbox:
    guild = sandbox.add_guild("Future managers")
    app = sandbox.add_application("helper", guild)
    alice = sandbox.add_person("alice", guild)
    with sandbox.discord_py():
        ...  # start any discord.py client with app.token
"""

from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.sandbox import Sandbox

__all__ = ["DiscordError", "Sandbox"]
