"""A transaction: commits a change together with its facts, or neither.

No other code commits. Facts are written to the log as the last step before the commit, and the tail is woken right
after it.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import gevent
from flask import Flask, current_app
from gevent.lock import BoundedSemaphore, RLock
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from labapp.contract.base import JsonObject
from labapp.contract.facts import FactName
from labapp.contract.records import differences, dump, kind_of
from labapp.errors import Conflict, ErrorCode, NotFound, Unavailable
from labapp.events import log, signals, turns
from labapp.events.log import Fact
from labapp.extensions import db, read_engine, write_engine
from labapp.identity import Identity
from labapp.locale import N_
from labapp.models import Appointment, Result
from labapp.models.catalog import Versioned
from labapp.policy.visibility import visible_to

# SQLite has one writer. Waiting on this lock yields to the event loop; waiting inside SQLite would block it.
_sqlite_writer = RLock()
# On PostgreSQL more writers at a time commit no more, since they take turns at the log. Readers keep the other
# connections of the pool.
_postgresql_writers = BoundedSemaphore(8)
_TIMEOUT_SECONDS = 5.0
# PostgreSQL, appendix A: the server has become a read-only copy, or has ended a transaction that was idle for too long.
_CONNECT_ANEW = frozenset({"25006", "25P03"})
_STALE: dict[type[Versioned], str] = {
    Versioned: N_("Otra persona cambió este registro mientras tanto."),
    Appointment: N_("Otra persona cambió esta cita mientras tanto."),
    Result: N_("Otra persona cambió este resultado mientras tanto."),
}
Row = TypeVar("Row", bound=Versioned)


def check_version(model: type[Versioned], found: int, expected: int | None) -> None:
    """Raise Conflict (``stale``) where a row has another version than the caller read, if that is known."""
    if expected is not None and found != expected:
        raise Conflict(_STALE.get(model, _STALE[Versioned]), code=ErrorCode.STALE)


class UnitOfWork:
    """An open transaction.

    Other writers wait from the first write to the end of the block, so the block must not wait for anything. Bulk
    changes have a checkpoint between chunks, which lasts only as long as the other greenlets are busy. What is in
    ``after_commit`` is called once the transaction is committed; it must neither raise nor wait.
    """

    def __init__(self, connection: Connection, by: Identity | None, address: str | None) -> None:
        self.connection = connection
        self._session: Session | None = None
        self.by = by
        self.address = by.address if by else address
        self.facts: list[Fact] = []
        self.after_commit: list[Callable[[], None]] = []
        self.added: log.Added | None = None

    @property
    def session(self) -> Session:
        """The ORM session of the transaction. What needs only ``connection`` never opens one."""
        if self._session is None:
            self._session = Session(self.connection, expire_on_commit=False)
        return self._session

    def get(self, model: type[Row], row_id: int, *, lock: bool = False, version: int | None = None) -> Row:
        """Return a row that is visible to ``by``. With ``lock`` it is locked until the commit.

        ``version`` is the version that the caller read. Raises NotFound, and Conflict (``stale``).
        """
        query = select(model).where(model.id == row_id, visible_to(self.by, model))
        if lock:
            query = query.with_for_update(of=model).execution_options(populate_existing=True)
        row = self.session.scalar(query)
        if row is None:
            raise NotFound()
        check_version(model, row.version, version)
        return row

    def changed(self, row: Versioned, before: JsonObject | None, verb: str = "updated") -> Fact | None:
        """Flush, and return a fact with the differences between ``row`` and ``before``, or None without any.

        ``before`` is an earlier dump of the row, or None for a new row. The caller adds the event and records the fact.
        """
        self.session.flush()
        after = None if row.deleted_at is not None else dump(row)
        old, new = differences(before, after)
        if not old and not new:
            return None
        return Fact(FactName.of(kind_of(row), verb), row.id, before=old, after=new)

    def record(self, *facts: Fact) -> None:
        """Add facts to the transaction. They are logged if, and only if, it commits."""
        self.facts.extend(facts)

    def _commit(self) -> None:
        if self._session is not None:
            self._session.flush()
        if self.facts:
            user_id = self.by.user_id if self.by else None
            self.added = log.append(self.connection, self.facts, user_id=user_id, address=self.address)
        try:
            self.connection.commit()
        except BaseException:
            # SQLAlchemy takes the transaction for ended: the next one of this connection would commit it.
            self.connection.invalidate()
            raise
        if self.added is not None:
            log.on_committed(self.added)

    def _close(self) -> None:
        """Roll back what is not committed, and return the connection. Loaded rows stay usable."""
        try:
            if self._session is not None:
                self._session.close()
        finally:
            try:
                self.connection.close()
            finally:
                turns.give_back(self.connection)


def _begin() -> Connection:
    """Begin a transaction. On SQLite, wait for locks of other processes without blocking the event loop."""
    engine = write_engine(db.engine)
    deadline = time.monotonic() + _TIMEOUT_SECONDS
    while True:
        try:
            connection = engine.connect()
            try:
                connection.begin()
            except BaseException:
                connection.close()
                raise
            return connection
        except OperationalError as error:
            if "locked" not in str(error.orig) or time.monotonic() > deadline:
                raise Unavailable() from error
            gevent.sleep(0.01)


@contextmanager
def unit_of_work(by: Identity | None = None, *, address: str | None = None) -> Iterator[UnitOfWork]:
    """Run the block in one transaction as ``by``: commit at its end, roll back on any exception.

    Raises Conflict (``stale``) where a row was changed concurrently, Conflict (``conflict``) where a database
    constraint is violated, and Unavailable where the database does not answer, or other writers take 5 seconds.
    """
    writers = _sqlite_writer if db.engine.dialect.name == "sqlite" else _postgresql_writers
    if not writers.acquire(timeout=_TIMEOUT_SECONDS):
        raise Unavailable()
    try:
        work = UnitOfWork(_begin(), by, address)
        try:
            yield work
            work._commit()
        except StaleDataError as error:
            raise Conflict(_STALE[Versioned], code=ErrorCode.STALE) from error
        except IntegrityError as error:
            raise Conflict("Otro registro ya usa ese valor, o este registro está en uso.") from error
        except InternalError as error:
            if getattr(error.orig, "sqlstate", None) not in _CONNECT_ANEW:
                raise
            # Other connections may lead to the server that takes the place of this one.
            db.engine.dispose(close=False)
            raise Unavailable() from error
        finally:
            work._close()
    finally:
        writers.release()
    if work.facts:
        # Signals compare their sender by identity: it must be the app, not the proxy, whose type hides this method.
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        signals.committed.send(app, facts=work.facts, added=work.added)
    for call in work.after_commit:
        call()


@contextmanager
def snapshot() -> Iterator[Session]:
    """Yield a read session whose queries all see the same committed state, however long it takes to read."""
    # On SQLite every read transaction has a snapshot from its first query on.
    engine = db.engine
    if engine.dialect.name != "sqlite":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with Session(engine, expire_on_commit=False) as session:
        yield session
        # Nothing was written: unlike a rollback, a commit keeps the statements that the driver has prepared.
        session.commit()


@contextmanager
def reading() -> Iterator[Session]:
    """Open a read session. Loaded attributes of its rows stay usable after the block.

    On PostgreSQL each of its statements sees what is committed when it begins.
    """
    with Session(read_engine(db.engine), expire_on_commit=False) as session:
        yield session
