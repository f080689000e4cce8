"""Migrations, on SQLite and PostgreSQL alike: each run is one transaction, and two runs at once wait for each other."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from labapp.extensions import UTCDateTime, db

# Any number; a migration of this database takes the lock of this number first.
_LOCK = 4_000_001


def render_item(kind: str, item: Any, _autogen_context: Any) -> str | bool:
    """Write our types as what they are in the database, so that old revisions do not import the application."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def options() -> dict[str, Any]:
    """Return how Alembic compares and writes."""
    chosen: dict[str, Any] = current_app.extensions["migrate"].configure_args
    # Our SQLite connections begin with BEGIN, unlike the driver's own: there, too, DDL is part of the transaction.
    return chosen | {"target_metadata": db.metadata, "render_item": render_item, "transactional_ddl": True}


def prepare(connection: Connection) -> None:
    """Set what a migration needs before its transaction, or as the first thing in it."""
    if connection.dialect.name == "sqlite":
        # Batch mode drops and renames tables: with the keys enforced that would delete the rows that refer to them.
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("PRAGMA busy_timeout=30000")
    else:
        # A request must not wait for longer than five seconds; a migration may.
        connection.execute(text("SET statement_timeout = 0"))
        connection.commit()


def run_online() -> None:
    """Migrate the database of the app."""
    engine = db.engine.execution_options(write=True)
    with engine.connect() as connection:
        prepare(connection)
        context.configure(connection=connection, **options())
        with context.begin_transaction():
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            context.run_migrations()
    # The connection is back in the pool, without enforced keys.
    db.engine.dispose()


def run_offline() -> None:
    """Print the SQL instead of running it."""
    context.configure(url=db.engine.url, literal_binds=True, **options())
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
