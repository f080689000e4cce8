"""Fixtures of the REST tests: a catalogue to book from, and the requests of a patient and of an administrator."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.accounts import Account
from tests.support.appointments import ALL, MINE, TOMORROW, Catalogue, insert_catalogue
from tests.support.desk import Desk
from tests.support.results import ResultDesk


@pytest.fixture
def catalogue(app: Flask) -> Catalogue:
    """What can be booked."""
    return insert_catalogue()


@pytest.fixture
def new(catalogue: Catalogue) -> dict[str, Any]:
    """The body of a valid booking."""
    return {"locationId": catalogue.center, "scheduledAt": TOMORROW, "examIds": [catalogue.blood]}


@pytest.fixture
def mine(client: FlaskClient, patient: Account) -> Desk:
    """The patient's requests about the patient's appointments."""
    return Desk(client, patient, MINE)


@pytest.fixture
def desk(client: FlaskClient, admin: Account) -> Desk:
    """The administrator's requests about all appointments."""
    return Desk(client, admin, ALL)


@pytest.fixture
def result_desk(client: FlaskClient, admin: Account) -> ResultDesk:
    """The administrator's requests about results."""
    return ResultDesk(client, admin)
