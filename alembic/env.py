"""Where Alembic runs the migrations: on the connection it was handed, else on the database the settings name."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from tracker import db, migrations, settings
from tracker.models import Base


def run(connection: Connection) -> None:
    """Run the migrations asked for, in one transaction: all of them, or none."""
    context.configure(connection=connection, target_metadata=Base.metadata, **migrations.COMPARISON)
    with context.begin_transaction():
        context.run_migrations()


def write() -> None:
    """Write the migrations as SQL, for whoever wants to read them first (``alembic upgrade head --sql``)."""
    context.configure(dialect_name="postgresql", target_metadata=Base.metadata, literal_binds=True)
    with context.begin_transaction():
        context.execute(f"SET lock_timeout = '{migrations.LOCK_TIMEOUT}'")
        context.execute(f"SET statement_timeout = '{migrations.STATEMENT_TIMEOUT}'")
        context.run_migrations()


if context.is_offline_mode():
    write()
elif (given := context.config.attributes.get("connection")) is not None:
    run(given)
else:
    with db.connect(settings.load()) as database, migrations.turn(database.engine) as own:
        run(own)
