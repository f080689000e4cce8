"""The Flask extensions, created once and bound to the app in ``create_app``."""

from datetime import UTC, datetime
from functools import lru_cache
from sqlite3 import Connection as SQLiteConnection
from sqlite3 import OperationalError as SQLiteOperationalError
from typing import TYPE_CHECKING

from flask_jwt_extended import JWTManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_talisman import Talisman
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, Table, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

from labapp.config import Settings
from labapp.postgresql import configure_postgresql

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime on every database. SQLite does not store the zone, so it is added again on loading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC. Raises ValueError for a naive value, which is a programming error."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware datetime in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Declared(DeclarativeBase):
    """The declarative base from which Flask-SQLAlchemy builds ``Base``.

    The registry is explicit: Flask-SQLAlchemy copies the body of this class, and SQLAlchemy does not accept a
    ``type_annotation_map`` in addition to a registry.
    """

    registry = registry(metadata=MetaData(naming_convention=NAMING), type_annotation_map={datetime: UTCDateTime})


db = SQLAlchemy(model_class=Declared, disable_autonaming=True)
if TYPE_CHECKING:
    Base = Declared
else:
    Base = db.Model


def table_of(model: type[Base]) -> Table:
    """Return the table of a model, for statements below the ORM."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


migrate = Migrate(render_as_batch=True)
jwt = JWTManager()
talisman = Talisman()
csrf = CSRFProtect()


def engine_options(settings: Settings) -> dict[str, object]:
    """Return the engine options: a bounded pool and bounded waits, so that a slow database fails requests in time.

    An instance that stops in a transaction loses it, and with it the locks for which the writers of all instances
    wait. Errors do not contain the parameters of their statement, which are data of patients.
    """
    if settings.sqlite:
        return {"hide_parameters": True}
    return {
        "hide_parameters": True,
        "pool_size": 10,
        "max_overflow": 5,
        "pool_timeout": 3,
        # The connection that was used last has the statements prepared.
        "pool_use_lifo": True,
        "connect_args": {
            "connect_timeout": 3,
            "options": "-c statement_timeout=5000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=5000",
            # What the network has lost is noticed by the kernel, with data under way or without.
            "tcp_user_timeout": 10_000,
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 2,
        },
    }


def configure_engine(engine: Engine) -> None:
    """Configure the engine for its database under gevent."""
    if engine.dialect.name == "sqlite":
        configure_sqlite(engine)
    else:
        configure_postgresql(engine)


@lru_cache(maxsize=8)
def read_engine(engine: Engine) -> Engine:
    """Return ``engine`` for reads whose statements need not see the same state.

    On PostgreSQL each statement is its own transaction, without BEGIN and ROLLBACK. This saves two round trips, and a
    ROLLBACK makes psycopg discard the prepared statements of the connection. SQLite reads a snapshot.
    """
    return engine if engine.dialect.name == "sqlite" else engine.execution_options(isolation_level="AUTOCOMMIT")


@lru_cache(maxsize=8)
def write_engine(engine: Engine) -> Engine:
    """Return ``engine`` for transactions that write."""
    return engine.execution_options(write=True)


def configure_sqlite(engine: Engine) -> None:
    """Make SQLite safe under gevent.

    WAL lets readers run concurrently with the writer. Waiting inside SQLite blocks the event loop, so it waits at most
    20 ms and the caller retries after a gevent sleep. Write transactions begin with IMMEDIATE, so that a lock can be
    refused only at their start.
    """

    @event.listens_for(engine, "connect")
    def on_connect(connection: SQLiteConnection, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=20"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        statement = "BEGIN IMMEDIATE" if connection.get_execution_options().get("write", False) else "BEGIN"
        driver_connection: SQLiteConnection | None = connection.connection.driver_connection
        assert driver_connection is not None
        try:
            # Below SQLAlchemy, whose part takes twice as long as the statement.
            driver_connection.execute(statement)
        except SQLiteOperationalError as error:
            raise OperationalError(statement, None, error) from error
