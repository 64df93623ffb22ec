"""Alembic's entry: runs on the connection, and inside the transaction, that mentorbot.db.schema opened."""

from alembic import context

from mentorbot import tables

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("Run migrations with `mentorbot db upgrade`; it finds the database and holds the lock.")

context.configure(
    connection=connection,
    target_metadata=tables.all_tables(),
    render_as_batch=True,
    transactional_ddl=False,  # the transaction is there already
)
context.run_migrations()
