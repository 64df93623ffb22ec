"""What is due to whom, where a community is told what could not be sent, and quiet hours."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime, byte_text

revision = "0002"
down_revision = "0001"

_STATES = ("pending", "leased", "sent", "cancelled", "dead")
_OPEN = sa.text("settled_at IS NULL")
_SETTLED = sa.text("settled_at IS NOT NULL")
_DEAD = sa.text("state = 'dead'")


def upgrade() -> None:
    """Create the tables of delivery, and give members quiet hours."""
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("dedupe_key", byte_text(200), nullable=False),
        sa.Column(
            "community_id", sa.Integer(), sa.ForeignKey("community.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id", ondelete="CASCADE"), nullable=True),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("platform", sa.String(32), nullable=False),
        sa.Column("community", sa.String(64), nullable=True),
        sa.Column("user_id", sa.String(64), nullable=True),
        sa.Column("channel_id", sa.String(64), nullable=True),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("useful_until", UTCDateTime(), nullable=True),
        sa.Column("respect_quiet", sa.Boolean(), nullable=False),
        sa.Column("nonce", sa.String(25), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*_STATES, name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("try_at", UTCDateTime(), nullable=False),
        sa.Column("leased_by", sa.String(32), nullable=True),
        sa.Column("in_doubt_since", UTCDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(300), nullable=True),
        sa.Column("message_id", sa.String(64), nullable=True),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.UniqueConstraint("dedupe_key"),
        sa.CheckConstraint("length(dedupe_key) > 0", name="dedupe_key_given"),
        sa.CheckConstraint("user_id IS NOT NULL OR channel_id IS NOT NULL", name="address_given"),
        sa.CheckConstraint("user_id IS NULL OR member_id IS NOT NULL", name="person_is_member"),
        sa.CheckConstraint("(settled_at IS NULL) = (state IN ('pending', 'leased'))", name="settled_or_open"),
        sa.CheckConstraint("try_at >= due_at", name="not_tried_before_due"),
    )
    for name, columns, where in (
        ("ix_delivery_next", ["try_at"], _OPEN),
        ("ix_delivery_lane", ["community_id", "due_at"], _OPEN),
        ("ix_delivery_dead", ["community_id"], _DEAD),
        ("ix_delivery_settled", ["settled_at"], _SETTLED),
        ("ix_delivery_member_id", ["member_id"], None),
    ):
        op.create_index(name, "delivery", columns, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "notice_channel",
        sa.Column(
            "community_id",
            sa.Integer(),
            sa.ForeignKey("community.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("channel_id", sa.String(64), nullable=False),
    )
    op.add_column("member", sa.Column("quiet_from", sa.Time(), nullable=True))
    op.add_column("member", sa.Column("quiet_until", sa.Time(), nullable=True))


def downgrade() -> None:
    """Drop all of it; what was still to be sent is lost."""
    op.drop_column("member", "quiet_until")
    op.drop_column("member", "quiet_from")
    op.drop_table("notice_channel")
    op.drop_table("delivery")
