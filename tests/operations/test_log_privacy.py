"""Errors of the database and of validation are logged without the values that caused them."""

import io
import logging
from collections.abc import Callable, Iterator

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from labapp import queries
from labapp.clock import now
from labapp.contract.accounts import Registration
from labapp.extensions import db
from labapp.identity import Role
from labapp.models import User
from tests.support.accounts import CHEAP_HASH, Account, create_account
from tests.support.command import SECRETS
from tests.support.databases import writing

NAME, EMAIL, DOCUMENT = "Rosalía Ñaupari", "rosalia.naupari@lab.example", "DNI-40404040"


@pytest.fixture(params=["development", "production"])
def environment(request: pytest.FixtureRequest) -> dict[str, str]:
    return {"APP_ENV": request.param} | SECRETS


@pytest.fixture
def log(app: Flask) -> Iterator[io.StringIO]:
    """What the application logs."""
    written = io.StringIO()
    (handler,) = (one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler)
    stream = handler.setStream(written)
    yield written
    if stream is not None:
        handler.setStream(stream)


def violate_integrity() -> None:
    """Insert an account whose e-mail is taken."""
    with writing() as session:
        session.add(User(email=EMAIL, name=NAME, role=Role.PATIENT, password_hash=CHEAP_HASH, created_at=now()))


def fail_in_operation() -> None:
    """Run a statement that the database cannot execute, with personal parameters."""
    statement = text("SELECT * FROM no_such_table WHERE name = :name AND document = :document")
    with db.engine.begin() as connection:
        connection.execute(statement, {"name": NAME, "document": DOCUMENT})


@pytest.mark.parametrize(
    ("fail", "errors"),
    [(violate_integrity, (IntegrityError,)), (fail_in_operation, (OperationalError, ProgrammingError))],
)
def test_an_error_of_the_database_is_logged_without_its_values(
    app: Flask, log: io.StringIO, fail: Callable[[], None], errors: tuple[type[Exception], ...]
) -> None:
    create_account(Role.PATIENT, email=EMAIL, name=NAME)
    with pytest.raises(errors) as caught:
        fail()
    for logger in (structlog.get_logger("labapp.test"), logging.getLogger("library")):
        logger.error("it_failed", exc_info=caught.value)
    try:
        raise RuntimeError("while saving") from caught.value
    except RuntimeError:
        structlog.get_logger("labapp.test").exception("it_failed_again")
    written = log.getvalue()
    assert written.count("Traceback") >= 3
    assert "while saving" in written
    assert type(caught.value).__name__ in written
    assert [value for value in (NAME, EMAIL, DOCUMENT, "Rosal", CHEAP_HASH) if value in written] == []
    assert not any(value in str(caught.value.args) + str(caught.value) for value in (DOCUMENT, CHEAP_HASH))


def test_a_failed_request_is_logged_without_values(
    app: Flask, client: FlaskClient, log: io.StringIO, patient: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_account(Role.PATIENT, email=EMAIL, name=NAME)
    monkeypatch.setattr(queries.users, "get", lambda _id: violate_integrity())
    assert client.get("/api/auth/me", headers=patient.header).status_code == 500
    written = log.getvalue()
    assert "request_failed" in written
    assert "INSERT INTO user_account" in written
    assert [value for value in (NAME, EMAIL, "Rosal", CHEAP_HASH) if value in written] == []


def test_rejected_input_is_not_logged(app: Flask, log: io.StringIO) -> None:
    try:
        Registration.model_validate({"email": EMAIL, "name": ["x", NAME], "password": "short"})
    except ValueError:
        structlog.get_logger("labapp.test").exception("it_failed")
    assert "ValidationError" in log.getvalue()
    assert [value for value in (NAME, EMAIL, "Rosal", "short'") if value in log.getvalue()] == []
