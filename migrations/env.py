"""Alembic's entry: runs on the connection, and inside the transaction, that mentorbot.db.schema opened."""

from alembic import context

import mentorbot.community.models
import mentorbot.credits.models
import mentorbot.delivery.models
import mentorbot.events.models
import mentorbot.members.models
import mentorbot.mentoring.models
import mentorbot.mentoring.rounds.models
import mentorbot.networking.directory.models
import mentorbot.networking.opportunities.models
import mentorbot.progress.models
import mentorbot.reminders.models  # noqa: F401 - the models hang their tables on Base
from mentorbot.db import metadata

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("Run migrations with `mentorbot db upgrade`; it finds the database and holds the lock.")

context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=False,  # the transaction is there already
)
context.run_migrations()
