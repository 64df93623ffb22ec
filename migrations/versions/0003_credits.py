"""Which credentials members keep, and what they earned for them."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables of credits."""
    op.create_table(
        "credit_goal",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id", ondelete="CASCADE"), nullable=False),
        sa.Column("credential", sa.String(40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reminded", sa.Boolean(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.UniqueConstraint("member_id", "credential"),
        sa.UniqueConstraint("id", "member_id"),
        sa.CheckConstraint("length(credential) > 0", name="credential_given"),
        sa.CheckConstraint("starts_on <= ends_on", name="in_order"),
    )
    op.create_table(
        "credit_entry",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("quarters", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("proof", sa.String(500), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.UniqueConstraint("goal_id", "day", "type", "title", "quarters"),
        sa.ForeignKeyConstraint(
            ["goal_id", "member_id"], ["credit_goal.id", "credit_goal.member_id"], ondelete="CASCADE"
        ),
        sa.CheckConstraint("length(title) > 0", name="title_given"),
        sa.CheckConstraint("quarters BETWEEN 1 AND 800", name="quarters_sane"),
        sa.CheckConstraint("proof IS NULL OR proof LIKE 'https://%'", name="proof_is_https"),
    )
    op.create_index(None, "credit_entry", ["member_id"])


def downgrade() -> None:
    """Drop them."""
    for table in ("credit_entry", "credit_goal"):
        op.drop_table(table)
