"""Who mentors, who looks for a mentor, who is kept from whom, and who is paired."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0006"
down_revision = "0005"

_SETTINGS = (
    "hospital",
    "physician_practice",
    "outpatient",
    "long_term_care",
    "home_health",
    "public_health",
    "payer",
    "consulting",
    "military_federal",
    "technology",
)
_ENDINGS = ("graduated", "time", "mentor", "mentee", "blocked", "left", "organizer")
_LIVE = sa.text("ended_at IS NULL")


def _key(table: str, ondelete: str = "CASCADE") -> sa.ForeignKey:
    return sa.ForeignKey(f"{table}.id", ondelete=ondelete)


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UTCDateTime(), nullable=nullable)


def _people() -> None:
    op.create_table(
        "mentor",
        sa.Column("member_id", sa.Integer(), _key("member"), primary_key=True, autoincrement=False),
        sa.Column("community_id", sa.Integer(), _key("community"), nullable=False),
        sa.Column("state", _enum("mentorstate", "draft", "waiting", "listed", "paused"), nullable=False),
        _moment("paused_until", nullable=True),
        _text("name", 100),
        _text("role", 100),
        _text("organization", 100),
        sa.Column("setting", _enum("setting", *_SETTINGS), nullable=False),
        _text("topics", 300),
        _text("credentials", 300),
        sa.Column("years", sa.Integer(), nullable=False),
        _text("languages", 300),
        _text("day_parts", 300),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        _text("formats", 300),
        _text("about", 1000),
        _moment("joined_at"),
        _moment("updated_at"),
        sa.CheckConstraint("capacity BETWEEN 1 AND 20", name="capacity_sane"),
        sa.CheckConstraint("taken BETWEEN 0 AND capacity", name="capacity_kept"),
        sa.CheckConstraint("hours BETWEEN 1 AND 40", name="hours_sane"),
        sa.CheckConstraint("years BETWEEN 0 AND 60", name="years_sane"),
    )
    op.create_index(None, "mentor", ["community_id", "state"])
    op.create_index(None, "mentor", ["community_id", "updated_at"])
    op.create_table(
        "mentee",
        sa.Column("member_id", sa.Integer(), _key("member"), primary_key=True, autoincrement=False),
        sa.Column("community_id", sa.Integer(), _key("community"), nullable=False),
        _text("name", 100),
        _text("goals", 1000),
        _text("organization", 100),
        *(
            _text(name, 300)
            for name in ("topics", "settings", "credentials", "languages", "day_parts", "helps")
        ),
        _moment("updated_at"),
    )
    op.create_index(None, "mentee", ["community_id"])
    op.create_table(
        "block",
        sa.Column("member_id", sa.Integer(), _key("member"), primary_key=True),
        sa.Column("other_id", sa.Integer(), _key("member"), primary_key=True),
        sa.Column("kind", _enum("blockkind", "not_match", "block"), nullable=False),
        _moment("at"),
        sa.CheckConstraint("member_id <> other_id", name="of_another"),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "block", ["other_id"])


def _pairs() -> None:
    op.create_table(
        "circle",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("community_id", sa.Integer(), _key("community"), nullable=False),
        sa.Column("mentor_id", sa.Integer(), _key("member", "SET NULL"), nullable=True),
        _text("name", 100),
        _moment("formed_at"),
        _moment("ended_at", nullable=True),
    )
    op.create_index(None, "circle", ["community_id"])
    op.create_index(None, "circle", ["mentor_id"])
    op.create_table(
        "circle_peer",
        sa.Column("circle_id", sa.Integer(), _key("circle"), primary_key=True),
        sa.Column("member_id", sa.Integer(), _key("member"), primary_key=True),
        _moment("left_at", nullable=True),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "circle_peer", ["member_id"])
    op.create_table(
        "mentorship",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("community_id", sa.Integer(), _key("community"), nullable=False),
        sa.Column("mentor_id", sa.Integer(), _key("member"), nullable=False),
        sa.Column("mentee_id", sa.Integer(), _key("member"), nullable=False),
        _text("couple", 41),
        sa.Column("format", _enum("format", "pair", "circle", "once"), nullable=False),
        sa.Column("circle_id", sa.Integer(), _key("circle", "SET NULL"), nullable=True),
        sa.Column("origin", _enum("origin", "request", "round", "organizer"), nullable=False),
        _text("wanted", 1000),
        sa.Column("months", sa.Integer(), nullable=False),
        _moment("formed_at"),
        _moment("ends_at"),
        _moment("ended_at", nullable=True),
        sa.Column("ending", _enum("ending", *_ENDINGS), nullable=True),
        sa.CheckConstraint("mentor_id <> mentee_id", name="of_two"),
        sa.CheckConstraint("months BETWEEN 1 AND 24", name="months_sane"),
        sa.CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ended_somehow"),
    )
    op.create_index(
        "uq_mentorship_live",
        "mentorship",
        ["couple"],
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    )
    for columns in (["mentor_id", "ended_at"], ["mentee_id", "ended_at"], ["community_id", "ended_at"]):
        op.create_index(None, "mentorship", columns)
    op.create_index(None, "mentorship", ["circle_id"])


def upgrade() -> None:
    """Create the tables of mentoring."""
    _people()
    _pairs()
    op.create_table(
        "mentoring_setting",
        sa.Column("community_id", sa.Integer(), _key("community"), primary_key=True, autoincrement=False),
        _text("channel_id", 64),
        _text("organizer_channel_id", 64),
        sa.Column("approval", sa.Boolean(), nullable=False),
        sa.Column("answer_hours", sa.Integer(), nullable=False),
        sa.Column("most_open", sa.Integer(), nullable=False),
        sa.Column("asks_a_week", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.CheckConstraint("answer_hours BETWEEN 1 AND 720", name="answer_hours_sane"),
        sa.CheckConstraint("most_open BETWEEN 1 AND 10", name="most_open_sane"),
        sa.CheckConstraint("asks_a_week BETWEEN 1 AND 50", name="asks_a_week_sane"),
        sa.CheckConstraint("months BETWEEN 1 AND 24", name="months_sane"),
    )


def downgrade() -> None:
    """Drop them all."""
    for table in ("mentoring_setting", "mentorship", "circle_peer", "circle", "block", "mentee", "mentor"):
        op.drop_table(table)
