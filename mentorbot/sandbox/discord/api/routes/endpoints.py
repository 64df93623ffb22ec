"""All modules of endpoints; importing them fills the table of routes."""

from importlib import import_module

MODULES = (
    "applications",
    "guilds",
    "roles",
    "bans",
    "guild_pages",
    "audit",
    "automod",
    "invites",
    "expressions",
    "channels",
    "threads",
    "messages",
    "reactions",
    "polls",
    "voice",
    "scheduled_events",
    "commands",
    "callbacks",
)


def load() -> None:
    """Fill the table of routes."""
    for name in MODULES:
        import_module(f".{name}", __package__)
