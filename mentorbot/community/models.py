"""What the bot remembers about itself, beside its communities."""

from datetime import datetime
from typing import Final

from sqlalchemy import Column, Named, String, Table, TypedColumns

from mentorbot.db import UTCDateTime, metadata


class _CommandSync(TypedColumns):
    application_id: Named[str] = Column(String(64), primary_key=True)
    hash: Named[str] = Column(String(64))
    synced_at: Named[datetime] = Column(UTCDateTime)


COMMAND_SYNC: Final = Table(
    "command_sync",
    metadata,
    _CommandSync,
)
"""The commands last given to the platform, by hash, so that they are sent again only when they change."""
