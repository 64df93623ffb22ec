"""The role of those who organize, with the community: more than events goes by it."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Move the role from the settings of events to the community."""
    role = sa.Column("organizer_role", sa.String(64), nullable=False, server_default="")
    op.add_column("community", role)
    op.execute(
        "UPDATE community SET organizer_role = "
        "(SELECT organizer_role FROM event_setting WHERE community_id = community.id) "
        "WHERE id IN (SELECT community_id FROM event_setting)"
    )
    op.drop_column("event_setting", "organizer_role")


def downgrade() -> None:
    """Move it back. The settings are made anew: a column without a default cannot be added to rows."""
    connection = op.get_bind()
    settings = connection.execute(
        sa.text(
            "SELECT community.id AS community_id, coalesce(channel_id, '') AS channel_id, organizer_role "
            "FROM community LEFT JOIN event_setting ON event_setting.community_id = community.id "
            "WHERE event_setting.community_id IS NOT NULL OR organizer_role <> ''"
        )
    ).mappings()
    rows = [dict(row) for row in settings]
    op.drop_table("event_setting")
    made = op.create_table(
        "event_setting",
        sa.Column(
            "community_id",
            sa.Integer(),
            sa.ForeignKey("community.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("channel_id", sa.String(64), nullable=False),
        sa.Column("organizer_role", sa.String(64), nullable=False),
    )
    op.bulk_insert(made, rows)
    op.drop_column("community", "organizer_role")
