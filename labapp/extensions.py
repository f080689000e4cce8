"""The Flask extensions, made once and bound to the app in ``create_app``."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask_jwt_extended import JWTManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_talisman import Talisman
from flask_wtf import CSRFProtect
from sqlalchemy import DateTime, Dialect, MetaData, event
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

from labapp.config import Settings

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime on every database; SQLite drops the zone, this puts it back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store in UTC; a naive value is a programming error."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Hand out aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Declared(DeclarativeBase):
    """The declarative base that Flask-SQLAlchemy builds ``Base`` from.

    The registry is named outright: Flask-SQLAlchemy copies this class's body, and SQLAlchemy refuses
    a second ``type_annotation_map`` beside a registry.
    """

    registry = registry(metadata=MetaData(naming_convention=NAMING), type_annotation_map={datetime: UTCDateTime})


db = SQLAlchemy(model_class=Declared, disable_autonaming=True)
if TYPE_CHECKING:
    Base = Declared
else:
    Base = db.Model
migrate = Migrate(render_as_batch=True)
jwt = JWTManager()
talisman = Talisman()
csrf = CSRFProtect()


def engine_options(settings: Settings) -> dict[str, Any]:
    """Return how to open the database: bounded pools and waits, so that a slow database refuses and never hangs."""
    if settings.sqlite:
        return {}
    return {
        "pool_size": 10,
        "max_overflow": 5,
        "pool_timeout": 3,
        "pool_pre_ping": True,
        "connect_args": {"connect_timeout": 3, "options": "-c statement_timeout=5000 -c lock_timeout=5000"},
    }


def configure_engine(engine: Any) -> None:
    """Apply what the embedded database needs; nothing for PostgreSQL."""
    if engine.dialect.name == "sqlite":
        configure_sqlite(engine)


def configure_sqlite(engine: Any) -> None:
    """Make SQLite safe under gevent.

    WAL lets readers go on beside the writer. A wait inside SQLite would block the event loop, so it
    waits 20 ms at most and the caller retries with a gevent sleep. Write transactions begin with
    IMMEDIATE, so that a lock is refused at the start and never in the middle.
    """

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=20"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        immediate = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
