"""The tables of forms that are open, and of what was filled into those that were refused."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, Column, Index, Named, String, Table, TypedColumns

from mentorbot.chat import limits
from mentorbot.db import UTCDateTime, metadata


class _OpenedForm(TypedColumns):
    platform: Named[str] = Column(String(32), primary_key=True)
    # Empty in a direct message that could be about several.
    community: Named[str] = Column(String(64), primary_key=True)
    user_id: Named[str] = Column(String(64), primary_key=True)
    form_id: Named[str] = Column(String(limits.ACTION_ID), primary_key=True)
    form: Named[dict[str, Any]] = Column(JSON)
    opened_at: Named[datetime] = Column(UTCDateTime)


OPENED_FORM: Final = Table("opened_form", metadata, _OpenedForm, Index(None, "opened_at"))
"""A form as somebody was shown it: what comes back with its answers does not say what was asked."""


class _KeptForm(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    platform: Named[str] = Column(String(32))
    community: Named[str] = Column(String(64))
    user_id: Named[str] = Column(String(64))
    form_id: Named[str] = Column(String(limits.ACTION_ID))
    form: Named[dict[str, Any]] = Column(JSON)
    kept_at: Named[datetime] = Column(UTCDateTime)


KEPT_FORM: Final = Table(
    "kept_form",
    metadata,
    _KeptForm,
    Index(None, "platform", "user_id"),
    Index(None, "kept_at"),
)
"""A form as somebody filled it in, which was not taken."""
