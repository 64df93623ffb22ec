"""The life of a mentorship: where the two talk, what they agreed, goals, check-ins, feedback, reports."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0016"
down_revision = "0015"


def _key(name: str, table: str, ondelete: str = "CASCADE", *, key: bool = False) -> sa.Column[int]:
    parent = sa.ForeignKey(f"{table}.id", ondelete=ondelete)
    if key:
        return sa.Column(name, sa.Integer(), parent, primary_key=True)
    return sa.Column(name, sa.Integer(), parent, nullable=ondelete == "SET NULL")


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UTCDateTime(), nullable=nullable)


def _life() -> None:
    op.create_table(
        "mentoring_talk",
        sa.Column("id", sa.Integer(), primary_key=True),
        _key("community_id", "community"),
        sa.Column("kind", _enum("talkkind", "pair", "circle"), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column(
            "state", _enum("talkstate", "wanted", "open", "direct", "closing", "closed"), nullable=False
        ),
        _text("channel_id", 64),
        _text("thread_id", 64),
        _text("seen_id", 64),
        _moment("active_at", nullable=True),
        _moment("created_at"),
        sa.UniqueConstraint("kind", "owner_id"),
        sa.CheckConstraint("state <> 'open' OR length(thread_id) > 0", name="open_somewhere"),
    )
    op.create_index(None, "mentoring_talk", ["state"])
    op.create_index(None, "mentoring_talk", ["community_id"])
    op.create_table(
        "mentorship_agreement",
        sa.Column(
            "mentorship_id",
            sa.Integer(),
            sa.ForeignKey("mentorship.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("cadence", _enum("cadence", "weekly", "two_weeks", "monthly"), nullable=False),
        _moment("mentor_at", nullable=True),
        _moment("mentee_at", nullable=True),
    )
    op.create_table(
        "mentorship_goal",
        sa.Column("id", sa.Integer(), primary_key=True),
        _key("mentorship_id", "mentorship"),
        _text("title", 200),
        _text("milestone", 100),
        _moment("done_at", nullable=True),
        _moment("created_at"),
        sa.CheckConstraint("length(title) > 0", name="title_given"),
        sa.CheckConstraint("length(milestone) = 0 OR done_at IS NULL", name="tied_is_not_copied"),
    )
    op.create_index(None, "mentorship_goal", ["mentorship_id"])
    op.create_table(
        "mentorship_check_in",
        _key("mentorship_id", "mentorship", key=True),
        _key("member_id", "member", key=True),
        sa.Column("turn", sa.Integer(), primary_key=True),
        sa.Column("said", _enum("said", "well", "quiet", "help"), nullable=False),
        _moment("at"),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "mentorship_check_in", ["member_id"])
    op.create_table(
        "mentorship_feedback",
        sa.Column("id", sa.Integer(), primary_key=True),
        _key("community_id", "community"),
        _key("mentorship_id", "mentorship", "SET NULL"),
        _key("member_id", "member"),
        _flag("as_mentor"),
        sa.Column("rating", sa.Integer(), nullable=False),
        _flag("recommend"),
        _text("text", 1000),
        _flag("shared"),
        _moment("at"),
        sa.UniqueConstraint("mentorship_id", "member_id"),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name="rating_sane"),
    )
    op.create_index(None, "mentorship_feedback", ["community_id"])
    op.create_index(None, "mentorship_feedback", ["member_id"])


def _reports() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), primary_key=True),
        _key("community_id", "community"),
        sa.Column("number", sa.Integer(), nullable=False),
        _key("reporter_id", "member", "SET NULL"),
        _key("about_id", "member", "SET NULL"),
        _text("text", 2000),
        _moment("at"),
        _moment("closed_at", nullable=True),
        sa.UniqueConstraint("community_id", "number"),
        sa.CheckConstraint("number > 0", name="number_counts"),
    )
    op.create_index(None, "report", ["reporter_id"])
    op.create_index(None, "report", ["about_id"])
    op.create_table(
        "report_note",
        sa.Column("id", sa.Integer(), primary_key=True),
        _key("report_id", "report"),
        _key("author_id", "member", "SET NULL"),
        _flag("by_reporter"),
        _text("text", 2000),
        _flag("shown"),
        _moment("at"),
    )
    op.create_index(None, "report_note", ["report_id"])
    op.create_index(None, "report_note", ["author_id"])


def upgrade() -> None:
    """Create them all."""
    _life()
    _reports()


def downgrade() -> None:
    """Drop them all."""
    for table in (
        "report_note",
        "report",
        "mentorship_feedback",
        "mentorship_check_in",
        "mentorship_goal",
        "mentorship_agreement",
        "mentoring_talk",
    ):
        op.drop_table(table)
