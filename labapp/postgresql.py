"""Connections to PostgreSQL that wait with gevent's own primitives.

psycopg detects gevent and waits with ``select.poll``, as gevent replaces it, with several watchers for each wait. Here
a statement is sent without a wait, and its response is one watcher. A server that does not respond within
``MAX_SILENCE_SECONDS`` is given up, so that nothing waits for it without a bound.
"""

import select
import time
from typing import Any, TypeVar

import psycopg
from gevent import monkey
from gevent.socket import wait_read, wait_readwrite
from psycopg.abc import PQGen
from psycopg.waiting import Ready, Wait
from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

# Longer than the longest statement (``statement_timeout``), so that only a lost server reaches it.
MAX_SILENCE_SECONDS = 10.0
# A connection that was used a moment ago is not tested with a statement.
_MAX_UNTESTED_SECONDS = 5.0
_poll = monkey.get_original("select", "poll")
_Result = TypeVar("_Result")


class _Silent(Exception):
    """The server does not respond."""


def _ready(fileno: int) -> int:
    """Return what a socket is ready for now, as a ``Ready``. An error counts as readable: reading reports it."""
    poll = _poll()
    poll.register(fileno, select.POLLIN | select.POLLOUT)
    ready = 0
    for _, found in poll.poll(0):
        ready |= (found & select.POLLOUT and Ready.W) | (found & ~select.POLLOUT and Ready.R)
    return ready


class Connection(psycopg.Connection[Any]):
    """A connection of a process that gevent has patched. In others it waits as psycopg does."""

    def wait(self, gen: PQGen[_Result], interval: float = 0.1, timeout: float | None = None) -> _Result:
        """Run ``gen`` to its end. Raises OperationalError where the server does not respond."""
        if timeout is not None or not monkey.is_module_patched("select"):
            return super().wait(gen, interval, timeout)
        fileno = self.pgconn.socket
        try:
            wanted = next(gen)
            while True:
                # Almost always there is room for what is sent, so that only responses are waited for.
                ready = _ready(fileno) & wanted if wanted & Wait.W else 0
                if not ready:
                    wait = wait_readwrite if wanted & Wait.W else wait_read
                    wait(fileno, timeout=MAX_SILENCE_SECONDS, timeout_exc=_Silent())
                    ready = _ready(fileno) & wanted if wanted & Wait.W else Ready.R
                wanted = gen.send(Ready(ready))
        except StopIteration as end:
            result: _Result = end.value
            return result
        except _Silent:
            self.pgconn.finish()
            raise psycopg.OperationalError("the server does not respond") from None


def _is_lost(connection: Any) -> bool:
    """Whether the server has closed a connection that is idle. Nothing is sent."""
    return bool(connection.closed or _ready(connection.pgconn.socket) & Ready.R)


def configure_postgresql(engine: Engine) -> None:
    """Make the connections of an engine wait with gevent, and replace those that the server has closed.

    The end of a connection can be read from its socket, so that a test with a statement before each use is needed
    only where the network can have forgotten it.
    """

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: object, _record: object, arguments: list[Any], options: dict[str, Any]) -> Connection:
        return Connection.connect(*arguments, **options)

    @event.listens_for(engine, "checkin")
    def on_checkin(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["used_at"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def on_checkout(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
        used_at = record.info.get("used_at")
        if used_at is None:
            return
        if _is_lost(connection):
            raise DisconnectionError
        if time.monotonic() - used_at > _MAX_UNTESTED_SECONDS:
            try:
                engine.dialect.do_ping(connection)
            except psycopg.Error as error:
                raise DisconnectionError from error
