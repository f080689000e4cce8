"""A password that is easy to guess is refused wherever one can be chosen, and nothing is changed."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.accounts import Account
from tests.support.event_log import entries

COMMON = ("1234567890", "qwertyuiop", "QWERTYUIOP", "password123")
OWN = ("ana.pena@lab.example", "Ana Pena Ruiz", "AnaPe\u00f1aRuiz", "ana-pena@lab-example")
GOOD = "una clave que nadie adivina"
ACCOUNT = {"email": "ana.pena@lab.example", "name": "Ana Pe\u00f1a Ruiz"}
Choose = Callable[[str], Any]


@pytest.fixture
def database_kind() -> str:
    """What is under test does not depend on the database."""
    return "sqlite"


@pytest.fixture
def choose(client: FlaskClient, admin: Account, make_account: Any) -> dict[str, Choose]:
    """Every way to choose a password, by name."""
    patient = make_account("Paciente", **ACCOUNT)
    new = ACCOUNT | {"email": "ana.pena@lab.example"}

    def post(path: str, body: dict[str, str], headers: dict[str, str] | None = None) -> Any:
        return client.post(path, json=body, headers=headers or {})

    return {
        "register": lambda password: post("/api/auth/register", new | {"password": password}),
        "register in the app": lambda password: post("/api/session/register", new | {"password": password}),
        "create": lambda password: post(
            "/api/admin/users", new | {"password": password, "role": "Medico"}, admin.header
        ),
        "reset": lambda password: post(
            f"/api/admin/users/{patient.id}/password", {"newPassword": password}, admin.header
        ),
        "change": lambda password: post(
            "/api/auth/password", {"currentPassword": patient.password, "newPassword": password}, patient.header
        ),
    }


@pytest.mark.parametrize("way", ["register", "register in the app", "create", "reset", "change"])
def test_what_is_easy_to_guess_is_refused(choose: dict[str, Choose], way: str) -> None:
    recorded = len(entries())
    for password in (*COMMON, *OWN):
        answer = choose[way](password)
        assert (answer.status_code, answer.json["code"]) == (422, "invalid_payload"), password
        assert list(answer.json["errors"]) in (["password"], ["newPassword"])
    assert len(entries()) == recorded
    # The address is taken already, which is found out last.
    assert choose[way](GOOD).status_code == (409 if way in ("register", "register in the app", "create") else 200)


def test_the_first_administrator_cannot_choose_it_either(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    for password in ("1234567890", "jefa@lab.example"):
        done = run(args=["create-admin", "--email", "jefa@lab.example", "--password", password])
        assert (done.exit_code, "common" in done.output) == (1, True)
    assert run(args=["create-admin", "--email", "jefa@lab.example", "--password", GOOD]).exit_code == 0
