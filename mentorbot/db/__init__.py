"""The database: the only package that knows which one it is."""

from mentorbot.db.base import Base
from mentorbot.db.engine import Database
from mentorbot.db.statements import insert, json_by_key
from mentorbot.db.types import UTCDateTime, byte_text, text_enum

__all__ = ["Base", "Database", "UTCDateTime", "byte_text", "insert", "json_by_key", "text_enum"]
