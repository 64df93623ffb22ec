"""The table of what one process alone may do at a time."""

from datetime import datetime
from typing import Final

from sqlalchemy import Column, Named, String, Table, TypedColumns

from mentorbot.db.base import metadata
from mentorbot.db.types import UTCDateTime


class _Lease(TypedColumns):
    # What it is for, such as being one bot on Discord.
    name: Named[str] = Column(String(100), primary_key=True)
    # Which process has it: see mentorbot.db.leases.
    holder: Named[str] = Column(String(300))
    # Counts up for as long as the holder lives.
    beat: Named[int]
    until: Named[datetime] = Column(UTCDateTime)


LEASE: Final = Table("lease", metadata, _Lease)
"""At most one row for each thing; nobody has what has none."""
