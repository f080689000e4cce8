"""Connections to PostgreSQL: one that the server closed is replaced, and a server that does not respond is given up."""

import subprocess
import sys

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, select, text

from labapp.unit_of_work import reading


@pytest.fixture
def database_kind() -> str:
    """PostgreSQL, which these tests are about."""
    return "postgresql"


def backend() -> int:
    """Return the process of the server that serves the connection in use."""
    with reading() as session:
        found: int = session.scalar(select(func.pg_backend_pid()))
    return found


def test_a_connection_that_the_server_closed_is_replaced_before_its_use(app: Flask, database_url: str) -> None:
    first = backend()
    assert backend() == first
    with psycopg.connect(database_url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
    assert backend() != first


def test_reads_keep_the_statements_that_are_prepared(app: Flask) -> None:
    for _ in range(10):
        backend()
    with reading() as session:
        prepared = session.scalar(text("SELECT count(*) FROM pg_prepared_statements"))
    assert prepared > 0


_SILENCE = """
from gevent import monkey; monkey.patch_all()
import os, signal, sys, psycopg
from labapp import postgresql
postgresql.MAX_SILENCE_SECONDS = 0.2
connection = postgresql.Connection.connect(sys.argv[1])
server = connection.info.backend_pid
assert connection.execute("SELECT 1").fetchone() == (1,)
os.kill(server, signal.SIGSTOP)
try:
    connection.execute("SELECT 2")
except psycopg.OperationalError as error:
    print(error, connection.closed)
finally:
    os.kill(server, signal.SIGCONT)
"""


def test_a_server_that_does_not_respond_is_given_up(database_url: str) -> None:
    command = [sys.executable, "-c", _SILENCE, database_url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stdout == "the server does not respond True\n", done.stderr
