"""One-off conversations, what a certificate needs, and what those who left may come back to."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0044"
down_revision = "0043"

_ANSWER = sa.Enum(
    "going",
    "waiting",
    "interested",
    "cannot",
    name="eventanswer",
    native_enum=False,
    create_constraint=True,
    length=32,
)


def upgrade() -> None:
    """So far every request was for a mentorship, and whoever had met once got the certificate."""
    op.add_column(
        "mentor_request", sa.Column("once", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    for name, default in (("most_mentors", "3"), ("certificate_sessions", "1"), ("certificate_weeks", "0")):
        op.add_column(
            "mentoring_setting", sa.Column(name, sa.Integer(), nullable=False, server_default=default)
        )
    op.add_column(
        "circle_peer", sa.Column("departed", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "event_left",
        sa.Column("event_id", sa.Integer(), sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True),
        sa.Column(
            "member_id", sa.Integer(), sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("answer", _ANSWER, nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("reply", sa.String(300), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "event_left", ["member_id"])


def downgrade() -> None:
    """Forget it."""
    op.drop_table("event_left")
    op.drop_column("circle_peer", "departed")
    for name in ("certificate_weeks", "certificate_sessions", "most_mentors"):
        op.drop_column("mentoring_setting", name)
    op.drop_column("mentor_request", "once")
