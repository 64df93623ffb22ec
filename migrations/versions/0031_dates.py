"""Single dates of a series, days without a time, and deadlines as moments."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0031"
down_revision = "0030"

_EVENT = sa.table(
    "event",
    sa.column("id", sa.Integer()),
    sa.column("kind", sa.String()),
    sa.column("time_zone", sa.String()),
    *(sa.column(name, UTCDateTime()) for name in ("starts_at", "ends_at", "until", "shown_until")),
    sa.column("all_day", sa.Boolean()),
)
_ORIGIN = sa.table("event_origin", sa.column("event_id", sa.Integer()))


def upgrade() -> None:
    """Say of each event what could not be said of it: so far, all was with a time and took an hour."""
    op.add_column("event", sa.Column("own_dates", sa.Text(), nullable=False, server_default=""))
    op.add_column("event", sa.Column("held", sa.Text(), nullable=False, server_default=""))
    op.add_column("event", sa.Column("all_day", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("event", sa.Column("shown_until", UTCDateTime(), nullable=True))
    bind = op.get_bind()
    bind.execute(sa.update(_EVENT).values(shown_until=_EVENT.c.ends_at))
    imported = set(bind.execute(sa.select(_ORIGIN.c.event_id)).scalars())
    for row in bind.execute(sa.select(_EVENT)).all():
        if row.kind == "deadline":
            length = row.ends_at - row.starts_at
            values = {"ends_at": row.starts_at, "until": max(row.until - length, row.starts_at)}
        elif row.id in imported and _is_days(row.starts_at, row.ends_at, row.time_zone):
            values = {"all_day": True}
        else:
            continue
        bind.execute(sa.update(_EVENT).where(_EVENT.c.id == row.id).values(values))


def downgrade() -> None:
    """Forget it; a deadline takes an hour again."""
    bind = op.get_bind()
    for row in bind.execute(sa.select(_EVENT).where(_EVENT.c.kind == "deadline")).all():
        hour = timedelta(hours=1)
        values = {"ends_at": row.ends_at + hour, "until": row.until + hour}
        bind.execute(sa.update(_EVENT).where(_EVENT.c.id == row.id).values(values))
    for name in ("shown_until", "all_day", "held", "own_dates"):
        op.drop_column("event", name)


def _is_days(starts_at: datetime, ends_at: datetime, zone: str) -> bool:
    """Whether it goes from the first minute of a day to the last of one, as days from calendars did."""
    start, end = (one.astimezone(ZoneInfo(zone)) for one in (starts_at, ends_at))
    return start.time() == time() and end.time() == time(23, 59)
