"""All endpoints: each module puts its own into the table of routes when it is imported."""

from mentorbot.sandbox.discord.api.routes import (
    applications,
    audit,
    automod,
    bans,
    callbacks,
    channels,
    commands,
    expressions,
    guild_pages,
    guilds,
    invites,
    messages,
    polls,
    reactions,
    roles,
    scheduled_events,
    threads,
    voice,
    webhooks,
)
from mentorbot.sandbox.discord.api.routing import TABLE, Table

MODULES = (
    applications,
    guilds,
    roles,
    bans,
    guild_pages,
    audit,
    automod,
    invites,
    expressions,
    channels,
    threads,
    messages,
    reactions,
    polls,
    voice,
    scheduled_events,
    webhooks,
    commands,
    callbacks,
)


def load_table() -> Table:
    """The table of routes with all endpoints in it."""
    return TABLE
