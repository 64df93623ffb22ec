"""All modules of endpoints; importing them fills the table of routes."""

from importlib import import_module

MODULES = (
    "applications",
    "guilds",
    "channels",
    "threads",
    "message_routes",
    "reactions",
    "scheduled_events",
    "commands",
    "callbacks",
)


def load() -> None:
    """Fill the table of routes."""
    for name in MODULES:
        import_module(f".{name}", __package__)
