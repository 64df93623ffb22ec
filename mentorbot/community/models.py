"""What the bot remembers about itself, beside its communities."""

from typing import Final

from sqlalchemy import Column, String, Table

from mentorbot.db import UTCDateTime, metadata

COMMAND_SYNC: Final = Table(
    "command_sync",
    metadata,
    Column("application_id", String(64), primary_key=True),
    Column("hash", String(64), nullable=False),
    Column("synced_at", UTCDateTime, nullable=False),
)
"""The commands last given to the platform, by hash, so that they are sent again only when they change."""
