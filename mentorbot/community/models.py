"""What the bot remembers about itself, beside its communities."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from mentorbot.db import Base, UTCDateTime


class CommandSync(Base):
    """The commands last given to the platform, by hash, so that they are sent again only when they change."""

    __tablename__ = "command_sync"

    application_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    hash: Mapped[str] = mapped_column(String(64))
    synced_at: Mapped[datetime] = mapped_column(UTCDateTime)
