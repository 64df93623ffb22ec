"""What a member aims at: a setting, a credential, the year in which they graduate."""

from alembic import op

revision = "0020"
down_revision = "0019"

_SETTINGS = (
    "hospital", "physician_practice", "outpatient", "long_term_care", "home_health", "public_health", "payer",
    "consulting", "military_federal", "technology",
)  # fmt: skip
_COLUMNS = {
    "setting": "VARCHAR(32) CONSTRAINT ck_member_setting CHECK (setting IN ({}))".format(
        ", ".join(f"'{one}'" for one in _SETTINGS)
    ),
    "credential": "VARCHAR(40)",
    "graduation": "INTEGER CONSTRAINT ck_member_graduation_sane CHECK (graduation BETWEEN 2000 AND 2200)",
}


def upgrade() -> None:
    """Add the three columns; written out, since SQLite adds a constraint only together with its column."""
    for name, kind in _COLUMNS.items():
        op.execute(f"ALTER TABLE member ADD COLUMN {name} {kind}")


def downgrade() -> None:
    """Drop them."""
    for name in reversed(_COLUMNS):
        op.drop_column("member", name)
