"""What kind of help a mentor offers."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Of those who mentor already it is not known."""
    op.add_column("mentor", sa.Column("helps", sa.String(300), nullable=False, server_default=""))


def downgrade() -> None:
    """Forget it."""
    with op.batch_alter_table("mentor") as mentor:
        mentor.drop_column("helps")
