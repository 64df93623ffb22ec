"""The database: the only package that knows which one it is."""

from mentorbot.db.base import Base
from mentorbot.db.engine import Database
from mentorbot.db.types import UTCDateTime, text_enum

__all__ = ["Base", "Database", "UTCDateTime", "text_enum"]
