"""Whom a report is about is kept by their id on the platform, whether they ever enrolled or not."""

from typing import Final

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0026"
down_revision = "0025"

_NAMES: Final = "id, community_id, number, reporter_id, text, at, closed_at"
_USER: Final = "(SELECT user_id FROM member WHERE member.id = about_id)"
_MEMBER: Final = (
    "(SELECT id FROM member WHERE member.user_id = about_user AND member.community_id = report.community_id)"
)


def _by_user() -> sa.Column[str]:
    return sa.Column("about_user", sa.String(64), nullable=True)


def _by_member() -> sa.Column[int]:
    return sa.Column("about_id", sa.Integer(), sa.ForeignKey("member.id", ondelete="SET NULL"), nullable=True)


def _make(about: "sa.Column[int] | sa.Column[str]", value: str) -> None:
    """Make the table anew with its rows: SQLite cannot drop a column that points elsewhere.

    Args:
        value: What to keep in the column, as SQL.
    """
    op.execute(f"CREATE TEMPORARY TABLE report_before AS SELECT {_NAMES}, {value} AS about FROM report")  # noqa: S608 - names from here
    op.drop_table("report")
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "community_id", sa.Integer(), sa.ForeignKey("community.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "reporter_id", sa.Integer(), sa.ForeignKey("member.id", ondelete="SET NULL"), nullable=True
        ),
        about,
        sa.Column("text", sa.String(2000), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.UniqueConstraint("community_id", "number"),
        sa.CheckConstraint("number > 0", name="number_counts"),
    )
    op.create_index(None, "report", ["reporter_id"])
    op.execute(f"INSERT INTO report ({_NAMES}, {about.name}) SELECT {_NAMES}, about FROM report_before")  # noqa: S608 - names from here
    op.execute("DROP TABLE report_before")


def _move(about: "sa.Column[int] | sa.Column[str]", value: str, before: str) -> None:
    """The same where columns can be dropped."""
    op.add_column("report", about)
    op.execute(f"UPDATE report SET {about.name} = {value}")  # noqa: S608 - names from here
    op.drop_column("report", before)


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    """Keep the id on the platform in the place of the member."""
    if _on_sqlite():
        _make(_by_user(), _USER)
    else:
        _move(_by_user(), _USER, "about_id")


def downgrade() -> None:
    """Keep the member; of those who never enrolled nothing is kept."""
    if _on_sqlite():
        _make(_by_member(), _MEMBER)
    else:
        _move(_by_member(), _MEMBER, "about_user")
    op.create_index(None, "report", ["about_id"])
